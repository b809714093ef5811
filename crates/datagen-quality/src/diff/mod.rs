//! Two datasets of one schema, compared: files and columns, rows by key, values, distributions.
//!
//! Rows are matched by the primary key with one full join a table, on the SQL engine, which spills; distributions are
//! compared whatever the keys are.

mod rows;

use std::path::Path;

use datagen_core::Control;
use datagen_core::schema::document::{Column, ColumnType, Document, Metadata as SchemaMetadata, Node, NodeKind};
use datagen_core::schema::generators::{Generator, Sequence};
use datagen_io::metadata::Metadata;
use serde::{Deserialize, Serialize};

use crate::data::{ColumnState, Dataset, Table, wanted};
use crate::error::{Error, Result};
use crate::findings::Example;
use crate::profile::{Distance, Options, profiler_of};

/// The version of the JSON form.
pub const DIFFERENCE_VERSION: &str = "1.0";

/// What differs between two datasets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The version of this form.
    pub version: String,
    /// Whether nothing differs.
    pub equal: bool,
    /// The tables, in the schema's order.
    pub tables: Vec<TableDifference>,
}

/// What differs in a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableDifference {
    /// The table.
    pub name: String,
    /// Whether nothing differs.
    pub equal: bool,
    /// Rows in the first and in the second dataset; none where the table cannot be read.
    pub rows: [Option<u64>; 2],
    /// Why the table is not there, in the first and in the second dataset.
    #[serde(default, skip_serializing_if = "nothing")]
    pub problems: [Option<String>; 2],
    /// Columns that only the first has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns_removed: Vec<String>,
    /// Columns that only the second has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns_added: Vec<String>,
    /// The column by which rows are matched.
    pub key: String,
    /// Rows by key; none when they cannot be matched, and `unmatched` says why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_key: Option<RowDifference>,
    /// Why rows cannot be matched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmatched: Option<String>,
    /// The columns that both have.
    pub columns: Vec<ColumnDifference>,
}

/// What differs in the rows of a table, matched by key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RowDifference {
    /// Keys that only the second has.
    pub added: u64,
    /// Keys that only the first has.
    pub removed: u64,
    /// Keys that both have, with another value somewhere.
    pub changed: u64,
    /// Keys that both have, with the same values.
    pub same: u64,
    /// Up to ten added rows, by key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added_examples: Vec<Example>,
    /// Up to ten removed rows, by key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed_examples: Vec<Example>,
    /// Up to ten changed rows, by key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed_examples: Vec<ChangedRow>,
}

/// A row that both have, with other values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangedRow {
    /// Its key.
    pub key: String,
    /// Its cells that differ.
    pub cells: Vec<ChangedCell>,
}

/// A cell that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedCell {
    /// The column.
    pub column: String,
    /// The value in the first dataset; none when null.
    pub before: Option<String>,
    /// The value in the second dataset; none when null.
    pub after: Option<String>,
}

/// What differs in a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnDifference {
    /// The column.
    pub name: String,
    /// Cells of rows that both have that differ; none when rows cannot be matched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<u64>,
    /// How far the distributions are apart; none of values without an order that are too many to be counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<Distance>,
}

fn nothing(problems: &[Option<String>; 2]) -> bool {
    problems.iter().all(Option::is_none)
}

