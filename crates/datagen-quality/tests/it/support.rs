//! Schemas generated into directories, and what validation finds there.

use std::path::Path;

use datagen_core::{Control, Options, Plan, Schema};
use datagen_io::write::{CsvOptions, Format, ParquetOptions};
use datagen_io::{WriteOptions, write_dataset};
use datagen_quality::{Dataset, Findings, OpenOptions, Status, validate};

/// What validation finds in `directory`.
pub(crate) fn findings(schema: &Schema, directory: &Path) -> Findings {
    findings_with(schema, directory, &OpenOptions { partitions: 2, ..OpenOptions::default() })
}

pub(crate) fn findings_with(schema: &Schema, directory: &Path, options: &OpenOptions) -> Findings {
    let plan = Plan::new(schema, 1, Options::default()).unwrap();
    let dataset = Dataset::open(directory, schema.document(), options).unwrap();
    validate(schema, Some(&plan), &dataset).unwrap()
}

/// Each check that did not pass, in a line.
pub(crate) fn told(findings: &Findings, status: Status) -> String {
    let line = |check: &datagen_quality::Check| {
        let words = |text: &Option<String>| text.clone().unwrap_or_default();
        format!(
            "{} | expected {} | found {} | {} | {:?}\n",
            check.id,
            words(&check.expected),
            words(&check.found),
            words(&check.reason),
            check.examples.iter().take(3).collect::<Vec<_>>()
        )
    };
    findings.with_status(status).map(line).collect()
}

pub(crate) fn parse(text: &str) -> Schema {
    let (schema, diagnostics) = Schema::parse(text);
    assert!(!diagnostics.has_errors(), "{diagnostics}");
    schema
}

pub(crate) fn parquet() -> Format {
    Format::Parquet(ParquetOptions::default())
}

pub(crate) fn csv() -> Format {
    Format::Csv(CsvOptions::default())
}

/// Generates a schema into `directory`.
pub(crate) fn generate(schema: &Schema, seed: u64, scale: f64, format: Format, directory: &Path) {
    let plan = Plan::new(schema, seed, Options { scale, ..Options::default() }).unwrap();
    let options = WriteOptions::default().with_format(format);
    write_dataset(&plan, directory, &options, &Control::default()).unwrap();
}
