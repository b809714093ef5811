//! Factors by the age of a row that this row refers to.

use crate::error::Result;
use crate::frame::Frame;
use crate::math;
use crate::plan::table::Path;
use crate::schema::behaviours::{Curve, CurveType};
use crate::value::instants_of;

/// A factor by age.
#[derive(Debug)]
pub(crate) struct AgeFactor {
    pub(crate) curve: Curve,
    /// Microseconds of the unit of age.
    pub(crate) unit: i64,
    pub(crate) created_at: Path,
    /// When the age is taken.
    pub(crate) until: Until,
}

/// When an age is taken.
#[derive(Debug)]
pub(crate) enum Until {
    /// At one instant for all: the timeframe's end.
    Instant(i64),
    /// At the row's own time.
    Time(Path),
}

impl AgeFactor {
    pub(crate) fn factors(&self, frame: &Frame<'_>) -> Result<Vec<f64>> {
        let created = instants_of(&frame.path(&self.created_at)?);
        let until = match &self.until {
            Until::Instant(instant) => vec![Some(*instant); created.len()],
            Until::Time(path) => instants_of(&frame.path(path)?),
        };
        let age = |(created, until): (Option<i64>, Option<i64>)| Some((until? - created?) as f64 / self.unit as f64);
        let factor = |pair| age(pair).map_or(1.0, |age| factor_at(&self.curve, age.max(0.0)));
        Ok(created.into_iter().zip(until).map(factor).collect())
    }
}

/// The factor at an age; never below 0.
pub(crate) fn factor_at(curve: &Curve, age: f64) -> f64 {
    match curve {
        Curve::Values(values) => {
            let position = (age.round_ties_even() as usize).min(values.len().saturating_sub(1));
            values.get(position).copied().unwrap_or(1.0).max(0.0)
        }
        Curve::Formula(formula) => {
            let (a, b) = (formula.params.a, formula.params.b);
            let factor = match formula.curve_type {
                CurveType::Logarithmic => a + b * math::ln(age + 1.0),
                CurveType::Exponential => a * math::exp(b * age),
                CurveType::Linear => a + b * age,
            };
            if factor.is_finite() { factor.max(0.0) } else { 0.0 }
        }
    }
}