impl Difference {
    /// The text of the JSON form, with a line break at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Structs of plain members: nothing in them can fail to be written.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// Compares `first` with the dataset in the directory `second`, both of `document`.
///
/// # Errors
/// [`Error::Usage`] when `second` is no directory; those of reading and of queries.
pub fn diff(document: &Document, first: &Dataset, second: &Path, control: &Control) -> Result<Difference> {
    if !second.is_dir() {
        return Err(Error::Usage(format!("expected a directory with the tables at {}", second.display())));
    }
    let compared = document.nodes.iter().map(|node| table(node, first, second, control));
    let tables = compared.collect::<Result<Vec<_>>>()?;
    let equal = tables.iter().all(|table| table.equal);
    Ok(Difference { version: DIFFERENCE_VERSION.to_owned(), equal, tables })
}

/// The engine's name of a table of the second dataset.
fn second_name(table: &str) -> String {
    format!("{table} second")
}

fn table(node: &Node, first: &Dataset, second: &Path, control: &Control) -> Result<TableDifference> {
    control.check()?;
    let listing = datagen_io::read::files::Listing::of(second);
    let opening = crate::data::Opening { directory: second, listing: &listing, ..first.opening() };
    let b = opening.open(&node.id, &second_name(&node.id), &wanted(node))?;
    let Some(a) = first.table(&node.id) else {
        return Err(Error::Usage(format!("the first dataset was opened without the table {}", node.id)));
    };
    let mut found = TableDifference {
        name: node.id.clone(),
        equal: false,
        rows: [a, &b].map(|table| table.problem.is_none().then_some(table.rows)),
        problems: [a.problem.clone(), b.problem.clone()],
        columns_removed: only_in(a, &b),
        columns_added: only_in(&b, a),
        key: node.pk.clone(),
        by_key: None,
        unmatched: None,
        columns: Vec::new(),
    };
    if a.problem.is_some() || b.problem.is_some() {
        // A table that neither has is no difference.
        found.equal = a.path.is_none() && b.path.is_none();
        return Ok(found);
    }
    let common: Vec<&str> =
        node.columns.iter().map(|column| column.name.as_str()).filter(|name| a.has(name) && b.has(name)).collect();
    let matched = rows::compare(first, node, &second_name(&node.id), &common)?;
    let changed = match matched {
        Ok((rows, changed)) => {
            found.by_key = Some(rows);
            Some(changed)
        }
        Err(reason) => {
            found.unmatched = Some(reason);
            None
        }
    };
    found.columns = columns(a, &b, &common, changed.as_deref(), control)?;
    found.equal = is_equal(&found);
    Ok(found)
}

fn only_in(one: &Table, other: &Table) -> Vec<String> {
    let is_there = |table: &Table, name: &String| {
        table.extra.contains(name) || !matches!(table.state(name), None | Some(ColumnState::Missing))
    };
    let names = one.columns.iter().map(|(name, _)| name).chain(&one.extra);
    names.filter(|name| is_there(one, name) && !is_there(other, name)).cloned().collect()
}

fn columns(
    a: &Table,
    b: &Table,
    common: &[&str],
    changed: Option<&[u64]>,
    control: &Control,
) -> Result<Vec<ColumnDifference>> {
    let options = Options { threads: std::thread::available_parallelism().ok(), ..Options::default() };
    let (mut left, mut right) = (profiler_of(a, &options, control)?, profiler_of(b, &options, control)?);
    let mut columns = Vec::new();
    for (position, name) in common.iter().enumerate() {
        let distance = match (&mut left, &mut right) {
            (Some(left), Some(right)) => left.distance(right, name),
            _ => None,
        };
        let changed = changed.and_then(|changed| changed.get(position)).copied();
        columns.push(ColumnDifference { name: (*name).to_owned(), changed, distance });
    }
    Ok(columns)
}

/// Without keys, distributions and counts are all there is to tell.
fn is_equal(table: &TableDifference) -> bool {
    let rows = match &table.by_key {
        Some(rows) => rows.added == 0 && rows.removed == 0 && rows.changed == 0,
        None => false,
    };
    rows && table.rows[0] == table.rows[1] && table.columns_added.is_empty() && table.columns_removed.is_empty()
}

/// The document that the metadata of a dataset speaks of: tables, columns and keys, nothing about values.
///
/// # Errors
/// [`Error::Usage`] when the metadata names a type that the language has not.
pub fn document_of(metadata: &Metadata) -> Result<Document> {
    let nodes = metadata.tables.iter().map(|table| {
        let columns = table.columns.iter().map(|column| plain(&column.name, &column.column_type));
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let first = columns.first().map(|column| column.name.clone()).unwrap_or_default();
        Ok(node(&table.name, table.primary_key.clone().unwrap_or(first), columns))
    });
    let nodes = nodes.collect::<Result<Vec<_>>>()?;
    let metadata = SchemaMetadata { name: metadata.name.clone(), ..SchemaMetadata::default() };
    Ok(Document { version: "1.0".to_owned(), metadata, nodes, ..Document::default() })
}

fn node(name: &str, pk: String, columns: Vec<Column>) -> Node {
    Node {
        id: name.to_owned(),
        kind: NodeKind::Entity,
        pk,
        columns,
        rows: None,
        parents: None,
        fanout: None,
        order: None,
        description: None,
        correlations: None,
        modifiers: None,
        segment_behavior: None,
        vintage_behavior: None,
        stage_config: None,
        state_transition_model: None,
    }
}

/// A column of a type in the schema's words. How many digits a decimal has is not said: as many as fit.
fn plain(name: &str, words: &str) -> Result<Column> {
    let column_type: ColumnType = serde_json::from_value(serde_json::Value::from(words))
        .map_err(|_| Error::Usage(format!("the metadata says that {name} is of type {words:?}; pass --schema")))?;
    let is_decimal = column_type == ColumnType::Decimal;
    Ok(Column {
        name: name.to_owned(),
        column_type,
        nullable: true,
        null_rate: None,
        precision: is_decimal.then_some(38),
        decimals: is_decimal.then_some(10),
        description: None,
        unit: None,
        generator: Generator::Sequence(Sequence { start: None, step: None, format: None }),
        modifiers: None,
        constraints: None,
    })
}
