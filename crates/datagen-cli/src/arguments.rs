//! What can be said on the command line.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand};
use datagen_io::Place;
use datagen_io::sql::Promises;

use crate::catalog::CatalogName;
use crate::dirty::DirtyArguments;
use crate::formats::{FormatArguments, SplitArguments};
use crate::part::PartArguments;
use crate::place::place;
use crate::units;

const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    the schema, or the data it asks for, is at fault
  2    wrong usage: an argument, or files that are in the way
  3    the environment: a file, the disk, memory, a limit
  70   a bug in datagen; please report it
  130  interrupted; unfinished files are deleted";

const GENERATE_HELP: &str = "\
Examples:
  datagen generate shop.json                            Parquet files in ./output
  datagen generate shop.yaml -o data --format csv       CSV files in ./data
  datagen generate shop.json --format parquet,jsonl     Parquet and JSON Lines in one go
  datagen generate shop.json --hive order=ordered_at    orders in a folder a month
  datagen generate shop.json --scale 10 --seed 7        ten times as many rows, other values
  datagen generate shop.json --metadata datapackage,dbt a Data Package and sources of dbt too
  datagen generate shop.json --rows customer=50         50 customers, and what follows from them
  datagen generate shop.json --plan                     what would be made
  datagen generate shop.json --dry-run-sample 5         the first 5 rows of every table
  datagen generate shop.json --dirty --clean truth      dirty tables, a ledger, clean tables
  datagen generate shop.json --partition 2/8            the second eighth of every table
  datagen generate shop.json --format sql --dialect mysql   a script for MySQL
  datagen generate shop.json --to sqlite:shop.sqlite    straight into a database, without files
  datagen generate shop.json -o s3://bucket/shop        into an object store, keys from the environment
  cat shop.json | datagen generate - --tables customer -o - --format csv | head

The same schema, seed and program make the same bytes, whatever the number of threads.

Exit codes:
  0    done
  1    the schema, or the data it asks for, is at fault
  2    wrong usage: an argument, or files that are in the way (--overwrite)
  3    the environment: files, the disk, memory, a limit (--force, --memory)
  70   a bug in datagen; please report it
  130  interrupted; unfinished files are deleted (a second Ctrl-C does not wait for that)";

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Data Factory: a schema becomes realistic relational data
#[derive(Debug, Parser)]
#[command(name = "datagen", version, styles = STYLES, max_term_width = 120, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Generate the tables of a schema as files
    Generate(Box<GenerateArguments>),
    /// Load tables into a database
    #[cfg(feature = "database")]
    Load(Box<crate::load::LoadArguments>),
    /// Check that tables keep what their schema promises
    #[cfg(feature = "quality")]
    Validate(Box<crate::validate::ValidateArguments>),
    /// Compare two datasets of one schema
    #[cfg(feature = "quality")]
    Diff(Box<crate::diff::DiffArguments>),
    /// Tell what a dataset is like: a page, a PDF, Markdown or JSON
    #[cfg(feature = "report")]
    Report(Box<crate::report::ReportArguments>),
    /// Write a dataset in other formats, by default as CSV with manifests for Keboola
    Export(Box<crate::export::ExportArguments>),
    /// Upload exported tables to a service
    #[cfg(feature = "remote")]
    Upload(Box<crate::upload::UploadArguments>),
    /// Make a data challenge: a story, questions, data and answers that are proven
    #[cfg(feature = "challenge")]
    Challenge(Box<crate::challenge::ChallengeArguments>),
    /// List, show, check and begin domain packs, of which challenges are made
    #[cfg(feature = "challenge")]
    Packs(crate::packs::PacksArguments),
    /// Print the JSON Schema of the schema language, for editors and validators
    #[command(after_help = "Example:\n  datagen schema > datagen.schema.json")]
    Schema,
}

/// What `datagen generate` takes.
#[derive(Debug, Args)]
#[command(after_help = GENERATE_HELP)]
pub(crate) struct GenerateArguments {
    /// The schema, in JSON, YAML or TOML; `-` reads it from standard input
    #[arg(value_name = "SCHEMA")]
    pub(crate) schema: PathBuf,

