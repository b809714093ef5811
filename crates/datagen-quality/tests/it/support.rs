//! Schemas generated into directories, and what validation finds there.

use std::path::{Path, PathBuf};

use datagen_core::{Options, Plan, Schema};
use datagen_quality::{Dataset, Findings, OpenOptions, Status, validate};

/// What validation finds in `directory`.
pub(crate) fn findings(schema: &Schema, directory: &Path) -> Findings {
    findings_with(schema, directory, &OpenOptions::default())
}

pub(crate) fn findings_with(schema: &Schema, directory: &Path, options: &OpenOptions) -> Findings {
    let plan = Plan::new(schema, 1, Options::default()).unwrap();
    let dataset = Dataset::open(directory, schema.document(), options).unwrap();
    validate(schema, Some(&plan), &dataset).unwrap()
}

/// The checks that failed or warn, by id.
pub(crate) fn wrong(findings: &Findings) -> Vec<&str> {
    let is_wrong = |status| matches!(status, Status::Failed | Status::Warning);
    findings.checks.iter().filter(|check| is_wrong(check.status)).map(|check| check.id.as_str()).collect()
}

pub(crate) fn example(name: &str) -> PathBuf {
    format!("{}/../../examples/{name}.json", env!("CARGO_MANIFEST_DIR")).into()
}
