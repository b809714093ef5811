//! A database of a test's own, asked by its own shell.

use std::path::PathBuf;
use std::process::Command;

use rusqlite::types::Value;

use crate::support::{Outcome, Place, outcome};

/// A database.
pub(crate) struct Database {
    pub(crate) kind: Kind,
    /// For the program.
    pub(crate) url: String,
    /// Of the server, for its shell.
    server: String,
    name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Postgres,
    MySql,
    Sqlite,
}

/// Those that can be reached, with nothing in them; `place` is where the file of SQLite lies.
pub(crate) fn databases(place: &Place, test: &str) -> Vec<Database> {
    [Kind::Postgres, Kind::MySql, Kind::Sqlite].into_iter().filter_map(|kind| database(kind, place, test)).collect()
}

pub(crate) fn database(kind: Kind, place: &Place, test: &str) -> Option<Database> {
    let name = format!("cli_{test}");
    let (variable, statements) = match kind {
        Kind::Sqlite => {
            let path: PathBuf = place.path(&format!("{name}.sqlite"));
            let server = path.to_str().unwrap().to_owned();
            return Some(Database { kind, url: format!("sqlite:{server}"), server, name });
        }
        Kind::Postgres => ("DATAGEN_TEST_POSTGRES", format!("DROP SCHEMA IF EXISTS {name} CASCADE")),
        Kind::MySql => ("DATAGEN_TEST_MYSQL", format!("DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name}")),
    };
    let Some((_, server)) = std::env::vars().find(|(found, _)| found == variable) else {
        eprintln!("skipped: {variable} does not say where the server is");
        return None;
    };
    let url = match kind {
        Kind::MySql => format!("{}/{name}", server.rsplit_once('/').unwrap().0),
        _ => format!("{server}?schema={name}"),
    };
    let database = Database { kind, url, server, name };
    database.shell("", &statements);
    Some(database)
}

impl Database {
    /// Runs the program with the URL in the variable URL.
    pub(crate) fn run(&self, place: &Place, arguments: &[&str]) -> Outcome {
        outcome(self.command(place, arguments).output().unwrap())
    }

    pub(crate) fn command(&self, place: &Place, arguments: &[&str]) -> Command {
        let mut command = place.command(arguments);
        command.env("URL", &self.url);
        command
    }

    pub(crate) fn quoted(&self, name: &str) -> String {
        if self.kind == Kind::MySql { format!("`{name}`") } else { format!("\"{name}\"") }
    }

    /// What a query says.
    #[track_caller]
    pub(crate) fn ask(&self, sql: &str) -> String {
        match self.kind {
            Kind::Postgres => self.shell("", &format!("SET search_path = {}; {sql}", self.name)),
            _ => self.shell(&self.name, sql),
        }
    }

    /// All rows of a table, by its first column.
    pub(crate) fn everything(&self, table: &str) -> String {
        self.ask(&format!("SELECT * FROM {} ORDER BY 1", self.quoted(table)))
    }

    /// The names of all tables.
    pub(crate) fn tables(&self) -> Vec<String> {
        let sql = match self.kind {
            Kind::Postgres => format!("SELECT tablename FROM pg_tables WHERE schemaname = '{}'", self.name),
            Kind::MySql => "SHOW TABLES".to_owned(),
            Kind::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table'".to_owned(),
        };
        self.ask(&sql).lines().map(str::to_owned).collect()
    }

