//! A weighted draw from values that stand in the schema, or in another table's column.

use std::sync::OnceLock;

use arrow::array::ArrayRef;

use crate::control::Control;
use crate::error::{Error, Result};
use crate::frame::{Frame, SMALL};
use crate::plan::table::{Column, ColumnRef};
use crate::rows::Rows;
use crate::schema::weights::WeightsKind;
use crate::seed::ColumnKey;

use super::packed::{at_keys, taken_over};
use super::permutation::Permutation;
use super::weights::Sampler;

/// A draw from values of the schema.
#[derive(Debug)]
pub(crate) struct Choice {
    /// The values, of the column's type.
    pub(crate) values: ArrayRef,
    pub(crate) key: ColumnKey,
    pub(crate) how: Draw,
}

/// How an index among the values is found.
#[derive(Debug)]
pub(crate) enum Draw {
    /// Anew for each row.
    Weighted(Sampler),
    /// Each value at most once.
    Distinct(Permutation),
}

impl Choice {
    pub(crate) fn evaluate(&self, frame: &Frame<'_>, attempt: u32) -> Result<ArrayRef> {
        let key = self.key.attempt(attempt);
        let positions = match &self.how {
            Draw::Weighted(Sampler::Table(table)) => {
                let draw = key.draw(0);
                frame.rows.map(|row| table.index(draw.bits(row)) as i32)
            }
            Draw::Weighted(sampler) => frame.rows.map(|row| sampler.index(&mut key.cell(row)) as i32),
            Draw::Distinct(permutation) => frame.rows.map(|row| permutation.at(row) as i32),
        };
        at_keys(&self.values, positions)
    }
}

/// A draw from another table's column.
#[derive(Debug)]
pub(crate) struct ChoiceOf {
    pub(crate) source: ColumnRef,
    pub(crate) key: ColumnKey,
    pub(crate) weights: Option<Vec<f64>>,
    pub(crate) kind: WeightsKind,
    pub(crate) sampler: OnceLock<Sampler>,
}

impl ChoiceOf {
    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>, attempt: u32) -> Result<ArrayRef> {
        let key = self.key.attempt(attempt);
        let rows = frame.core.layout(self.source.table, &Control::default())?.rows();
        let sampler = match self.sampler.get() {
            Some(sampler) => sampler,
            None => {
                let built = self.build(column, frame, rows)?;
                self.sampler.get_or_init(|| built)
            }
        };
        let drawn = frame.rows.map(|row| sampler.index(&mut key.cell(row)));
        let source = Frame::new(frame.core, self.source.table, Rows::List(drawn));
        let values = source.packed_column(self.source.column)?;
        taken_over(values, column.raw_type)
    }

    fn build(&self, column: &Column, frame: &Frame<'_>, rows: u64) -> Result<Sampler> {
        let source = &frame.core.tables[self.source.table];
        let fault = |message: String| Error::Value {
            table: frame.definition().name.clone(),
            column: column.name.clone(),
            row: 0,
            message,
        };
        if rows == 0 {
            return Err(fault(format!("choices_ref: `{}` has no rows to choose from", source.name)));
        }
        match &self.weights {
            Some(weights) if weights.len() as u64 == rows => Ok(Sampler::weighted(weights)),
            Some(weights) => Err(fault(format!(
                "expected a weight for each of the {rows} rows of `{}`, found {}",
                source.name,
                weights.len()
            ))),
            None => Ok(Sampler::by_kind(&self.kind, rows)),
        }
    }

    /// Bytes kept for tables of up to [`SMALL`] rows; larger ones are drawn by formula.
    pub(crate) fn bytes(&self, rows: u64) -> u64 {
        if self.weights.is_some() || (self.kind != WeightsKind::Uniform && rows <= SMALL) { 8 * rows } else { 0 }
    }
}
