//! The plan: names resolved, tables ordered, row counts, how each reference is found.
//!
//! A plan is a value. It holds no rows; it can tell any rows of any table, in any order, from any thread.

mod build;
pub(crate) mod by_time;
pub(crate) mod children;
mod column;
mod conditional;
mod constraints;
pub(crate) mod correlation;
mod correlations;
mod estimate;
pub(crate) mod fanout;
mod further;
mod graph;
pub(crate) mod join;
pub(crate) mod layout;
pub(crate) mod limit;
mod modifiers;
mod person;
pub(crate) mod pick;
mod picks;
pub(crate) mod process;
mod processes;
mod references;
mod restrictions;
mod summary;
pub(crate) mod table;
mod texts;
mod unique;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{FieldRef, Fields, Schema as ArrowSchema, SchemaRef};
use serde::{Deserialize, Serialize};

pub use summary::{ColumnSummary, PlanSummary, TableSummary};

use crate::control::{Control, Limits};
use crate::diagnostic::Diagnostics;
use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::rows::Rows;
use crate::schema::Schema;
use crate::seed::STREAM_VERSION;

use by_time::TimeLayout;
use layout::{Fanned, Layout};
use table::{RowSource, Table, TableId};

/// Rows of a batch; batches begin at multiples of it.
pub const BATCH_ROWS: u64 = 8192;

/// The seed when neither the caller nor the schema gives one.
pub const DEFAULT_SEED: u64 = 42;

/// What may differ from the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Multiplies the rows of entities, and of facts without parents (at least 1 row each).
    pub scale: f64,
    /// Rows by table, instead of the document's; not scaled.
    pub rows: BTreeMap<String, u64>,
    /// What the plan may ask of the machine.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Self { scale: 1.0, rows: BTreeMap::new(), limits: Limits::default() }
    }
}

/// A schema made ready to generate.
///
/// ```
/// use datagen_core::{Control, Options, Plan, Schema};
///
/// let (schema, diagnostics) = Schema::parse(r#"{
///   "version": "1.0", "metadata": {"name": "hello"},
///   "nodes": [{"id": "greeting", "kind": "entity", "pk": "id", "rows": 3, "columns": [
///     {"name": "id", "type": "int", "generator": {"sequence": {}}}
///   ]}]
/// }"#);
/// assert!(diagnostics.is_empty());
/// let plan = Plan::new(&schema, 42, Options::default())?;
/// let control = Control::default();
/// let rows = plan.rows("greeting", &control)?;
/// let batches = plan.batches("greeting", 0..rows, &control)?.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(batches[0].num_rows(), 3);
/// # Ok::<(), datagen_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Plan {
    pub(crate) core: Core,
    schema: String,
    options: Options,
    order: Vec<TableId>,
    warnings: Diagnostics,
    seed: u64,
    name: String,
}

/// The part of a plan that frames look at.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) tables: Vec<Table>,
    layouts: Vec<Mutex<Option<Arc<Layout>>>>,
}

impl Core {
    pub(crate) fn new(tables: Vec<Table>) -> Self {
        let layouts = tables.iter().map(|_| Mutex::new(None)).collect();
        Self { tables, layouts }
    }

    /// The layout of a table, computed when first asked for.
    pub(crate) fn layout(&self, table: TableId, control: &Control) -> Result<Arc<Layout>> {
        let mut slot = self.layouts[table].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(layout) = slot.as_ref() {
            return Ok(Arc::clone(layout));
        }
        let layout = Arc::new(self.lay_out(table, control)?);
        *slot = Some(Arc::clone(&layout));
        Ok(layout)
    }

    fn lay_out(&self, id: TableId, control: &Control) -> Result<Layout> {
        let table = &self.tables[id];
        if let Some(order) = &table.order {
            let crate::generate::Generate::DatetimeSeries(series) = &table.columns[order.column].generate else {
                return Err(Error::Bug(format!("{} is ordered by a column that is no series", table.name)));
            };
            let calendar = series.calendar(self)?;
            let layout = match &table.rows {
                RowSource::Free(rows) => TimeLayout::free(*rows, &calendar),
                RowSource::Children(children) => TimeLayout::on_parents(self, order, &calendar, children, control)?,
            };
            return Ok(Layout::ByTime(Box::new(layout)));
        }
        Ok(match &table.rows {
            RowSource::Free(rows) => Layout::Free(*rows),
            RowSource::Children(children) => {
                let parents = self.layout(children.parent, control)?.rows();
                match children.constant() {
                    Some(count) => Layout::Constant { parents, count },
                    None => Layout::Fanned(Fanned::new(self, children, parents, table.hit_at_random, control)?),
                }
            }
        })
    }
}

