//! Dirty data, its ledger, and the cleaning that brings the answers back.

use std::collections::BTreeSet;
use std::path::Path;

use arrow::array::{Array, RecordBatch};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datagen_core::schema::document::Node;
use datagen_core::{Control, Options, Plan, Schema};
use datagen_io::sql::Promises;
use datagen_quality::{Dataset, OpenOptions};
use factory_core::brief::{Brief, Function, IssueLevel, Skill, Structure};
use factory_core::challenge::{Made, Version};
use factory_core::data::Data;
use factory_core::dirty::{self, AnswerKey, Cleaning, DirtyData};
use factory_core::result::Table;
use factory_core::sql::{Engine, Query};
use factory_core::{Library, challenge, check};
use serde_json::{Value, json};

use crate::databases::{Rows, difference};
use crate::servers::{DATABASES, Stored, answers};

/// A challenge with its dirty data.
struct Case {
    name: String,
    made: Made,
    dirty: DirtyData,
    cleaning: Cleaning,
    key: AnswerKey,
    /// The lines of the ledger, without its head.
    ledger: Vec<String>,
}

fn case(domain: &str, function: Function, skill: Skill, structure: Structure, place: &Path) -> Case {
    let (library, control) = (Library::embedded().unwrap(), Control::default());
    let brief = Brief {
        issue_level: Some(IssueLevel::Heavy),
        ..check::trial(domain, function, skill, structure, (1 << 40) + 1)
    };
    let made = challenge::make(&library, &brief, Version::default(), &place.join("clean"), &control).unwrap();
    let dirty = dirty::write(&made.world, &place.join("dirty"), &place.join("ledger"), &[], &control).unwrap();
    let cleaning = Cleaning::of(&made.world, &dirty.tables.document).unwrap();
    let (questions, insights) = (&made.challenge.questions, &made.challenge.insights);
    let key = AnswerKey::make(&dirty, &made.world, &cleaning, questions, insights, &control).unwrap();
    let ledger = std::fs::read_to_string(place.join("ledger/issue_ledger.csv")).unwrap();
    let ledger = ledger.lines().skip(1).map(str::to_owned).collect();
    Case { name: format!("{domain} {skill} {}", structure.word()), made, dirty, cleaning, key, ledger }
}

#[test]
fn e_commerce() {
    cleaning_brings_the_answers_back("E-Commerce");
}

#[test]
fn banking() {
    cleaning_brings_the_answers_back("Banking & Finance");
}

#[test]
fn healthcare() {
    cleaning_brings_the_answers_back("Healthcare");
}

#[test]
fn generic() {
    cleaning_brings_the_answers_back("Lighthouses");
}

