//! Phase 4: eight groups of checks, rolled up into five weighted categories.

mod learning;
pub(crate) mod tables;

use datagen_quality::findings::{Category as Found, Check};
use datagen_quality::{Findings, Status, validate};
use serde::{Deserialize, Serialize};

use crate::challenge::Challenge;
use crate::completed::Look;
use crate::data::Data;
use crate::dirty::AnswerKey;
use crate::error::Result;
use crate::world::{Shipped, World};

/// A part of the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Keys, types, completeness, duplicates: 25%.
    TechnicalIntegrity,
    /// Rules and ranges: 25%.
    BusinessLogic,
    /// Distributions, time, outliers, correlations: 20%.
    RealismDistribution,
    /// Questions answered, insights recovered: 20%.
    LearningAlignment,
    /// Descriptions and documents: 10%.
    DocumentationSchema,
}

impl Category {
    /// All of them with their weights.
    pub const ALL: [(Self, f64); 5] = [
        (Self::TechnicalIntegrity, 0.25),
        (Self::BusinessLogic, 0.25),
        (Self::RealismDistribution, 0.2),
        (Self::LearningAlignment, 0.2),
        (Self::DocumentationSchema, 0.1),
    ];

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TechnicalIntegrity => "Structural Integrity",
            Self::BusinessLogic => "Business Logic",
            Self::RealismDistribution => "Realism & Distribution",
            Self::LearningAlignment => "Learning Alignment",
            Self::DocumentationSchema => "Documentation & Schema",
        }
    }
}

/// How bad it is when a check does not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Weighs 5.
    Blocker,
    /// Weighs 2.
    Warning,
    /// Weighs nothing.
    Info,
}

impl Severity {
    const fn weight(self) -> f64 {
        match self {
            Self::Blocker => 5.0,
            Self::Warning => 2.0,
            Self::Info => 0.0,
        }
    }
}

/// One check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QaCheck {
    /// Its name.
    pub check_name: String,
    /// The category that it counts in.
    pub category: Category,
    /// Whether it passed.
    pub passed: bool,
    /// 10 or 0.
    pub score: f64,
    /// How bad it is when it did not.
    pub severity: Severity,
    /// What was found, in a sentence.
    pub message: String,
}

/// The scores of the categories.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CategoryScores {
    /// Keys, types, completeness, duplicates.
    pub technical_integrity: f64,
    /// Rules and ranges.
    pub business_logic: f64,
    /// Distributions, time, outliers, correlations.
    pub realism_distribution: f64,
    /// Questions answered, insights recovered.
    pub learning_alignment: f64,
    /// Descriptions and documents.
    pub documentation_schema: f64,
}

impl CategoryScores {
    /// The score of one category.
    #[must_use]
    pub const fn of(&self, category: Category) -> f64 {
        match category {
            Category::TechnicalIntegrity => self.technical_integrity,
            Category::BusinessLogic => self.business_logic,
            Category::RealismDistribution => self.realism_distribution,
            Category::LearningAlignment => self.learning_alignment,
            Category::DocumentationSchema => self.documentation_schema,
        }
    }
}

/// What becomes of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// 8.0 and more.
    Approved,
    /// From 6.0.
    Regenerate,
    /// Below 6.0, or with a broken key.
    Rejected,
}

/// All checks with their score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QaResults {
    /// 0 to 10.
    pub overall_score: f64,
    /// What becomes of the dataset.
    pub status: Verdict,
    /// The categories, 0 to 10 each.
    pub category_scores: CategoryScores,
    /// The checks.
    pub checks: Vec<QaCheck>,
    /// Which try it was.
    pub iteration_number: u32,
}

struct Checks(Vec<QaCheck>);

impl Checks {
    pub(super) fn add(
        &mut self,
        category: Category,
        severity: Severity,
        name: impl Into<String>,
        passed: bool,
        message: impl Into<String>,
    ) {
        let score = if passed { 10.0 } else { 0.0 };
        self.0.push(QaCheck { check_name: name.into(), category, passed, score, severity, message: message.into() });
    }
}

