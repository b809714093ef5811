//! Scripts that bring the tables into a database, from the CSV files as they are.

use datagen_io::sql::{Dialect, Promises, load_csv};

use crate::completed::Completed;
use crate::error::Result;

use super::tables::{declared_for, visible};

/// A script for each database, to be run from the folder of the package.
pub(super) fn scripts(completed: &Completed<'_>) -> Result<Vec<(String, String)>> {
    let is_dirty = completed.dirt.is_some();
    let promises = if is_dirty { Promises::Keys } else { Promises::All };
    let title = &completed.challenge.story.title;
    let document = visible(&completed.tables.document, &completed.relations(), title)?;
    let script = |dialect: Dialect| {
        let tables = declared_for(&document, promises, dialect)?;
        let title = format!("{title}: all tables for {}", dialect.name());
        let text = load_csv(dialect, tables, title, |table| format!("datasets/{table}.csv"));
        Ok((format!("load/{}.sql", dialect.word()), format!("-- {}\n{text}", usage(dialect))))
    };
    Dialect::ALL.map(script).into_iter().collect()
}

/// How a script is run.
pub(super) fn usage(dialect: Dialect) -> String {
    let command = match dialect {
        Dialect::Postgres => "psql -d DATABASE -f load/postgres.sql",
        Dialect::MySql => "mysql --local-infile=1 DATABASE < load/mysql.sql",
        Dialect::Sqlite => "sqlite3 challenge.db < load/sqlite.sql",
        Dialect::DuckDb => "duckdb challenge.duckdb < load/duckdb.sql",
    };
    format!("{}: {command}, from the folder that has load/ and datasets/", dialect.name())
}
