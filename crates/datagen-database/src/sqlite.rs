//! SQLite: one transaction for everything, rows by prepared statements.

use std::fs;
use std::path::Path;
use std::time::Duration;

use arrow::array::RecordBatch;
use datagen_io::sql::sqlite::{InsertError, Inserter, create_table};
use datagen_io::sql::{Ddl, Dialect, Table};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::{Error, Result};
use crate::options::{Loaded, LoadedTable, Mode};
use crate::stream::stream;
use crate::{Job, words};

/// The table that says which tables a load made: SQLite has no comments.
const MARKS: &str = "_datagen";
/// How long another program may keep the file locked.
const BUSY: Duration = Duration::from_secs(5);

struct Load<'a> {
    job: &'a Job<'a>,
    place: String,
    connection: Connection,
}

/// Loads the tables of `job` into the file at `path`.
pub(crate) fn load(job: &Job<'_>, path: &Path) -> Result<Loaded> {
    let is_new = !path.exists();
    let done = load_into(job, path);
    if done.is_err() && is_new {
        // A file that only this load needed; what cannot be deleted is an empty database.
        let _ = fs::remove_file(path);
    }
    done
}

fn load_into(job: &Job<'_>, path: &Path) -> Result<Loaded> {
    let place = format!("SQLite file {}", path.display());
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| said(&place, &error))?;
    let load = Load { job, place, connection };
    load.sqlite(load.connection.busy_timeout(BUSY))?;
    // References are checked at the end, for all rows at once.
    load.run("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE")?;
    let loaded = load.load()?;
    job.control.check()?;
    load.run("COMMIT")?;
    Ok(loaded)
}

