//! Findings, profiles and a schema become a document.

use datagen_core::Schema;
use datagen_core::schema::document::{Column, Node};
use datagen_core::schema::relations::Relation;
use datagen_quality::findings::{Category, Check, Findings, Status, TableFound};
use datagen_quality::profile::{ColumnProfile, TableProfile};

use super::{Advice, CheckCounts, ColumnEntry, DOCUMENT_VERSION, Document, Lineage, Summary, TableChapter, Verdict};
use crate::diagram::{Attribute, Diagram, Entity};
use crate::pictures;

/// Something to do that is listed in the summary.
const ADVICE: usize = 10;
/// Failed checks whose rows are shown.
const WITH_EXAMPLES: usize = 60;
/// Columns that have a picture.
const PICTURES: usize = 500;
/// Frequent values of a column.
const TOP: usize = 8;
/// Characters of a value, and of a query.
const VALUE: usize = 80;
const QUERY: usize = 3_000;
/// A score from which on only single things are to be looked at.
const FAIR: f64 = 80.0;

/// What a report tells of.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// SHA-256 of the schema, in lowercase hexadecimal digits.
    pub schema_hash: &'a str,
    /// What was found.
    pub findings: &'a Findings,
    /// What the tables are like; a table that cannot be read has none.
    pub profiles: &'a [TableProfile],
    /// The program that makes the report, and its version.
    pub program: &'a str,
}

/// The report.
#[must_use]
pub fn document(source: &Source<'_>) -> Document {
    let schema = source.schema.document();
    let relations = schema.relations();
    let mut pictures_left = PICTURES;
    let tables: Vec<TableChapter> =
        schema.nodes.iter().map(|node| chapter(source, node, &relations, &mut pictures_left)).collect();
    let (insights, checks) = checks(source.findings).into_iter().partition(|check| check.category == Category::Insight);
    Document {
        version: DOCUMENT_VERSION.to_owned(),
        title: schema.metadata.name.clone(),
        description: schema.metadata.description.clone(),
        summary: summary(source, &tables),
        diagram: diagram(&schema.nodes, &relations),
        tables,
        checks,
        insights,
        lineage: lineage(source),
    }
}

fn lineage(source: &Source<'_>) -> Lineage {
    let origin = &source.findings.origin;
    Lineage {
        seed: origin.seed,
        data_schema_hash: origin.schema_hash.clone(),
        schema_hash: source.schema_hash.to_owned(),
        stream_version: origin.stream_version,
        written_by: origin.program_version.as_ref().map(|version| format!("datagen {version}")),
        reported_by: source.program.to_owned(),
        dirty: origin.dirty,
    }
}

fn summary(source: &Source<'_>, tables: &[TableChapter]) -> Summary {
    let findings = source.findings;
    let count = |status| findings.with_status(status).count();
    let checks = CheckCounts {
        passed: count(Status::Passed),
        failed: count(Status::Failed),
        warnings: count(Status::Warning),
        not_tested: count(Status::NotTested),
    };
    let verdict = match () {
        () if findings.keys_broken || findings.score < FAIR => Verdict::Bad,
        () if checks.failed > 0 => Verdict::Attention,
        () => Verdict::Good,
    };
    let columns = || source.profiles.iter().flat_map(|table| &table.columns);
    let cells: u64 = columns().map(|column| column.rows).sum();
    let nulls: u64 = columns().map(|column| column.nulls).sum();
    Summary {
        score: findings.score,
        verdict,
        sentence: sentence(findings, &checks),
        categories: findings.categories.clone(),
        tables: tables.len(),
        columns: tables.iter().map(|table| table.columns.len()).sum(),
        rows: tables.iter().filter_map(|table| table.rows).sum(),
        completeness: if cells == 0 { 1.0 } else { 1.0 - nulls as f64 / cells as f64 },
        checks,
        advice: advice(findings),
    }
}

fn sentence(findings: &Findings, checks: &CheckCounts) -> String {
    let made = checks.passed + checks.failed;
    let failed = match checks.failed {
        0 => format!("The data keeps what its schema promises: all {made} checks pass."),
        1 => format!("1 of {made} checks fails."),
        failed => format!("{failed} of {made} checks fail."),
    };
    let keys = if findings.keys_broken { " A key is broken: joins lose or multiply rows." } else { "" };
    let untested = match checks.not_tested {
        0 => String::new(),
        1 => " 1 check could not be made.".to_owned(),
        more => format!(" {more} checks could not be made."),
    };
    format!("{failed}{keys}{untested}")
}

/// Failed checks first, broken keys before all.
fn advice(findings: &Findings) -> Vec<Advice> {
    let mut checks: Vec<&Check> = findings.with_status(Status::Failed).collect();
    checks.sort_by_key(|check| !check.key);
    checks.extend(findings.with_status(Status::Warning));
    let one = |check: &&Check| Advice {
        check: check.id.clone(),
        problem: problem(check),
        action: check
            .advice
            .clone()
            .unwrap_or_else(|| "look at the rows below, and correct them or the schema".to_owned()),
        urgent: check.status == Status::Failed,
    };
    checks.iter().take(ADVICE).map(one).collect()
}

