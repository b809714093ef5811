//! The lines of the ledger about what is handed out.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray};
use arrow::compute::filter_record_batch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use datagen_core::Control;
use datagen_core::dirty::{Dirty, LEDGER};
use datagen_io::Source;
use datagen_io::source::{BLOCK_ROWS, Batches};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::pack::IssueTemplate;
use crate::world::Shipped;

/// Lines of the ledger: a source of one table.
pub(super) struct Lines(RecordBatch);

impl Lines {
    /// The lines about tables and columns that are handed out, by the names that they have there.
    pub(super) fn of(dirty: &Dirty<'_>, shipped: &[Shipped], control: &Control) -> Result<Self> {
        Ok(Self(handed_out(&dirty.ledger(control)?, shipped).map_err(bug)?))
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

/// What is wrong with one column, or with the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueFound {
    /// As in the schema language.
    pub kind: String,
    /// The table that is handed out.
    pub table: String,
    /// The column; none for added rows.
    pub column: Option<String>,
    /// How many lines of the ledger tell of it.
    pub lines: u64,
    /// Some of them: what it was, and what it is.
    pub examples: Vec<[Option<String>; 2]>,
    /// What it teaches.
    pub teaches: String,
}

/// What cells were, and what they are.
type Examples = Vec<[Option<String>; 2]>;

/// Lines that show what an issue looks like.
const EXAMPLES: usize = 3;

impl Lines {
    /// The issues that the lines tell of, by table, column and kind.
    pub(super) fn issues(&self, templates: &[IssueTemplate]) -> Vec<IssueFound> {
        let text = |column: usize, row: usize| {
            let array = self.0.column(column).as_string::<i32>();
            (!array.is_null(row)).then(|| array.value(row).to_owned())
        };
        let mut found: BTreeMap<(String, Option<String>, String), (u64, Examples)> = BTreeMap::new();
        for row in 0..self.0.num_rows() {
            // Of added rows there is a line each; what differs in them are lines of their own.
            let [table, column, kind] = [0, 2, 3].map(|column| text(column, row));
            let key = (table.unwrap_or_default(), column, kind.unwrap_or_default());
            let (lines, examples) = found.entry(key).or_default();
            *lines += 1;
            if examples.len() < EXAMPLES {
                examples.push([text(4, row), text(5, row)]);
            }
        }
        let issue = |((table, column, kind), (lines, examples)): ((String, Option<String>, String), (u64, Vec<_>))| {
            let own = templates.iter().filter(|template| template.kind == kind);
            let teaches = own
                .filter(|template| template.column == column || template.column.is_none())
                .map(|own| own.teaches.clone());
            IssueFound { teaches: teaches.into_iter().next().unwrap_or_default(), kind, table, column, lines, examples }
        };
        found.into_iter().map(issue).collect()
    }
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
