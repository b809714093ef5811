//! How long something took, which is shown to people; and what is taken for a challenge when nothing is said: today's date,
//! and a seed at random. Both are then part of its brief.

use std::time::{Duration, Instant};

/// A moment to measure from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins now.
    #[expect(clippy::disallowed_methods, reason = "the one place where time is taken; it is only shown")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the start.
    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Today's date, in UTC.
#[cfg(feature = "challenge")]
#[expect(clippy::disallowed_methods, reason = "the date is written into the brief, from which all else follows")]
pub(crate) fn today() -> Option<chrono::NaiveDate> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    chrono::NaiveDate::from_epoch_days(i32::try_from(now.as_secs() / 86_400).ok()?)
}

/// A seed that nobody guesses, of 63 bits.
#[cfg(feature = "challenge")]
#[expect(clippy::disallowed_types, reason = "chance is wanted here, and the seed is written into the brief")]
pub(crate) fn random_seed() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one("seed") >> 1
}