    /// The directory of the files, or s3://, gs://, az://bucket/folder; `-` writes one table to standard output
    #[arg(short, long, value_name = "DIR", default_value = "./output", value_parser = place, help_heading = "Output")]
    pub(crate) output_dir: Place,
    /// The formats.
    #[command(flatten)]
    pub(crate) formats: FormatArguments,
    /// The files.
    #[command(flatten)]
    pub(crate) split: SplitArguments,
    /// What other tools read about the data, beside it, separated by commas
    #[arg(long, value_enum, value_name = "KINDS", value_delimiter = ',', help_heading = "Output")]
    pub(crate) metadata: Vec<CatalogName>,
    /// Replace files that exist
    #[arg(long, help_heading = "Output")]
    pub(crate) overwrite: bool,
    /// A database instead of files.
    #[cfg(feature = "database")]
    #[command(flatten)]
    pub(crate) to: crate::load::ToArguments,

    /// The seed; the same seed makes the same data [default: the schema's `metadata.seed`, else 42]
    #[arg(long, value_name = "N", help_heading = "Data")]
    pub(crate) seed: Option<u64>,
    /// Only these tables, separated by commas; each is as it would be among all
    #[arg(long, value_name = "TABLES", value_delimiter = ',', help_heading = "Data")]
    pub(crate) tables: Vec<String>,
    /// Rows of a table without parents, instead of the schema's (repeatable)
    #[arg(long, value_name = "TABLE=N", value_parser = rows_of_table, help_heading = "Data")]
    pub(crate) rows: Vec<(String, u64)>,
    /// Multiply the rows of tables without parents; the others follow
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, help_heading = "Data")]
    pub(crate) scale: f64,
    /// Take members that the language does not know as warnings
    #[arg(long, help_heading = "Data")]
    pub(crate) lenient: bool,

    /// A part of the rows.
    #[command(flatten)]
    pub(crate) part: PartArguments,
    /// Intentional issues.
    #[command(flatten)]
    pub(crate) dirty: DirtyArguments,

    /// Print the plan (tables, rows, bytes) and write nothing; with -v how each reference is found
    #[arg(long, conflicts_with = "dry_run_sample", help_heading = "Instead of writing")]
    pub(crate) plan: bool,
    /// Print the first N rows of every table and write nothing
    #[arg(long, value_name = "N", help_heading = "Instead of writing")]
    pub(crate) dry_run_sample: Option<u64>,

    /// Threads; the bytes are the same for any number [default: all cores]
    #[arg(long, value_name = "N", help_heading = "Resources")]
    pub(crate) threads: Option<NonZeroUsize>,
    /// The most memory that a plan may keep, such as 512MB or 2GiB [default: 1GiB]
    #[arg(long, value_name = "SIZE", value_parser = units::parse_bytes, help_heading = "Resources")]
    pub(crate) memory: Option<u64>,
    /// Go on beyond ten billion rows, or the free space of the disk
    #[arg(long, help_heading = "Resources")]
    pub(crate) force: bool,

    /// No progress and no summary; warnings and errors only
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Messages")]
    pub(crate) quiet: bool,
    /// Tell more
    #[arg(short, long, help_heading = "Messages")]
    pub(crate) verbose: bool,
}

impl GenerateArguments {
    /// Whether the output is standard output.
    pub(crate) fn to_stdout(&self) -> bool {
        self.output_dir.directory() == Some(Path::new("-"))
    }

    /// What the tables promise: dirty ones nothing, parts nothing about others.
    pub(crate) fn promises(&self) -> Promises {
        match (self.dirty.dirty, self.part.is_whole()) {
            (true, _) => Promises::Nothing,
            (false, false) => Promises::Keys,
            (false, true) => Promises::All,
        }
    }

    /// The number of threads.
    pub(crate) fn threads(&self) -> NonZeroUsize {
        threads_or_all(self.threads)
    }
}

/// As many threads as were asked for, else as there are cores.
pub(crate) fn threads_or_all(threads: Option<NonZeroUsize>) -> NonZeroUsize {
    let all = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    threads.unwrap_or_else(all)
}

/// `table=N`; digits may be grouped by underscores.
fn rows_of_table(text: &str) -> Result<(String, u64), String> {
    let expected = || format!("expected TABLE=N as in customer=1000, found {text:?}");
    let (table, rows) = text.rsplit_once('=').ok_or_else(expected)?;
    let rows = rows.replace('_', "").parse().map_err(|_| expected())?;
    if table.is_empty() { Err(expected()) } else { Ok((table.to_owned(), rows)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn rows_of_a_table() {
        assert_eq!(rows_of_table("customer=1_000").unwrap(), ("customer".to_owned(), 1000));
        for wrong in ["customer", "customer=", "=5", "customer=-1", "customer=1.5", "customer=x"] {
            assert!(rows_of_table(wrong).unwrap_err().contains("expected TABLE=N"), "{wrong}");
        }
    }
}
