//! Some rows of a dirty table: the frame of their clean values, and what replaces some of them.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray, StringBuilder, UInt32Array};
use arrow::compute::{filter, interleave, take};
use arrow::datatypes::{DataType, Float64Type};

use crate::control::Control;
use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::plan::Plan;
use crate::rows::Rows;
use crate::schema::issues::IssueKind;
use crate::value::ValueType;

use super::added::Copies;
use super::bug;
use super::change::Damage;
use super::compile::DirtyTable;

/// Rows of a dirty table.
pub(super) struct Block<'a> {
    pub(super) plan: &'a Plan,
    pub(super) table: &'a DirtyTable,
    /// The clean values; of added rows those of the originals.
    pub(super) frame: Frame<'a>,
    /// What replaces clean values; no cell is in two of them.
    pub(super) pieces: Vec<Piece>,
    /// Of added rows: the issue, and the fresh keys.
    pub(super) added: Option<(IssueKind, ArrayRef)>,
}

/// Cells of one column that are damaged in one way.
pub(super) struct Piece {
    pub(super) column: usize,
    pub(super) kind: IssueKind,
    /// Positions within the block, ascending.
    pub(super) positions: Vec<u32>,
    /// The dirty values, of the dirty column's type.
    pub(super) values: ArrayRef,
    pub(super) clean: StringArray,
    pub(super) dirty: StringArray,
}

impl<'a> Block<'a> {
    /// Clean rows with their damage.
    pub(super) fn damaged(
        plan: &'a Plan,
        table: &'a DirtyTable,
        rows: Range<u64>,
        tally: Option<&'a Control>,
    ) -> Result<Self> {
        let frame = Frame::new(&plan.core, table.id, Rows::Range(rows));
        let frame = match tally {
            Some(control) => frame.counted(control),
            None => frame,
        };
        let mut block = Self { plan, table, frame, pieces: Vec::new(), added: None };
        let mut free: Vec<Vec<bool>> = vec![Vec::new(); table.types.len()];
        for damage in &table.damages {
            block.apply(damage, &mut free)?;
        }
        Ok(block)
    }

    /// Copies of rows.
    pub(super) fn added(plan: &'a Plan, table: &'a DirtyTable, copies: &Copies, copied: Range<u64>) -> Result<Self> {
        let frame = Frame::new(&plan.core, table.id, Rows::List(copies.originals(copied.clone())));
        let keys = copies.fresh_keys(&frame, copied.clone())?;
        let mut block = Self { plan, table, frame, pieces: Vec::new(), added: Some((copies.kind, keys)) };
        for (column, positions, values) in copies.changes(&block.frame, copied)? {
            let clean = block.clean_texts(column, &positions)?;
            block.keep(column, copies.kind, positions, &values, clean)?;
        }
        Ok(block)
    }

    fn apply(&mut self, damage: &Damage, free: &mut [Vec<bool>]) -> Result<()> {
        let hit = damage.hits(&self.frame);
        if hit.is_empty() {
            return Ok(());
        }
        let columns: Vec<usize> = damage.columns().collect();
        let mut positions = hit;
        for &column in &columns {
            let values = self.frame.column(column)?;
            let free = &free[column];
            positions.retain(|&at| !values.is_null(at as usize) && free.get(at as usize).is_none_or(|free| *free));
        }
        let clean = columns.iter().map(|&column| self.clean_texts(column, &positions)).collect::<Result<Vec<_>>>()?;
        for (at, changed) in damage.values(&self.frame, &positions, &clean)?.into_iter().enumerate() {
            let kept = self.keep(columns[at], damage.kind, positions.clone(), &changed, clean[at].clone())?;
            mark(&mut free[columns[at]], self.frame.rows.len(), &kept);
        }
        Ok(())
    }

    /// The text forms of clean values.
    fn clean_texts(&self, column: usize, positions: &[u32]) -> Result<StringArray> {
        text_of(&taken(&self.frame.column(column)?, positions)?)
    }

