//! How far two columns' values are apart as distributions.

use std::collections::BTreeMap;

use datagen_core::math::ln;
use serde::{Deserialize, Serialize};

use super::bins::Bins;

/// How the values of a column are spread.
#[derive(Debug, Clone)]
pub(super) enum Spread {
    /// Numbers, by bins.
    Numbers(Bins),
    /// Times, by month.
    Months(BTreeMap<i32, u64>),
    /// Few different values, by hash.
    Values(BTreeMap<u64, u64>),
    /// Too many different values to be counted.
    Unknown,
}

/// How far two distributions are apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Distance {
    /// Population stability index over ten groups of about the same size in the first distribution, or over the values
    /// or months. By common practice, below 0.1 is no change, and above 0.25 a large one.
    pub psi: f64,
    /// The square root of the Jensen-Shannon divergence to base 2: 0 of equal, 1 of disjoint distributions.
    pub jensen_shannon: f64,
    /// Kolmogorov-Smirnov: the largest distance between the distribution functions, over bins; none without an order.
    pub ks: Option<f64>,
}

impl Spread {
    /// The distance to another spread; none when they cannot be compared or one is empty.
    pub(super) fn distance(&self, other: &Self) -> Option<Distance> {
        match (self, other) {
            (Self::Numbers(a), Self::Numbers(b)) => {
                let (a, b) = a.aligned(b);
                ordered(&a, &b)
            }
            (Self::Months(a), Self::Months(b)) => {
                let (a, b) = joined(a, b);
                ordered(&a, &b)
            }
            (Self::Values(a), Self::Values(b)) => {
                let (a, b) = joined(a, b);
                let (p, q) = (shares(&a)?, shares(&b)?);
                Some(Distance {
                    psi: psi(&p, &q, total(&a), total(&b)),
                    jensen_shannon: jensen_shannon(&p, &q),
                    ks: None,
                })
            }
            _ => None,
        }
    }
}

/// Both counts of every key.
fn joined<K: Ord + Copy>(a: &BTreeMap<K, u64>, b: &BTreeMap<K, u64>) -> (Vec<u64>, Vec<u64>) {
    let mut keys: Vec<K> = a.keys().chain(b.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    let of = |counts: &BTreeMap<K, u64>| keys.iter().map(|key| counts.get(key).copied().unwrap_or(0)).collect();
    (of(a), of(b))
}

fn total(counts: &[u64]) -> f64 {
    counts.iter().sum::<u64>() as f64
}

fn shares(counts: &[u64]) -> Option<Vec<f64>> {
    let total = total(counts);
    (total > 0.0).then(|| counts.iter().map(|count| *count as f64 / total).collect())
}

fn ordered(a: &[u64], b: &[u64]) -> Option<Distance> {
    let (p, q) = (shares(a)?, shares(b)?);
    let mut apart = 0.0;
    let mut ks = 0.0_f64;
    for (p, q) in p.iter().zip(&q) {
        apart += p - q;
        ks = ks.max(f64::abs(apart));
    }
    let (grouped_a, grouped_b) = tenths(a, b);
    let (gp, gq) = (shares(&grouped_a)?, shares(&grouped_b)?);
    Some(Distance {
        psi: psi(&gp, &gq, total(a), total(b)),
        jensen_shannon: jensen_shannon(&p, &q),
        ks: Some(ks.min(1.0)),
    })
}

/// Neighbours together until each group has a tenth of the first counts.
fn tenths(a: &[u64], b: &[u64]) -> (Vec<u64>, Vec<u64>) {
    let tenth = total(a) / 10.0;
    let (mut groups_a, mut groups_b) = (Vec::new(), Vec::new());
    let (mut sum_a, mut sum_b) = (0, 0);
    for (x, y) in a.iter().zip(b) {
        sum_a += x;
        sum_b += y;
        if sum_a as f64 >= tenth {
            groups_a.push(std::mem::take(&mut sum_a));
            groups_b.push(std::mem::take(&mut sum_b));
        }
    }
    groups_a.push(sum_a);
    groups_b.push(sum_b);
    (groups_a, groups_b)
}

/// Empty groups count as half a row, so that the index is finite.
fn psi(p: &[f64], q: &[f64], rows_p: f64, rows_q: f64) -> f64 {
    let groups = p.iter().zip(q).filter(|(p, q)| **p > 0.0 || **q > 0.0);
    groups
        .map(|(p, q)| {
            let (p, q) = (p.max(0.5 / rows_p), q.max(0.5 / rows_q));
            (p - q) * ln(p / q)
        })
        .sum()
}

fn jensen_shannon(p: &[f64], q: &[f64]) -> f64 {
    let half = |x: f64, y: f64| if x > 0.0 { x * ln(2.0 * x / (x + y)) } else { 0.0 };
    let divergence: f64 = p.iter().zip(q).map(|(p, q)| half(*p, *q) + half(*q, *p)).sum();
    (divergence / (2.0 * ln(2.0))).clamp(0.0, 1.0).sqrt()
}