/// What is held against everything that is expected of it.
pub(crate) struct Subject<'a> {
    pub(crate) challenge: &'a Challenge,
    pub(crate) world: &'a World,
    /// The clean data. Issues that are put into it later are not counted against it.
    pub(crate) data: &'a Data,
    /// What the clean tables are like that are handed out.
    pub(crate) looks: &'a [Look],
    /// What the reference cleaning of dirty data leads to.
    pub(crate) key: Option<&'a AnswerKey>,
}

/// Makes all checks.
///
/// # Errors
/// Those of the query engine, and cancellation.
pub(crate) fn assess(subject: &Subject<'_>) -> Result<QaResults> {
    let mut checks = Checks(Vec::new());
    let world = subject.world;
    let findings = validate(&world.schema, Some(&world.plan), subject.data.dataset())?;
    promises(&mut checks, &findings, &world.shipped);
    tables::shape(&mut checks, subject);
    for look in subject.looks {
        tables::table(&mut checks, world, look);
    }
    tables::over_time(&mut checks, subject)?;
    learning::rules(&mut checks, subject.challenge);
    learning::learning(&mut checks, subject.challenge);
    subject.key.into_iter().for_each(|key| learning::cleaned(&mut checks, key));
    learning::documentation(&mut checks, subject);
    Ok(score(checks.0, subject.challenge.tried, findings.keys_broken))
}

impl QaResults {
    /// The checks that did not pass, the worst first, in a few words.
    pub(crate) fn reason(&self) -> String {
        let mut failed: Vec<&QaCheck> = self.checks.iter().filter(|check| !check.passed).collect();
        failed.sort_by_key(|check| check.severity);
        let words = failed.iter().take(3).map(|check| format!("{} ({})", check.check_name, check.message));
        words.collect::<Vec<_>>().join("; ")
    }
}

/// The score of some checks.
fn score(checks: Vec<QaCheck>, tried: u32, keys_broken: bool) -> QaResults {
    let of = |category: Category| {
        let own = || checks.iter().filter(move |check| check.category == category);
        let all: f64 = own().map(|check| check.severity.weight()).sum();
        let passed: f64 = own().filter(|check| check.passed).map(|check| check.severity.weight()).sum();
        if all == 0.0 { 10.0 } else { rounded(10.0 * passed / all) }
    };
    let overall: f64 = Category::ALL.iter().map(|(category, weight)| of(*category) * weight).sum();
    let status = match overall {
        _ if keys_broken => Verdict::Rejected,
        overall if overall >= 8.0 => Verdict::Approved,
        overall if overall >= 6.0 => Verdict::Regenerate,
        _ => Verdict::Rejected,
    };
    let category_scores = CategoryScores {
        technical_integrity: of(Category::TechnicalIntegrity),
        business_logic: of(Category::BusinessLogic),
        realism_distribution: of(Category::RealismDistribution),
        learning_alignment: of(Category::LearningAlignment),
        documentation_schema: of(Category::DocumentationSchema),
    };
    QaResults { overall_score: rounded(overall), status, category_scores, checks, iteration_number: tried }
}

/// Four decimals.
fn rounded(score: f64) -> f64 {
    (score * 1e4).round() / 1e4
}

/// What the schema promises of the tables that are handed out.
fn promises(checks: &mut Checks, findings: &Findings, shipped: &[Shipped]) {
    // Not those of columns that nobody sees, which only help to make others.
    let shows = |table: &Shipped, columns: &[String]| {
        columns.is_empty() || columns.iter().any(|column| table.columns.contains(column))
    };
    let is_shipped = |check: &&Check| match &check.table {
        None => true,
        Some(name) => shipped.iter().any(|table| table.node == *name && shows(table, &check.columns)),
    };
    for check in findings.checks.iter().filter(is_shipped) {
        let passed = match check.status {
            Status::Passed => true,
            Status::Failed => false,
            Status::Warning | Status::NotTested => continue,
        };
        let category = match check.category {
            Found::Structural => Category::TechnicalIntegrity,
            Found::Value | Found::Issue => Category::BusinessLogic,
            Found::Behavioural => Category::RealismDistribution,
            Found::Insight => Category::LearningAlignment,
        };
        let severity = if check.key { Severity::Blocker } else { Severity::Warning };
        let found = check.found.clone().unwrap_or_else(|| "as promised".to_owned());
        checks.add(category, severity, check.title.clone(), passed, found);
    }
}
