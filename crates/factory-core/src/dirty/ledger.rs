//! The lines of the ledger about what is handed out.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray};
use arrow::compute::{concat_batches, filter_record_batch};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use datagen_core::Control;
use datagen_core::dirty::{Dirty, LEDGER};
use datagen_io::source::{BLOCK_ROWS, Batches};
use datagen_io::{IssueLedger, Source};

use crate::error::{Error, Result};
use crate::world::Shipped;

/// Lines of the ledger: a source of one table.
pub(super) struct Lines(RecordBatch);

impl Lines {
    /// The lines about tables and columns that are handed out, by the names that they have there.
    pub(super) fn of(dirty: &Dirty<'_>, shipped: &[Shipped], control: &Control) -> Result<Self> {
        let all = IssueLedger(dirty);
        let rows = all.rows(0, control)?;
        let mut kept = Vec::new();
        for batch in all.batches(0, 0..rows, control) {
            kept.push(handed_out(&batch?, shipped).map_err(bug)?);
        }
        Ok(Self(concat_batches(&Source::schema(&all, 0), &kept).map_err(bug)?))
    }
}

fn bug(error: ArrowError) -> Error {
    Error::Engine(datagen_core::Error::Bug(format!("the ledger of issues: {error}")))
}

/// The first column of a line is its table, the third its column, which lines of added rows do not have.
fn handed_out(batch: &RecordBatch, shipped: &[Shipped]) -> std::result::Result<RecordBatch, ArrowError> {
    let (nodes, columns) = (batch.column(0).as_string::<i32>(), batch.column(2).as_string::<i32>());
    let table = |row: usize| shipped.iter().find(|table| table.node == nodes.value(row));
    let has_column = |table: &Shipped, row: usize| {
        columns.is_null(row) || table.columns.iter().any(|name| name == columns.value(row))
    };
    let rows = 0..batch.num_rows();
    let kept: BooleanArray =
        rows.clone().map(|row| Some(table(row).is_some_and(|table| has_column(table, row)))).collect();
    let names = rows.map(|row| Some(table(row).map_or(nodes.value(row), |table| table.name.as_str())));
    let names: ArrayRef = Arc::new(names.collect::<StringArray>());
    let others = batch.columns().iter().skip(1).cloned();
    let renamed = RecordBatch::try_new(batch.schema(), std::iter::once(names).chain(others).collect())?;
    filter_record_batch(&renamed, &kept)
}

impl Source for Lines {
    fn tables(&self) -> usize {
        1
    }

    fn name(&self, _: usize) -> &str {
        LEDGER
    }

    fn schema(&self, _: usize) -> SchemaRef {
        self.0.schema()
    }

    fn rows(&self, _: usize, _: &Control) -> datagen_core::Result<u64> {
        Ok(self.0.num_rows() as u64)
    }

    fn batches<'a>(&'a self, _: usize, rows: Range<u64>, _: &'a Control) -> Batches<'a> {
        let mut start = rows.start;
        Box::new(std::iter::from_fn(move || {
            let end = ((start / BLOCK_ROWS + 1) * BLOCK_ROWS).min(rows.end);
            let batch = (start < end).then(|| Ok(self.0.slice(start as usize, (end - start) as usize)));
            start = end;
            batch
        }))
    }
}
