//! The report as a value: what was found in a dataset, in the words of a report.
//!
//! `Findings + profiles + schema -> Document`, and the same document becomes a page, a PDF, Markdown or JSON. All texts that
//! data can make long are cut, and lists have an end, so that a report stays small whatever the size of the data.

mod build;

use datagen_quality::findings::{CategoryScore, Check};
use datagen_quality::profile::{ColumnProfile, Correlation};
use serde::Serialize;

use crate::chart::Chart;
use crate::diagram::Diagram;

pub use build::{Source, diagram, document, entries};

/// The version of the JSON form.
pub const DOCUMENT_VERSION: &str = "1.0";

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// The version of this form.
    pub version: String,
    /// The dataset's name.
    pub title: String,
    /// What the dataset is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The score, and what to do.
    pub summary: Summary,
    /// Tables and references.
    pub diagram: Diagram,
    /// The tables, in the schema's order.
    pub tables: Vec<TableChapter>,
    /// Every check except insights.
    pub checks: Vec<Check>,
    /// Claims about the data, and what was found.
    pub insights: Vec<Check>,
    /// Where the data comes from.
    pub lineage: Lineage,
}

/// How the dataset stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// 0 to 100.
    pub score: f64,
    /// The score in a word.
    pub verdict: Verdict,
    /// The score in a sentence.
    pub sentence: String,
    /// Structural, value and behavioural.
    pub categories: Vec<CategoryScore>,
    /// The number of tables.
    pub tables: usize,
    /// The number of columns of all tables.
    pub columns: usize,
    /// The number of rows of all tables.
    pub rows: u64,
    /// The share of cells that are not null; 1 without cells.
    pub completeness: f64,
    /// Checks by status.
    pub checks: CheckCounts,
    /// What to do, the most urgent first.
    pub advice: Vec<Advice>,
}

/// The score in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every check passes.
    Good,
    /// Something is to be looked at.
    Attention,
    /// A key is broken, or the score is low.
    Bad,
}

/// Checks by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CheckCounts {
    /// Those that the data keeps.
    pub passed: usize,
    /// Those that it does not.
    pub failed: usize,
    /// Those that found something to know.
    pub warnings: usize,
    /// Those that could not be made.
    pub not_tested: usize,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// The check that asks for it.
    pub check: String,
    /// What does not hold.
    pub problem: String,
    /// What to do about it.
    pub action: String,
    /// Whether it lowers the score.
    pub urgent: bool,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableChapter {
    /// Its name.
    pub name: String,
    /// `entity`, `fact` or `vocab`.
    pub kind: String,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its primary key.
    pub key: String,
    /// The file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The number of rows that could be read; none when nothing could.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Lines of CSV that were skipped.
    pub bad_lines: u64,
    /// Its columns.
    pub columns: Vec<ColumnEntry>,
    /// How its numeric columns go together.
    pub correlations: Vec<Correlation>,
    /// Pictures of the whole table.
    pub charts: Vec<Chart>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnEntry {
    /// Its name.
    pub name: String,
    /// Its type in the schema's words.
    #[serde(rename = "type")]
    pub column_type: String,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The unit of its values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Whether nulls are allowed.
    pub nullable: bool,
    /// Whether it is the primary key.
    pub primary: bool,
    /// `table.column` that it refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refers_to: Option<String>,
    /// Its values in numbers; none when the file does not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<ColumnProfile>,
    /// A picture of its values; none of identifiers and where there are too many columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chart: Option<Chart>,
}

/// Where the data comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lineage {
    /// The seed, if the metadata of the data says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// SHA-256 of the schema that the data was generated from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_schema_hash: Option<String>,
    /// SHA-256 of the schema that it was held against.
    pub schema_hash: String,
    /// The version of the values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream_version: Option<u32>,
    /// The program that wrote the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written_by: Option<String>,
    /// The program that made this report.
    pub reported_by: String,
    /// Whether the data is dirty on purpose.
    pub dirty: bool,
}
