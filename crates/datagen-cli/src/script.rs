//! Formats that are SQL: a script, or a file of SQLite.

use std::io::Write;
use std::sync::Arc;

use clap::ValueEnum;
use datagen_core::schema::document::Document;
use datagen_io::atomic::{Existing, Staging};
use datagen_io::sql::{Dialect, Promises, Script, tables};
use datagen_io::write::Format;
use datagen_io::{Error as IoError, Source};

use crate::exit::Failure;
use crate::place::FilePlace;

/// The SQL of a database, as it is called here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DialectName {
    /// PostgreSQL, for psql
    Postgres,
    /// MySQL and MariaDB, for mysql
    Mysql,
    /// SQLite, for sqlite3
    Sqlite,
    /// DuckDB
    Duckdb,
}

/// What a file of a whole dataset needs to know beforehand.
pub(crate) struct Described<'a> {
    pub(crate) source: &'a dyn Source,
    pub(crate) document: &'a Document,
    /// The tables that are written.
    pub(crate) tables: &'a [String],
    pub(crate) promises: Promises,
    pub(crate) seed: u64,
}

impl From<DialectName> for Dialect {
    fn from(name: DialectName) -> Self {
        match name {
            DialectName::Postgres => Self::Postgres,
            DialectName::Mysql => Self::MySql,
            DialectName::Sqlite => Self::Sqlite,
            DialectName::Duckdb => Self::DuckDb,
        }
    }
}

impl Described<'_> {
    /// A script of `dialect`.
    pub(crate) fn script(&self, dialect: Dialect) -> Result<Format, Failure> {
        let tables = tables(self.source, self.document, self.tables, self.promises, dialect)?;
        let title = format!(
            "{}, seed {}: made by datagen {} for {}",
            self.document.metadata.name,
            self.seed,
            env!("CARGO_PKG_VERSION"),
            dialect.name()
        );
        Ok(Format::Dataset(Arc::new(Script::new(dialect, tables, title))))
    }

    /// A file of SQLite.
    #[cfg(feature = "database")]
    pub(crate) fn sqlite(&self) -> Result<Format, Failure> {
        let tables = tables(self.source, self.document, self.tables, self.promises, Dialect::Sqlite)?;
        Ok(Format::Dataset(Arc::new(datagen_io::sql::SqliteFile::new(tables))))
    }
}

/// Writes a script in one go.
#[cfg(feature = "database")]
pub(crate) fn write_script(file: &FilePlace, text: &str, replace: bool) -> Result<(), Failure> {
    let existing = if replace { Existing::Replace } else { Existing::Refuse };
    let mut staging = Staging::open(file.place.clone(), std::slice::from_ref(&file.name), existing)?;
    let written = staging.create(&file.name)?.write_all(text.as_bytes());
    let path = staging.in_progress(&file.name);
    written.map_err(|source| IoError::Io { action: "write", path, source })?;
    Ok(staging.commit()?)
}
