//! Formats that are SQL: a script, or a file of SQLite.

use std::sync::Arc;

use clap::ValueEnum;
use datagen_core::schema::document::Document;
use datagen_io::Source;
use datagen_io::metadata::Metadata;
use datagen_io::sql::{Dialect, Promises, Script, tables};
use datagen_io::write::Format;

use crate::exit::Failure;

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
    /// The seed, where it is known.
    pub(crate) seed: Option<u64>,
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
        let seed = self.seed.map_or_else(String::new, |seed| format!(", seed {seed}"));
        let title = format!(
            "{}{seed}: made by datagen {} for {}",
            self.document.metadata.name,
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

/// What the tables of a dataset promise: dirty ones promise nothing, parts nothing about others.
pub(crate) fn promises(metadata: Option<&Metadata>) -> Promises {
    match metadata {
        Some(metadata) if metadata.dirty => Promises::Nothing,
        Some(metadata) if metadata.partition.is_some() || !metadata.row_ranges.is_empty() => Promises::Keys,
        _ => Promises::All,
    }
}
