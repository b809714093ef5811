//! A draw from a numeric distribution, set to the bounds when beyond them.

use arrow::array::ArrayRef;

use crate::frame::Frame;
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
}

impl Distribution {
    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>) -> ArrayRef {
        if let Some((first, permutation)) = &self.distinct {
            let ints = frame.rows.map(|row| first + permutation.at(row) as i64);
            if let Ok(values) = array_of_ints(column.raw_type, ints) {
                return values;
            }
        }
        let draw = self.key.draw(0);
        let [low, high] = self.clamp;
        let numbers = frame.rows.map(|row| self.quantile.at(draw.open_unit(row)).max(low).min(high));
        column.raw_type.array_of_numbers(numbers)
    }
}
