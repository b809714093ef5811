//! Several queries at a time, each on one thread.
//!
//! Where several threads work on one query, chance decides in which order their sums come together, and with it the last
//! digits. So the threads get different queries.

use rayon::prelude::*;

use crate::error::Result;

/// What `work` makes of each of `items`, in their order, or the first error in that order.
pub(crate) fn each<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> Result<T> + Sync + Send) -> Result<Vec<T>> {
    let done: Vec<Result<T>> = items.par_iter().map(work).collect();
    done.into_iter().collect()
}
