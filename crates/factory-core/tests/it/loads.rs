//! The load scripts, run by the shells of real databases from the folder of the learner's package; then the reference
//! cleaning and the answers of the solution.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use factory_core::brief::{Skill, Structure};
use factory_core::challenge::Challenge;
use factory_core::dirty::AnswerKey;
use factory_core::package::{Audience, Packing};
use factory_core::result::Table;
use factory_core::sql::{Engine, Query};
use serde_json::Value;

use crate::databases::{Rows, difference, mariadb, ran, split, variable};
use crate::packages::{Done, done, python, small};

const DUCKDB: &str = "
import duckdb, sys
connection = duckdb.connect('challenge.duckdb')
connection.execute(sys.stdin.read())
rows = connection.fetchall() if len(sys.argv) > 1 else []
for row in rows:
    print('\\t'.join('NULL' if value is None else str(value) for value in row))";

/// A database of one test, from the folder of a package.
struct Shell<'a> {
    engine: Engine,
    name: &'a str,
    folder: &'a Path,
}

impl Shell<'_> {
    /// The shell, with what it reads a script with; none when its database cannot be reached.
    fn command(&self, asks: bool) -> Option<Command> {
        let mut command = match self.engine {
            Engine::Postgres => {
                let mut command = Command::new("psql");
                command.args([&variable("DATAGEN_TEST_POSTGRES")?, "-XqAt", "-F", "\t", "-P", "null=NULL"]);
                command.args(["-v", "ON_ERROR_STOP=1"]).env("PGOPTIONS", format!("-c search_path={}", self.name));
                command
            }
            Engine::MySql => {
                let url = variable("DATAGEN_TEST_MYSQL")?;
                let (server, _) = url.rsplit_once('/').unwrap();
                let mut command = mariadb(&format!("{server}/{}", self.name), "");
                command.arg("--local-infile=1");
                command
            }
            Engine::Sqlite => {
                if Command::new("sqlite3").arg("--version").output().is_err() {
                    eprintln!("skipped: there is no sqlite3");
                    return None;
                }
                let mut command = Command::new("sqlite3");
                command.args(["-bail", "-separator", "\t", "-nullvalue", "NULL", "challenge.db"]);
                command
            }
            _ => {
                let mut command = Command::new(python("dbt")?);
                command.args(["-c", DUCKDB]).args(asks.then_some("ask"));
                command
            }
        };
        command.current_dir(self.folder);
        Some(command)
    }

    /// Runs a script of a file.
    fn script(&self, path: &Path) -> Option<()> {
        let mut command = self.command(false)?;
        let told = ran(command.stdin(Stdio::from(File::open(path).unwrap())), &path.display().to_string());
        assert_eq!(told, "", "{}", path.display());
        Some(())
    }

    fn ask(&self, sql: &str) -> Rows {
        let file = self.folder.join("question.sql");
        std::fs::write(&file, format!("{sql};\n")).unwrap();
        let mut command = self.command(true).unwrap();
        split(&ran(command.stdin(Stdio::from(File::open(file).unwrap())), sql))
    }

    /// Makes room for the tables, or takes it away again.
    fn room(&self, make: bool) -> Option<()> {
        let url = match self.engine {
            Engine::Postgres => variable("DATAGEN_TEST_POSTGRES")?,
            Engine::MySql => variable("DATAGEN_TEST_MYSQL")?,
            _ => return Some(()),
        };
        let name = self.name;
        if self.engine == Engine::Postgres {
            let sql = format!(
                "SET client_min_messages = error; DROP SCHEMA IF EXISTS {name} CASCADE;{}",
                if make { format!("CREATE SCHEMA {name}") } else { String::new() }
            );
            ran(Command::new("psql").args([&url, "-Xq", "-c", &sql]), &sql);
        } else {
            let make = if make { format!("CREATE DATABASE {name};") } else { String::new() };
            let sql = format!("DROP DATABASE IF EXISTS {name};{make}");
            ran(&mut mariadb(&url, &sql), &sql);
        }
        Some(())
    }
}

