//! `datagen generate --dirty`: tables with intentional issues, their ledger, and the clean tables if wanted.

use std::sync::{Arc, OnceLock};

use clap::Args;
use datagen_core::dirty::{Dirty, LEDGER};
use datagen_core::{Control, Progress};
use datagen_io::metadata::{ColumnMetadata, LedgerMetadata, Metadata};
use datagen_io::write::{CsvOptions, Format};
use datagen_io::{IssueLedger, Place, Source, Staged, WriteOptions, Written, stage_dataset, stage_table};

use crate::exit::Failure;
use crate::generate::{Run, stop_on_signal, tell_run_time_warnings};
use crate::place::{self, FilePlace};
use crate::progress::{Observer, Watched};
use crate::summary::Summary;
use crate::terminal::{Paint, tell};
use crate::{metadata, terminal, units};

/// Whether the data is dirty, and what else is written then.
#[derive(Debug, Args)]
pub(crate) struct DirtyArguments {
    /// Write the tables with the schema's issues in them, and a ledger of every damaged cell
    #[arg(long, conflicts_with_all = ["plan", "dry_run_sample"], help_heading = "Dirty data")]
    pub(crate) dirty: bool,
    /// Write the clean tables too, into this directory
    #[arg(long, value_name = "DIR", value_parser = place::place, requires = "dirty", help_heading = "Dirty data")]
    pub(crate) clean: Option<Place>,
    /// Where the ledger is written, as CSV [default: issue_ledger.csv beside the tables]
    #[arg(long, value_name = "FILE", value_parser = place::file, requires = "dirty", help_heading = "Dirty data")]
    pub(crate) ledger: Option<FilePlace>,
}

/// One of several datasets of a run. Each counts its own warnings, all are cancelled together.
struct Stage {
    control: Control,
    relay: Arc<Relay>,
}

/// Tells an observer that appears only when the stage begins, since an observer draws from its beginning on.
#[derive(Default)]
struct Relay(OnceLock<Arc<Observer>>);

impl Progress for Relay {
    fn advance(&self, table: &str, rows: u64) {
        if let Some(observer) = self.0.get() {
            observer.advance(table, rows);
        }
    }
}

impl Stage {
    fn new() -> Self {
        let relay = Arc::new(Relay::default());
        Self { control: Control::with_progress(relay.clone()), relay }
    }

    /// Stages what `write` writes of `source`, and shows how far it has come.
    fn stage(
        &self,
        source: &dyn Source,
        quiet: bool,
        tables: &[String],
        write: impl FnOnce(&dyn Source, &Control) -> datagen_io::Result<Staged>,
    ) -> Result<(Staged, Arc<Observer>), Failure> {
        let observer = Arc::new(Observer::new(tables, quiet));
        let _ = self.relay.0.set(Arc::clone(&observer));
        let staged = write(&Watched::new(source, &observer), &self.control);
        observer.finish();
        self.control.check()?;
        Ok((staged?, observer))
    }
}

/// Says that a schema has issues, which are not in clean data.
pub(crate) fn tell_of_issues(run: &Run<'_>) {
    let issues = run.input.schema.document().issues.as_ref().map_or(0, Vec::len);
    if issues > 0 {
        let noun = if issues == 1 { "an issue" } else { "issues" };
        let paint = Paint::stderr();
        tell(format_args!(
            "{} the schema has {noun}, and the data is clean; pass --dirty for the dirty tables and their ledger\n",
            paint.warning("warning:")
        ));
    }
}

/// Why dirty data cannot be made of a schema without issues.
pub(crate) fn no_issues() -> Failure {
    Failure::Usage("--dirty: the schema has no issues; add \"issues\": [...], or leave --dirty out".to_owned())
}

