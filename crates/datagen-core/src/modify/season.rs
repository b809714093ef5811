//! Seasons and growth: factors of the row's time.

use crate::calendar::DAY;
use crate::civil::civil;
use crate::error::Result;
use crate::frame::Frame;
use crate::math;
use crate::plan::table::Path;
use crate::schema::generators::TimeDimension;
use crate::schema::modifiers::TrendType;
use crate::value::instants_of;

/// x the weight of the row's hour, weekday or month.
#[derive(Debug)]
pub(crate) struct Seasonality {
    pub(crate) dimension: TimeDimension,
    pub(crate) weights: Vec<f64>,
    pub(crate) time: Path,
}

impl Seasonality {
    pub(crate) fn apply(&self, frame: &Frame<'_>, values: &mut [f64]) -> Result<()> {
        for (value, time) in values.iter_mut().zip(instants_of(&frame.path(&self.time)?)) {
            *value *= time.map_or(1.0, |time| self.weights[position_in(self.dimension, time)]);
        }
        Ok(())
    }
}

/// The place of an instant in a cycle: hour 0 to 23, weekday from Monday 0, month from January 0.
pub(crate) fn position_in(dimension: TimeDimension, time: i64) -> usize {
    match dimension {
        TimeDimension::Hour => (time.rem_euclid(DAY) / (DAY / 24)) as usize,
        TimeDimension::Dow => (time.div_euclid(DAY) + 3).rem_euclid(7) as usize,
        TimeDimension::Month => civil(time.div_euclid(DAY)).1 as usize - 1,
    }
}

/// Growth over the years.
#[derive(Debug, Clone)]
pub(crate) struct Growth {
    pub(crate) kind: TrendType,
    pub(crate) rate: f64,
    pub(crate) a: f64,
    pub(crate) b: f64,
    /// The timeframe's start.
    pub(crate) start: i64,
}

/// Microseconds of a year of 365.25 days.
const YEAR: f64 = 365.25 * DAY as f64;

impl Growth {
    /// The factor at an instant; never below 0.
    pub(crate) fn at(&self, time: i64) -> f64 {
        let years = (time - self.start) as f64 / YEAR;
        let factor = match self.kind {
            TrendType::Exponential => math::pow(1.0 + self.rate, years),
            TrendType::Linear => 1.0 + self.rate * years,
            TrendType::Logarithmic => 1.0 + self.a * math::ln((1.0 + self.b * years).max(f64::MIN_POSITIVE)),
        };
        if factor.is_finite() { factor.max(0.0) } else { 0.0 }
    }
}

/// x the growth up to the row's time.
#[derive(Debug)]
pub(crate) struct Trend {
    pub(crate) growth: Growth,
    pub(crate) time: Path,
}

impl Trend {
    pub(crate) fn apply(&self, frame: &Frame<'_>, values: &mut [f64]) -> Result<()> {
        for (value, time) in values.iter_mut().zip(instants_of(&frame.path(&self.time)?)) {
            *value *= time.map_or(1.0, |time| self.growth.at(time));
        }
        Ok(())
    }
}
