//! The same tables in every engine that can be reached, and queries of them. PostgreSQL and MySQL where
//! `DATAGEN_TEST_POSTGRES` and `DATAGEN_TEST_MYSQL` say where they are, DuckDB where `DATAGEN_TEST_TOOLS` does.

use std::path::PathBuf;
use std::process::Command;

use arrow::array::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datagen_core::Schema;
use datagen_quality::{Dataset, OpenOptions};
use factory_core::sql::Engine;
use rusqlite::types::Value;

/// Rows of texts, `NULL` for nothing.
pub(crate) type Rows = Vec<Vec<String>>;

const EMPTY: &str = r#"{"version": "1.0", "metadata": {"name": "x"}, "nodes": [
  {"id": "unused", "kind": "entity", "pk": "id", "rows": 1, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}}]}]}"#;

/// An engine with tables in it.
pub(crate) enum Database {
    DataFusion(Box<Dataset>),
    Sqlite(rusqlite::Connection),
    /// Scripts that are run together with each query.
    Psql(String, String),
    MariaDb(String, String),
    DuckDb(PathBuf, String),
}

/// The engine with these tables, if it can be reached. `script` has one statement a line.
pub(crate) fn open(engine: Engine, script: &str) -> Option<Database> {
    let script = typed(engine, script);
    match engine {
        Engine::DataFusion => Some(datafusion(&script)),
        Engine::Sqlite => {
            let connection = rusqlite::Connection::open_in_memory().unwrap();
            connection.execute_batch(&script).unwrap();
            Some(Database::Sqlite(connection))
        }
        Engine::Postgres => variable("DATAGEN_TEST_POSTGRES").map(|url| Database::Psql(url, script)),
        Engine::MySql => variable("DATAGEN_TEST_MYSQL").map(|url| Database::MariaDb(url, script)),
        Engine::DuckDb => variable("DATAGEN_TEST_TOOLS")
            .map(|tools| Database::DuckDb(PathBuf::from(tools).join("dbt/bin/python"), script)),
    }
}

pub(crate) fn variable(name: &str) -> Option<String> {
    let found = std::env::vars().find(|(variable, _)| variable == name).map(|(_, value)| value);
    if found.is_none() {
        eprintln!("skipped: {name} does not say where the engine is");
    }
    found
}

/// The types of the engine, and tables that end with the connection where queries come with the script.
pub(crate) fn typed(engine: Engine, script: &str) -> String {
    let (create, types) = match engine {
        Engine::DataFusion => ("CREATE TABLE", ["TIMESTAMP", "DOUBLE", "DECIMAL(10, 2)"]),
        Engine::Postgres => ("CREATE TEMPORARY TABLE", ["TIMESTAMP", "DOUBLE PRECISION", "DECIMAL(10, 2)"]),
        Engine::DuckDb => ("CREATE TABLE", ["TIMESTAMP", "DOUBLE", "DECIMAL(10, 2)"]),
        Engine::Sqlite => ("CREATE TABLE", ["TEXT", "REAL", "NUMERIC"]),
        Engine::MySql => ("CREATE TEMPORARY TABLE", ["DATETIME", "DOUBLE", "DECIMAL(10, 2)"]),
    };
    let script = script.replace("MOMENT", types[0]).replace("FLOATING", types[1]).replace("MONEY", types[2]);
    let script = script.replace("CREATE TABLE", create);
    let dates = if engine == Engine::Sqlite { script.replace(" DATE", " TEXT") } else { script };
    if engine == Engine::MySql { dates.replace(");--", ") CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;") } else { dates }
}

fn datafusion(script: &str) -> Database {
    let (schema, _) = Schema::parse(EMPTY);
    let place = tempfile::tempdir().unwrap();
    let dataset = Dataset::open(place.path(), schema.document(), &OpenOptions::default()).unwrap();
    for statement in script.lines().map(|line| line.trim_end_matches("--").trim_end_matches(';')) {
        if !statement.trim().is_empty() {
            dataset.query(statement).unwrap();
        }
    }
    Database::DataFusion(Box::new(dataset))
}

