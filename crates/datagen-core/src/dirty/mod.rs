//! Data made dirty on purpose, and the ledger of every damaged cell.
//!
//! The dirty dataset is a view over a [`Plan`]: the clean cells, some of them changed, and added rows behind the clean
//! ones. Like everything else it is pure: any rows of any table, in any order, from any thread. The damage of a cell
//! is a function of (the key of table, column and issue; row) and of clean values; no damage builds on another one.
//!
//! - At most one issue happens to a cell: the first of the document's list whose draw hits it.
//! - A `rate` is the share of the cells to which the issue can happen: those that are not null and whose text would
//!   change. What an earlier issue has damaged is not damaged again, so several rates on a column add up to a little
//!   less than their sum.
//! - Added rows (duplicates) copy clean rows and carry no other damage than that of `near_duplicate`. Of m added rows, the
//!   j-th copies a row of the j-th of m equal slices of the table, so that no row is copied twice by one issue.
//! - A column that can no longer hold its type (a date written three ways) is text in the dirty dataset, in all rows.

mod added;
mod block;
mod change;
mod compile;
mod format;
mod ledger;
mod text;

use std::ops::Range;
use std::sync::{Arc, Mutex};

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::datatypes::SchemaRef;

use crate::control::Control;
use crate::error::{Error, Result};
use crate::plan::{BATCH_ROWS, Plan};
use crate::schema::document::{ColumnType, Document};
use crate::value::{ValueType, type_word};

use block::Block;
use compile::DirtyTable;
use ledger::Layout;

pub use crate::schema::issues::LEDGER;
pub use ledger::LedgerBatches;

/// The dirty dataset of a plan, and its ledger.
#[derive(Debug)]
pub struct Dirty<'p> {
    plan: &'p Plan,
    document: Document,
    /// In generation order.
    tables: Vec<DirtyTable>,
    layout: Mutex<Option<Arc<Layout>>>,
}

/// A column of the dirty dataset, in the schema's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirtyColumn {
    /// The name.
    pub name: String,
    /// The type: `int`, `float`, `string`, `bool`, `datetime`, `date` or `decimal`.
    pub column_type: &'static str,
    /// Whether it may be null.
    pub nullable: bool,
}

impl Plan {
    /// The dirty dataset; `None` when the schema has no issues. Counts the rows of tables to which rows are added.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    ///
    /// ```
    /// use datagen_core::{Control, Options, Plan, Schema};
    ///
    /// let (schema, _) = Schema::parse(r#"{
    ///   "version": "1.0", "metadata": {"name": "hello"},
    ///   "nodes": [{"id": "person", "kind": "entity", "pk": "id", "rows": 100, "columns": [
    ///     {"name": "id", "type": "int", "generator": {"sequence": {}}},
    ///     {"name": "name", "type": "string", "generator": {"faker": {"method": "name"}}}
    ///   ]}],
    ///   "issues": [{"kind": "duplicate", "table": "person", "rate": 0.1}]
    /// }"#);
    /// let plan = Plan::new(&schema, 42, Options::default())?;
    /// let control = Control::default();
    /// let dirty = plan.dirty(&control)?.expect("the schema has issues");
    /// assert_eq!(dirty.rows("person")?, 110);
    /// assert_eq!(dirty.ledger_rows(&control)?, 10);
    /// # Ok::<(), datagen_core::Error>(())
    /// ```
    pub fn dirty(&self, control: &Control) -> Result<Option<Dirty<'_>>> {
        let read = |error: serde_json::Error| Error::Bug(format!("the canonical document: {error}"));
        let document: Document = serde_json::from_str(self.schema_json()).map_err(read)?;
        if document.issues.iter().flatten().next().is_none() {
            return Ok(None);
        }
        let tables = compile::tables(self, &document, control)?;
        Ok(Some(Dirty { plan: self, document, tables, layout: Mutex::new(None) }))
    }
}

impl<'p> Dirty<'p> {
    /// The same, with a ledger of no other tables than `tables`.
    #[must_use]
    pub fn with_ledger_of(mut self, tables: &[String]) -> Self {
        for table in &mut self.tables {
            table.in_ledger = tables.iter().any(|name| name == table.name(self.plan));
        }
        self.layout = Mutex::new(None);
        self
    }

