//! Tables into databases: PostgreSQL, MySQL and MariaDB, SQLite.
//!
//! ```text
//! Source + Document + Target -> load -> Loaded
//! ```
//!
//! A load is all or nothing: whenever it ends early, by a failure, a cancellation or the end of the process, the
//! database has the tables that it had before. PostgreSQL and SQLite take all tables in one transaction, their making
//! included; MySQL, whose `CREATE TABLE` is part of no transaction, takes them under other names, and they get theirs
//! together at the end.

mod error;
mod mysql;
mod options;
mod postgres;
mod session;
mod sqlite;
mod stream;
mod target;
mod words;

use datagen_core::Control;
use datagen_core::schema::document::Document;
use datagen_io::Source;
use datagen_io::sql::{Table, tables};

pub use self::error::{Error, Result};
pub use self::options::{LoadOptions, Loaded, LoadedTable, Mode};
pub use self::target::{Target, has_password};

/// What a load is about.
struct Job<'a> {
    source: &'a dyn Source,
    tables: Vec<Table>,
    options: &'a LoadOptions,
    control: &'a Control,
}

/// Loads tables of `source`, which are those of `document`, into the database at `target`.
///
/// # Errors
/// [`Error::Usage`] before the first row, when tables are in the way or do not fit; [`Error::Data`] when a promise of the
/// document is broken by the rows; [`Error::Environment`]; those of the source. Nothing of the load is kept then.
pub fn load(
    source: &dyn Source,
    document: &Document,
    target: &Target,
    options: &LoadOptions,
    control: &Control,
) -> Result<Loaded> {
    if let Some(unknown) = options.tables.iter().find(|name| (0..source.tables()).all(|at| source.name(at) != *name)) {
        let names: Vec<&str> = (0..source.tables()).map(|at| source.name(at)).collect();
        return Err(Error::Usage(format!("there is no table `{unknown}`; the tables are {}", names.join(", "))));
    }
    let tables = tables(source, document, &options.tables, options.promises, target.dialect())?;
    let job = Job { source, tables, options, control };
    match target {
        Target::Postgres(server) => postgres::load(&job, server),
        Target::MySql(server) => mysql::load(&job, server),
        Target::Sqlite(path) => sqlite::load(&job, path),
    }
}
