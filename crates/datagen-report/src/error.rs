//! The one error of this crate.

use thiserror::Error;

/// Why there is no report.
#[derive(Debug, Error)]
pub enum Error {
    /// Our mistake.
    #[error("{0}")]
    Bug(String),
}

/// What this crate's functions return.
pub type Result<T> = std::result::Result<T, Error>;
