//! `datagen generate`: a schema becomes files.

use std::io;
use std::sync::Arc;

use datagen_core::{Control, Diagnostics, Error, Limits, Options, Plan};
use datagen_io::atomic::Existing;
use datagen_io::space::free_bytes;
use datagen_io::write::Format;
use datagen_io::{Part, Source, WriteOptions, stage_dataset, write_table};

use crate::arguments::GenerateArguments;
use crate::exit::{Code, Failure, shown};
use crate::formats::FormatName;
use crate::input::{self, Input};
use crate::plan_table::{self, disk_bytes};
use crate::progress::{Observer, Watched};
use crate::script::Described;
use crate::summary::Summary;
use crate::terminal::{Paint, stdout_is_terminal, tell};
use crate::{dirty, sample, terminal, units};

/// What everything after the plan needs.
pub(crate) struct Run<'a> {
    pub(crate) arguments: &'a GenerateArguments,
    pub(crate) input: &'a Input,
    pub(crate) plan: &'a Plan,
    /// The tables that were asked for, in generation order.
    pub(crate) tables: Vec<String>,
    pub(crate) formats: Vec<Format>,
}

/// Carries out the subcommand.
pub(crate) fn generate(arguments: &GenerateArguments) -> Result<(), Failure> {
    arguments.formats.check(FormatName::Parquet)?;
    #[cfg(feature = "database")]
    let target = arguments.to.target()?;
    let input = input::read(&arguments.schema, arguments.lenient)?;
    let plan = plan(&input, arguments)?;
    tell_warnings(&input.warnings);
    tell_warnings(plan.warnings());
    let tables = chosen(&plan, &arguments.tables)?;
    let formats = formats(arguments, &input, &plan, &tables)?;
    let run = Run { arguments, input: &input, plan: &plan, tables, formats };
    if arguments.plan {
        return plan_table::print(&plan.summary(), &run.tables, &run.formats, arguments.verbose);
    }
    if let Some(rows) = arguments.dry_run_sample {
        let control = Control::default();
        stop_on_signal(&[&control])?;
        return sample::print(&plan, &run.tables, rows, &control);
    }
    if !arguments.dirty.dirty {
        dirty::tell_of_issues(&run);
    }
    #[cfg(feature = "database")]
    if let Some(target) = target {
        return crate::load::generate_to(&run, target);
    }
    match (arguments.to_stdout(), arguments.dirty.dirty) {
        (true, _) => run.to_stdout(),
        (false, true) => run.check_space().and_then(|()| run.check_catalogs()).and_then(|()| dirty::to_directory(&run)),
        (false, false) => run.to_directory(),
    }
}

fn plan(input: &Input, arguments: &GenerateArguments) -> Result<Plan, Failure> {
    let metadata = &input.schema.document().metadata;
    let seed = arguments.seed.or(metadata.seed).unwrap_or(datagen_core::plan::DEFAULT_SEED);
    let options =
        Options { scale: arguments.scale, rows: arguments.rows.iter().cloned().collect(), limits: limits(arguments) };
    Plan::new(&input.schema, seed, options).map_err(|error| match error {
        Error::Schema(mut diagnostics) => {
            diagnostics.extend(input.warnings.clone());
            Failure::Schema { name: input.name.clone(), diagnostics }
        }
        other => other.into(),
    })
}

/// The formats; those of one file are told which tables there will be.
fn formats(
    arguments: &GenerateArguments,
    input: &Input,
    plan: &Plan,
    tables: &[String],
) -> Result<Vec<Format>, Failure> {
    let (is_dirty, described) = (arguments.dirty.dirty, arguments.formats.are_described());
    if is_dirty && described && arguments.dirty.clean.is_some() {
        return Err(Failure::Usage(
            "--clean: in sql and sqlite, dirty tables have other types than clean ones; write the clean ones without --dirty"
                .to_owned(),
        ));
    }
    let dirty = if is_dirty && described { plan.dirty(&Control::default())? } else { None };
    let source: &dyn Source = match &dirty {
        Some(dirty) => dirty,
        None => plan,
    };
    let document = input.schema.document();
    let promises = arguments.promises();
    let described = Described { source, document, tables, promises, seed: Some(plan.seed()) };
    arguments.formats.formats(FormatName::Parquet, Some(&described))
}

