//! Weighted draws of an index.

use crate::math;
use crate::schema::weights::WeightsKind;
use crate::seed::{Cell, below, unit};

/// Beyond this many values, a rule for weights is drawn by its formula instead of from a table.
pub(crate) const TABLE_LIMIT: u64 = 1 << 16;

/// An alias table (Walker, 1977; built as in Vose, 1991): one draw, one comparison, whatever the weights.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AliasTable {
    /// Of 2^32, the share of column i that belongs to i itself.
    threshold: Vec<u32>,
    /// To whom the rest of column i belongs.
    alias: Vec<u32>,
}

impl AliasTable {
    /// A table for `weights`: at least one, none negative, not all zero.
    pub(crate) fn new(weights: &[f64]) -> Self {
        let count = weights.len();
        let total: f64 = weights.iter().sum();
        let mut scaled: Vec<f64> = weights.iter().map(|weight| weight / total * count as f64).collect();
        let mut threshold = vec![u32::MAX; count];
        let mut alias: Vec<u32> = (0..count as u32).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..count).partition(|&i| scaled[i] < 1.0);
        while let (Some(under), Some(&over)) = (small.pop(), large.last()) {
            threshold[under] = (scaled[under] * 4_294_967_296.0) as u32;
            alias[under] = over as u32;
            scaled[over] -= 1.0 - scaled[under];
            if scaled[over] < 1.0 {
                large.pop();
                small.push(over);
            }
        }
        Self { threshold, alias }
    }

    /// The index that 64 random bits fall on.
    #[inline]
    pub(crate) fn index(&self, bits: u64) -> usize {
        let column = (((bits >> 32) * self.threshold.len() as u64) >> 32) as usize;
        if (bits as u32) < self.threshold[column] { column } else { self.alias[column] as usize }
    }
}

/// A weighted draw of 0..n.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Sampler {
    /// All equally likely.
    Uniform(u64),
    /// From a table of weights.
    Table(AliasTable),
    /// Rank r with weight 1/r^a, for many ranks.
    Zipf(Zipf),
    /// The first `head` share `share` equally, the rest follow Zipf.
    HeadTail { head: u64, share: f64, tail: Zipf },
}

impl Sampler {
    /// By weights that stand in the schema.
    pub(crate) fn weighted(weights: &[f64]) -> Self {
        Self::Table(AliasTable::new(weights))
    }

    /// By a rule, over `n` values (at least one).
    pub(crate) fn by_kind(kind: &WeightsKind, n: u64) -> Self {
        match *kind {
            WeightsKind::Uniform => Self::Uniform(n),
            _ if n <= TABLE_LIMIT => Self::weighted(&rule_weights(kind, n)),
            WeightsKind::Zipf(a) => Self::Zipf(Zipf::new(n, a)),
            WeightsKind::HeadTail { share, a } => {
                let head = head_of(n);
                Self::HeadTail { head, share, tail: Zipf::new(n - head, a) }
            }
        }
    }

    /// The index that a cell draws.
    #[inline]
    pub(crate) fn index(&self, cell: &mut Cell) -> u64 {
        let bits = cell.bits();
        match self {
            Self::Uniform(n) => below(bits, *n),
            Self::Table(table) => table.index(bits) as u64,
            Self::Zipf(zipf) => zipf.rank(bits, cell) - 1,
            Self::HeadTail { head, share, tail } => {
                let unit = unit(bits);
                if unit < *share {
                    ((unit / share) * *head as f64) as u64
                } else {
                    let bits = cell.bits();
                    head + tail.rank(bits, cell) - 1
                }
            }
        }
    }
}

/// The first 20%, at least one.
fn head_of(n: u64) -> u64 {
    (n / 5).max(1)
}

