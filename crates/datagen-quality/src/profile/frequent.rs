//! Values and how often they occur: all of them while they are few, the frequent ones beyond.
//!
//! Beyond [`MOST`] different values the counts are those of Misra and Gries (1982), with many counters given up at once:
//! the median count is taken from all, and those that are used up make room. A count is then at most too small by what
//! was taken so far. Deterministic: no random choice, ties in the order of first rows.

use std::hash::{BuildHasherDefault, Hasher};

use indexmap::IndexMap;

use super::distinct::HyperLogLog;
use super::model::{Distinct, Frequent};

/// Different values that are kept.
pub(super) const MOST: usize = 10_000;

/// Keys are hashes already.
#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[derive(Debug)]
struct Counter {
    count: u64,
    text: String,
}

/// Counts of values by their hash.
#[derive(Debug, Default)]
pub(super) struct Frequencies {
    counters: IndexMap<u64, Counter, BuildHasherDefault<Identity>>,
    /// From when on the counts are estimates.
    estimate: Option<HyperLogLog>,
    /// The most that a count may be too small by.
    taken: u64,
    total: u64,
}

impl Frequencies {
    /// Takes up a value; its text is made only when it is new.
    pub(super) fn add(&mut self, hash: u64, text: impl FnOnce() -> String) {
        self.total += 1;
        if let Some(estimate) = &mut self.estimate {
            estimate.add(hash);
        }
        if let Some(counter) = self.counters.get_mut(&hash) {
            counter.count += 1;
            return;
        }
        if self.counters.len() >= MOST {
            self.make_room(hash);
        }
        self.counters.insert(hash, Counter { count: 1, text: text() });
    }

    fn make_room(&mut self, hash: u64) {
        if self.estimate.is_none() {
            let mut estimate = HyperLogLog::default();
            self.counters.keys().for_each(|hash| estimate.add(*hash));
            estimate.add(hash);
            self.estimate = Some(estimate);
        }
        let mut counts: Vec<u64> = self.counters.values().map(|counter| counter.count).collect();
        let (_, median, _) = counts.select_nth_unstable(MOST / 2);
        let median = *median;
        self.taken += median;
        self.counters.retain(|_, counter| {
            counter.count = counter.count.saturating_sub(median);
            counter.count > 0
        });
    }

    pub(super) fn distinct(&self) -> Distinct {
        match &self.estimate {
            None => Distinct { count: self.counters.len() as u64, exact: true },
            Some(estimate) => Distinct { count: estimate.estimate().min(self.total), exact: false },
        }
    }

    /// The `most` most frequent values that certainly are frequent.
    pub(super) fn top(&self, most: usize) -> Vec<Frequent> {
        // A counter says something only when it is well above what it may be wrong by.
        let least = if self.estimate.is_some() { self.taken.max(1) } else { 0 };
        let mut counters: Vec<&Counter> = self.counters.values().filter(|counter| counter.count > least).collect();
        counters.sort_by_key(|counter| std::cmp::Reverse(counter.count));
        let unique = counters.first().is_some_and(|first| first.count == 1) && counters.len() > most;
        let shown = if unique { 0 } else { most };
        let frequent = |counter: &Counter| Frequent { value: counter.text.clone(), count: counter.count };
        counters.into_iter().take(shown).map(frequent).collect()
    }

    /// All values with their counts, when they were few enough to be kept.
    pub(super) fn exact(&self) -> Option<impl Iterator<Item = (u64, u64)> + '_> {
        self.estimate.is_none().then(|| self.counters.iter().map(|(hash, counter)| (*hash, counter.count)))
    }
}
