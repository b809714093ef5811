//! `datagen validate`: tables are held against their schema.

mod junit;
mod text;

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use datagen_core::{Control, Options, Plan};
use datagen_io::Place;
use datagen_io::atomic::{Existing, Staging};
use datagen_quality::{Dataset, Findings, OpenOptions, Status};

use crate::exit::Failure;
use crate::generate::{stop_on_signal, tell_warnings};
use crate::input;
use crate::place::{FilePlace, file, place};
use crate::terminal::{Paint, print};
use crate::units;

const VALIDATE_HELP: &str = "\
Examples:
  datagen validate shop.json --data-dir output              what does not keep the schema's promises
  datagen validate shop.json --data-dir output -o q.json    the same, and every check in a file
  datagen validate shop.json --data-dir csv --format junit  for a build server
  datagen validate shop.json --data-dir output --clean truth   dirty tables, held against the clean ones

The files are DIR/TABLE.parquet, DIR/TABLE.csv, or directories DIR/TABLE of Parquet files, whoever wrote them. The score
is 0 to 100: 50% structural, 30% value, 20% behavioural, each the share of its checks that pass.

Exit codes:
  0    the data keeps what the schema promises
  1    a key is broken, the score is too low, or there is what --fail-on names; or the schema is at fault
  2    wrong usage: an argument, no such directory
  3    the environment: a file, the disk, memory (--memory)
  70   a bug in datagen; please report it
  130  interrupted";

/// What `datagen validate` takes.
#[derive(Debug, Args)]
#[command(after_help = VALIDATE_HELP)]
pub(crate) struct ValidateArguments {
    /// The schema, in JSON, YAML or TOML; `-` reads it from standard input
    #[arg(value_name = "SCHEMA")]
    schema: PathBuf,

    /// The directory of the tables, or s3://, gs://, az://bucket/folder
    #[arg(long, value_name = "DIR", value_parser = place, help_heading = "Data")]
    data_dir: Place,
    /// The ledger of dirty tables [default: the file that their metadata names, beside them]
    #[arg(long, value_name = "FILE", help_heading = "Data")]
    ledger: Option<PathBuf>,
    /// The clean tables of dirty ones, to be compared cell by cell
    #[arg(long, value_name = "DIR", value_parser = place, help_heading = "Data")]
    clean: Option<Place>,
    /// Take members that the language does not know as warnings
    #[arg(long, help_heading = "Data")]
    lenient: bool,

    /// The least score that is good enough
    #[arg(long, value_name = "SCORE", default_value_t = 80.0, value_parser = score, help_heading = "Judgement")]
    min_score: f64,
    /// What else makes the data not good enough: any failed check, or any warning
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = "Judgement")]
    fail_on: Option<FailOn>,

    /// A file for all checks as JSON, whatever is printed
    #[arg(short, long, value_name = "FILE", value_parser = file, help_heading = "Output")]
    output: Option<FilePlace>,
    /// What is printed
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: FormatName,
    /// Print nothing unless the data is not good enough
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
    /// Also list the checks that were not made, and why
    #[arg(short, long, conflicts_with = "quiet", help_heading = "Output")]
    verbose: bool,

    /// The most memory that queries may take, such as 512MB or 2GiB; beyond it they use the disk [default: 1GiB]
    #[arg(long, value_name = "SIZE", value_parser = units::parse_bytes, help_heading = "Resources")]
    memory: Option<u64>,
}

/// What makes data not good enough besides its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A check that failed
    Error,
    /// A check that failed or warns
    Warning,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum FormatName {
    /// For people
    #[default]
    Text,
    /// All there is to know
    Json,
    /// JUnit XML, for build servers
    Junit,
}

fn score(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.0..=100.0).contains(number));
    number.ok_or_else(|| format!("expected a score from 0 to 100, found {text:?}"))
}

/// Carries out the subcommand.
pub(crate) fn validate(arguments: &ValidateArguments) -> Result<(), Failure> {
    let input = input::read(&arguments.schema, arguments.lenient)?;
    tell_warnings(&input.warnings);
    let control = Control::default();
    stop_on_signal(&[&control])?;
    // What only a plan knows is not tested where there can be none.
    let plan = Plan::new(&input.schema, datagen_core::plan::DEFAULT_SEED, Options::default()).ok();
    let clean = arguments.clean.as_ref().map(|place| place.local(&control)).transpose()?;
    let options = OpenOptions {
        memory: arguments.memory.unwrap_or(1 << 30),
        control,
        ledger: arguments.ledger.clone(),
        clean: clean.as_ref().map(|clean| clean.directory().to_owned()),
        ..OpenOptions::default()
    };
    let data = arguments.data_dir.local(&options.control)?;
    let dataset = Dataset::open(data.directory(), input.schema.document(), &options)?;
    let findings = datagen_quality::validate(&input.schema, plan.as_ref(), &dataset)?;
    if let Some(path) = &arguments.output {
        write(path, &findings.to_json())?;
    }
    let verdict = verdict(arguments, &findings);
    if !arguments.quiet || verdict.is_some() {
        print(&match arguments.format {
            FormatName::Text => text::render(&findings, arguments.verbose, Paint::stdout()),
            FormatName::Json => findings.to_json(),
            FormatName::Junit => junit::render(&findings),
        })?;
    }
    verdict.map_or(Ok(()), |reason| Err(Failure::Data(reason)))
}

/// Why the data is not good enough; `None` when it is.
fn verdict(arguments: &ValidateArguments, findings: &Findings) -> Option<String> {
    let count = |status| findings.with_status(status).count();
    let (failed, warnings) = (count(Status::Failed), count(Status::Warning));
    if findings.keys_broken {
        return Some("a key is broken".to_owned());
    }
    if findings.score < arguments.min_score {
        let (score, least) = (text::score(findings.score), arguments.min_score);
        return Some(format!("the score is {score}, expected at least {least} (--min-score)"));
    }
    match arguments.fail_on {
        Some(_) if failed > 0 => Some(format!("{} failed (--fail-on)", text::checks(failed))),
        Some(FailOn::Warning) if warnings > 0 => Some(format!("{} warned (--fail-on warning)", text::checks(warnings))),
        _ => None,
    }
}

/// Writes a file whole or not at all.
fn write(file: &FilePlace, text: &str) -> Result<(), Failure> {
    let mut staging = Staging::open(&file.place, std::slice::from_ref(&file.name), Existing::Replace)?;
    let written = staging.create(&file.name)?.write_all(text.as_bytes());
    written.map_err(|error| Failure::Environment(format!("cannot write {file}: {error}")))?;
    Ok(staging.commit()?)
}
