//! What an issue does to the cells that it hits.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, StringArray, new_null_array};
use arrow::compute::cast;
use arrow::compute::kernels::zip::zip;
use arrow::datatypes::{DataType, Float64Type};

use crate::error::Result;
use crate::frame::Frame;
use crate::math;
use crate::rows::Rows;
use crate::schema::issues::IssueKind;
use crate::seed::{Cell, ColumnKey, below};
use crate::value::ValueType;

use super::block::taken;
use super::format::Format;
use super::{bug, text};

/// One issue on one column.
#[derive(Debug)]
pub(super) struct Damage {
    pub(super) kind: IssueKind,
    pub(super) rate: f64,
    pub(super) key: ColumnKey,
    pub(super) column: usize,
    pub(super) change: Change,
}

#[derive(Debug)]
pub(super) enum Change {
    Missing,
    Format(Format),
    Case,
    Whitespace,
    Typo,
    Outlier,
    Factor(f64),
    /// The value of an earlier row of the same parent.
    Stale,
    /// Exchanged with another column.
    Swap {
        other: usize,
    },
}

impl Damage {
    /// Positions of the rows that are hit: draw 0.
    pub(super) fn hits(&self, frame: &Frame<'_>) -> Vec<u32> {
        let draw = self.key.draw(0);
        let hit = |(at, row): (usize, u64)| (draw.unit(row) < self.rate).then_some(at as u32);
        frame.rows.iter().enumerate().filter_map(hit).collect()
    }

    /// The columns it changes.
    pub(super) fn columns(&self) -> impl Iterator<Item = usize> {
        let other = if let Change::Swap { other } = self.change { Some(other) } else { None };
        std::iter::once(self.column).chain(other)
    }

    /// For each column it changes, what stands at `positions` instead; the same where it cannot be changed. `clean` are
    /// the text forms of what stood there. The draws from 1 on are this function's.
    pub(super) fn values(&self, frame: &Frame<'_>, positions: &[u32], clean: &[StringArray]) -> Result<Vec<ArrayRef>> {
        let values = |column: usize| taken(&frame.column(column)?, positions);
        let column_type = frame.definition().columns[self.column].value_type;
        let by_text = |change: &dyn Fn(&str, &mut Cell) -> Option<String>| {
            let changed = clean[0].iter().zip(positions).map(|(text, &at)| {
                text.map(|text| change(text, &mut self.cell(frame, at)).unwrap_or_else(|| text.to_owned()))
            });
            Arc::new(changed.collect::<StringArray>()) as ArrayRef
        };
        Ok(vec![match &self.change {
            Change::Missing => new_null_array(&column_type.data_type(), positions.len()),
            Change::Format(format) => by_text(&|text, cell| format.rewrite(text, cell)),
            Change::Case => by_text(&text::case),
            Change::Whitespace => by_text(&text::whitespace),
            Change::Typo => by_text(&text::typo),
            Change::Outlier => {
                let factor = |at| math::pow(10.0, 1.0 + self.cell(frame, at).unit());
                multiplied(column_type, &values(self.column)?, positions.iter().map(|&at| factor(at)))?
            }
            Change::Factor(factor) => {
                multiplied(column_type, &values(self.column)?, positions.iter().map(|_| *factor))?
            }
            Change::Stale => self.stale(frame, positions, &values(self.column)?)?,
            Change::Swap { other } => return Ok(vec![values(*other)?, values(self.column)?]),
        }])
    }

    fn cell(&self, frame: &Frame<'_>, at: u32) -> Cell {
        let mut cell = self.key.cell(frame.rows.at(at as usize));
        // Draw 0 said whether it is hit.
        cell.bits();
        cell
    }

    /// The values of earlier siblings; its own for a first child, and where the sibling has none.
    fn stale(&self, frame: &Frame<'_>, positions: &[u32], own: &ArrayRef) -> Result<ArrayRef> {
        let ordinals = &frame.parents()?.ordinals;
        let earlier = positions.iter().map(|&at| {
            let (row, ordinal) = (frame.rows.at(at as usize), ordinals.get(at as usize).copied().unwrap_or(0));
            if ordinal == 0 { row } else { row - 1 - below(self.cell(frame, at).bits(), ordinal) }
        });
        let siblings = Frame::new(frame.core, frame.table, Rows::List(earlier.collect())).column(self.column)?;
        let has_value: BooleanArray = (0..siblings.len()).map(|row| Some(siblings.is_valid(row))).collect();
        zip(&has_value, &siblings, own).map_err(bug)
    }
}

/// Numbers times factors, as their type holds them; those that it cannot hold stay as they are.
fn multiplied(
    value_type: ValueType,
    values: &ArrayRef,
    factors: impl ExactSizeIterator<Item = f64>,
) -> Result<ArrayRef> {
    let numbers = cast(values, &DataType::Float64).map_err(bug)?;
    let numbers = numbers.as_primitive::<Float64Type>().iter().map(Option::unwrap_or_default);
    let products: Vec<f64> = numbers.zip(factors).map(|(number, factor)| number * factor).collect();
    let most = greatest(value_type);
    let fits: BooleanArray = products.iter().map(|product| Some(product.abs() <= most)).collect();
    // What is kept must not take the way over a float.
    zip(&fits, &value_type.array_of_numbers(products), values).map_err(bug)
}

/// The greatest magnitude that a number may reach: whole numbers stay exact as floats.
fn greatest(value_type: ValueType) -> f64 {
    match value_type {
        ValueType::Int => 9_007_199_254_740_992.0,
        ValueType::Decimal { precision, scale } => {
            math::pow(10.0, f64::from(precision) - f64::from(scale)) * (1.0 - f64::EPSILON) - 1.0
        }
        _ => f64::MAX,
    }
}
