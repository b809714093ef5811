//! A distribution that is given by its values, or by some of its quantiles.

use crate::schema::generators::DistributionParams;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Empirical {
    /// Values in rising order, each with the share of values up to it.
    Values { values: Vec<f64>, cumulative: Vec<f64> },
    /// Quantiles at equal distances, the first at 0, the last at 1; linear in between.
    Quantiles(Vec<f64>),
}

impl Empirical {
    pub(super) fn new(given: &DistributionParams) -> Self {
        if let Some(quantiles) = &given.quantiles {
            return Self::Quantiles(quantiles.clone());
        }
        let values = given.values.as_deref().unwrap_or(&[0.0]);
        let weight = |place: usize| given.weights.as_ref().map_or(1.0, |weights| weights[place]);
        let mut pairs: Vec<(f64, f64)> = values.iter().enumerate().map(|(at, value)| (*value, weight(at))).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = pairs.iter().map(|(_, weight)| weight).sum();
        let mut sum = 0.0;
        let cumulative = pairs.iter().map(|(_, weight)| {
            sum += weight;
            sum / total
        });
        Self::Values { cumulative: cumulative.collect(), values: pairs.iter().map(|(value, _)| *value).collect() }
    }

    pub(super) fn at(&self, unit: f64) -> f64 {
        match self {
            Self::Values { values, cumulative } => {
                let place = cumulative.partition_point(|&sum| sum <= unit);
                // At the very end, the last value with a share.
                let last = cumulative.partition_point(|&sum| sum < 1.0);
                values[place.min(last).min(values.len() - 1)]
            }
            Self::Quantiles(quantiles) => {
                let position = unit * (quantiles.len() - 1) as f64;
                let place = (position as usize).min(quantiles.len() - 2);
                quantiles[place] + (position - place as f64) * (quantiles[place + 1] - quantiles[place])
            }
        }
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        self.share(x, |value| value <= x)
    }

    pub(super) fn cdf_below(&self, x: f64) -> f64 {
        self.share(x, |value| value < x)
    }

    /// The share of values that come first in rising order and satisfy `counts`.
    fn share(&self, x: f64, counts: impl Fn(f64) -> bool) -> f64 {
        match self {
            Self::Values { values, cumulative } => {
                values.partition_point(|&value| counts(value)).checked_sub(1).map_or(0.0, |place| cumulative[place])
            }
            Self::Quantiles(quantiles) => {
                let place = quantiles.partition_point(|&value| counts(value));
                if place == 0 || place == quantiles.len() {
                    return if place == 0 { 0.0 } else { 1.0 };
                }
                let (from, to) = (quantiles[place - 1], quantiles[place]);
                let part = if to > from { ((x - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 };
                ((place - 1) as f64 + part) / (quantiles.len() - 1) as f64
            }
        }
    }

    pub(super) fn atoms(&self) -> usize {
        match self {
            Self::Values { values, .. } => values.len(),
            Self::Quantiles(_) => 0,
        }
    }

    pub(super) fn atom(&self, index: usize) -> f64 {
        match self {
            Self::Values { values, .. } => values[index],
            Self::Quantiles(quantiles) => quantiles[index],
        }
    }
}