fn limits(arguments: &GenerateArguments) -> Limits {
    let mut limits = Limits::default();
    if arguments.force {
        (limits.rows, limits.cells) = (u64::MAX, u64::MAX);
    }
    limits.bytes_kept = arguments.memory.unwrap_or(limits.bytes_kept);
    limits
}

pub(crate) fn tell_warnings(diagnostics: &Diagnostics) {
    if diagnostics.warnings().next().is_some() {
        tell(format_args!("{}\n", shown(diagnostics.warnings(), Paint::stderr())));
    }
}

/// The tables that were asked for, all of them if none was, in generation order.
fn chosen(plan: &Plan, wanted: &[String]) -> Result<Vec<String>, Failure> {
    let all: Vec<&str> = plan.tables().collect();
    if let Some(unknown) = wanted.iter().find(|name| !all.contains(&name.as_str())) {
        return Err(Failure::Usage(format!(
            "--tables: there is no table `{unknown}`; the tables are {}",
            all.join(", ")
        )));
    }
    let is_wanted = |name: &&&str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == *name);
    Ok(all.iter().filter(is_wanted).map(|name| (*name).to_owned()).collect())
}

/// The first signal asks for a clean end, the second one does not wait for it.
pub(crate) fn stop_on_signal(controls: &[&Control]) -> Result<(), Failure> {
    let controls: Vec<Control> = controls.iter().map(|control| (*control).clone()).collect();
    let handler = move || {
        if controls.iter().any(Control::is_cancelled) {
            std::process::exit(Code::Interrupted as i32);
        }
        controls.iter().for_each(Control::cancel);
    };
    ctrlc::set_handler(handler).map_err(|error| Failure::Environment(format!("cannot handle signals: {error}")))
}

