//! An aggregate over a row's children, exact because the children can be computed again.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, Float64Array, Int64Array, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{DataType, Decimal128Type, Int64Type};

use crate::control::Control;
use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::plan::BATCH_ROWS;
use crate::plan::layout::Layout;
use crate::plan::limit::numbers_of;
use crate::plan::table::{Column, TableId};
use crate::rows::Rows;
use crate::schema::generators::Aggregate;

use super::bug;

#[derive(Debug)]
pub(crate) struct Rollup {
    pub(crate) child: TableId,
    pub(crate) column: usize,
    pub(crate) aggregate: Aggregate,
}

/// What is known of one parent's children so far.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    count: i64,
    /// Of whole numbers and decimals, in units of their last digit.
    exact: i128,
    /// Of other numbers.
    float: f64,
    /// Row of the least or greatest child so far, with its value.
    extreme: Option<(u64, f64)>,
}

impl Rollup {
    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>) -> Result<ArrayRef> {
        let mut sums = vec![Sum::default(); frame.rows.len()];
        let children = self.children_of(frame)?;
        let mut position = 0;
        while position < children.len() {
            // Parents whose children lie side by side are summed together.
            let mut end = position + 1;
            while end < children.len() && children[end].start == children[end - 1].end {
                end += 1;
            }
            self.add_run(frame, &children[position..end], &mut sums[position..end])?;
            position = end;
        }
        let values = self.finish(frame, &sums)?;
        column.raw_type.convert(&values).map_err(bug)
    }

    fn children_of(&self, frame: &Frame<'_>) -> Result<Vec<Range<u64>>> {
        let layout = frame.core.layout(self.child, &Control::default())?;
        let children = frame.core.tables[self.child].children();
        match (&*layout, children) {
            (Layout::Constant { count, .. }, _) => Ok(frame.rows.map(|row| row * count..(row + 1) * count)),
            (Layout::Fanned(fanned), Some(children)) => fanned.ranges(frame.core, children, &frame.rows),
            _ => Err(Error::Bug("a roll-up over children that do not lie by parent".to_owned())),
        }
    }

    /// Children in blocks, so that a parent with millions of them takes no more memory than one with ten.
    fn add_run(&self, frame: &Frame<'_>, children: &[Range<u64>], sums: &mut [Sum]) -> Result<()> {
        let (Some(first), Some(last)) = (children.first(), children.last()) else { return Ok(()) };
        let mut row = first.start;
        let mut parent = 0;
        while row < last.end {
            let end = last.end.min((row / BATCH_ROWS + 1) * BATCH_ROWS);
            let values = Frame::new(frame.core, self.child, Rows::Range(row..end)).column(self.column)?;
            let numbers = self.numbers(&values)?;
            let exact = exact_of(&values);
            for (at, child) in (row..end).enumerate() {
                while child >= children[parent].end {
                    parent += 1;
                }
                if let Some(number) = numbers[at] {
                    self.add(&mut sums[parent], child, number, exact.as_ref().map_or(0, |exact| exact[at]));
                }
            }
            row = end;
        }
        Ok(())
    }

    /// What is added up; counts need no numbers, so that texts can be counted too.
    fn numbers(&self, values: &ArrayRef) -> Result<Vec<Option<f64>>> {
        match self.aggregate {
            Aggregate::Count => Ok((0..values.len()).map(|row| values.is_valid(row).then_some(0.0)).collect()),
            _ => numbers_of(values),
        }
    }

    fn add(&self, sum: &mut Sum, child: u64, number: f64, exact: i128) {
        sum.count += 1;
        sum.exact += exact;
        sum.float += number;
        let better = sum.extreme.is_none_or(|(_, best)| match self.aggregate {
            Aggregate::Min => number < best,
            _ => number > best,
        });
        if better {
            sum.extreme = Some((child, number));
        }
    }

    fn finish(&self, frame: &Frame<'_>, sums: &[Sum]) -> Result<ArrayRef> {
        let source = &frame.core.tables[self.child].columns[self.column];
        Ok(match (self.aggregate, source.value_type.data_type()) {
            (Aggregate::Count, _) => Arc::new(Int64Array::from_iter_values(sums.iter().map(|sum| sum.count))),
            (Aggregate::Sum, DataType::Decimal128(_, scale)) => {
                let exact = Decimal128Array::from_iter_values(sums.iter().map(|sum| sum.exact));
                Arc::new(exact.with_data_type(DataType::Decimal128(38, scale)))
            }
            (Aggregate::Avg, DataType::Decimal128(_, scale)) => {
                let unit = crate::math::pow(10.0, f64::from(scale));
                let mean = |sum: &Sum| (sum.count > 0).then(|| sum.exact as f64 / unit / sum.count as f64);
                Arc::new(Float64Array::from_iter(sums.iter().map(mean)))
            }
            (Aggregate::Sum, DataType::Int64) => {
                Arc::new(Int64Array::from_iter_values(sums.iter().map(|sum| sum.exact as i64)))
            }
            (Aggregate::Sum, _) => Arc::new(Float64Array::from_iter_values(sums.iter().map(|sum| sum.float))),
            (Aggregate::Avg, _) => {
                let mean = |sum: &Sum| (sum.count > 0).then(|| sum.float / sum.count as f64);
                Arc::new(Float64Array::from_iter(sums.iter().map(mean)))
            }
            (Aggregate::Min | Aggregate::Max, _) => self.extremes(frame, sums)?,
        })
    }

    /// The extreme values themselves, in their own type.
    fn extremes(&self, frame: &Frame<'_>, sums: &[Sum]) -> Result<ArrayRef> {
        let rows = sums.iter().filter_map(|sum| sum.extreme.map(|(row, _)| row)).collect();
        let values = Frame::new(frame.core, self.child, Rows::List(rows)).column(self.column)?;
        let mut next = 0..;
        let index = UInt32Array::from_iter(sums.iter().map(|sum| sum.extreme.and_then(|_| next.next())));
        take(&values, &index, None).map_err(bug)
    }
}

/// Whole numbers and decimals in units of their last digit; `None` for values that have no such unit.
fn exact_of(values: &ArrayRef) -> Option<Vec<i128>> {
    match values.data_type() {
        DataType::Decimal128(..) => Some(values.as_primitive::<Decimal128Type>().values().to_vec()),
        DataType::Int64 => Some(values.as_primitive::<Int64Type>().values().iter().map(|&v| i128::from(v)).collect()),
        _ => None,
    }
}
