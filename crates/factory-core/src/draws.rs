//! Everything that is drawn while a challenge is planned: a function of the brief's seed and of what is drawn.

use datagen_core::seed::{Cell, Seed};

/// Draws of one purpose.
#[derive(Debug, Clone)]
pub(crate) struct Draws(Cell);

impl Draws {
    /// Those for `purpose` and `name`, which nothing else uses.
    pub(crate) fn new(seed: u64, purpose: &str, name: &str) -> Self {
        Self(Seed(seed).key("challenge", name, purpose).cell(0))
    }

    /// A number from 0 to below 1.
    pub(crate) fn unit(&mut self) -> f64 {
        self.0.unit()
    }

    /// A whole number below `n`, which is above 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.0.below(n as u64)).unwrap_or_default()
    }

    /// One of some things.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        if items.is_empty() { None } else { items.get(self.below(items.len())) }
    }

    /// The things in an order of its own.
    pub(crate) fn shuffled<T>(&mut self, mut items: Vec<T>) -> Vec<T> {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
        items
    }

    /// A seed for something else.
    pub(crate) fn seed(&mut self) -> u64 {
        self.0.bits() >> 1
    }
}