impl Run<'_> {
    pub(crate) fn options(&self) -> WriteOptions {
        let existing = if self.arguments.overwrite { Existing::Replace } else { Existing::Refuse };
        let options = self.arguments.split.options(&self.tables, &self.formats, self.arguments.threads(), existing);
        WriteOptions { metadata: !self.arguments.to_stdout(), ..options }
    }

    pub(crate) fn observer(&self) -> Arc<Observer> {
        Arc::new(Observer::new(&self.tables, self.arguments.quiet))
    }

    fn to_directory(&self) -> Result<(), Failure> {
        self.check_space()?;
        self.check_catalogs()?;
        let observer = self.observer();
        let control = Control::with_progress(observer.clone());
        stop_on_signal(&[&control])?;
        let ranges = self.arguments.part.ranges(self.plan, &self.tables, &control)?;
        let part = Part::new(self.plan, &ranges.by_table, &control)?;
        let source = Watched::new(&part, &observer);
        let staged = stage_dataset(&source, &self.arguments.output_dir, &self.options(), &control);
        observer.finish();
        let mut staged = staged?;
        control.check()?;
        let mut metadata = self.metadata(staged.written(), &control);
        ranges.note(&mut metadata);
        self.add_catalogs(&mut staged, &metadata)?;
        let written = staged.commit(Some(&metadata))?;
        tell_run_time_warnings(&control);
        if self.arguments.quiet {
            return Ok(());
        }
        let summary = Summary { written: &written.tables, observer: &observer, verbose: self.verbose() };
        terminal::print(&summary.render(&self.arguments.output_dir.to_string(), Paint::stdout()))
    }

    fn to_stdout(&self) -> Result<(), Failure> {
        self.check_stdout()?;
        let observer = self.observer();
        let control = Control::with_progress(observer.clone());
        stop_on_signal(&[&control])?;
        let dirty = if self.arguments.dirty.dirty { self.plan.dirty(&control)? } else { None };
        let ranges = self.arguments.part.ranges(self.plan, &self.tables, &control)?;
        let clean = Part::new(self.plan, &ranges.by_table, &control)?;
        let source: &dyn Source = match &dirty {
            Some(dirty) => dirty,
            None if self.arguments.dirty.dirty => return Err(dirty::no_issues()),
            None => &clean,
        };
        let source = Watched::new(source, &observer);
        let written = write_table(&source, &mut io::stdout(), &self.options(), &control);
        observer.finish();
        let written = [written?];
        terminal::flush()?;
        tell_run_time_warnings(&control);
        if !self.arguments.quiet {
            let summary = Summary { written: &written, observer: &observer, verbose: self.verbose() };
            tell(summary.render("standard output", Paint::stderr()));
        }
        Ok(())
    }

    fn check_stdout(&self) -> Result<(), Failure> {
        if !self.arguments.metadata.is_empty() {
            return Err(Failure::Usage("-o -: --metadata lies beside the tables; pass a directory".to_owned()));
        }
        if self.arguments.dirty.clean.is_some() || self.arguments.dirty.ledger.is_some() {
            return Err(Failure::Usage(
                "-o -: one table fits into standard output; pass a directory for --clean and --ledger".to_owned(),
            ));
        }
        if self.arguments.formats.are_described() {
            return Err(Failure::Usage("-o -: sql and sqlite are files of all tables; pass a directory".to_owned()));
        }
        if self.tables.len() != 1 {
            return Err(Failure::Usage(format!(
                "-o -: one table fits into standard output; choose one with --tables: {}",
                self.tables.join(", ")
            )));
        }
        if self.formats.len() > 1 || !self.arguments.split.is_whole() {
            return Err(Failure::Usage(
                "-o -: one file fits into standard output; choose one format, and leave out --split-rows, --split-bytes \
                 and --hive"
                    .to_owned(),
            ));
        }
        if !matches!(self.formats[..], [Format::Csv(_) | Format::JsonLines(_)]) && stdout_is_terminal() {
            return Err(Failure::Usage(
                "-o -: Parquet and Arrow are nothing for a terminal; redirect them to a file, or pass --format csv"
                    .to_owned(),
            ));
        }
        Ok(())
    }

    /// Refuses what the disk cannot hold, as far as that can be known.
    fn check_space(&self) -> Result<(), Failure> {
        // What a part takes is not estimated.
        if self.arguments.force || !self.arguments.part.is_whole() {
            return Ok(());
        }
        let Some(directory) = self.arguments.output_dir.directory() else { return Ok(()) };
        let summary = self.plan.summary();
        let tables = summary.tables.iter().filter(|table| self.tables.contains(&table.name));
        let needed = tables.map(|table| disk_bytes(table, &self.formats)).fold(0, u64::saturating_add);
        let free = free_bytes(directory)?;
        if needed <= free {
            return Ok(());
        }
        Err(Failure::Environment(format!(
            "about {} would be written to {}, where {} are free; free some space, choose another directory, lower \
             --scale, or pass --force",
            units::bytes(needed),
            directory.display(),
            units::bytes(free)
        )))
    }

    pub(crate) fn verbose(&self) -> Option<String> {
        let threads = self.arguments.threads();
        let plural = if threads.get() == 1 { "" } else { "s" };
        self.arguments.verbose.then(|| format!("seed {}, {threads} thread{plural}", self.plan.seed()))
    }
}

pub(crate) fn tell_run_time_warnings(control: &Control) {
    let paint = Paint::stderr();
    for (message, times) in control.warnings() {
        tell(format_args!("{} {message} ({})\n", paint.warning("warning:"), units::rows(times)));
    }
}
