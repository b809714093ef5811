//! A file of SQLite as a format.

use std::fs::File;
use std::path::Path;

use arrow::array::RecordBatch;
use rusqlite::Connection;
use tempfile::TempDir;

use super::sqlite::{InsertError, Inserter, create_table};
use super::tables::Table;
use crate::error::{Error, Result};
use crate::write::dataset::{DatasetFormat, DatasetWriter, Encoded, Out, TableInfo};

/// Nothing is kept but the file at the end: no journal, no waiting for the disk.
const SETTINGS: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN";

/// One file of SQLite with all tables, the same bytes for the same rows.
#[derive(Debug, Clone)]
pub struct SqliteFile {
    tables: Vec<Table>,
}

impl SqliteFile {
    /// The file of `tables`, which are those of [`Dialect::Sqlite`](super::Dialect::Sqlite).
    #[must_use]
    pub const fn new(tables: Vec<Table>) -> Self {
        Self { tables }
    }
}

impl DatasetFormat for SqliteFile {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn file(&self) -> String {
        "dataset.sqlite".to_owned()
    }

    fn encode(&self, _: &TableInfo<'_>, _: u64, batches: Vec<RecordBatch>) -> Result<Encoded> {
        Ok(Encoded::Batches(batches))
    }

    fn begin(&self, _: &[TableInfo<'_>], _: &mut Out<'_>) -> Result<Box<dyn DatasetWriter>> {
        let directory = tempfile::Builder::new().prefix("datagen-").tempdir();
        let directory =
            directory.map_err(|error| Error::io("make a temporary directory in", &std::env::temp_dir(), error))?;
        let path = directory.path().join(self.file());
        let connection = Connection::open(&path).map_err(|error| said(&path, &error))?;
        let begun = connection
            .execute_batch(SETTINGS)
            .and_then(|()| self.tables.iter().try_for_each(|table| connection.execute_batch(&create_table(table))));
        begun.map_err(|error| said(&path, &error))?;
        Ok(Box::new(Writer { tables: self.tables.clone(), current: 0, row: 0, connection, directory }))
    }
}

struct Writer {
    tables: Vec<Table>,
    /// Which table is being filled, and the number of its next row.
    current: usize,
    row: u64,
    connection: Connection,
    directory: TempDir,
}

impl DatasetWriter for Writer {
    fn begin_table(&mut self, info: &TableInfo<'_>, _: &mut Out<'_>) -> Result<()> {
        let at = self.tables.iter().position(|table| table.name == info.name);
        self.current = at.ok_or_else(|| Error::bug(format!("the file knows no table {}", info.name)))?;
        self.row = 0;
        Ok(())
    }

    fn append(&mut self, encoded: Encoded, _: &mut Out<'_>) -> Result<()> {
        let Encoded::Batches(batches) = encoded else { return Err(Error::bug("rows that SQLite cannot take")) };
        let said = |error| said(self.directory.path(), &error);
        let mut inserter = Inserter::new(&self.connection, &self.tables[self.current]).map_err(said)?;
        for batch in batches {
            inserter.insert(&batch, self.row).map_err(|error| match error {
                InsertError::Value(error) => error,
                InsertError::Sqlite(error) => said(error),
            })?;
            self.row += batch.num_rows() as u64;
        }
        Ok(())
    }

    fn end_table(&mut self, _: &mut Out<'_>) -> Result<()> {
        Ok(())
    }

    fn finish(self: Box<Self>, out: &mut Out<'_>) -> Result<()> {
        let path = self.directory.path().join("dataset.sqlite");
        self.connection.execute_batch("COMMIT").map_err(|error| said(&path, &error))?;
        self.connection.close().map_err(|(_, error)| said(&path, &error))?;
        let mut file = File::open(&path).map_err(|error| Error::io("open", &path, error))?;
        out.copy(&mut file)
    }
}

fn said(path: &Path, error: &rusqlite::Error) -> Error {
    Error::io("write", path, std::io::Error::other(error.to_string()))
}
