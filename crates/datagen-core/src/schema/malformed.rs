//! A text that does not have the form it must have.

use thiserror::Error;

/// A text that cannot be read as a time, a frequency, a kind of weights, ...
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("expected {expected}, found {found:?}")]
pub struct Malformed {
    /// The form expected.
    pub expected: String,
    /// The text found.
    pub found: String,
    /// What to write instead.
    pub hint: String,
}

impl Malformed {
    /// Says what was expected, what was found and what to write instead.
    pub(crate) fn new(expected: impl Into<String>, found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { expected: expected.into(), found: found.into(), hint: hint.into() }
    }
}
