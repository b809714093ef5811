//! What was found: a score, and every check with what it expected, what it found, and what to do about it.
//!
//! The JSON form is stable: members are added, never renamed. Members that say nothing are left out.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// The version of the JSON form.
pub const FINDINGS_VERSION: &str = "1.0";

/// The most examples of a check, bad lines of a file, and bad values of a column that are shown.
pub const EXAMPLES: usize = 10;

/// What was found in a dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// The version of this form.
    pub version: String,
    /// The dataset, in its schema's words.
    pub dataset: String,
    /// Where the data comes from, as far as its metadata says.
    pub origin: Origin,
    /// 0 to 100: 50% structural, 30% value, 20% behavioural, each the share of its checks that pass.
    pub score: f64,
    /// Whether a primary or a foreign key is broken.
    pub keys_broken: bool,
    /// Structural, value and behavioural, in this order.
    pub categories: Vec<CategoryScore>,
    /// The tables, in the schema's order.
    pub tables: Vec<TableFound>,
    /// All checks, in a fixed order: by category, then as the schema lists them.
    pub checks: Vec<Check>,
}

/// Where data comes from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// The seed; none when there is no metadata beside the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// SHA-256 of the schema that the data was generated from, in lowercase hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_hash: Option<String>,
    /// The version of the values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_version: Option<u32>,
    /// The version of the program that wrote the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program_version: Option<String>,
    /// Whether the data is dirty on purpose. Its checks are of the data with the cells of the ledger as they were.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dirty: bool,
}

/// The part of the score that a category has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategoryScore {
    /// The category.
    pub category: Category,
    /// 0 to 100: the share of its checks that pass; full when there are none.
    pub score: f64,
    /// Checks that passed.
    pub passed: usize,
    /// Checks that failed.
    pub failed: usize,
    /// Checks that found something to know, which does not lower the score.
    pub warnings: usize,
    /// Checks that could not be made.
    pub not_tested: usize,
}

/// A table and its file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableFound {
    /// The table.
    pub name: String,
    /// The file or directory it was read from, relative to that of the data; none when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// `parquet` or `csv`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The number of rows that could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Lines of CSV that were skipped.
    #[serde(default)]
    pub bad_lines: u64,
}

/// What a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Files, columns, types, nulls, keys. Half of the score.
    Structural,
    /// What values may be. 30% of the score.
    Value,
    /// How values are distributed, over time, and together. 20% of the score.
    Behavioural,
    /// A claim about the data; counts as behavioural.
    Insight,
    /// Agreement of dirty data with its ledger; counts as value.
    Issue,
}

impl Category {
    /// The category as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Structural => "structural",
            Self::Value => "value",
            Self::Behavioural => "behavioural",
            Self::Insight => "insight",
            Self::Issue => "issue",
        }
    }

    /// The part of the score that a check of this category counts in.
    #[must_use]
    pub const fn scored_as(self) -> Self {
        match self {
            Self::Insight => Self::Behavioural,
            Self::Issue => Self::Value,
            other => other,
        }
    }
}

/// How bad it is when a check does not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The data is not as the schema promises.
    Error,
    /// Something to know; does not lower the score.
    Warning,
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The data does not keep it.
    Failed,
    /// Something to know was found.
    Warning,
    /// It could not be made; `reason` says why.
    NotTested,
    /// The data keeps it.
    Passed,
}

/// Values of a row by column, as text; none is null.
pub type Example = IndexMap<String, Option<String>>;

/// One thing that the schema promises, held against the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Unique and the same from run to run: `kind:table.column`.
    pub id: String,
    /// What kind of check it is: `primary_key`, `range`, `weights`, ...
    pub kind: String,
    /// What it is about.
    pub category: Category,
    /// The table; none for a check of the whole dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// What is promised, in plain words.
    pub title: String,
    /// How bad it is when it does not pass.
    pub severity: Severity,
    /// What came of it.
    pub status: Status,
    /// Why it was not tested, or more about what was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// The number of rows (or lines, or values) that do not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub violations: Option<u64>,
    /// A query over the tables: that of the violating rows, or of the figure that was compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// Up to ten violating rows; the groups that are farthest off for a distribution.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
    /// What to do when it does not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// The figures of a statistical test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<TestFigures>,
    /// Whether a primary or foreign key is broken when it fails.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub key: bool,
}

/// The figures of a statistical test. It fails only when `p` is below 1e-9 and `effect` above `limit`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestFigures {
    /// `chi_square`, `kolmogorov_smirnov` or `z`.
    pub method: String,
    /// The number of rows or groups that were looked at.
    pub n: u64,
    /// The test's statistic.
    pub statistic: f64,
    /// How probable so large a statistic is when the schema holds.
    pub p: f64,
    /// How far the data is off; `effect_of` says in what.
    pub effect: f64,
    /// What `effect` measures.
    pub effect_of: String,
    /// The effect that is still accepted.
    pub limit: f64,
}

impl Findings {
    /// Orders `checks`, counts them and takes the score.
    #[must_use]
    pub fn new(dataset: String, origin: Origin, tables: Vec<TableFound>, mut checks: Vec<Check>) -> Self {
        checks.sort_by_key(|check| check.category);
        const SHARES: [(Category, f64); 3] =
            [(Category::Structural, 0.5), (Category::Value, 0.3), (Category::Behavioural, 0.2)];
        let categories = SHARES.map(|(category, _)| category_score(category, &checks)).to_vec();
        let score = categories.iter().zip(SHARES).map(|(category, (_, share))| category.score * share).sum();
        Self {
            version: FINDINGS_VERSION.to_owned(),
            dataset,
            origin,
            score,
            keys_broken: checks.iter().any(|check| check.key && check.status == Status::Failed),
            categories,
            tables,
            checks,
        }
    }

    /// The checks with this status.
    pub fn with_status(&self, status: Status) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(move |check| check.status == status)
    }

    /// The check with this id.
    #[must_use]
    pub fn check(&self, id: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.id == id)
    }

    /// The text of the JSON form, with a line break at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Structs of plain members: nothing in them can fail to be written.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn category_score(category: Category, checks: &[Check]) -> CategoryScore {
    let count =
        |status| checks.iter().filter(|check| check.category.scored_as() == category && check.status == status).count();
    let (passed, failed) = (count(Status::Passed), count(Status::Failed));
    let score = if failed == 0 { 100.0 } else { 100.0 * passed as f64 / (passed + failed) as f64 };
    let (warnings, not_tested) = (count(Status::Warning), count(Status::NotTested));
    CategoryScore { category, score, passed, failed, warnings, not_tested }
}