    /// Keeps what differs from the clean values; returns the positions of that.
    fn keep(
        &mut self,
        column: usize,
        kind: IssueKind,
        positions: Vec<u32>,
        values: &ArrayRef,
        clean: StringArray,
    ) -> Result<Vec<u32>> {
        let dirty = text_of(values)?;
        let changed: BooleanArray = clean.iter().zip(dirty.iter()).map(|(clean, dirty)| Some(clean != dirty)).collect();
        let values = as_type(self.table.types[column], values)?;
        let positions: Vec<u32> =
            positions.into_iter().zip(changed.values()).filter(|(_, changed)| *changed).map(|(at, _)| at).collect();
        if positions.is_empty() {
            return Ok(positions);
        }
        let texts = |texts: &StringArray| Ok::<_, Error>(filter(texts, &changed).map_err(bug)?.as_string().clone());
        self.pieces.push(Piece {
            column,
            kind,
            positions: positions.clone(),
            values: filter(&values, &changed).map_err(bug)?,
            clean: texts(&clean)?,
            dirty: texts(&dirty)?,
        });
        Ok(positions)
    }

    /// All columns.
    pub(super) fn batch(&self) -> Result<RecordBatch> {
        let columns = (0..self.table.types.len()).map(|column| self.column(column)).collect::<Result<Vec<_>>>()?;
        RecordBatch::try_new(Arc::clone(&self.table.schema), columns).map_err(bug)
    }

    fn column(&self, column: usize) -> Result<ArrayRef> {
        if let (Some((_, keys)), true) = (&self.added, column == self.pk()) {
            return Ok(Arc::clone(keys));
        }
        let clean = as_type(self.table.types[column], &self.frame.column(column)?)?;
        let pieces: Vec<&Piece> = self.pieces.iter().filter(|piece| piece.column == column).collect();
        if pieces.is_empty() {
            return Ok(clean);
        }
        let mut from: Vec<(usize, usize)> = (0..clean.len()).map(|row| (0, row)).collect();
        for (number, piece) in pieces.iter().enumerate() {
            for (index, &at) in piece.positions.iter().enumerate() {
                from[at as usize] = (number + 1, index);
            }
        }
        let mut arrays: Vec<&dyn Array> = vec![clean.as_ref()];
        arrays.extend(pieces.iter().map(|piece| piece.values.as_ref()));
        interleave(&arrays, &from).map_err(bug)
    }

    pub(super) fn pk(&self) -> usize {
        self.plan.core.tables[self.table.id].pk
    }
}

fn mark(free: &mut Vec<bool>, rows: usize, taken: &[u32]) {
    free.resize(rows, true);
    for &at in taken {
        free[at as usize] = false;
    }
}

pub(super) fn taken(values: &ArrayRef, positions: &[u32]) -> Result<ArrayRef> {
    take(values, &UInt32Array::from(positions.to_vec()), None).map_err(bug)
}

/// Values as a dirty column holds them: as they are, or as text.
fn as_type(value_type: ValueType, values: &ArrayRef) -> Result<ArrayRef> {
    match (value_type, values.data_type()) {
        (ValueType::Text, DataType::Utf8) => Ok(Arc::clone(values)),
        (ValueType::Text, _) => Ok(Arc::new(text_of(values)?)),
        _ => Ok(Arc::clone(values)),
    }
}

/// Values in the text forms of CSV: floats always with a point or an exponent.
pub(super) fn text_of(values: &ArrayRef) -> Result<StringArray> {
    if let Some(numbers) = values.as_primitive_opt::<Float64Type>() {
        let mut texts = StringBuilder::with_capacity(numbers.len(), numbers.len() * 8);
        numbers.iter().for_each(|number| texts.append_option(number.map(|number| format!("{number:?}"))));
        return Ok(texts.finish());
    }
    Ok(ValueType::Text.convert(values).map_err(bug)?.as_string().clone())
}
