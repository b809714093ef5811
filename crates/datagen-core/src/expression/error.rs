//! What is wrong with an expression.

use std::ops::Range;

use thiserror::Error;

/// Why an expression does not compile, or its evaluation did not end.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct ExpressionError {
    /// What was expected and what was found.
    pub message: String,
    /// What to write instead.
    pub hint: Option<String>,
    /// The byte range in the code, if the error has a place.
    pub span: Option<Range<usize>>,
}

/// What this module's functions return.
pub(super) type Result<T> = std::result::Result<T, ExpressionError>;

impl ExpressionError {
    /// An error without a place and a hint.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, span: None }
    }

    /// Adds what to write instead.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Sets the place, unless a more precise one is known.
    pub(super) fn at(mut self, span: Range<usize>) -> Self {
        self.span.get_or_insert(span);
        self
    }

    /// An error of the engine while it evaluates; our kernels give nulls, so it is a resource that ran out or our bug.
    pub(super) fn engine(error: &datafusion_common::DataFusionError) -> Self {
        Self::new(format!("the expression could not be evaluated: {}", error.strip_backtrace()))
    }
}