/// The weights of values 0..n under a rule.
pub(crate) fn rule_weights(kind: &WeightsKind, n: u64) -> Vec<f64> {
    let zipf = |rank: u64, a: f64| math::pow(rank as f64, -a);
    match *kind {
        WeightsKind::Uniform => vec![1.0; n as usize],
        WeightsKind::Zipf(a) => (1..=n).map(|rank| zipf(rank, a)).collect(),
        WeightsKind::HeadTail { share, a } => {
            let head = head_of(n);
            let tail: Vec<f64> = (1..=n - head).map(|rank| zipf(rank, a)).collect();
            let total: f64 = tail.iter().sum();
            let head_share = if tail.is_empty() { 1.0 } else { share };
            let of_head = std::iter::repeat_n(head_share / head as f64, head as usize);
            of_head.chain(tail.iter().map(|weight| weight / total * (1.0 - share))).collect()
        }
    }
}

/// Zipf's distribution over ranks 1..=n by rejection-inversion (Hörmann and Derflinger, 1996): constant memory, and
/// fewer than two draws a value on average.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Zipf {
    n: u64,
    a: f64,
    h_half: f64,
    h_n: f64,
    squeeze: f64,
}

impl Zipf {
    pub(crate) fn new(n: u64, a: f64) -> Self {
        let h_half = integral(1.5, a) - 1.0;
        let h_n = integral(n as f64 + 0.5, a);
        let squeeze = 2.0 - inverse_integral(integral(2.5, a) - math::pow(2.0, -a), a);
        Self { n, a, h_half, h_n, squeeze }
    }

    /// The rank that `bits`, and further draws of the cell where those are rejected, fall on.
    fn rank(&self, mut bits: u64, cell: &mut Cell) -> u64 {
        loop {
            let u = self.h_n + unit(bits) * (self.h_half - self.h_n);
            let x = inverse_integral(u, self.a);
            let rank = (x + 0.5).floor().clamp(1.0, self.n as f64);
            if rank - x <= self.squeeze || u >= integral(rank + 0.5, self.a) - math::pow(rank, -self.a) {
                return rank as u64;
            }
            bits = cell.bits();
        }
    }
}

/// Integral of x^-a, up to a constant; ln x for a = 1.
fn integral(x: f64, a: f64) -> f64 {
    let log_x = math::ln(x);
    expm1_over((1.0 - a) * log_x) * log_x
}

fn inverse_integral(x: f64, a: f64) -> f64 {
    let t = (x * (1.0 - a)).max(-1.0);
    math::exp(log1p_over(t) * x)
}

/// (e^x - 1) / x.
fn expm1_over(x: f64) -> f64 {
    if x.abs() > 1e-8 { math::exp_m1(x) / x } else { 1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0)) }
}

/// ln(1 + x) / x.
fn log1p_over(x: f64) -> f64 {
    if x.abs() > 1e-8 { math::ln_1p(x) / x } else { 1.0 - x * (0.5 - x * (1.0 / 3.0 - 0.25 * x)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_table_gives_each_weight_its_share() {
        let weights = [5.0, 0.0, 1.0, 3.5, 0.5];
        let table = AliasTable::new(&weights);
        let mut share = [0.0; 5];
        for column in 0..5 {
            let own = f64::from(table.threshold[column]) / 4_294_967_296.0;
            share[column] += own / 5.0;
            share[table.alias[column] as usize] += (1.0 - own) / 5.0;
        }
        for (found, weight) in share.iter().zip(weights) {
            assert!((found - weight / 10.0).abs() < 1e-9, "{share:?}");
        }
    }

    #[test]
    fn the_head_and_the_tail_share_as_told() {
        let weights = rule_weights(&WeightsKind::HeadTail { share: 0.6, a: 1.5 }, 10);
        assert!((weights[..2].iter().sum::<f64>() - 0.6).abs() < 1e-12);
        assert!((weights[2..].iter().sum::<f64>() - 0.4).abs() < 1e-12);
        assert_eq!(rule_weights(&WeightsKind::HeadTail { share: 0.6, a: 1.5 }, 1), [1.0]);
    }
}