impl Plan {
    /// Plans `schema` for `seed`.
    ///
    /// # Errors
    /// [`Error::Schema`] with all findings when the schema cannot be carried out, [`Error::Usage`] when the options do
    /// not fit it, [`Error::Resource`] when it would exceed the limits.
    pub fn new(schema: &Schema, seed: u64, options: Options) -> Result<Self> {
        let built = build::build(schema, seed, &options)?;
        let plan = Self {
            core: built.core,
            schema: schema.canonical_json(),
            options,
            order: built.order,
            warnings: built.warnings,
            seed,
            name: schema.document().metadata.name.clone(),
        };
        estimate::check_limits(&plan)?;
        Ok(plan)
    }

    /// The dataset's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The seed.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The document as canonical JSON: without comments, keys sorted; what a schema's hash is taken over.
    #[must_use]
    pub fn schema_json(&self) -> &str {
        &self.schema
    }

    /// What deserves a word, though generation goes on.
    #[must_use]
    pub const fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// Names of the tables, in generation order.
    pub fn tables(&self) -> impl ExactSizeIterator<Item = &str> {
        self.order.iter().map(|&table| self.core.tables[table].name.as_str())
    }

    /// The name of the table at `position` of the generation order.
    ///
    /// # Panics
    /// When there are not so many tables.
    #[must_use]
    pub fn table_name(&self, position: usize) -> &str {
        &self.core.tables[self.order[position]].name
    }

    /// The Arrow schema of the table at `position` of the generation order.
    ///
    /// # Panics
    /// When there are not so many tables.
    #[must_use]
    pub fn table_schema(&self, position: usize) -> SchemaRef {
        Arc::clone(&self.core.tables[self.order[position]].schema)
    }

    /// What the plan will do: tables, order, estimated rows and bytes, how each reference is found.
    #[must_use]
    pub fn summary(&self) -> PlanSummary {
        summary::summarise(self)
    }

    /// The Arrow schema of `table`.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such table.
    pub fn schema(&self, table: &str) -> Result<SchemaRef> {
        Ok(Arc::clone(&self.core.tables[self.id(table)?].schema))
    }

    /// The number of rows of `table`; for a fact this draws the fanout of every parent row once.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such table; [`Error::Cancelled`].
    pub fn rows(&self, table: &str, control: &Control) -> Result<u64> {
        Ok(self.core.layout(self.id(table)?, control)?.rows())
    }

    /// Bytes kept in memory for `table` once its rows are known.
    ///
    /// # Errors
    /// As [`Plan::rows`].
    pub fn bytes_kept(&self, table: &str, control: &Control) -> Result<u64> {
        Ok(self.core.layout(self.id(table)?, control)?.bytes())
    }

    /// The rows `rows` of `table`, in batches of at most [`BATCH_ROWS`] that begin at multiples of it.
    ///
    /// The same rows are the same values whatever the range, the order of calls, or the thread.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such table or no such rows. The iterator ends after its first error.
    pub fn batches<'a>(&'a self, table: &str, rows: Range<u64>, control: &'a Control) -> Result<Batches<'a>> {
        let id = self.id(table)?;
        let total = self.core.layout(id, control)?.rows();
        if rows.start > rows.end || rows.end > total {
            return Err(Error::Usage(format!(
                "expected a range of rows within 0..{total} of `{table}`, found {}..{}",
                rows.start, rows.end
            )));
        }
        Ok(Batches { core: &self.core, table: id, rows, control, packed: false })
    }

    /// Like [`Plan::batches`], for whoever passes values on: texts of few values may come as `Dictionary(Int32, Utf8)`, and
    /// the batch's schema then says so. The values are the same.
    ///
    /// # Errors
    /// As [`Plan::batches`].
    pub fn packed_batches<'a>(&'a self, table: &str, rows: Range<u64>, control: &'a Control) -> Result<Batches<'a>> {
        Ok(Batches { packed: true, ..self.batches(table, rows, control)? })
    }

