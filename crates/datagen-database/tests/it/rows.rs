//! Tables in memory.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float64Array, Int64Array,
    RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{Int32Type, Schema as ArrowSchema, SchemaRef};
use datagen_core::schema::document::Document;
use datagen_core::{Control, Schema};
use datagen_io::{BLOCK_ROWS, Batches, Source};

/// What happens when a row is reached.
pub(crate) type Event = Box<dyn Fn(u64) -> datagen_core::error::Result<()> + Sync>;

/// Tables, and what happens on the way.
pub(crate) struct Rows {
    tables: Vec<(String, SchemaRef, RecordBatch)>,
    pub(crate) event: Option<Event>,
}

impl Rows {
    /// The tables of `schema` with these columns; texts come as dictionaries where `packed`.
    pub(crate) fn new(schema: &Schema, columns: Vec<(&str, Vec<ArrayRef>)>, packed: bool) -> Self {
        let table = |(name, arrays): (&str, Vec<ArrayRef>)| {
            let declared = arrow_schema(schema.document(), name);
            let arrays: Vec<ArrayRef> =
                arrays.into_iter().map(|array| if packed { pack(array) } else { array }).collect();
            let fields = declared.fields().iter().zip(&arrays);
            let fields = fields.map(|(field, array)| field.as_ref().clone().with_data_type(array.data_type().clone()));
            let batch = RecordBatch::try_new(Arc::new(ArrowSchema::new(fields.collect::<Vec<_>>())), arrays).unwrap();
            (name.to_owned(), declared, batch)
        };
        Self { tables: columns.into_iter().map(table).collect(), event: None }
    }
}

fn arrow_schema(document: &Document, table: &str) -> SchemaRef {
    let node = document.nodes.iter().find(|node| node.id == table).unwrap();
    let fields = node
        .columns
        .iter()
        .map(|column| arrow::datatypes::Field::new(&column.name, column.data_type(), column.nullable));
    Arc::new(ArrowSchema::new(fields.collect::<Vec<_>>()))
}

fn pack(array: ArrayRef) -> ArrayRef {
    match array.as_any().downcast_ref::<StringArray>() {
        Some(texts) => Arc::new(texts.iter().collect::<DictionaryArray<Int32Type>>()),
        None => array,
    }
}

impl Source for Rows {
    fn tables(&self) -> usize {
        self.tables.len()
    }

    fn name(&self, table: usize) -> &str {
        &self.tables[table].0
    }

    fn schema(&self, table: usize) -> SchemaRef {
        Arc::clone(&self.tables[table].1)
    }

    fn rows(&self, table: usize, _: &Control) -> datagen_core::error::Result<u64> {
        Ok(self.tables[table].2.num_rows() as u64)
    }

    fn batches<'a>(&'a self, table: usize, rows: Range<u64>, _: &'a Control) -> Batches<'a> {
        let starts = (rows.start..rows.end).step_by(BLOCK_ROWS as usize);
        Box::new(starts.map(move |start| {
            if let Some(event) = &self.event {
                event(start)?;
            }
            let length = BLOCK_ROWS.min(rows.end - start);
            Ok(self.tables[table].2.slice(start as usize, length as usize))
        }))
    }
}

pub(crate) fn schema(text: &str) -> Schema {
    let (schema, diagnostics) = Schema::parse(text);
    assert!(!diagnostics.has_errors(), "{diagnostics}");
    schema
}

pub(crate) fn integers(values: impl IntoIterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<Int64Array>())
}

pub(crate) fn floats(values: impl IntoIterator<Item = Option<f64>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<Float64Array>())
}

pub(crate) fn decimals(precision: u8, scale: i8, values: impl IntoIterator<Item = Option<i128>>) -> ArrayRef {
    let array = values.into_iter().collect::<Decimal128Array>();
    Arc::new(array.with_precision_and_scale(precision, scale).unwrap())
}

pub(crate) fn texts<'a>(values: impl IntoIterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<StringArray>())
}

pub(crate) fn booleans(values: impl IntoIterator<Item = Option<bool>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<BooleanArray>())
}

pub(crate) fn days(values: impl IntoIterator<Item = Option<i32>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<Date32Array>())
}

pub(crate) fn times(values: impl IntoIterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<TimestampMicrosecondArray>())
}

/// `city` and `guest`, which refers to it and to itself.
pub(crate) const GUESTS: &str = r#"{"version": "1.0", "metadata": {"name": "guests"}, "nodes": [
  {"id": "guest", "kind": "entity", "pk": "id", "description": "Who came.", "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "city", "type": "string", "nullable": true, "generator": {"lookup": {"from": "city.code"}}},
    {"name": "came_with", "type": "int", "nullable": true, "generator": {"lookup": {"from": "guest.id"}}}]},
  {"id": "city", "kind": "vocab", "pk": "code", "columns": [
    {"name": "code", "type": "string", "generator": {"enum_list": {"values": ["a", "b"]}}}]}]}"#;

/// Guests with the numbers `ids`, the first of whom came with the last.
pub(crate) fn guests(schema: &Schema, ids: Range<i64>) -> Rows {
    let cities = texts(ids.clone().map(|id| if id % 3 == 0 { None } else { Some(["a", "A"][id as usize % 2]) }));
    let last = ids.end - 1;
    let first = ids.start;
    let came_with = integers(ids.clone().map(|id| if id == first { Some(last) } else { None }));
    let guest = vec![integers(ids.map(Some)), cities, came_with];
    Rows::new(schema, vec![("guest", guest), ("city", vec![texts([Some("a"), Some("A")])])], true)
}
