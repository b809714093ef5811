//! What the caller may choose, and what comes of a load.

use std::num::NonZeroUsize;

use datagen_io::sql::Promises;

/// What a load does with tables that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Refuses them.
    #[default]
    Create,
    /// Adds rows to them; they have to exist.
    Append,
    /// Replaces those that a load made; makes those that are not there.
    Replace,
}

/// How tables are loaded.
#[derive(Debug, Clone)]
pub struct LoadOptions {
    /// The tables; empty means all.
    pub tables: Vec<String>,
    /// What is done with tables that exist.
    pub mode: Mode,
    /// Whether [`Mode::Replace`] also replaces tables that no load made.
    pub force: bool,
    /// What the tables promise.
    pub promises: Promises,
    /// Threads that make and encode rows.
    pub threads: NonZeroUsize,
}

/// What was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The tables, in the order in which they were loaded.
    pub tables: Vec<LoadedTable>,
    /// Primary and unique keys that the database has checked.
    pub keys: usize,
    /// References that have been checked in the database.
    pub references: usize,
}

/// A table that was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedTable {
    /// Its name.
    pub name: String,
    /// Rows that were loaded.
    pub rows: u64,
    /// Rows that it has now, by the database's own count.
    pub total: u64,
}
