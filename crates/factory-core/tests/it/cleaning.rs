//! Dirty data, its ledger, and the cleaning that brings the answers back.

use std::fs::File;
use std::path::Path;
use std::process::Command;

use arrow::array::{Array, RecordBatch};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datagen_core::schema::document::{Column, ColumnType};
use datagen_core::{Control, Options, Plan, Schema};
use datagen_quality::{Dataset, OpenOptions};
use factory_core::brief::{Function, Skill, Structure};
use factory_core::challenge::{Made, Version};
use factory_core::data::Data;
use factory_core::dirty::{self, AnswerKey, Cleaning, DirtyData};
use factory_core::result::Table;
use factory_core::sql::{Engine, Query};
use factory_core::{Library, challenge, check};
use serde_json::{Value, json};

use crate::databases::{Rows, difference, mariadb, open, ran, split, typed, variable};

/// A challenge with its dirty data.
struct Case {
    name: String,
    made: Made,
    dirty: DirtyData,
    cleaning: Cleaning,
    key: AnswerKey,
}

fn case(skill: Skill, structure: Structure, seed: u64, place: &Path) -> Case {
    let (library, control) = (Library::embedded().unwrap(), Control::default());
    let brief = check::trial(
        "E-Commerce",
        Function::ALL[seed as usize % Function::ALL.len()],
        skill,
        structure,
        (1 << 40) + seed,
    );
    let made = challenge::make(&library, &brief, Version::default(), &place.join("clean"), &control).unwrap();
    let dirty = dirty::write(&made.world, &place.join("dirty"), &place.join("ledger"), &[], &control).unwrap();
    let cleaning = Cleaning::of(&made.world, &dirty.document).unwrap();
    let (questions, insights) = (&made.challenge.questions, &made.challenge.insights);
    let key = AnswerKey::make(&dirty, &made.world, &cleaning, questions, insights, &control).unwrap();
    Case { name: format!("{skill} {} {seed}", structure.word()), made, dirty, cleaning, key }
}

fn each(mut check: impl FnMut(&Case, &Path)) {
    for skill in [Skill::Intermediate, Skill::Advanced] {
        for structure in Structure::ALL {
            for seed in [1, 2] {
                let place = tempfile::tempdir().unwrap();
                check(&case(skill, structure, seed, place.path()), place.path());
            }
        }
    }
}

