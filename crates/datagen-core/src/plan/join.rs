//! References by equal values: `on {local: other}`.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef};
use arrow::compute::cast;
use arrow::row::{RowConverter, SortField};

use crate::control::Control;
use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::rows::Rows;
use crate::value::ints_of;

use super::Core;
use super::table::{Path, TableId};

/// How the row with equal values is found.
#[derive(Debug)]
pub(crate) struct Join {
    /// The columns here, and the columns there.
    pub(crate) on: Vec<(Path, usize)>,
    pub(crate) method: JoinMethod,
}

#[derive(Debug)]
pub(crate) enum JoinMethod {
    /// The other column is start + step x row: the row follows from the value.
    Arithmetic { start: i64, step: i64 },
    /// A map from values to the first row in pk order that has them, built when first needed.
    Index(OnceLock<Arc<JoinIndex>>),
}

/// First row, in pk order, by the values of the join columns.
#[derive(Debug)]
pub(crate) struct JoinIndex {
    rows: BTreeMap<Box<[u8]>, u64>,
}

impl Join {
    /// The row of `target` for each row of `frame`.
    pub(crate) fn find(&self, frame: &Frame<'_>, target: TableId) -> Result<Vec<Option<u64>>> {
        let locals = self.on.iter().map(|(path, _)| frame.path(path)).collect::<Result<Vec<_>>>()?;
        match &self.method {
            JoinMethod::Arithmetic { start, step } => {
                let rows = frame.core.layout(target, &Control::default())?.rows();
                Ok(by_arithmetic(&locals[0], *start, *step, rows))
            }
            JoinMethod::Index(index) => {
                let index = match index.get() {
                    Some(index) => Arc::clone(index),
                    None => {
                        let built = Arc::new(self.build(frame.core, target)?);
                        Arc::clone(index.get_or_init(|| built))
                    }
                };
                self.by_index(frame.core, target, &locals, &index)
            }
        }
    }

    fn by_index(
        &self,
        core: &Core,
        target: TableId,
        locals: &[ArrayRef],
        index: &JoinIndex,
    ) -> Result<Vec<Option<u64>>> {
        let table = &core.tables[target];
        let wanted = self.on.iter().map(|&(_, column)| table.columns[column].value_type.data_type());
        let cast_to = |(values, wanted): (&ArrayRef, _)| cast(values, &wanted).map_err(bug);
        let columns = locals.iter().zip(wanted).map(cast_to).collect::<Result<Vec<_>>>()?;
        let encoded = encode(&columns)?;
        let rows = encoded.iter().enumerate().map(|(position, key)| {
            let has_null = columns.iter().any(|column| column.is_null(position));
            if has_null { None } else { index.rows.get(key).copied() }
        });
        Ok(rows.collect())
    }

    fn build(&self, core: &Core, target: TableId) -> Result<JoinIndex> {
        let rows = core.layout(target, &Control::default())?.rows();
        let table = &core.tables[target];
        let frame = Frame::new(core, target, Rows::Range(0..rows));
        let others = self.on.iter().map(|&(_, column)| frame.column(column)).collect::<Result<Vec<_>>>()?;
        let keys = encode(&others)?;
        let order = encode(&[frame.column(table.pk)?])?;
        let mut by_pk: Vec<usize> = (0..keys.len()).collect();
        by_pk.sort_by(|&a, &b| order[a].cmp(&order[b]));
        let mut index = JoinIndex { rows: BTreeMap::new() };
        for position in by_pk {
            index.rows.entry(keys[position].clone()).or_insert(position as u64);
        }
        Ok(index)
    }
}

fn by_arithmetic(values: &ArrayRef, start: i64, step: i64, rows: u64) -> Vec<Option<u64>> {
    let Some(ints) = ints_of(values) else { return vec![None; values.len()] };
    let row_of = |value: i64| {
        let distance = value.checked_sub(start)?;
        let row = u64::try_from(distance / step).ok()?;
        (distance % step == 0 && row < rows).then_some(row)
    };
    ints.iter().map(|value| value.and_then(row_of)).collect()
}

/// Values as bytes that compare as the values do.
pub(crate) fn encode(columns: &[ArrayRef]) -> Result<Vec<Box<[u8]>>> {
    let fields = columns.iter().map(|column| SortField::new(column.data_type().clone())).collect();
    let converter = RowConverter::new(fields).map_err(bug)?;
    let rows = converter.convert_columns(columns).map_err(bug)?;
    Ok(rows.iter().map(|row| row.as_ref().into()).collect())
}

fn bug(error: arrow::error::ArrowError) -> Error {
    Error::Bug(error.to_string())
}