impl Database {
    /// The result of a query in the engine's own words.
    pub(crate) fn ask(&self, sql: &str) -> Rows {
        match self {
            Self::DataFusion(dataset) => {
                dataset.query(sql).unwrap_or_else(|error| panic!("{error}\n{sql}")).iter().flat_map(batch).collect()
            }
            Self::Sqlite(connection) => sqlite(connection, sql),
            Self::Psql(url, script) => {
                let both = format!("{script}\n{sql}");
                let mut command = Command::new("psql");
                command.args([url, "-XqAt", "-F", "\t", "-P", "null=NULL", "-v", "ON_ERROR_STOP=1", "-c", &both]);
                split(&ran(&mut command, sql))
            }
            Self::MariaDb(url, script) => split(&ran(&mut mariadb(url, &format!("{script}\n{sql}")), sql)),
            Self::DuckDb(python, script) => split(&ran(Command::new(python).args(["-c", PYTHON, script, sql]), sql)),
        }
    }
}

const PYTHON: &str = "
import duckdb, sys
connection = duckdb.connect()
connection.execute(sys.argv[1])
for row in connection.execute(sys.argv[2]).fetchall():
    print('\\t'.join('NULL' if value is None else str(value) for value in row))";

pub(crate) fn mariadb(url: &str, sql: &str) -> Command {
    let (user, rest) = url.strip_prefix("mysql://").unwrap().split_once('@').unwrap();
    let ((user, password), (host, rest)) = (user.split_once(':').unwrap(), rest.split_once(':').unwrap());
    let (port, database) = rest.split_once('/').unwrap();
    let mut command = Command::new("mariadb");
    command.args(["--no-defaults", "--default-character-set=utf8mb4", "-h", host, "-P", port, "-u", user]);
    command.args(["-BN", "--raw"]).env("MYSQL_PWD", password);
    // Without a query, they are read from a file.
    if sql.is_empty() {
        command.arg(database);
    } else {
        command.args(["-e", sql, database]);
    }
    command
}

#[track_caller]
pub(crate) fn ran(command: &mut Command, sql: &str) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}\n{sql}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) fn split(text: &str) -> Rows {
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn batch(batch: &RecordBatch) -> Rows {
    let options = FormatOptions::default().with_null("NULL");
    let formatters: Vec<ArrayFormatter<'_>> =
        batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &options).unwrap()).collect();
    let line = |row| formatters.iter().map(|formatter| formatter.value(row).to_string()).collect();
    (0..batch.num_rows()).map(line).collect()
}

fn sqlite(connection: &rusqlite::Connection, sql: &str) -> Rows {
    let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    let columns = statement.column_count();
    let shown = |value: Value| match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(value) => value.to_string(),
        Value::Real(value) => format!("{value:?}"),
        Value::Text(value) => value,
        Value::Blob(value) => format!("{value:?}"),
    };
    let line = |row: &rusqlite::Row<'_>| Ok((0..columns).map(|at| shown(row.get(at).unwrap())).collect());
    statement.query_map([], line).unwrap().map(Result::unwrap).collect()
}

/// Where two results differ: numbers may by a billionth, nothing else may.
pub(crate) fn difference(first: &Rows, second: &Rows) -> Option<String> {
    if first.len() != second.len() {
        return Some(format!("{} rows and {}\n{first:?}\n{second:?}", first.len(), second.len()));
    }
    let same = |(one, other): &(&Vec<String>, &Vec<String>)| {
        one.len() == other.len() && one.iter().zip(*other).all(|(one, other)| is_same(one, other))
    };
    first.iter().zip(second).find(|pair| !same(pair)).map(|(one, other)| format!("{one:?}\n{other:?}"))
}

fn is_same(one: &str, other: &str) -> bool {
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(one), Ok(other)) => (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1e-3),
        _ => one.replace('T', " ") == other.replace('T', " "),
    }
}
