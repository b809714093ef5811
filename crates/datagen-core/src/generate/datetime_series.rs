//! A draw from a weighted grid of times, perhaps not before some other time.

use arrow::array::ArrayRef;

use crate::calendar::{Calendar, DAY};
use crate::error::Result;
use crate::frame::Frame;
use crate::plan::layout::Layout;
use crate::plan::table::{Column, Path};
use crate::seed::ColumnKey;
use crate::value::{ValueType, array_of_instants, instants_of};

#[derive(Debug)]
pub(crate) struct DatetimeSeries {
    pub(crate) calendar: Calendar,
    pub(crate) key: ColumnKey,
    /// The column that the time is never before.
    pub(crate) after: Option<Path>,
    /// Whether this is the column in whose order the table's rows lie.
    pub(crate) orders_rows: bool,
}

impl DatetimeSeries {
    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>) -> Result<ArrayRef> {
        if self.orders_rows {
            return self.in_order(column, frame);
        }
        let instants = match &self.after {
            Some(path) => {
                let bounds = instants_of(&frame.path(path)?);
                self.after_bounds(column, frame, &bounds)
            }
            None => {
                let (draw, range) = (self.key.draw(0), self.calendar.range());
                frame.rows.map(|row| self.calendar.at(&range, draw.unit(row)))
            }
        };
        Ok(array_of_instants(column.value_type, instants))
    }

    fn in_order(&self, column: &Column, frame: &Frame<'_>) -> Result<ArrayRef> {
        let layout = frame.core.layout(frame.table, &crate::control::Control::default())?;
        let instants = match (&*layout, &frame.definition().order) {
            (Layout::ByTime(layout), Some(order)) => frame.rows.map(|row| layout.time_of(order, row)),
            _ => Vec::new(),
        };
        Ok(array_of_instants(column.value_type, instants))
    }

    /// The distribution given that the time is at or after the bound; where no time is left, the bound itself.
    fn after_bounds(&self, column: &Column, frame: &Frame<'_>, bounds: &[Option<i64>]) -> Vec<i64> {
        let draw = self.key.draw(0);
        let mut bounds = bounds.iter();
        let mut late = 0;
        let instants = frame.rows.map(|row| {
            let unit = draw.unit(row);
            let Some(bound) = bounds.next().copied().flatten() else {
                return self.calendar.at(&self.calendar.range(), unit);
            };
            let bound = first_allowed(column.value_type, bound);
            let range = self.calendar.range_from(bound);
            if range.end > range.start {
                return self.calendar.at(&range, unit).max(bound);
            }
            late += 1;
            bound
        });
        frame.count_fallback(&column.name, "no time of the grid lies after the bound; the bound itself was taken", late);
        instants
    }
}

/// A date is never before a time: the first midnight from the bound on.
fn first_allowed(value_type: ValueType, bound: i64) -> i64 {
    if value_type == ValueType::Date { -(-bound).div_euclid(DAY) * DAY } else { bound }
}
