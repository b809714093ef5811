//! The one error of this crate.

use thiserror::Error;

/// Why there is no report.
#[derive(Debug, Error)]
pub enum Error {
    /// A font that was given is none.
    #[error(
        "font {number} of those given: expected a TrueType or OpenType font, found {bytes} bytes that are none; leave it out"
    )]
    Font {
        /// Which one, from 1.
        number: usize,
        /// How long it is.
        bytes: usize,
    },
    /// Our mistake.
    #[error("{0}")]
    Bug(String),
}

/// What this crate's functions return.
pub type Result<T> = std::result::Result<T, Error>;
