//! The only place where randomness is derived.
//!
//! A cell is a pure function of (column key, row, draw number):
//!
//! - A [`ColumnKey`] is SipHash-2-4 (Aumasson and Bernstein, 2012), keyed by the seed and [`STREAM_VERSION`], over
//!   the length-prefixed names of table, column and purpose. Names, not positions, so that adding, removing or
//!   reordering tables and columns changes no other column.
//! - Draw `d` of row `r` is SplitMix64 (Steele, Lea and Flood, 2014) used as a counter-based generator: output number
//!   `r` of the stream that starts at `split(key, d)`.
//!
//! Test vectors for both stand at the end of this file. A change to any of them is a new [`STREAM_VERSION`].

use std::hash::Hasher;

use siphasher::sip::SipHasher24;

/// Names the whole map from (schema, seed) to values. It changes when, and only when, any value changes.
pub const STREAM_VERSION: u32 = 1;

const GOLDEN_GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;
const DRAW_GAMMA: u64 = 0xD1B5_4A32_D192_ED03;

/// The output function of SplitMix64 (variant 13 of Stafford's mixers).
#[inline]
#[must_use]
pub const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Maps 64 random bits to [0, 1): the upper 53 bits times 2^-53.
#[inline]
#[must_use]
pub const fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// Maps 64 random bits to (0, 1): the midpoints of 2^52 equal cells, for quantile functions that are infinite at 0 or 1.
#[inline]
#[must_use]
pub const fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
}

/// Maps 64 random bits to 0..`n` by multiply and shift (Lemire, 2019); the bias is below n / 2^64.
#[inline]
#[must_use]
pub const fn below(bits: u64, n: u64) -> u64 {
    ((bits as u128 * n as u128) >> 64) as u64
}

/// The seed of a dataset, from which all column keys are derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub u64);

impl Seed {
    /// The key of the stream that fills `column` of `table`, for `purpose` ("value", "null", ...).
    #[must_use]
    pub fn key(self, table: &str, column: &str, purpose: &str) -> ColumnKey {
        let mut hasher = SipHasher24::new_with_keys(self.0, u64::from(STREAM_VERSION));
        for name in [table, column, purpose] {
            hasher.write(&(name.len() as u64).to_le_bytes());
            hasher.write(name.as_bytes());
        }
        ColumnKey(hasher.finish())
    }
}

/// The key of one column's stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnKey(pub u64);

impl ColumnKey {
    /// The stream of draw number `draw`, one value a row. For loops over rows.
    #[inline]
    #[must_use]
    pub const fn draw(self, draw: u32) -> Draw {
        Draw(mix(self.0.wrapping_add((draw as u64).wrapping_mul(DRAW_GAMMA))))
    }

    /// The key of a further attempt at a value that was not allowed; attempt 0 is the key itself.
    #[must_use]
    pub const fn attempt(self, attempt: u32) -> Self {
        if attempt == 0 { self } else { Self(mix(self.0 ^ mix(attempt as u64))) }
    }

    /// All draws of one row, in turn. For methods that need several, or an unknown number.
    #[inline]
    #[must_use]
    pub const fn cell(self, row: u64) -> Cell {
        Cell { key: self, row, draw: 0 }
    }
}

/// One draw of every row of a column.
#[derive(Debug, Clone, Copy)]
pub struct Draw(u64);

impl Draw {
    /// 64 random bits for `row`.
    #[inline]
    #[must_use]
    pub const fn bits(self, row: u64) -> u64 {
        mix(self.0.wrapping_add(row.wrapping_add(1).wrapping_mul(GOLDEN_GAMMA)))
    }

    /// A number in [0, 1) for `row`.
    #[inline]
    #[must_use]
    pub const fn unit(self, row: u64) -> f64 {
        unit(self.bits(row))
    }

    /// A number in (0, 1) for `row`.
    #[inline]
    #[must_use]
    pub const fn open_unit(self, row: u64) -> f64 {
        open_unit(self.bits(row))
    }
}

/// The draws of one cell, taken one after the other.
#[derive(Debug, Clone)]
pub struct Cell {
    key: ColumnKey,
    row: u64,
    draw: u32,
}

impl Cell {
    /// The next 64 random bits.
    #[inline]
    pub const fn bits(&mut self) -> u64 {
        let bits = self.key.draw(self.draw).bits(self.row);
        self.draw = self.draw.wrapping_add(1);
        bits
    }

    /// The next number in [0, 1).
    #[inline]
    pub const fn unit(&mut self) -> f64 {
        unit(self.bits())
    }

    /// The next number in 0..`n`.
    #[inline]
    pub const fn below(&mut self, n: u64) -> u64 {
        below(self.bits(), n)
    }

    /// True with probability `p`.
    #[inline]
    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// One of `items`, equally likely. `items` must not be empty.
    #[inline]
    pub const fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mix_is_splitmix64() {
        // The published vectors of SplitMix64 for the seed 1234567.
        let draw = Draw(1_234_567);
        let found: Vec<u64> = (0..5).map(|row| draw.bits(row)).collect();
        let published = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(found, published);
    }
}
