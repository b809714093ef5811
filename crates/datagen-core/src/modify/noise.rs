//! Random noise, and a share of the rows made extreme.

use crate::frame::Frame;
use crate::generate::quantile::{Quantile, standard_normal};
use crate::schema::modifiers::{Combine, OutlierMode};
use crate::seed::{Draw, unit};

/// + N(0, std), or x (1 + N(0, std)).
#[derive(Debug)]
pub(crate) struct Jitter {
    pub(crate) std: f64,
    pub(crate) mode: Combine,
    pub(crate) draw: Draw,
}

impl Jitter {
    pub(crate) fn apply(&self, frame: &Frame<'_>, values: &mut [f64]) {
        for (value, row) in values.iter_mut().zip(frame.rows.iter()) {
            let noise = self.std * standard_normal(self.draw.open_unit(row));
            *value = match self.mode {
                Combine::Add => *value + noise,
                Combine::Mul => *value * (1.0 + noise),
            };
        }
    }
}

/// A share of the rows made extreme.
#[derive(Debug)]
pub(crate) struct Outliers {
    pub(crate) rate: f64,
    pub(crate) mode: OutlierMode,
    pub(crate) magnitude: Quantile,
    pub(crate) clamp: [f64; 2],
    /// Whether a row, or a run of rows, is one.
    pub(crate) hit: Draw,
    /// How large.
    pub(crate) size: Draw,
}

/// Rows that burst together.
pub(crate) const RUN: u64 = 32;

impl Outliers {
    pub(crate) fn apply(&self, frame: &Frame<'_>, values: &mut [f64]) {
        for (value, row) in values.iter_mut().zip(frame.rows.iter()) {
            let place = if self.mode == OutlierMode::Burst { row / RUN } else { row };
            if unit(self.hit.bits(place)) >= self.rate {
                continue;
            }
            let [low, high] = self.clamp;
            let magnitude = self.magnitude.at(self.size.open_unit(row)).max(low).min(high);
            match self.mode {
                OutlierMode::Spike | OutlierMode::Burst => *value *= 1.0 + magnitude,
                OutlierMode::Drop => *value /= 1.0 + magnitude,
            }
        }
    }
}
