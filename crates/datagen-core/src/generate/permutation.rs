//! A keyed shuffle of 0..n without a table, so that distinct rows get distinct values.

use crate::seed::{ColumnKey, mix};

/// A permutation of 0..n: a Feistel network of four rounds over the next even number of bits, walked until it lands
/// in the domain (cycle walking, Black and Rogaway, 2002).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Permutation {
    n: u64,
    half_bits: u32,
    rounds: [u64; 4],
}

impl Permutation {
    pub(crate) fn new(key: ColumnKey, n: u64) -> Self {
        let bits = 64 - n.saturating_sub(1).leading_zeros();
        let rounds = [0, 1, 2, 3].map(|round| key.draw(round).bits(0));
        Self { n, half_bits: bits.div_ceil(2).max(1), rounds }
    }

    /// Where `index` (below n) goes.
    pub(crate) fn at(&self, index: u64) -> u64 {
        let mut value = index;
        loop {
            value = self.shuffle(value);
            if value < self.n {
                return value;
            }
        }
    }

    fn shuffle(&self, value: u64) -> u64 {
        let mask = (1_u64 << self.half_bits) - 1;
        let (mut left, mut right) = (value >> self.half_bits, value & mask);
        for round in self.rounds {
            (left, right) = (right, left ^ (mix(right ^ round) & mask));
        }
        left << self.half_bits | right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_index_goes_to_another_place() {
        for n in [1, 2, 3, 10, 255, 256, 1000] {
            let permutation = Permutation::new(ColumnKey(7), n);
            let mut seen: Vec<u64> = (0..n).map(|index| permutation.at(index)).collect();
            seen.sort_unstable();
            assert_eq!(seen, (0..n).collect::<Vec<_>>());
        }
    }
}