    /// Rows that refer to nothing, asked for by the keys that the database itself knows.
    pub(crate) fn orphans(&self) -> String {
        let keys = match self.kind {
            Kind::Sqlite => return self.ask("PRAGMA foreign_key_check"),
            Kind::Postgres => format!(
                "SELECT a.conrelid::regclass || '|' || ca.attname || '|' || a.confrelid::regclass || '|' || pa.attname \
                 FROM pg_constraint a JOIN pg_attribute ca ON ca.attrelid = a.conrelid AND ca.attnum = a.conkey[1] \
                 JOIN pg_attribute pa ON pa.attrelid = a.confrelid AND pa.attnum = a.confkey[1] \
                 WHERE a.contype = 'f' AND a.connamespace = '{}'::regnamespace",
                self.name
            ),
            Kind::MySql => {
                "SELECT CONCAT_WS('|', table_name, column_name, referenced_table_name, referenced_column_name) \
                            FROM information_schema.key_column_usage WHERE table_schema = DATABASE() \
                            AND referenced_table_name IS NOT NULL"
                    .to_owned()
            }
        };
        let keys = self.ask(&keys);
        let lost = keys.lines().filter(|key| {
            let [table, column, parent, key]: [&str; 4] = key.split('|').collect::<Vec<_>>().try_into().unwrap();
            let [table, column, parent, key] =
                [table, column, parent, key].map(|name| self.quoted(name.trim_matches('"')));
            let count = format!(
                "SELECT count(*) FROM {table} c LEFT JOIN {parent} p ON c.{column} = p.{key} \
                 WHERE c.{column} IS NOT NULL AND p.{key} IS NULL"
            );
            self.ask(&count).trim() != "0"
        });
        lost.collect()
    }

    /// Runs a file of statements in its own shell, as it is.
    pub(crate) fn run_script(&self, path: &std::path::Path) -> Outcome {
        let file = std::fs::File::open(path).unwrap();
        let mut command = self.shell_command(&self.name);
        if self.kind == Kind::Postgres {
            self.shell("", &format!("CREATE SCHEMA {}", self.name));
            command.env("PGOPTIONS", format!("--search_path={}", self.name));
        }
        match command.stdin(file).output() {
            Ok(output) => outcome(output),
            Err(error) if self.kind == Kind::Sqlite => {
                eprintln!("not run by sqlite3, but by the library: {error}");
                let connection = rusqlite::Connection::open(&self.server).unwrap();
                connection.execute_batch(&std::fs::read_to_string(path).unwrap()).unwrap();
                Outcome { code: 0, stdout: Vec::new(), stderr: String::new() }
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// What a query of SQLite says, as its shell would.
    fn sqlite(&self, sql: &str) -> String {
        let connection = rusqlite::Connection::open(&self.server).unwrap();
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let shown = |value: Value| match value {
            Value::Null => String::new(),
            Value::Integer(value) => value.to_string(),
            Value::Real(value) => value.to_string(),
            Value::Text(value) => value,
            Value::Blob(value) => format!("{value:?}"),
        };
        let line = |row: &rusqlite::Row<'_>| {
            Ok((0..columns).map(|at| shown(row.get(at).unwrap())).collect::<Vec<_>>().join("|") + "\n")
        };
        let lines: rusqlite::Result<String> = statement.query_map([], line).unwrap().collect();
        lines.unwrap()
    }

    #[track_caller]
    fn shell(&self, database: &str, sql: &str) -> String {
        if self.kind == Kind::Sqlite {
            return self.sqlite(sql);
        }
        let mut command = self.shell_command(database);
        match self.kind {
            Kind::Postgres => command.args(["-v", "ON_ERROR_STOP=1", "-c", sql]),
            _ => command.args(["-e", sql]),
        };
        let ran = outcome(command.output().unwrap());
        assert_eq!(ran.code, 0, "{sql}: {}", ran.stderr);
        ran.text().to_owned()
    }

    fn shell_command(&self, database: &str) -> Command {
        match self.kind {
            Kind::Postgres => {
                let mut command = Command::new("psql");
                command.args([&self.server, "-XqAt"]);
                command
            }
            Kind::MySql => {
                let (account, rest) = self.server.strip_prefix("mysql://").unwrap().split_once('@').unwrap();
                let ((user, password), (host, rest)) =
                    (account.split_once(':').unwrap(), rest.split_once(':').unwrap());
                let mut command = Command::new("mariadb");
                command.args([
                    "--no-defaults",
                    "-h",
                    host,
                    "-P",
                    rest.split('/').next().unwrap(),
                    "-u",
                    user,
                    "-BN",
                    database,
                ]);
                command.env("MYSQL_PWD", password);
                command
            }
            Kind::Sqlite => {
                let mut command = Command::new("sqlite3");
                command.args(["-batch", "-bail", &self.server]);
                command
            }
        }
    }
}