#[test]
fn scripts_load_the_tables_and_the_answers_are_the_key() {
    for (at, (skill, structure)) in [
        (Skill::Beginner, Structure::Normalized),
        (Skill::Advanced, Structure::Normalized),
        (Skill::Advanced, Structure::Denormalized),
    ]
    .into_iter()
    .enumerate()
    {
        for domain in ["E-Commerce", "Healthcare"] {
            let done = done(small(domain, skill, structure, 20 + at as u64), Packing::default());
            let place = done.extracted(Audience::Learner);
            for engine in [Engine::Postgres, Engine::MySql, Engine::Sqlite, Engine::DuckDb] {
                let name = format!("datagen_package_{at}_{}", domain.replace('-', "_").to_lowercase());
                let shell = Shell { engine, name: &name, folder: place.path() };
                if shell.room(true).is_some() && loaded(&shell).is_some() {
                    check(&done, &shell);
                }
                shell.room(false);
            }
        }
    }
}

fn loaded(shell: &Shell<'_>) -> Option<()> {
    shell.script(&shell.folder.join(format!("load/{}.sql", shell.engine.word())))
}

fn check(done: &Done, shell: &Shell<'_>) {
    let challenge = done.session.challenge.as_ref().unwrap();
    let engine = shell.engine;
    for (table, rows) in counts(shell.folder) {
        let quoted = if engine == Engine::MySql { format!("`{table}`") } else { format!("\"{table}\"") };
        let found = shell.ask(&format!("SELECT count(*) FROM {quoted}"));
        assert_eq!(found, [[rows.to_string()]], "{table} in {engine:?}");
    }
    let key = std::fs::read_to_string(done.folder.path().join("solution/answer_key.json"));
    let key: Option<AnswerKey> = key.ok().map(|text| serde_json::from_str(&text).unwrap());
    if key.is_some() {
        shell.script(&done.folder.path().join(format!("solution/cleaning_{}.sql", engine.word()))).unwrap();
    }
    for (id, sql, expected) in answers(challenge, key.as_ref()) {
        let found = shell.ask(&Query::parse(&sql).unwrap().for_engine(engine));
        if let Some(difference) = difference(&rows(&expected, &found), &found) {
            panic!("{id} in {engine:?}\n{difference}");
        }
    }
}

/// The rows of each CSV file, as another reader counts them.
fn counts(folder: &Path) -> Vec<(String, u64)> {
    let text = std::fs::read_to_string(folder.join("metadata.json")).unwrap();
    let metadata: Value = serde_json::from_str(&text).unwrap();
    let tables = metadata["tables"].as_array().unwrap().iter();
    tables.map(|table| (table["name"].as_str().unwrap().to_owned(), table["rows"].as_u64().unwrap())).collect()
}

fn answers(challenge: &Challenge, key: Option<&AnswerKey>) -> Vec<(String, String, Table)> {
    let expected = |id: &str, clean: &Table| {
        let cleaned = key.map(|key| key.answers.iter().find(|answer| answer.id == id).unwrap().cleaned.clone());
        cleaned.unwrap_or_else(|| clean.clone())
    };
    let questions = challenge.questions.iter();
    questions.map(|one| (one.id.clone(), one.sql.clone(), expected(&one.id, &one.result))).collect()
}

/// A result as shells print it; times without their midnight where the shell leaves it out.
fn rows(table: &Table, found: &Rows) -> Rows {
    let shown = |value: &Value| match value {
        Value::Null => "NULL".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut rows: Rows = table.rows.iter().map(|row| row.iter().map(shown).collect()).collect();
    for (row, found) in rows.iter_mut().zip(found) {
        for (value, found) in row.iter_mut().zip(found) {
            if *found == format!("{value} 00:00:00") || *value == format!("{found} 00:00:00") {
                value.clone_from(found);
            }
        }
    }
    rows
}
