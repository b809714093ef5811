//! A draw from a numeric distribution, set to the bounds when beyond them.

use arrow::array::ArrayRef;

use crate::error::Result;
use crate::frame::Frame;
use crate::plan::correlation::Correlated;
use crate::plan::limit::Interval;
use crate::plan::table::Column;
use crate::seed::ColumnKey;
use crate::value::array_of_ints;

use super::permutation::Permutation;
use super::quantile::Quantile;

#[derive(Debug)]
pub(crate) struct Distribution {
    pub(crate) quantile: Quantile,
    pub(crate) clamp: [f64; 2],
    pub(crate) key: ColumnKey,
    /// On a column that must be unique: the whole numbers from the first one on, each at most once.
    pub(crate) distinct: Option<(i64, Permutation)>,
    /// The columns that this one is correlated with.
    pub(crate) correlated: Option<Correlated>,
}

impl Distribution {
    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>, attempt: u32) -> Result<ArrayRef> {
        if let Some((first, permutation)) = &self.distinct {
            let ints = frame.rows.map(|row| first + permutation.at(row) as i64);
            if let Ok(values) = array_of_ints(column.raw_type, ints) {
                return Ok(values);
            }
        }
        let [low, high] = self.clamp;
        let truncated = column.limit.as_ref().filter(|limit| limit.truncates() && column.modifiers.is_empty());
        let units = self.units(frame, attempt);
        let numbers = match truncated {
            None => units.into_iter().map(|unit| self.quantile.at(unit).max(low).min(high)).collect(),
            Some(limit) => self.between(&units, &limit.intervals(frame)?),
        };
        Ok(column.raw_type.array_of_numbers(numbers))
    }

    /// One number in (0, 1) for each row; correlated columns share theirs.
    fn units(&self, frame: &Frame<'_>, attempt: u32) -> Vec<f64> {
        match &self.correlated {
            Some(correlated) if attempt == 0 => correlated.units(frame),
            _ => {
                let draw = self.key.attempt(attempt).draw(0);
                frame.rows.map(|row| draw.open_unit(row))
            }
        }
    }

    /// The distribution given that the value lies in the row's interval.
    fn between(&self, units: &[f64], intervals: &[Interval]) -> Vec<f64> {
        let [low, high] = self.clamp;
        let mut last = (Interval::ALL, (0.0, 1.0));
        let within = |(&unit, &interval): (&f64, &Interval)| {
            let interval = interval.and(Interval { low, high });
            if interval != last.0 {
                last = (interval, (self.quantile.unit_below(interval.low), self.quantile.unit_up_to(interval.high)));
            }
            let (from, to) = last.1;
            self.quantile.at(from + unit * (to - from)).min(interval.high).max(interval.low)
        };
        units.iter().zip(intervals).map(within).collect()
    }
}
