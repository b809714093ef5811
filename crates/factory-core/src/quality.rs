//! Phase 4: eight groups of checks, rolled up into five weighted categories.

use datagen_quality::findings::Category as Found;
use datagen_quality::{Findings, Status, validate};
use serde::{Deserialize, Serialize};

use crate::brief::Structure;
use crate::challenge::{Made, word_count};
use crate::dirty::AnswerKey;
use crate::error::Result;
use crate::result::number;
use crate::world::Shipped;

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
    fn add(
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

/// Holds a challenge and its clean data against everything that is expected of them. Issues that are put into the data
/// later are not counted against it; what their reference cleaning leads to is in `key`.
///
/// # Errors
/// Those of the query engine, and cancellation.
pub fn assess(made: &Made, key: Option<&AnswerKey>) -> Result<QaResults> {
    let mut checks = Checks(Vec::new());
    let findings = validate(&made.world.schema, Some(&made.world.plan), made.data.dataset())?;
    promises(&mut checks, &findings, &made.world.shipped);
    shape(&mut checks, made);
    for table in &made.world.shipped {
        columns(&mut checks, made, table)?;
    }
    over_time(&mut checks, made)?;
    learning(&mut checks, made);
    key.into_iter().for_each(|key| cleaned(&mut checks, key));
    documentation(&mut checks, made);
    Ok(score(checks.0, made.challenge.tried, findings.keys_broken))
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
    let is_shipped =
        |table: &Option<String>| table.as_ref().is_none_or(|name| shipped.iter().any(|shipped| shipped.node == *name));
    for check in findings.checks.iter().filter(|check| is_shipped(&check.table)) {
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

/// Tables and columns as many as the skill says.
fn shape(checks: &mut Checks, made: &Made) {
    let (brief, shipped) = (&made.challenge.brief, &made.world.shipped);
    let count: usize = shipped.iter().map(|table| table.columns.len()).sum();
    let [least, most] = brief.skill_level.columns();
    let fits = brief.data_structure == Structure::Denormalized || (least..=most).contains(&count);
    let message = format!("{count} columns in {} tables", shipped.len());
    checks.add(
        Category::TechnicalIntegrity,
        Severity::Warning,
        "Columns as many as the skill level says",
        fits,
        message,
    );
}

/// Completeness, duplicates, ranges, distributions and outliers of one table.
fn columns(checks: &mut Checks, made: &Made, table: &Shipped) -> Result<()> {
    let name = &table.node;
    let document = made.world.schema.document();
    let Some(node) = document.nodes.iter().find(|node| node.id == *name) else { return Ok(()) };
    let others: Vec<String> =
        table.columns.iter().filter(|column| **column != node.pk).map(|column| format!("\"{column}\"")).collect();
    let sql =
        format!("SELECT count(*) FROM (SELECT 1 FROM \"{name}\" GROUP BY {} HAVING count(*) > 1)", others.join(", "));
    let twice = made.data.run(&sql)?.single().and_then(number).unwrap_or(0.0);
    checks.add(
        Category::TechnicalIntegrity,
        Severity::Warning,
        format!("{name}: no row stands twice"),
        twice == 0.0,
        format!("{twice} rows stand twice, their keys left aside"),
    );
    for column in node.columns.iter().filter(|column| table.columns.contains(&column.name)) {
        use datagen_core::schema::document::ColumnType;
        let quoted = format!("\"{}\"", column.name);
        let sql = format!("SELECT avg(CASE WHEN {quoted} IS NULL THEN 1.0 ELSE 0.0 END) FROM \"{name}\"");
        let missing = made.data.run(&sql)?.single().and_then(number).unwrap_or(1.0);
        checks.add(
            Category::TechnicalIntegrity,
            Severity::Warning,
            format!("{name}.{} is filled", column.name),
            missing <= 0.35,
            format!("{:.1}% are missing", missing * 100.0),
        );
        if column.column_type == ColumnType::Decimal {
            let sql = format!("SELECT count(*) FROM \"{name}\" WHERE {quoted} < 0");
            let below = made.data.run(&sql)?.single().and_then(number).unwrap_or(0.0);
            checks.add(
                Category::BusinessLogic,
                Severity::Warning,
                format!("{name}.{} is not below zero", column.name),
                below == 0.0,
                format!("{below} amounts below zero"),
            );
            let sql = format!(
                "SELECT avg(CASE WHEN x > q THEN 1.0 ELSE 0.0 END) FROM (SELECT CAST({quoted} AS DOUBLE) AS x, (SELECT 5.0 * approx_percentile_cont(CAST({quoted} AS DOUBLE), 0.75) FROM \"{name}\") AS q FROM \"{name}\")"
            );
            let far = made.data.run(&sql)?.single().and_then(number).unwrap_or(0.0);
            checks.add(
                Category::RealismDistribution,
                Severity::Warning,
                format!("{name}.{}: extreme values are few", column.name),
                far <= 0.1,
                format!("{:.1}% are above five times the upper quartile", far * 100.0),
            );
        }
        if column.column_type == ColumnType::String {
            let sql = format!(
                "SELECT count(*) AS n, max(c) AS most, sum(c) AS all_rows FROM (SELECT count(*) AS c FROM \"{name}\" WHERE {quoted} IS NOT NULL GROUP BY {quoted})"
            );
            let row = made.data.run(&sql)?.rows.into_iter().next().unwrap_or_default();
            let [Some(values), Some(most), Some(all)] = [0, 1, 2].map(|at| row.get(at).and_then(number)) else {
                continue;
            };
            if (2.0..=30.0).contains(&values) && all >= 200.0 {
                let skew = most * values / all;
                checks.add(
                    Category::RealismDistribution,
                    Severity::Warning,
                    format!("{name}.{} is not uniform", column.name),
                    skew > 1.04,
                    format!("the most frequent of {values} values is {skew:.2} times as frequent as the mean"),
                );
            }
        }
    }
    Ok(())
}

/// The main table by month: no gap, no flat line.
fn over_time(checks: &mut Checks, made: &Made) -> Result<()> {
    let Some((table, time)) = main_time(made) else { return Ok(()) };
    let sql = format!(
        "SELECT count(*) AS months, avg(c) AS mean, stddev(c) AS spread, (max(extract(year FROM m) * 12 + extract(month FROM m)) - min(extract(year FROM m) * 12 + extract(month FROM m)) + 1) AS span \
         FROM (SELECT date_trunc('month', \"{time}\") AS m, count(*) AS c FROM \"{table}\" GROUP BY date_trunc('month', \"{time}\"))"
    );
    let row = made.data.run(&sql)?.rows.into_iter().next().unwrap_or_default();
    let [Some(months), Some(mean), Some(spread), Some(span)] = [0, 1, 2, 3].map(|at| row.get(at).and_then(number))
    else {
        return Ok(());
    };
    checks.add(
        Category::RealismDistribution,
        Severity::Warning,
        format!("{table}: no month without rows"),
        months >= span,
        format!("{months} of {span} months have rows"),
    );
    let variation = spread / mean;
    checks.add(
        Category::RealismDistribution,
        Severity::Warning,
        format!("{table}: no flat line over time"),
        variation > 0.05,
        format!("months vary by {:.0}% of their mean", variation * 100.0),
    );
    Ok(())
}

/// The main table and the column with its time.
fn main_time(made: &Made) -> Option<(String, String)> {
    use datagen_core::schema::generators::Generator;
    let document = made.world.schema.document();
    let main = document.nodes.iter().filter(|node| node.order.is_some()).max_by_key(|node| node.rows)?;
    let time = main.columns.iter().find(|column| matches!(column.generator, Generator::DatetimeSeries(_)))?;
    Some((main.id.clone(), time.name.clone()))
}

fn learning(checks: &mut Checks, made: &Made) {
    let challenge = &made.challenge;
    for rule in &challenge.rules {
        checks.add(
            Category::BusinessLogic,
            Severity::Blocker,
            rule.text.clone(),
            rule.broken == 0,
            format!("{} rows break it", rule.broken),
        );
    }
    for question in &challenge.questions {
        let answered = !question.result.rows.is_empty() && !question.mistakes.is_empty();
        let message = format!(
            "{} rows; {} common mistakes give another answer",
            question.result.rows.len(),
            question.mistakes.len()
        );
        checks.add(
            Category::LearningAlignment,
            Severity::Blocker,
            format!("Question {} is answered", question.id),
            answered,
            message,
        );
    }
    for insight in &challenge.insights {
        let uncovered = challenge.questions.iter().any(|question| question.insight.as_deref() == Some(&insight.id));
        checks.add(
            Category::LearningAlignment,
            Severity::Blocker,
            format!("Insight {} is recovered", insight.id),
            insight.recovered,
            insight.claim.clone(),
        );
        let message = if uncovered { "a question leads to it" } else { "no question leads to it" };
        checks.add(
            Category::LearningAlignment,
            Severity::Warning,
            format!("Insight {} is asked for", insight.id),
            uncovered,
            message,
        );
    }
    let [least, _] = challenge.brief.skill_level.questions();
    let count = challenge.questions.len();
    checks.add(
        Category::LearningAlignment,
        Severity::Info,
        "Questions as many as the skill level says",
        count >= least,
        format!("{count} questions"),
    );
}

/// What the reference cleaning of dirty data leads to.
fn cleaned(checks: &mut Checks, key: &AnswerKey) {
    for answer in &key.answers {
        let message = if answer.differences.is_empty() {
            "as on the clean data".to_owned()
        } else {
            answer.differences.join("; ")
        };
        let name = format!("Question {} is answered on cleaned data", answer.id);
        checks.add(Category::LearningAlignment, Severity::Blocker, name, answer.agrees, message);
    }
    for insight in &key.insights {
        let message = format!("{} on cleaned data, {} on clean data", insight.cleaned, insight.clean);
        let name = format!("Insight {} is recovered on cleaned data", insight.id);
        checks.add(Category::LearningAlignment, Severity::Blocker, name, insight.recovered, message);
    }
}

fn documentation(checks: &mut Checks, made: &Made) {
    let document = made.world.schema.document();
    for table in &made.world.shipped {
        let node = document.nodes.iter().find(|node| node.id == table.node);
        let told = |name: &String| {
            node.is_some_and(|node| {
                node.columns.iter().any(|column| column.name == *name && column.description.is_some())
            })
        };
        let untold: Vec<&str> = table.columns.iter().filter(|name| !told(name)).map(String::as_str).collect();
        let message = if untold.is_empty() {
            "all columns are described".to_owned()
        } else {
            format!("not described: {}", untold.join(", "))
        };
        checks.add(
            Category::DocumentationSchema,
            Severity::Warning,
            format!("{}: columns are described", table.name),
            untold.is_empty(),
            message,
        );
    }
    let count = word_count(&made.challenge.story.text);
    checks.add(
        Category::DocumentationSchema,
        Severity::Warning,
        "The story has 300 to 400 words",
        (300..=400).contains(&count),
        format!("{count} words"),
    );
    let figures = made.challenge.kpis.len();
    checks.add(
        Category::DocumentationSchema,
        Severity::Info,
        "Key figures are there",
        figures > 0,
        format!("{figures} key figures"),
    );
}
