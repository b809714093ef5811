//! The one error of this crate. What is wrong with data is a finding; an error is that nothing could be found out.

use std::io;
use std::path::{Path, PathBuf};

use datafusion::error::DataFusionError;
use thiserror::Error;

/// Why nothing could be found out.
#[derive(Debug, Error)]
pub enum Error {
    /// The directory of the data cannot be read.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was attempted, as in "cannot {action} {path}".
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A request that cannot be met, and why.
    #[error("{0}")]
    Usage(String),
    /// A query failed.
    #[error("{0}")]
    Query(String),
    /// A query needs more memory than it may have.
    #[error("{0}; allow more with --memory")]
    Memory(String),
    /// The words of whoever reads the metadata of a dataset.
    #[error(transparent)]
    Files(#[from] datagen_io::Error),
    /// The engine's own words.
    #[error(transparent)]
    Engine(#[from] datagen_core::Error),
}

/// What this crate's functions return.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), source }
    }
}

impl From<DataFusionError> for Error {
    fn from(error: DataFusionError) -> Self {
        let root = error.find_root();
        let words = root.strip_backtrace();
        // Its first line says it; what follows lists consumers of memory and the like.
        let words = words.lines().next().unwrap_or_default().trim_end_matches(':').to_owned();
        match root {
            DataFusionError::ResourcesExhausted(_) => Self::Memory(words),
            _ => Self::Query(words),
        }
    }
}

impl From<arrow::error::ArrowError> for Error {
    fn from(error: arrow::error::ArrowError) -> Self {
        Self::Query(error.to_string())
    }
}
