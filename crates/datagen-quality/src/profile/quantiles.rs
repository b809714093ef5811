//! Quantiles: exact for few values, of a t-digest beyond.
//!
//! The digest is the merging one of Dunning and Ertl, "Computing extremely accurate quantiles using t-digests" (2019),
//! with scale function k1. It draws nothing at random: the same values in the same order give the same digest.

use std::f64::consts::PI;

use datagen_core::math::asin;

/// Values that are kept as they are.
pub(super) const EXACT: usize = 16_384;
/// Bounds the number of centroids; the error in the middle is about 1 / (2 x this) of the rows.
const COMPRESSION: f64 = 400.0;
/// Values that wait to be merged.
const BUFFER: usize = 8_192;

#[derive(Debug, Clone, Copy)]
struct Centroid {
    mean: f64,
    weight: f64,
}

/// Finite values, kept or digested.
#[derive(Debug, Default)]
pub(super) struct Quantiles {
    centroids: Vec<Centroid>,
    waiting: Vec<f64>,
    digested: bool,
    min: f64,
    max: f64,
    seen: bool,
}

impl Quantiles {
    /// Takes up values.
    pub(super) fn add(&mut self, values: &[f64]) {
        for value in values {
            (self.min, self.max) =
                if self.seen { (self.min.min(*value), self.max.max(*value)) } else { (*value, *value) };
            self.seen = true;
            self.waiting.push(*value);
            if self.waiting.len() >= if self.digested { BUFFER } else { EXACT } {
                self.digest();
            }
        }
    }

    /// All values, when they are few enough to be kept.
    pub(super) fn kept(&self) -> Option<&[f64]> {
        (!self.digested).then_some(&self.waiting)
    }

    pub(super) const fn min(&self) -> f64 {
        self.min
    }

    pub(super) const fn max(&self) -> f64 {
        self.max
    }

    fn digest(&mut self) {
        self.digested = true;
        let mut all = std::mem::take(&mut self.centroids);
        all.extend(self.waiting.drain(..).map(|mean| Centroid { mean, weight: 1.0 }));
        all.sort_by(|a, b| a.mean.total_cmp(&b.mean));
        self.centroids = merged(&all);
    }

    /// The values below which shares of all values lie; none without values.
    pub(super) fn at(&mut self, probabilities: &[f64]) -> Vec<f64> {
        if !self.seen {
            return Vec::new();
        }
        if self.digested {
            self.digest();
            return probabilities.iter().map(|probability| self.of_digest(*probability)).collect();
        }
        let mut sorted = self.waiting.clone();
        sorted.sort_by(f64::total_cmp);
        probabilities.iter().map(|probability| exact(&sorted, *probability)).collect()
    }

    /// Linear between the middles of the centroids, and out to the least and greatest value.
    fn of_digest(&self, probability: f64) -> f64 {
        let total: f64 = self.centroids.iter().map(|centroid| centroid.weight).sum();
        let wanted = probability * total;
        let (mut position, mut value, mut before) = (0.0, self.min, 0.0);
        for centroid in &self.centroids {
            let middle = before + centroid.weight / 2.0;
            if wanted <= middle {
                return between(value, centroid.mean, (wanted - position) / (middle - position));
            }
            (position, value) = (middle, centroid.mean);
            before += centroid.weight;
        }
        between(value, self.max, ((wanted - position) / (total - position)).min(1.0))
    }
}

fn between(low: f64, high: f64, share: f64) -> f64 {
    low + (high - low) * share
}

/// Linear between the two nearest values: type 7 of Hyndman and Fan (1996).
fn exact(sorted: &[f64], probability: f64) -> f64 {
    let position = probability * (sorted.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    between(sorted[below], sorted[above], position - below as f64)
}

/// Neighbours become one as long as they stay within one unit of the scale.
fn merged(sorted: &[Centroid]) -> Vec<Centroid> {
    let total: f64 = sorted.iter().map(|centroid| centroid.weight).sum();
    let scale = |share: f64| COMPRESSION / (2.0 * PI) * asin((2.0 * share - 1.0).clamp(-1.0, 1.0));
    let mut result: Vec<Centroid> = Vec::with_capacity(COMPRESSION as usize);
    let (mut before, mut bound) = (0.0, scale(0.0) + 1.0);
    for centroid in sorted {
        if let Some(last) = result.last_mut() {
            let weight = last.weight + centroid.weight;
            if scale((before + weight) / total) <= bound {
                last.mean += (centroid.mean - last.mean) * centroid.weight / weight;
                last.weight = weight;
                continue;
            }
            before += last.weight;
            bound = scale(before / total) + 1.0;
        }
        result.push(*centroid);
    }
    result
}