    /// The rows of each table in each of `n` partitions. A fact is cut where its primary parent is, so that children
    /// lie with their parents; every row belongs to exactly one partition.
    ///
    /// # Errors
    /// [`Error::Usage`] when `n` is 0; [`Error::Cancelled`].
    pub fn partitions(&self, n: u64, control: &Control) -> Result<Vec<BTreeMap<String, Range<u64>>>> {
        if n == 0 {
            return Err(Error::Usage("expected at least 1 partition, found 0".to_owned()));
        }
        let cuts = (0..self.core.tables.len()).map(|table| self.cuts(table, n, control)).collect::<Result<Vec<_>>>()?;
        let ranges = |i: usize| {
            let range = |(table, cuts): (&Table, &Vec<u64>)| (table.name.clone(), cuts[i]..cuts[i + 1]);
            self.core.tables.iter().zip(&cuts).map(range).collect()
        };
        Ok((0..n as usize).map(ranges).collect())
    }

    /// The n + 1 rows at which a table is cut.
    fn cuts(&self, table: TableId, n: u64, control: &Control) -> Result<Vec<u64>> {
        let layout = self.core.layout(table, control)?;
        let evenly = |rows: u64| (0..=n).map(|i| (u128::from(rows) * u128::from(i) / u128::from(n)) as u64).collect();
        let definition = &self.core.tables[table];
        let (Some(parent), false) = (definition.parent(), matches!(*layout, Layout::ByTime(_))) else {
            return Ok(evenly(layout.rows()));
        };
        let parents = self.cuts(parent, n, control)?;
        match (&*layout, definition.children()) {
            (Layout::Constant { count, .. }, _) => Ok(parents.into_iter().map(|row| row * count).collect()),
            (Layout::Fanned(fanned), Some(children)) => {
                parents.into_iter().map(|row| fanned.first_child(&self.core, children, row)).collect()
            }
            _ => Ok(evenly(layout.rows())),
        }
    }

    fn id(&self, table: &str) -> Result<TableId> {
        let names: Vec<&str> = self.core.tables.iter().map(|table| table.name.as_str()).collect();
        names.iter().position(|name| *name == table).ok_or_else(|| {
            Error::Usage(format!(
                "expected a table of the schema, found `{table}`; the tables are {}",
                names.join(", ")
            ))
        })
    }
}

/// An iterator over the batches of a range of rows; see [`Plan::batches`].
#[derive(Debug)]
pub struct Batches<'a> {
    core: &'a Core,
    table: TableId,
    rows: Range<u64>,
    control: &'a Control,
    packed: bool,
}

impl Batches<'_> {
    fn compute(&self, rows: Range<u64>) -> Result<RecordBatch> {
        self.control.check()?;
        let table = &self.core.tables[self.table];
        let count = rows.end - rows.start;
        let frame = Frame::new(self.core, self.table, Rows::Range(rows)).counted(self.control);
        let of = |column| if self.packed { frame.packed_column(column) } else { frame.column(column) };
        let columns = (0..table.columns.len()).map(of).collect::<Result<Vec<_>>>()?;
        let schema = if self.packed { schema_of(&table.schema, &columns) } else { Arc::clone(&table.schema) };
        let batch =
            RecordBatch::try_new(schema, columns).map_err(|error| Error::Bug(format!("{}: {error}", table.name)))?;
        self.control.advance(&table.name, count);
        Ok(batch)
    }
}

/// `schema` with the types that `columns` have.
fn schema_of(schema: &SchemaRef, columns: &[ArrayRef]) -> SchemaRef {
    let field = |(field, values): (&FieldRef, &ArrayRef)| {
        if field.data_type() == values.data_type() {
            Arc::clone(field)
        } else {
            Arc::new(field.as_ref().clone().with_data_type(values.data_type().clone()))
        }
    };
    let fields: Fields = schema.fields().iter().zip(columns).map(field).collect();
    Arc::new(ArrowSchema::new_with_metadata(fields, schema.metadata().clone()))
}

impl Iterator for Batches<'_> {
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

/// A plan on its way to another process: what it was made from.
#[derive(Serialize, Deserialize)]
struct PlanDocument {
    stream_version: u32,
    seed: u64,
    options: Options,
    schema: String,
}

impl Serialize for Plan {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let document = PlanDocument {
            stream_version: STREAM_VERSION,
            seed: self.seed,
            options: self.options.clone(),
            schema: self.schema.clone(),
        };
        document.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Plan {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        use serde::de::Error as _;
        let document = PlanDocument::deserialize(deserializer)?;
        if document.stream_version != STREAM_VERSION {
            return Err(D::Error::custom(format!(
                "expected a plan of stream version {STREAM_VERSION}, found {}",
                document.stream_version
            )));
        }
        let (schema, diagnostics) = Schema::parse(&document.schema);
        if diagnostics.has_errors() {
            return Err(D::Error::custom(diagnostics));
        }
        Self::new(&schema, document.seed, document.options).map_err(D::Error::custom)
    }
}