/// What does not hold, with what was found.
fn problem(check: &Check) -> String {
    match &check.found {
        Some(found) => format!("{}: {found}", check.title),
        None => check.title.clone(),
    }
}

/// All checks, long texts cut; rows only of the first failed ones.
fn checks(findings: &Findings) -> Vec<Check> {
    let mut with_examples = 0;
    let shortened = |check: &Check| {
        let mut check = check.clone();
        check.sql = check.sql.map(|sql| cut(&sql, QUERY));
        if !check.examples.is_empty() {
            with_examples += 1;
        }
        if with_examples > WITH_EXAMPLES {
            check.examples.clear();
        }
        for value in check.examples.iter_mut().flat_map(|example| example.values_mut()) {
            *value = value.take().map(|value| cut(&value, VALUE));
        }
        check
    };
    findings.checks.iter().map(shortened).collect()
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn chapter(source: &Source<'_>, node: &Node, relations: &[Relation], pictures_left: &mut usize) -> TableChapter {
    let found: Option<&TableFound> = source.findings.tables.iter().find(|table| table.name == node.id);
    let profile = source.profiles.iter().find(|profile| profile.name == node.id);
    let columns = entries(node, profile, relations, pictures_left);
    TableChapter {
        name: node.id.clone(),
        kind: node.kind.word().to_owned(),
        description: node.description.clone(),
        key: node.pk.clone(),
        file: found.and_then(|found| found.file.clone()),
        rows: found.and_then(|found| found.rows),
        bad_lines: found.map_or(0, |found| found.bad_lines),
        correlations: profile.map(|profile| profile.correlations.clone()).unwrap_or_default(),
        charts: profile.map(|profile| pictures::of_table(profile, &columns)).unwrap_or_default(),
        columns,
    }
}

/// The columns of a table with their profiles and pictures; at most so many have a picture.
#[must_use]
pub fn entries(
    node: &Node,
    profile: Option<&TableProfile>,
    relations: &[Relation],
    pictures_left: &mut usize,
) -> Vec<ColumnEntry> {
    node.columns.iter().map(|column| entry(node, column, profile, relations, pictures_left)).collect()
}

fn entry(
    node: &Node,
    column: &Column,
    profile: Option<&TableProfile>,
    relations: &[Relation],
    pictures_left: &mut usize,
) -> ColumnEntry {
    let relation = relations.iter().find(|relation| relation.table == node.id && relation.column == column.name);
    let mut entry = ColumnEntry {
        name: column.name.clone(),
        column_type: column.column_type.word().to_owned(),
        description: column.description.clone(),
        unit: column.unit.clone(),
        nullable: column.nullable,
        primary: node.pk == column.name,
        refers_to: relation.map(|relation| format!("{}.{}", relation.to_table, relation.to_column)),
        profile: profile.and_then(|profile| profile.column(&column.name)).cloned().map(shortened),
        chart: None,
    };
    if *pictures_left > 0 {
        entry.chart = pictures::of_column(&entry);
        *pictures_left -= usize::from(entry.chart.is_some());
    }
    entry
}

fn shortened(mut profile: ColumnProfile) -> ColumnProfile {
    profile.top.truncate(TOP);
    for frequent in &mut profile.top {
        frequent.value = cut(&frequent.value, VALUE);
    }
    profile.min = profile.min.map(|value| cut(&value, VALUE));
    profile.max = profile.max.map(|value| cut(&value, VALUE));
    profile
}

/// The tables of some nodes, and how they refer to each other.
#[must_use]
pub fn diagram(nodes: &[Node], relations: &[Relation]) -> Diagram {
    let entity = |node: &Node| Entity {
        name: node.id.clone(),
        attributes: node
            .columns
            .iter()
            .map(|column| Attribute {
                name: column.name.clone(),
                attribute_type: column.column_type.word().to_owned(),
                primary: node.pk == column.name,
                foreign: relations.iter().any(|one| one.table == node.id && one.column == column.name),
            })
            .collect(),
    };
    let is_nullable = |relation: &Relation| {
        let node = nodes.iter().find(|node| node.id == relation.table);
        let column = node.and_then(|node| node.columns.iter().find(|column| column.name == relation.column));
        column.is_some_and(|column| column.nullable)
    };
    let line = |relation: &Relation| crate::diagram::Relation {
        child: relation.table.clone(),
        column: relation.column.clone(),
        parent: relation.to_table.clone(),
        key: relation.to_column.clone(),
        optional: is_nullable(relation),
    };
    Diagram { entities: nodes.iter().map(entity).collect(), relations: relations.iter().map(line).collect() }
}
