//! `datagen report`: a page, a PDF, Markdown or JSON about a dataset.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use datagen_core::{Control, Options, Plan, Schema};
use datagen_io::Place;
use datagen_io::atomic::{Existing, Staging};
use datagen_quality::profile::{Options as ProfileOptions, TableProfile, profile_table};
use datagen_quality::{Dataset, Findings, OpenOptions, schema_hash, validate};
use datagen_report::{Document, Source};

use crate::exit::Failure;
use crate::generate::{stop_on_signal, tell_warnings};
use crate::place::{FilePlace, file, place};
use crate::terminal::{Paint, tell};
use crate::{input, terminal, units};

pub(crate) const HELP: &str = "\
Examples:
  datagen report shop.json --data-dir output -o report.html
  datagen report shop.json --data-dir output -o report.pdf -o report.json

The form follows from the name: .html, .pdf, .md or .json. The same data gives the same bytes.

Exit codes:
  0    done, whatever the score
  1    the schema is at fault
  2    wrong usage: an argument, or files that are in the way (--overwrite)
  3    the environment: files, the disk, memory";

/// What `datagen report` takes.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct ReportArguments {
    /// The schema, in JSON, YAML or TOML; `-` reads it from standard input
    #[arg(value_name = "SCHEMA")]
    schema: PathBuf,
    /// The directory of the tables, Parquet or CSV, or s3://, gs://, az://bucket/folder
    #[arg(long, value_name = "DIR", value_parser = place, default_value = "./output")]
    data_dir: Place,
    /// The file of the report: .html, .pdf, .md or .json (repeatable)
    #[arg(short, long, value_name = "FILE", value_parser = file, required = true)]
    output: Vec<FilePlace>,
    /// Replace files that exist
    #[arg(long)]
    overwrite: bool,
    /// Take members that the language does not know as warnings
    #[arg(long)]
    lenient: bool,
    /// The most memory that queries may take, such as 512MB or 2GiB
    #[arg(long, value_name = "SIZE", value_parser = units::parse_bytes, default_value = "1GiB")]
    memory: u64,
    /// No summary
    #[arg(short, long)]
    quiet: bool,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Html,
    Pdf,
    Markdown,
    Json,
}

impl Form {
    fn of(file: &FilePlace) -> Result<Self, Failure> {
        let extension =
            Path::new(&file.name).extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            Some("html" | "htm") => Ok(Self::Html),
            Some("pdf") => Ok(Self::Pdf),
            Some("md" | "markdown") => Ok(Self::Markdown),
            Some("json") => Ok(Self::Json),
            _ => Err(Failure::Usage(format!("-o {file}: expected a file that ends in .html, .pdf, .md or .json"))),
        }
    }
}

/// Carries out the subcommand.
pub(crate) fn report(arguments: &ReportArguments) -> Result<(), Failure> {
    let forms = arguments.output.iter().map(Form::of).collect::<Result<Vec<_>, _>>()?;
    let stagings = stagings(arguments)?;
    let input = input::read(&arguments.schema, arguments.lenient)?;
    tell_warnings(&input.warnings);
    let control = Control::default();
    stop_on_signal(&[&control])?;
    // What only a plan knows is not tested where there can be none.
    let plan = Plan::new(&input.schema, datagen_core::plan::DEFAULT_SEED, Options::default()).ok();
    let options = OpenOptions { memory: arguments.memory, control: control.clone(), ..OpenOptions::default() };
    let data = arguments.data_dir.local(&control)?;
    let dataset = Dataset::open(data.directory(), input.schema.document(), &options)?;
    let findings = validate(&input.schema, plan.as_ref(), &dataset)?;
    let profiles = profiles(&input.schema, &dataset, &control)?;
    let document = document(&input.schema, &findings, &profiles);
    let sizes = write(&document, &forms, stagings, arguments)?;
    if arguments.quiet { Ok(()) } else { terminal::print(&summary(&document, arguments, &sizes)) }
}

/// What every table is like.
pub(crate) fn profiles(schema: &Schema, dataset: &Dataset, control: &Control) -> Result<Vec<TableProfile>, Failure> {
    let relations = schema.document().relations();
    let mut profiles = Vec::new();
    for (node, table) in schema.document().nodes.iter().zip(dataset.tables()) {
        let foreign = relations.iter().filter(|relation| relation.table == node.id);
        let identifiers = foreign.map(|relation| relation.column.clone()).chain([node.pk.clone()]).collect();
        let options = ProfileOptions { identifiers, threads: std::thread::available_parallelism().ok() };
        profiles.extend(profile_table(table, &options, control)?);
    }
    Ok(profiles)
}

fn document(schema: &Schema, findings: &Findings, profiles: &[TableProfile]) -> Document {
    let schema_hash = schema_hash(schema);
    let program = concat!("datagen ", env!("CARGO_PKG_VERSION"));
    datagen_report::document(&Source { schema, schema_hash: &schema_hash, findings, profiles, program })
}

/// Looks for files in the way before anything is computed.
fn stagings(arguments: &ReportArguments) -> Result<Vec<Staging>, Failure> {
    let existing = if arguments.overwrite { Existing::Replace } else { Existing::Refuse };
    let staging = |file: &FilePlace| Ok(Staging::open(&file.place, std::slice::from_ref(&file.name), existing)?);
    arguments.output.iter().map(staging).collect()
}

/// Writes all forms, or none, and returns their sizes in bytes.
fn write(
    document: &Document,
    forms: &[Form],
    mut stagings: Vec<Staging>,
    arguments: &ReportArguments,
) -> Result<Vec<u64>, Failure> {
    let mut sizes = Vec::new();
    for ((staging, form), file) in stagings.iter_mut().zip(forms).zip(&arguments.output) {
        let bytes = rendered(document, *form)?;
        let failed = |error| Failure::Environment(format!("cannot write {file}: {error}"));
        staging.create(&file.name)?.write_all(&bytes).map_err(failed)?;
        sizes.push(bytes.len() as u64);
    }
    Staging::commit_all(stagings)?;
    Ok(sizes)
}

fn rendered(document: &Document, form: Form) -> Result<Vec<u8>, Failure> {
    Ok(match form {
        Form::Html => datagen_report::html(document)?.into_bytes(),
        Form::Markdown => datagen_report::markdown(document).into_bytes(),
        Form::Json => datagen_report::json(document)?.into_bytes(),
        Form::Pdf => {
            let pdf = datagen_report::pdf(document)?;
            if !pdf.replaced.is_empty() {
                let codes: Vec<String> = pdf.replaced.keys().map(|c| format!("U+{:04X}", *c as u32)).take(10).collect();
                tell(format_args!(
                    "{} {} characters have no sign in the fonts of the PDF and are shown as \u{fffd} ({}); the other \
                     forms of the report show them\n",
                    Paint::stderr().warning("warning:"),
                    units::count(pdf.replaced.values().sum()),
                    codes.join(", ")
                ));
            }
            pdf.bytes
        }
    })
}

fn summary(document: &Document, arguments: &ReportArguments, sizes: &[u64]) -> String {
    let mut text =
        format!("Score {:.1} of 100. {}\n", (document.summary.score * 10.0).floor() / 10.0, document.summary.sentence);
    for (file, bytes) in arguments.output.iter().zip(sizes) {
        text.push_str(&format!("{file} ({})\n", units::bytes(*bytes)));
    }
    text
}
