//! The one error of the engine: the user's mistake, a resource that ran out, a cancellation, or our bug.

use thiserror::Error;

use crate::diagnostic::Diagnostics;

/// Why no data came about.
#[derive(Debug, Error)]
pub enum Error {
    /// The schema is at fault; every finding names its place.
    #[error("{0}")]
    Schema(Diagnostics),
    /// A value cannot be made as the schema demands.
    #[error("{table}.{column}, row {row}: {message}")]
    Value {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The row, from 0.
        row: u64,
        /// What happened, and what to do.
        message: String,
    },
    /// A request that does not fit the plan: an unknown table, a row range beyond the end.
    #[error("{0}")]
    Usage(String),
    /// A limit was reached before the first byte.
    #[error("{message}")]
    Resource {
        /// What is needed, what is allowed, and what to do.
        message: String,
    },
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// Something that cannot happen did.
    #[error("internal error: {0}; this is a bug in Data Factory, please report it with the schema and the seed")]
    Bug(String),
}

/// What the engine's functions return.
pub type Result<T> = std::result::Result<T, Error>;
