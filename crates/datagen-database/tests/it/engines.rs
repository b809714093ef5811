//! Databases of a test's own, asked by their own shells.

use std::process::Command;

use datagen_core::{Control, Schema};
use datagen_database::{LoadOptions, Loaded, Mode, Result, Target, load};
use datagen_io::sql::{Dialect, Promises};
use rusqlite::types::Value;
use tempfile::TempDir;

use crate::rows::Rows;

/// A database that only one test uses.
pub(crate) struct Engine {
    pub(crate) dialect: Dialect,
    /// Of the server and its usual database; the file of SQLite.
    url: String,
    /// The schema of PostgreSQL, the database of MySQL.
    name: String,
    directory: TempDir,
}

/// All databases that can be reached, each with nothing in it.
pub(crate) fn engines(test: &str) -> Vec<Engine> {
    [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite]
        .into_iter()
        .filter_map(|dialect| engine(dialect, test))
        .collect()
}

/// One of them.
pub(crate) fn engine(dialect: Dialect, test: &str) -> Option<Engine> {
    let variable = match dialect {
        Dialect::Postgres => "DATAGEN_TEST_POSTGRES",
        Dialect::MySql => "DATAGEN_TEST_MYSQL",
        _ => "",
    };
    let directory = tempfile::tempdir().unwrap();
    let name = format!("datagen_{test}");
    let url = if variable.is_empty() {
        directory.path().join("test.sqlite").to_str().unwrap().to_owned()
    } else if let Some((_, url)) = std::env::vars().find(|(name, _)| name == variable) {
        url
    } else {
        eprintln!("skipped: {variable} does not say where {} is", dialect.name());
        return None;
    };
    let engine = Engine { dialect, url, name, directory };
    engine.clear();
    Some(engine)
}

impl Engine {
    fn clear(&self) {
        let name = &self.name;
        match self.dialect {
            Dialect::Postgres => {
                drop(self.psql(&format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}")));
            }
            Dialect::MySql => drop(self.mysql("", &format!("DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name}"))),
            _ => {}
        }
    }

    pub(crate) fn target(&self) -> Target {
        let url = match self.dialect {
            Dialect::Postgres => format!("{}?schema={}", self.url, self.name),
            Dialect::MySql => format!("{}/{}", self.url.rsplit_once('/').unwrap().0, self.name),
            _ => format!("sqlite:{}", self.url),
        };
        Target::parse(&url, None).unwrap()
    }

    pub(crate) fn load(&self, rows: &Rows, schema: &Schema, mode: Mode) -> Result<Loaded> {
        self.load_with(rows, schema, &options(mode))
    }

    pub(crate) fn load_with(&self, rows: &Rows, schema: &Schema, options: &LoadOptions) -> Result<Loaded> {
        load(rows, schema.document(), &self.target(), options, &Control::default())
    }

    /// The rows of a query: a line each, fields between bars.
    #[track_caller]
    pub(crate) fn ask(&self, sql: &str) -> String {
        match self.dialect {
            Dialect::Postgres => self.psql(&format!("SET search_path = {}; {sql}", self.name)),
            Dialect::MySql => self.mysql(&self.name, sql).replace('\t', "|"),
            _ => self.sqlite(sql),
        }
    }

    /// The names of all tables.
    pub(crate) fn tables(&self) -> String {
        let sql = match self.dialect {
            Dialect::Postgres => {
                format!("SELECT tablename FROM pg_tables WHERE schemaname = '{}' ORDER BY 1", self.name)
            }
            Dialect::MySql => "SHOW TABLES".to_owned(),
            _ => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> '_datagen' ORDER BY 1".to_owned(),
        };
        self.ask(&sql).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    fn psql(&self, sql: &str) -> String {
        ran(Command::new("psql").args([&self.url, "-XqAt", "-P", "null=NULL", "-v", "ON_ERROR_STOP=1", "-c", sql]))
    }

    #[track_caller]
    fn mysql(&self, database: &str, sql: &str) -> String {
        let (user, rest) = self.url.strip_prefix("mysql://").unwrap().split_once('@').unwrap();
        let ((user, password), (host, rest)) = (user.split_once(':').unwrap(), rest.split_once(':').unwrap());
        let port = rest.split('/').next().unwrap();
        let mut command = Command::new("mariadb");
        command.args(["--no-defaults", "-h", host, "-P", port, "-u", user, "-BN", "--raw", "-e", sql, database]);
        ran(command.env("MYSQL_PWD", password))
    }

    fn sqlite(&self, sql: &str) -> String {
        let connection = rusqlite::Connection::open(&self.url).unwrap();
        let Ok(mut statement) = connection.prepare(sql) else {
            connection.execute_batch(sql).unwrap();
            return String::new();
        };
        let columns = statement.column_count();
        if columns == 0 {
            drop(statement);
            connection.execute_batch(sql).unwrap();
            return String::new();
        }
        let shown = |value: Value| match value {
            Value::Null => "NULL".to_owned(),
            Value::Integer(value) => value.to_string(),
            Value::Real(value) => format!("{value:?}"),
            Value::Text(value) => value,
            Value::Blob(value) => format!("{value:?}"),
        };
        let line = |row: &rusqlite::Row<'_>| {
            let fields: Vec<String> = (0..columns).map(|at| shown(row.get(at).unwrap())).collect();
            Ok(fields.join("|") + "\n")
        };
        let lines: rusqlite::Result<String> = statement.query_map([], line).unwrap().collect();
        lines.unwrap()
    }

    /// Whether nothing at all is there.
    pub(crate) fn is_untouched(&self) -> bool {
        match self.dialect {
            Dialect::Sqlite => std::fs::read_dir(self.directory.path()).unwrap().next().is_none(),
            _ => self.tables().is_empty(),
        }
    }

    /// A message without what differs from machine to machine.
    pub(crate) fn plain(&self, message: &str) -> String {
        let place = self.target().to_string();
        message.replace(&place, &format!("[{}]", self.dialect.name())).replace(&self.name, "[name]")
    }
}

pub(crate) fn options(mode: Mode) -> LoadOptions {
    LoadOptions { tables: Vec::new(), mode, force: false, promises: Promises::All, threads: 2.try_into().unwrap() }
}

#[track_caller]
fn ran(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
