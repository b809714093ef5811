//! `datagen diff`: two datasets of one schema, compared.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use datagen_core::schema::document::Document;
use datagen_core::{Control, STREAM_VERSION};
use datagen_io::Place;
use datagen_io::metadata::Metadata;
use datagen_quality::diff::{Difference, RowDifference, TableDifference, diff as compare, document_of};
use datagen_quality::{Dataset, OpenOptions};

use crate::exit::Failure;
use crate::generate::stop_on_signal;
use crate::place::place;
use crate::terminal::Paint;
use crate::{input, terminal, units};

const HELP: &str = "\
Examples:
  datagen diff old new --schema shop.json
  datagen diff old new                       by the metadata of `old`
  datagen diff old new --format json > difference.json

Rows are matched by the primary key. Distances between distributions: PSI (below 0.1 no change, above 0.25 a large
one) and Kolmogorov-Smirnov.

Exit codes:
  0    nothing differs
  1    something differs, or the schema is at fault
  2    wrong usage
  3    the environment: files, the disk, memory";

/// What `datagen diff` takes.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct DiffArguments {
    /// The directory of the first dataset
    #[arg(value_name = "A", value_parser = place)]
    first: Place,
    /// The directory of the second dataset
    #[arg(value_name = "B", value_parser = place)]
    second: Place,
    /// The schema of both; without it, tables and keys are those of the metadata of A
    #[arg(long, value_name = "SCHEMA")]
    schema: Option<PathBuf>,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
    /// The most memory that queries may take, such as 512MB or 2GiB
    #[arg(long, value_name = "SIZE", value_parser = units::parse_bytes, default_value = "1GiB")]
    memory: u64,
    /// Print nothing; the exit code says whether something differs
    #[arg(short, long)]
    quiet: bool,
}

/// How a result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum OutputFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// Carries out the subcommand.
pub(crate) fn diff(arguments: &DiffArguments) -> Result<(), Failure> {
    let control = Control::default();
    stop_on_signal(&[&control])?;
    let (first, second) = (arguments.first.local(&control)?, arguments.second.local(&control)?);
    let document = document(arguments, first.directory())?;
    let options = OpenOptions { memory: arguments.memory, control: control.clone(), ..OpenOptions::default() };
    let first = Dataset::open(first.directory(), &document, &options)?;
    let difference = compare(&document, &first, second.directory(), &control)?;
    if !arguments.quiet {
        terminal::print(&match arguments.format {
            OutputFormat::Text => text(&difference, Paint::stdout()),
            OutputFormat::Json => difference.to_json(),
        })?;
    }
    if difference.equal { Ok(()) } else { Err(Failure::Different) }
}

fn document(arguments: &DiffArguments, first: &Path) -> Result<Document, Failure> {
    match &arguments.schema {
        Some(schema) => Ok(input::read(schema, false)?.schema.document().clone()),
        None => {
            let metadata = Metadata::read(first, STREAM_VERSION).map_err(|error| {
                Failure::Usage(format!("{error}; pass --schema SCHEMA to say which tables and keys there are"))
            })?;
            Ok(document_of(&metadata)?)
        }
    }
}

fn text(difference: &Difference, paint: Paint) -> String {
    let differing: Vec<&TableDifference> = difference.tables.iter().filter(|table| !table.equal).collect();
    let mut text = String::new();
    for table in &differing {
        text.push_str(&table_text(table, paint));
        text.push('\n');
    }
    let tables = difference.tables.len();
    text.push_str(&match differing.len() {
        0 => format!("{tables} tables, nothing differs\n"),
        different => format!("{different} of {tables} tables differ\n"),
    });
    text
}

fn table_text(table: &TableDifference, paint: Paint) -> String {
    let mut lines = vec![paint.bold(&table.name)];
    let mut line = |words: String| lines.push(format!("  {words}"));
    for (problem, which) in table.problems.iter().zip(["first", "second"]) {
        if let Some(problem) = problem {
            line(format!("{} {which} dataset: {problem}", paint.error("not compared,")));
        }
    }
    if let [Some(a), Some(b)] = table.rows
        && a != b
    {
        line(format!("rows: {} -> {}", units::count(a), units::count(b)));
    }
    if !table.columns_removed.is_empty() {
        line(format!("columns removed: {}", table.columns_removed.join(", ")));
    }
    if !table.columns_added.is_empty() {
        line(format!("columns added: {}", table.columns_added.join(", ")));
    }
    if let Some(reason) = &table.unmatched {
        line(format!("rows cannot be matched: {reason}"));
    }
    if let Some(rows) = &table.by_key {
        rows_text(rows, &table.key, &mut line);
    }
    columns_text(table, &mut line);
    lines.join("\n") + "\n"
}

fn rows_text(rows: &RowDifference, key: &str, line: &mut impl FnMut(String)) {
    line(format!(
        "by {key}: {} added, {} removed, {} changed, {} the same",
        units::count(rows.added),
        units::count(rows.removed),
        units::count(rows.changed),
        units::count(rows.same)
    ));
    let of = |example: &datagen_quality::findings::Example| example.get(key).cloned().flatten().unwrap_or_default();
    let keys = |examples: &[datagen_quality::findings::Example]| examples.iter().map(of).collect::<Vec<_>>().join(", ");
    if !rows.added_examples.is_empty() {
        line(format!("  added: {}", keys(&rows.added_examples)));
    }
    if !rows.removed_examples.is_empty() {
        line(format!("  removed: {}", keys(&rows.removed_examples)));
    }
    for row in &rows.changed_examples {
        let shown =
            |value: &Option<String>| value.as_ref().map_or_else(|| "null".to_owned(), |value| format!("{value:?}"));
        let cells = row.cells.iter().map(|c| format!("{} {} -> {}", c.column, shown(&c.before), shown(&c.after)));
        line(format!("  {}: {}", row.key, cells.collect::<Vec<_>>().join(", ")));
    }
}

/// Columns in which something differs.
fn columns_text(table: &TableDifference, line: &mut impl FnMut(String)) {
    for column in &table.columns {
        let moved = column.distance.is_some_and(|distance| distance.jensen_shannon > 0.0);
        let changed = column.changed.unwrap_or(0);
        if !moved && changed == 0 {
            continue;
        }
        let mut words = format!("column {}:", column.name);
        if changed > 0 {
            words.push_str(&format!(" {} cells changed,", units::count(changed)));
        }
        match column.distance {
            Some(distance) => {
                words.push_str(&format!(" PSI {:.3}", distance.psi));
                if let Some(ks) = distance.ks {
                    words.push_str(&format!(", KS {ks:.3}"));
                }
            }
            None => words.push_str(" too many values to compare as a distribution"),
        }
        line(words);
    }
}
