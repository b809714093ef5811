//! The one error of this crate.

use datagen_io::Fault;
use thiserror::Error;

/// Why nothing was loaded.
#[derive(Debug, Error)]
pub enum Error {
    /// The source, or a value that the database does not hold.
    #[error(transparent)]
    Source(#[from] datagen_io::Error),
    /// A request that cannot be met: tables in the way, columns that do not fit.
    #[error("{0}")]
    Usage(String),
    /// The rows break what their schema promises.
    #[error("{0}")]
    Data(String),
    /// The server, the network, permissions.
    #[error("{0}")]
    Environment(String),
}

/// What this crate's functions return.
pub type Result<T> = std::result::Result<T, Error>;

impl From<datagen_core::error::Error> for Error {
    fn from(error: datagen_core::error::Error) -> Self {
        Self::Source(error.into())
    }
}

impl Error {
    /// Who can do something about it; data that breaks its promises is the user's.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::Source(error) => error.fault(),
            Self::Usage(_) | Self::Data(_) => Fault::User,
            Self::Environment(_) => Fault::Environment,
        }
    }

    pub(crate) fn bug(message: impl Into<String>) -> Self {
        datagen_core::error::Error::Bug(message.into()).into()
    }

    pub(crate) fn cancelled() -> Self {
        datagen_core::error::Error::Cancelled.into()
    }
}