#[test]
fn cleaning_brings_the_answers_back() {
    let mut problems = Vec::new();
    each(|case, place| {
        let mut problem = |text: String| problems.push(format!("{}: {text}", case.name));
        if case.dirty.ledger_lines() == 0 {
            problem("the ledger is empty".to_owned());
        }
        let ledger = std::fs::read_to_string(place.join("ledger/issue_ledger.csv")).unwrap();
        let names: Vec<&str> = case.made.world.shipped.iter().map(|table| table.name.as_str()).collect();
        for line in ledger.lines().skip(1) {
            let table = line.split(',').next().unwrap();
            assert!(names.contains(&table), "{line}");
        }
        if !case.key.answers.iter().any(dirty::CleanedAnswer::raw_differs) {
            problem("no answer shows the damage".to_owned());
        }
        for answer in case.key.answers.iter().filter(|answer| !answer.agrees) {
            problem(format!("{} {:#?}", answer.id, answer.differences));
        }
        for insight in case.key.insights.iter().filter(|insight| !insight.recovered) {
            problem(format!(
                "{} was {}, raw {:?}, cleaned {}",
                insight.id, insight.clean, insight.raw, insight.cleaned
            ));
        }
    });
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_script_runs_in_sqlite_and_gives_the_same_answers() {
    let mut problems = Vec::new();
    each(|case, _| {
        let script = format!("{}\n{}", tables(&case.dirty), case.cleaning.script(Engine::Sqlite));
        let database = open(Engine::Sqlite, &script).unwrap();
        for (question, answer) in case.made.challenge.questions.iter().zip(&case.key.answers) {
            let query = Query::parse(&question.sql).unwrap();
            let found = database.ask(&query.for_engine(Engine::Sqlite));
            if let Some(text) = difference(&rows(&answer.cleaned), &found) {
                problems.push(format!("{} {}: {text}", case.name, question.id));
            }
        }
    });
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn cleaning_is_written_for_every_engine() {
    let place = tempfile::tempdir().unwrap();
    let case = case(Skill::Advanced, Structure::Normalized, 1, place.path());
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
        let cleaning = Cleaning::of(world, &dirty.document).unwrap();
        let script = format!("{}\n{}", tables(&dirty), cleaning.script(Engine::Sqlite));
        let sqlite = open(Engine::Sqlite, &script).unwrap();
        let key = AnswerKey::make(&dirty, world, &cleaning, &made.challenge.questions, &[], &control).unwrap();
        assert_eq!(key.answers.len(), made.challenge.questions.len());
        for (table, pk, column) in WRITTEN {
            let text = format!("SELECT {pk}, {column} FROM {table} ORDER BY {pk}");
            let expected: Vec<String> = data.dataset().query(&text).unwrap().iter().flat_map(values).collect();
            let raw = sqlite.ask(&format!("SELECT {column} FROM raw_{table} ORDER BY {pk}"));
            let mixed = column.ends_with("_date") && *column != "order_date" && is_mixed(&raw);
            for ((expected, found), raw) in expected.iter().zip(sqlite.ask(&text)).zip(raw) {
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
fn scripts_run_in_every_engine_that_can_be_reached() {
    let (control, place) = (Control::default(), tempfile::tempdir().unwrap());
    for structure in Structure::ALL {
        let case = case(Skill::Advanced, structure, 1, &place.path().join(structure.word()));
        let queries = case.made.challenge.questions.iter().map(|question| Query::parse(&question.sql).unwrap());
        same_everywhere(&case.dirty, &case.cleaning, &queries.collect::<Vec<_>>());
    }
    let made = written_otherwise(&place.path().join("first"));
    let dirty =
        dirty::write(&made.world, &place.path().join("dirty"), &place.path().join("ledger"), &[], &control).unwrap();
    let cleaning = Cleaning::of(&made.world, &dirty.document).unwrap();
    let query = |(table, pk, column): &(&str, &str, &str)| {
        Query::parse(&format!("SELECT {pk}, {column} FROM {table} ORDER BY {pk}")).unwrap()
    };
    same_everywhere(&dirty, &cleaning, &WRITTEN.iter().map(query).collect::<Vec<_>>());
}

/// Queries of the cleaned tables give in each engine what they give in SQLite.
fn same_everywhere(dirty: &DirtyData, cleaning: &Cleaning, queries: &[Query]) {
    let tables = tables(dirty);
    let sqlite = open(Engine::Sqlite, &format!("{tables}\n{}", cleaning.script(Engine::Sqlite))).unwrap();
    for engine in [Engine::Postgres, Engine::DuckDb, Engine::MySql] {
        let setup = typed(engine, &tables).replace("CREATE TEMPORARY TABLE", "CREATE TABLE");
        let texts: Vec<String> = queries.iter().map(|query| query.for_engine(engine)).collect();
        let Some(results) = answers(engine, &format!("{setup}\n{}", cleaning.script(engine)), &texts) else { continue };
        assert_eq!(results.len(), queries.len(), "{}", engine.name());
        for (query, found) in queries.iter().zip(results) {
            let expected = sqlite.ask(&query.for_engine(Engine::Sqlite));
            assert_eq!(difference(&expected, &found), None, "SQLite and {}\n{}", engine.name(), query.text());
        }
    }
}

/// The name of what tests make in a server.
const SPACE: &str = "datagen_cleaning";

/// The results of queries after a script, if the engine can be reached.
fn answers(engine: Engine, setup: &str, queries: &[String]) -> Option<Vec<Rows>> {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("script.sql");
    let marked = |separator: &str| queries.iter().map(|query| format!("{separator}{query};\n")).collect::<String>();
    let text = match engine {
        Engine::Postgres => {
            let url = variable("DATAGEN_TEST_POSTGRES")?;
            let space = format!(
                "SET client_min_messages = error;\nDROP SCHEMA IF EXISTS {SPACE} CASCADE;\nCREATE SCHEMA {SPACE};\nSET search_path = {SPACE};\n"
            );
            std::fs::write(&file, format!("{space}{setup}\n{}DROP SCHEMA {SPACE} CASCADE;\n", marked("SELECT '#';\n")))
                .unwrap();
            let mut command = Command::new("psql");
            command.args([&url, "-XqAt", "-F", "\t", "-P", "null=NULL", "-v", "ON_ERROR_STOP=1", "-f"]).arg(&file);
            ran(&mut command, setup)
        }
        Engine::MySql => {
            let url = variable("DATAGEN_TEST_MYSQL")?;
            let space = format!("DROP DATABASE IF EXISTS {SPACE};\nCREATE DATABASE {SPACE};\nUSE {SPACE};\n");
            std::fs::write(&file, format!("{space}{setup}\n{}DROP DATABASE {SPACE};\n", marked("SELECT '#';\n")))
                .unwrap();
            ran(mariadb(&url, "").stdin(File::open(&file).unwrap()), setup)
        }
        _ => {
            let tools = variable("DATAGEN_TEST_TOOLS")?;
            std::fs::write(&file, format!("{setup}\n{}", marked("--#\n"))).unwrap();
            ran(Command::new(Path::new(&tools).join("dbt/bin/python")).args(["-c", PYTHON]).arg(&file), setup)
        }
    };
    Some(text.split("#\n").skip(1).map(split).collect())
}

const PYTHON: &str = "
import duckdb, sys
connection = duckdb.connect()
setup, *queries = open(sys.argv[1], encoding='utf-8').read().split('--#\\n')
connection.execute(setup)
for query in queries:
    print('#')
    for row in connection.execute(query).fetchall():
        print('\\t'.join('NULL' if value is None else str(value) for value in row))";

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

/// The dirty tables as a script, in the words of `databases::open`.
fn tables(dirty: &DirtyData) -> String {
    let dataset = Dataset::open(&dirty.directory, &dirty.document, &OpenOptions::default()).unwrap();
    let mut script = String::new();
    for node in &dirty.document.nodes {
        let columns: Vec<String> =
            node.columns.iter().map(|column| format!("{} {}", column.name, type_word(column))).collect();
        script += &format!("CREATE TABLE {} ({});--\n", node.id, columns.join(", "));
        let names: Vec<&str> = node.columns.iter().map(|column| column.name.as_str()).collect();
        let batches = dataset.query(&format!("SELECT {} FROM {}", names.join(", "), node.id)).unwrap();
        for batch in &batches {
            for lines in values(batch).chunks(500) {
                script += &format!("INSERT INTO {} VALUES {};\n", node.id, lines.join(", "));
            }
        }
    }
    script
}

fn type_word(column: &Column) -> &'static str {
    match column.column_type {
        ColumnType::Int => "BIGINT",
        ColumnType::Float => "FLOATING",
        ColumnType::Decimal => "MONEY",
        ColumnType::Date => "DATE",
        ColumnType::Datetime => "MOMENT",
        _ => "VARCHAR(200)",
    }
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