impl Load<'_> {
    fn sqlite<T>(&self, result: rusqlite::Result<T>) -> Result<T> {
        result.map_err(|error| said(&self.place, &error))
    }

    fn run(&self, sql: &str) -> Result<()> {
        self.sqlite(self.connection.execute_batch(sql))
    }

    fn load(&self) -> Result<Loaded> {
        let existing = self.existing()?;
        self.check(&existing)?;
        match self.job.options.mode {
            Mode::Append => self.job.tables.iter().try_for_each(|table| self.check_columns(table))?,
            Mode::Create | Mode::Replace => self.make(&existing)?,
        }
        let tables = self.job.tables.iter().map(|table| self.fill(table)).collect::<Result<Vec<_>>>()?;
        self.check_references()?;
        let made = self.job.options.mode != Mode::Append;
        let keys = |table: &Table| table.unique.len() + usize::from(table.primary_key.is_some());
        Ok(Loaded {
            tables,
            keys: if made { self.job.tables.iter().map(keys).sum() } else { 0 },
            references: if made { self.job.tables.iter().map(|table| table.foreign_keys.len()).sum() } else { 0 },
        })
    }

    /// Tables and views that have the name of one of ours, and whether a load made them.
    fn existing(&self) -> Result<Vec<(String, String, bool)>> {
        let has_marks = self.names(&format!("SELECT name FROM sqlite_schema WHERE name = '{MARKS}'"))?;
        let ours = if has_marks.is_empty() { Vec::new() } else { self.names(&format!("SELECT name FROM {MARKS}"))? };
        let mut statement = self.sqlite(self.connection.prepare("SELECT name, type FROM sqlite_schema ORDER BY 1"))?;
        let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let found: Vec<(String, String)> = self.sqlite(found.and_then(Iterator::collect))?;
        let is_named = |name: &str| self.job.tables.iter().any(|table| table.name.eq_ignore_ascii_case(name));
        let is_ours = |name: &str| ours.iter().any(|own| own.eq_ignore_ascii_case(name));
        let found = found.into_iter().filter(|(name, _)| is_named(name));
        Ok(found.map(|(name, kind)| (name.clone(), kind, is_ours(&name))).collect())
    }

    fn names(&self, sql: &str) -> Result<Vec<String>> {
        let mut statement = self.sqlite(self.connection.prepare(sql))?;
        let names = statement.query_map([], |row| row.get(0));
        self.sqlite(names.and_then(Iterator::collect))
    }

    fn check(&self, existing: &[(String, String, bool)]) -> Result<()> {
        let names: Vec<&str> = existing.iter().map(|(name, _, _)| name.as_str()).collect();
        let mode = self.job.options.mode;
        if mode == Mode::Create && !names.is_empty() {
            return Err(words::exist(&self.place, &names));
        }
        if let Some((name, kind, _)) = existing.iter().find(|(_, kind, _)| kind != "table") {
            return Err(Error::Usage(format!("{}: expected a table {name}, found: {kind}", self.place)));
        }
        let foreign: Vec<&str> = existing.iter().filter(|one| !one.2).map(|one| one.0.as_str()).collect();
        if mode == Mode::Replace && !self.job.options.force && !foreign.is_empty() {
            return Err(words::not_ours(&self.place, &foreign));
        }
        let tables = self.job.tables.iter().map(|table| table.name.as_str());
        let missing: Vec<&str> =
            tables.filter(|name| !names.iter().any(|own| own.eq_ignore_ascii_case(name))).collect();
        if mode == Mode::Append && !missing.is_empty() {
            return Err(words::missing(&self.place, &missing));
        }
        Ok(())
    }

    fn check_columns(&self, table: &Table) -> Result<()> {
        let sql = format!("PRAGMA table_info({})", Dialect::Sqlite.quote(&table.name));
        let mut statement = self.sqlite(self.connection.prepare(&sql))?;
        let found = statement.query_map([], |row| {
            let (name, not_null, default): (String, bool, Option<String>) = (row.get(1)?, row.get(3)?, row.get(4)?);
            Ok((name, not_null && default.is_none()))
        });
        let found: Vec<(String, bool)> = self.sqlite(found.and_then(Iterator::collect))?;
        words::check_columns(&self.place, table, &found, str::eq_ignore_ascii_case)
    }

    /// Makes the tables, instead of those that exist.
    fn make(&self, existing: &[(String, String, bool)]) -> Result<()> {
        let ddl = Ddl::new(Dialect::Sqlite);
        self.run(&format!("CREATE TABLE IF NOT EXISTS {MARKS} (name TEXT PRIMARY KEY COLLATE NOCASE)"))?;
        for (name, _, _) in existing {
            self.run(&format!("DROP TABLE {}", ddl.table_name(name)))?;
        }
        for table in &self.job.tables {
            self.run(&create_table(table))?;
            let name = Dialect::Sqlite.literal(&table.name);
            self.run(&format!("INSERT OR REPLACE INTO {MARKS} VALUES ({name})"))?;
        }
        Ok(())
    }

    fn fill(&self, table: &Table) -> Result<LoadedTable> {
        let job = self.job;
        let rows = job.source.rows(table.position, job.control)?;
        let before = self.count(table)?;
        let keep = |part: &mut Vec<(RecordBatch, u64)>, batch: &RecordBatch, row| {
            part.push((batch.clone(), row));
            Ok(())
        };
        stream(job, table, rows, keep, |mut parts| {
            let mut inserter = self.sqlite(Inserter::new(&self.connection, table))?;
            while let Some(part) = parts.next_blocking()? {
                for (batch, row) in part {
                    job.control.check()?;
                    inserter.insert(&batch, row).map_err(|error| self.refusal(error))?;
                }
            }
            Ok(())
        })?;
        let total = self.count(table)?;
        if total != before + rows {
            return Err(Error::bug(format!("table {}: {rows} rows were sent, {} arrived", table.name, total - before)));
        }
        Ok(LoadedTable { name: table.name.clone(), rows, total })
    }

    fn refusal(&self, error: InsertError) -> Error {
        match error {
            InsertError::Value(error) => error.into(),
            InsertError::Sqlite(error) => said(&self.place, &error),
        }
    }

    fn count(&self, table: &Table) -> Result<u64> {
        let sql = format!("SELECT count(*) FROM {}", Dialect::Sqlite.quote(&table.name));
        self.sqlite(self.connection.query_row(&sql, [], |row| row.get::<_, i64>(0))).map(i64::unsigned_abs)
    }

    /// All references of our tables, by SQLite itself.
    fn check_references(&self) -> Result<()> {
        for table in self.job.tables.iter() {
            let sql = format!("PRAGMA foreign_key_check({})", Dialect::Sqlite.quote(&table.name));
            let mut statement = self.sqlite(self.connection.prepare(&sql))?;
            let broken = statement.query_map([], |row| Ok((row.get(1)?, row.get(2)?)));
            let broken: Option<(Option<i64>, String)> =
                self.sqlite(broken.and_then(|mut rows| rows.next().transpose()))?;
            if let Some((row, parent)) = broken {
                let row = row.map_or(String::new(), |row| format!(" with the rowid {row}"));
                let words = format!("the row of {}{row} refers to a row of {parent} that is not there", table.name);
                return Err(words::broken(&self.place, &words));
            }
        }
        Ok(())
    }
}

/// What SQLite said, with a next step.
fn said(place: &str, error: &rusqlite::Error) -> Error {
    let environment = |advice: &str| Error::Environment(format!("{place}: {error}; {advice}"));
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => words::broken(place, &error.to_string()),
        Some(ErrorCode::NotADatabase) => Error::Usage(format!("{place}: {error}; choose another file")),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => environment("close the program that has it open"),
        Some(ErrorCode::DiskFull) => environment("free some space; nothing of this load is kept"),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            environment("choose a file in a directory that exists and that you may write to")
        }
        _ => environment("nothing of this load is kept"),
    }
}
