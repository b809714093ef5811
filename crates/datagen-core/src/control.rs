//! How a caller watches, limits and stops the engine.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Told how far a table has come. Called from the threads that ask for batches.
pub trait Progress: Send + Sync {
    /// `rows` more rows of `table` exist.
    fn advance(&self, table: &str, rows: u64);
}

/// What a plan may ask of the machine. Exceeding one is [`Error::Resource`], before the first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Rows over all tables.
    pub rows: u64,
    /// Cells over all tables.
    pub cells: u64,
    /// Bytes that stay in memory for as long as the plan is used.
    pub bytes_kept: u64,
    /// Depth of an expression's syntax tree.
    pub expression_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rows: 10_000_000_000, cells: 1_000_000_000_000, bytes_kept: 1 << 30, expression_depth: 64 }
    }
}

/// Cancellation, progress and threads of one run.
#[derive(Clone)]
pub struct Control {
    threads: NonZeroUsize,
    cancelled: Arc<AtomicBool>,
    progress: Option<Arc<dyn Progress>>,
    warnings: Arc<Mutex<BTreeMap<String, u64>>>,
}

impl fmt::Debug for Control {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Control").field("cancelled", &self.cancelled).finish_non_exhaustive()
    }
}

impl Default for Control {
    fn default() -> Self {
        Self { threads: NonZeroUsize::MIN, cancelled: Arc::default(), progress: None, warnings: Arc::default() }
    }
}

impl Control {
    /// The same control, with so many threads (one by default) for what must be done before the first row: drawing the
    /// fanout of every parent row. The values are the same for any number.
    #[must_use]
    pub fn with_threads(&self, threads: NonZeroUsize) -> Self {
        Self { threads, ..self.clone() }
    }

    pub(crate) const fn threads(&self) -> NonZeroUsize {
        self.threads
    }

    /// A control that reports to `progress`.
    #[must_use]
    pub fn with_progress(progress: Arc<dyn Progress>) -> Self {
        Self { progress: Some(progress), ..Self::default() }
    }

    /// Asks every iterator that holds a clone of this control to stop; they end with [`Error::Cancelled`].
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether [`Control::cancel`] was called.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// # Errors
    /// [`Error::Cancelled`] once [`Control::cancel`] was called.
    pub fn check(&self) -> Result<()> {
        if self.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// Reports `rows` more rows of `table`.
    pub fn advance(&self, table: &str, rows: u64) {
        if let Some(progress) = &self.progress {
            progress.advance(table, rows);
        }
    }

    /// Counts `rows` rows for which `message` says what was done instead.
    pub(crate) fn count_warning(&self, message: &str, rows: u64) {
        let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
        *warnings.entry(message.to_owned()).or_insert(0) += rows;
    }

    /// What was done instead of what the schema says, and for how many rows; in alphabetical order.
    #[must_use]
    pub fn warnings(&self) -> BTreeMap<String, u64> {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