    /// The plan of the clean data.
    #[must_use]
    pub const fn plan(&self) -> &'p Plan {
        self.plan
    }

    /// Names of the tables, in generation order, without the ledger.
    pub fn tables(&self) -> impl ExactSizeIterator<Item = &str> {
        self.plan.tables()
    }

    /// The Arrow schema of `table`, as its dirty rows are.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such table.
    pub fn schema(&self, table: &str) -> Result<SchemaRef> {
        Ok(Arc::clone(&self.table(table)?.schema))
    }

    /// The columns of `table`, as they are in the dirty dataset.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such table.
    pub fn columns(&self, table: &str) -> Result<Vec<DirtyColumn>> {
        let column = |field: &Arc<arrow::datatypes::Field>| DirtyColumn {
            name: field.name().clone(),
            column_type: type_word(field.data_type()),
            nullable: field.is_nullable(),
        };
        Ok(self.table(table)?.schema.fields().iter().map(column).collect())
    }

    /// The number of rows of `table`: the clean ones and the added ones.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such table; [`Error::Cancelled`].
    pub fn rows(&self, table: &str) -> Result<u64> {
        self.table(table)?.rows(self.plan, &Control::default())
    }

    /// The rows `rows` of `table`, in batches of at most [`BATCH_ROWS`] that begin at multiples of it.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such table or no such rows. The iterator ends after its first error.
    pub fn batches<'a>(&'a self, table: &str, rows: Range<u64>, control: &'a Control) -> Result<DirtyBatches<'a>> {
        let table = self.table(table)?;
        let total = table.rows(self.plan, control)?;
        check_range(&rows, total, table.name(self.plan))?;
        Ok(DirtyBatches { plan: self.plan, table, rows, control })
    }

    /// The clean document as JSON, with the types and nullability of the dirty columns and without issues: a
    /// description of the dirty data. It is not meant to be planned again, since a generator of dates fills no text.
    #[must_use]
    pub fn document_json(&self) -> String {
        let mut document = self.document.clone();
        document.issues = None;
        for table in &self.tables {
            let columns = &mut document.nodes[table.id].columns;
            for ((column, field), dirty) in columns.iter_mut().zip(table.schema.fields()).zip(&table.types) {
                column.nullable = field.is_nullable();
                if *dirty == ValueType::Text {
                    column.column_type = ColumnType::String;
                    (column.precision, column.decimals) = (None, None);
                }
            }
        }
        let mut value = serde_json::to_value(&document).unwrap_or_default();
        value.sort_all_objects();
        value.to_string()
    }

    fn table(&self, name: &str) -> Result<&DirtyTable> {
        let found = self.tables.iter().find(|table| table.name(self.plan) == name);
        // The plan knows what to say about an unknown table.
        found.ok_or_else(|| self.plan.schema(name).err().unwrap_or_else(|| Error::Bug(format!("no table {name}"))))
    }
}

fn check_range(rows: &Range<u64>, total: u64, table: &str) -> Result<()> {
    if rows.start <= rows.end && rows.end <= total {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "expected a range of rows within 0..{total} of `{table}`, found {}..{}",
        rows.start, rows.end
    )))
}

/// An iterator over the batches of a range of dirty rows; see [`Dirty::batches`].
#[derive(Debug)]
pub struct DirtyBatches<'a> {
    plan: &'a Plan,
    table: &'a DirtyTable,
    rows: Range<u64>,
    control: &'a Control,
}

impl DirtyBatches<'_> {
    fn compute(&self, rows: Range<u64>) -> Result<RecordBatch> {
        self.control.check()?;
        let count = rows.end - rows.start;
        let name = self.table.name(self.plan);
        let blocks = self.table.blocks(self.plan, rows, Some(self.control))?;
        let batches = blocks.iter().map(Block::batch).collect::<Result<Vec<_>>>()?;
        let batch = match batches.as_slice() {
            [only] => only.clone(),
            several => concat_batches(&self.table.schema, several).map_err(bug)?,
        };
        self.control.advance(name, count);
        Ok(batch)
    }
}

impl Iterator for DirtyBatches<'_> {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rows.start >= self.rows.end {
            return None;
        }
        let end = ((self.rows.start / BATCH_ROWS + 1) * BATCH_ROWS).min(self.rows.end);
        let batch = self.compute(self.rows.start..end);
        self.rows.start = if batch.is_ok() { end } else { self.rows.end };
        Some(batch)
    }
}

/// An Arrow kernel refused what compiling had checked.
fn bug(error: arrow::error::ArrowError) -> Error {
    Error::Bug(error.to_string())
}
