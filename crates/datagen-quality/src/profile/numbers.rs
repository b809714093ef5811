//! What is kept of numbers.

use super::PROBABILITIES;
use super::bins::Bins;
use super::column::bins_of;
use super::model::{NumberProfile, Quantile};
use super::moments::Moments;
use super::quantiles::Quantiles;

/// Numbers on their way to a profile.
#[derive(Debug)]
pub(super) struct Numbers {
    whole: bool,
    moments: Moments,
    quantiles: Quantiles,
    /// Once there are more values than are kept.
    bins: Option<Bins>,
    zeros: u64,
    negatives: u64,
    not_finite: u64,
}

impl Numbers {
    pub(super) fn new(whole: bool) -> Self {
        Self {
            whole,
            moments: Moments::default(),
            quantiles: Quantiles::default(),
            bins: None,
            zeros: 0,
            negatives: 0,
            not_finite: 0,
        }
    }

    /// Takes up values, none of them null.
    pub(super) fn add(&mut self, values: &[f64]) {
        let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        self.not_finite += (values.len() - finite.len()) as u64;
        self.zeros += finite.iter().filter(|value| **value == 0.0).count() as u64;
        self.negatives += finite.iter().filter(|value| **value < 0.0).count() as u64;
        self.moments.merge(&Moments::of(&finite));
        let kept = self.quantiles.kept().map(<[f64]>::to_vec);
        self.quantiles.add(&finite);
        match (&mut self.bins, self.quantiles.kept(), kept) {
            (Some(bins), _, _) => bins.add(&finite),
            // What was kept until now goes its own way from here on.
            (None, None, Some(mut before)) => {
                before.extend_from_slice(&finite);
                self.bins = Some(bins_of(&before, self.whole));
            }
            _ => {}
        }
    }

    /// Exact counts by bins.
    pub(super) fn bins(&self) -> Bins {
        let of_kept = || bins_of(self.quantiles.kept().unwrap_or_default(), self.whole);
        self.bins.clone().unwrap_or_else(of_kept)
    }

    pub(super) fn finish(&mut self) -> Option<NumberProfile> {
        let quantiles = self.quantiles.at(&PROBABILITIES);
        if quantiles.is_empty() {
            return None;
        }
        let at = |wanted: f64| {
            let position = PROBABILITIES.iter().position(|probability| *probability == wanted);
            position.map_or(0.0, |position| quantiles[position])
        };
        Some(NumberProfile {
            min: self.quantiles.min(),
            max: self.quantiles.max(),
            mean: self.moments.mean(),
            std: self.moments.std(),
            skewness: self.moments.skewness(),
            kurtosis: self.moments.kurtosis(),
            zeros: self.zeros,
            negatives: self.negatives,
            not_finite: self.not_finite,
            quantiles_exact: self.quantiles.kept().is_some(),
            histogram: self.bins().histogram(at(0.01), at(0.99)),
            quantiles: PROBABILITIES
                .iter()
                .zip(&quantiles)
                .map(|(&probability, &value)| Quantile { probability, value })
                .collect(),
        })
    }
}