/// Writes dirty tables, ledger and clean tables, all or none.
pub(crate) fn to_directory(run: &Run<'_>) -> Result<(), Failure> {
    let (arguments, output) = (&run.arguments.dirty, &run.arguments.output_dir);
    if arguments.clean.as_ref() == Some(output) {
        let message = format!("--clean: {output} is the directory of the dirty tables; choose another");
        return Err(Failure::Usage(message));
    }
    let [dirty_stage, clean_stage, ledger_stage] = [Stage::new(), Stage::new(), Stage::new()];
    stop_on_signal(&[&dirty_stage.control, &clean_stage.control, &ledger_stage.control])?;
    let dirty = run.plan.dirty(&dirty_stage.control)?.ok_or_else(no_issues)?.with_ledger_of(&run.tables);
    let (options, quiet) = (run.options(), run.arguments.quiet);
    let whole = |place: &Place, source: &dyn Source, control: &Control| stage_dataset(source, place, &options, control);
    let (mut staged, observer) =
        dirty_stage.stage(&dirty, quiet, &run.tables, |source, control| whole(output, source, control))?;
    let clean = match &arguments.clean {
        Some(place) => {
            let write = |source: &dyn Source, control: &Control| whole(place, source, control);
            Some(clean_stage.stage(run.plan, quiet, &run.tables, write)?.0)
        }
        None => None,
    };
    let file = arguments.ledger.clone().unwrap_or_else(|| FilePlace::beside(output, &format!("{LEDGER}.csv")));
    let ledger_options = ledger_options(&options);
    let write =
        |source: &dyn Source, control: &Control| stage_table(source, &file.place, &file.name, &ledger_options, control);
    let (ledger, _) = ledger_stage.stage(&IssueLedger(&dirty), quiet, &[LEDGER.to_owned()], write)?;

    let dirty_metadata = dirty_metadata(run, &dirty, staged.written(), ledger.written(), &dirty_stage.control)?;
    run.add_catalogs(&mut staged, &dirty_metadata)?;
    let clean_metadata = clean.as_ref().map(|staged| run.metadata(staged.written(), &clean_stage.control));
    // The metadata of the dirty tables, which names the others, comes last.
    let mut all = vec![(ledger, None)];
    all.extend(clean.map(|staged| (staged, clean_metadata.as_ref())));
    all.push((staged, Some(&dirty_metadata)));
    let written = Staged::commit_all(all)?;
    tell_run_time_warnings(&dirty_stage.control);
    if quiet { Ok(()) } else { print(run, &observer, &written, &file) }
}

/// Whatever the tables are, the ledger is one file of plain CSV.
fn ledger_options(options: &WriteOptions) -> WriteOptions {
    WriteOptions {
        tables: Vec::new(),
        formats: vec![Format::Csv(CsvOptions::default())],
        split: None,
        hive: Vec::new(),
        metadata: false,
        ..options.clone()
    }
}

/// The metadata of the dirty tables: their own columns, and the ledger.
fn dirty_metadata(
    run: &Run<'_>,
    dirty: &Dirty<'_>,
    written: &Written,
    ledger: &Written,
    control: &Control,
) -> Result<Metadata, Failure> {
    let mut metadata = run.metadata(written, control);
    for table in &mut metadata.tables {
        let columns = dirty.columns(&table.name)?.into_iter().map(|column| ColumnMetadata {
            name: column.name,
            column_type: column.column_type.to_owned(),
            nullable: column.nullable,
        });
        table.columns = columns.collect();
    }
    metadata.dirty = true;
    metadata.ledger = ledger.tables.first().map(|ledger| LedgerMetadata {
        file: ledger.file.clone(),
        rows: ledger.rows,
        bytes: ledger.bytes,
        sha256: ledger.sha256.clone(),
    });
    Ok(metadata)
}

fn print(run: &Run<'_>, observer: &Observer, written: &[Written], ledger: &FilePlace) -> Result<(), Failure> {
    let [of_ledger, .., dirty] = written else { return Ok(()) };
    let summary = Summary { written: &dirty.tables, observer, verbose: run.verbose() };
    let mut text = summary.render(&run.arguments.output_dir.to_string(), Paint::stdout());
    let lines = of_ledger.tables.iter().map(|table| table.rows).sum();
    text.push_str(&format!("Ledger of issues: {ledger} ({})\n", units::rows(lines)));
    if let Some(clean) = &run.arguments.dirty.clean {
        text.push_str(&format!("Clean tables: {clean}\n"));
    }
    terminal::print(&text)
}

impl Run<'_> {
    /// The metadata of `written`, whatever is said about it besides.
    pub(crate) fn metadata(&self, written: &Written, control: &Control) -> Metadata {
        metadata::of(self.input, self.plan, &self.formats, written, control)
    }
}