fn cleaning_brings_the_answers_back(domain: &str) {
    let mut problems = Vec::new();
    let cases = [
        (Function::ALL[1], Skill::Intermediate, Structure::Normalized),
        (Function::ALL[4], Skill::Intermediate, Structure::Denormalized),
        (Function::ALL[0], Skill::Advanced, Structure::Normalized),
        (Function::ALL[7], Skill::Advanced, Structure::Denormalized),
    ];
    for (function, skill, structure) in cases {
        let place = tempfile::tempdir().unwrap();
        let case = case(domain, function, skill, structure, place.path());
        let found = [not_cleaned(&case), copies_not_known(&case), engines_that_differ(&case)].concat();
        problems.extend(found.into_iter().map(|problem| format!("{}: {problem}", case.name)));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Answers and insights that the cleaning does not bring back, and damage that shows in no answer.
fn not_cleaned(case: &Case) -> Vec<String> {
    let mut problems = Vec::new();
    let names: Vec<&str> = case.made.world.shipped.iter().map(|table| table.name.as_str()).collect();
    for line in &case.ledger {
        assert!(names.contains(&line.split(',').next().unwrap()), "{line}");
    }
    if case.ledger.is_empty() || !case.key.answers.iter().any(dirty::CleanedAnswer::raw_differs) {
        problems.push("no answer shows the damage".to_owned());
    }
    for answer in case.key.answers.iter().filter(|answer| !answer.agrees) {
        problems.push(format!("{} {:#?}", answer.id, answer.differences));
    }
    for insight in case.key.insights.iter().filter(|insight| !insight.recovered) {
        let (clean, raw, cleaned) = (&insight.clean, &insight.raw, &insight.cleaned);
        problems.push(format!("{} was {clean}, raw {raw:?}, cleaned {cleaned}", insight.id));
    }
    problems
}

/// Nearly all rows that were entered twice are known, and hardly any other row is taken for one.
fn copies_not_known(case: &Case) -> Vec<String> {
    let added: BTreeSet<(&str, &str)> = case.ledger.iter().filter_map(|line| added_row(line)).collect();
    let is_cleaned = |node: &&Node| case.cleaning.tables().any(|name| name == node.id);
    let gone = |node: &Node| {
        let Node { id, pk, .. } = node;
        format!("SELECT '{id}', {pk} FROM raw_{id} WHERE {pk} NOT IN (SELECT {pk} FROM {id})")
    };
    let texts: Vec<String> = case.dirty.tables.document.nodes.iter().filter(is_cleaned).map(gone).collect();
    let removed = answers(Engine::Sqlite, &setup(case, Engine::Sqlite), &texts).unwrap().concat();
    let right = removed.iter().filter(|row| added.contains(&(row[0].as_str(), row[1].as_str()))).count() as f64;
    let (precision, recall) = (right / removed.len() as f64, right / added.len() as f64);
    let told =
        format!("{} copies, {} removed: precision {precision:.3}, recall {recall:.3}", added.len(), removed.len());
    println!("{}: {told}", case.name);
    if precision >= 0.98 && recall >= 0.98 { Vec::new() } else { vec![told] }
}

/// Table and key of a row that was added. Its line has no column, and keys have no commas.
fn added_row(line: &str) -> Option<(&str, &str)> {
    let cells: Vec<&str> = line.split(',').collect();
    (cells[2].is_empty() && cells[3].ends_with("duplicate")).then(|| (cells[0], cells[1]))
}

/// Answers that an engine gives otherwise than the key has them.
fn engines_that_differ(case: &Case) -> Vec<String> {
    let mut problems = Vec::new();
    let queries: Vec<Query> =
        case.made.challenge.questions.iter().map(|question| Query::parse(&question.sql).unwrap()).collect();
    for engine in DATABASES {
        let texts: Vec<String> = queries.iter().map(|query| query.for_engine(engine)).collect();
        let Some(results) = answers(engine, &setup(case, engine), &texts) else { continue };
        assert_eq!(results.len(), texts.len(), "{}", engine.name());
        for ((answer, text), found) in case.key.answers.iter().zip(&texts).zip(results) {
            if let Some(difference) = difference(&rows(&answer.cleaned), &found) {
                problems.push(format!("{}, {}: {difference}\n{text}", engine.name(), answer.id));
            }
        }
    }
    problems
}

/// The dirty tables, and views that clean them.
fn setup(case: &Case, engine: Engine) -> String {
    format!("{}\n{}", tables(&case.dirty, engine), case.cleaning.script(engine))
}

fn tables(dirty: &DirtyData, engine: Engine) -> String {
    let dataset = Dataset::open(&dirty.directory, &dirty.tables.document, &OpenOptions::default()).unwrap();
    // Keys hold in dirty data too; without them MariaDB joins row by row.
    Stored::of(&dataset, &dirty.tables.document).script(engine, &dirty.tables.document, Promises::Keys)
}

#[test]
fn cleaning_is_written_for_every_engine() {
    let place = tempfile::tempdir().unwrap();
    let case = case("E-Commerce", Function::ALL[1], Skill::Advanced, Structure::Normalized, place.path());
    insta::assert_snapshot!("cleaning_sqlite", case.cleaning.script(Engine::Sqlite));
    insta::assert_snapshot!("cleaning_mysql", case.cleaning.script(Engine::MySql));
}

/// Columns of every type that can be written in another way, and the table's key.
const WRITTEN: &[(&str, &str, &str)] = &[
    ("customers", "customer_id", "signup_date"),
    ("orders", "order_id", "order_date"),
    ("orders", "order_id", "quantity"),
    ("orders", "order_id", "discount_pct"),
    ("products", "product_id", "unit_cost"),
    ("returns", "return_id", "return_date"),
    ("returns", "return_id", "refund_amount"),
    ("deliveries", "delivery_id", "shipped_at"),
    ("deliveries", "delivery_id", "transit_days"),
];

fn written((table, pk, column): &(&str, &str, &str)) -> String {
    format!("SELECT {pk}, {column} FROM {table} ORDER BY {pk}")
}

/// A challenge with other issues: each of these columns is written in other ways.
fn written_otherwise(place: &Path) -> Made {
    let (library, control) = (Library::embedded().unwrap(), Control::default());
    let brief = check::trial("E-Commerce", Function::ALL[0], Skill::Advanced, Structure::Normalized, 1 << 41);
    let mut made = challenge::make(&library, &brief, Version::default(), place, &control).unwrap();
    let world = &mut made.world;
    let template = |table: &str, column: &str| json!({"kind": "format", "table": table, "column": column, "rate": 0.4, "teaches": "x"});
    world.issues =
        WRITTEN.iter().map(|(table, _, column)| serde_json::from_value(template(table, column)).unwrap()).collect();
    let mut document: Value = serde_json::from_str(&world.text).unwrap();
    let issue = |(table, _, column): &(&str, &str, &str)| json!({"kind": "format", "table": table, "columns": [column], "rate": 0.4});
    document["issues"] = WRITTEN.iter().map(issue).collect();
    let (schema, diagnostics) = Schema::parse(&document.to_string());
    assert!(!diagnostics.has_errors(), "{diagnostics}");
    world.schema = schema;
    world.plan = Plan::new(&world.schema, 1, Options::default()).unwrap();
    made
}

#[test]
fn everything_that_is_written_in_another_way_is_read() {
    let (control, place) = (Control::default(), tempfile::tempdir().unwrap());
    let mut made = written_otherwise(&place.path().join("first"));
    let (mut problems, mut repaired) = (String::new(), 0);
    for seed in 0..6 {
        made.world.plan = Plan::new(&made.world.schema, seed, Options::default()).unwrap();
        let (world, place) = (&made.world, place.path().join(seed.to_string()));
        let data = Data::generate(world, &place.join("clean"), &control).unwrap();
        let dirty = dirty::write(world, &place.join("dirty"), &place.join("ledger"), &[], &control).unwrap();
        let cleaning = Cleaning::of(world, &dirty.tables.document).unwrap();
        let script = format!("{}\n{}", tables(&dirty, Engine::Sqlite), cleaning.script(Engine::Sqlite));
        let raw = |(table, pk, column): &(&str, &str, &str)| format!("SELECT {column} FROM raw_{table} ORDER BY {pk}");
        let texts: Vec<String> = WRITTEN.iter().map(written).chain(WRITTEN.iter().map(raw)).collect();
        let mut results = answers(Engine::Sqlite, &script, &texts).unwrap();
        let raws = results.split_off(WRITTEN.len());
        let key = AnswerKey::make(&dirty, world, &cleaning, &made.challenge.questions, &[], &control).unwrap();
        assert_eq!(key.answers.len(), made.challenge.questions.len());
        for (((table, pk, column), found), raw) in WRITTEN.iter().zip(results).zip(raws) {
            let text = written(&(table, pk, column));
            let expected: Vec<String> = data.dataset().query(&text).unwrap().iter().flat_map(values).collect();
            let mixed = column.ends_with("_date") && *column != "order_date" && is_mixed(&raw);
            for ((expected, found), raw) in expected.iter().zip(found).zip(raw) {
                let expected = expected.split_once(", ").unwrap().1.trim_matches([')', '\'']);
                // Some forms have no seconds, and where days stand before and behind months nobody can tell them apart.
                let same = match (expected.parse::<f64>(), found[1].parse::<f64>()) {
                    (Ok(expected), Ok(found)) => (expected - found).abs() < 1e-9,
                    _ => expected.get(..16).unwrap_or(expected) == found[1].get(..16).unwrap_or(&found[1]),
                };
                repaired += usize::from(raw[0] != found[1]);
                let is_ambiguous = mixed && raw[0].contains('/');
                if !same && !is_ambiguous {
                    problems += &format!("{seed} {table}.{column}: {} is {expected}, read as {}\n", raw[0], found[1]);
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.lines().take(60).collect::<Vec<_>>().join("\n"));
    assert!(repaired > 50_000, "{repaired}");
}

#[test]
fn what_is_written_in_another_way_is_read_alike_in_every_database() {
    let (control, place) = (Control::default(), tempfile::tempdir().unwrap());
    let made = written_otherwise(&place.path().join("first"));
    let dirty =
        dirty::write(&made.world, &place.path().join("dirty"), &place.path().join("ledger"), &[], &control).unwrap();
    let cleaning = Cleaning::of(&made.world, &dirty.tables.document).unwrap();
    let texts: Vec<String> = WRITTEN.iter().map(written).collect();
    let results = |engine| {
        let script = format!("{}\n{}", tables(&dirty, engine), cleaning.script(engine));
        answers(engine, &script, &texts)
    };
    let expected = results(Engine::Sqlite).unwrap();
    for engine in [Engine::Postgres, Engine::DuckDb, Engine::MySql] {
        for (at, found) in results(engine).into_iter().flatten().enumerate() {
            assert_eq!(difference(&expected[at], &found), None, "SQLite and {}\n{}", engine.name(), texts[at]);
        }
    }
}

/// Whether days stand before months in some dates, and behind them in others.
fn is_mixed(dates: &Rows) -> bool {
    let above =
        |from: usize| dates.iter().any(|row| row[0].get(2..3) == Some("/") && row[0].get(from..from + 2) > Some("12"));
    above(0) && above(3)
}

fn rows(table: &Table) -> Rows {
    let shown = |value: &Value| match value {
        Value::Null => "NULL".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    table.rows.iter().map(|row| row.iter().map(shown).collect()).collect()
}

fn values(batch: &RecordBatch) -> Vec<String> {
    let options = FormatOptions::default();
    let formatters: Vec<ArrayFormatter<'_>> =
        batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &options).unwrap()).collect();
    let value = |row: usize, at: usize| {
        let column = batch.column(at);
        match (column.is_null(row), column.data_type().is_numeric()) {
            (true, _) => "NULL".to_owned(),
            (false, true) => formatters[at].value(row).to_string(),
            (false, false) => {
                let text = formatters[at].value(row).to_string();
                let is_time = matches!(column.data_type(), arrow::datatypes::DataType::Timestamp(..));
                format!("'{}'", if is_time { text.replace('T', " ") } else { text }.replace('\'', "''"))
            }
        }
    };
    let line =
        |row: usize| format!("({})", (0..batch.num_columns()).map(|at| value(row, at)).collect::<Vec<_>>().join(", "));
    (0..batch.num_rows()).map(line).collect()
}
