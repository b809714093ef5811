//! Tables as columns of plain values, with what the schema says about them.

use std::error::Error;
use std::fs::File;
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::{cast, concat};
use arrow::datatypes::{DataType, Float64Type, TimeUnit, TimestampMicrosecondType};
use datagen_core::Schema;
use datagen_core::schema::document::{Column as Declared, ColumnType, Node, NodeKind};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Rows of a table that are looked at.
const ROWS: usize = 2_000_000;

/// The values of a column.
#[derive(Debug)]
pub(crate) enum Values {
    Numbers(Vec<Option<f64>>),
    Texts(Vec<Option<String>>),
    /// Microseconds since 1970.
    Times(Vec<Option<i64>>),
}

#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) declared: Declared,
    pub(crate) values: Values,
    pub(crate) nulls: usize,
}

impl Column {
    pub(crate) fn name(&self) -> &str {
        &self.declared.name
    }

    pub(crate) fn is_date(&self) -> bool {
        self.declared.column_type == ColumnType::Date
    }

    pub(crate) fn times(&self) -> Option<&[Option<i64>]> {
        if let Values::Times(times) = &self.values { Some(times) } else { None }
    }

    pub(crate) fn texts(&self) -> Option<&[Option<String>]> {
        if let Values::Texts(texts) = &self.values { Some(texts) } else { None }
    }

    pub(crate) fn numbers(&self) -> Option<&[Option<f64>]> {
        if let Values::Numbers(numbers) = &self.values { Some(numbers) } else { None }
    }

    /// Values that are equal where the column's are, as text.
    pub(crate) fn keys(&self) -> Vec<Option<String>> {
        match &self.values {
            Values::Numbers(values) => values.iter().map(|value| value.map(|value| value.to_string())).collect(),
            Values::Texts(values) => values.clone(),
            Values::Times(values) => values.iter().map(|value| value.map(|value| value.to_string())).collect(),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) node: Node,
    pub(crate) rows: usize,
    pub(crate) columns: Vec<Column>,
    /// Columns that refer to another table, with that table and its column.
    pub(crate) references: Vec<(String, String, String)>,
}

impl Table {
    pub(crate) fn name(&self) -> &str {
        &self.node.id
    }

    pub(crate) fn is_literal(&self) -> bool {
        self.node.kind == NodeKind::Vocab
    }

    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name() == name)
    }

    /// Whether a column is the primary key, refers to another table, or is named as if it did.
    pub(crate) fn is_key(&self, name: &str) -> bool {
        self.node.pk == name || name.ends_with("_id") || self.references.iter().any(|(from, _, _)| from == name)
    }
}

#[derive(Debug)]
pub(crate) struct Dataset {
    pub(crate) tables: Vec<Table>,
}

impl Dataset {
    pub(crate) fn read(schema: &Path, folder: &Path) -> Outcome<Self> {
        let (schema, diagnostics) = Schema::parse(&std::fs::read_to_string(schema)?);
        if diagnostics.has_errors() {
            return Err(diagnostics.to_string().into());
        }
        let document = schema.document();
        let keys = document.constraints.as_ref().and_then(|constraints| constraints.foreign_keys.as_ref());
        let keys: Vec<_> =
            keys.into_iter().flatten().filter_map(|key| Some((split(&key.from)?, split(&key.to)?))).collect();
        let tables = document.nodes.iter().map(|node| {
            let columns = read_columns(node, &folder.join(format!("{}.parquet", node.id)))?;
            let rows = columns.first().map_or(0, |column| column.keys().len());
            let own = keys.iter().filter(|((table, _), _)| *table == node.id);
            let references = own.map(|((_, from), (table, to))| [*from, *table, *to].map(str::to_owned));
            let references = references.map(|[from, table, to]| (from, table, to)).collect();
            Ok(Table { node: node.clone(), rows, columns, references })
        });
        Ok(Self { tables: tables.collect::<Outcome<_>>()? })
    }

    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name() == name)
    }
}

fn split(reference: &str) -> Option<(&str, &str)> {
    reference.split_once('.')
}

fn read_columns(node: &Node, path: &Path) -> Outcome<Vec<Column>> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?.with_limit(ROWS).build()?;
    let batches = reader.collect::<Result<Vec<_>, _>>()?;
    let columns = node.columns.iter().map(|declared| {
        let found: Vec<&ArrayRef> = batches.iter().filter_map(|batch| batch.column_by_name(&declared.name)).collect();
        let parts: Vec<&dyn Array> = found.into_iter().map(|part| part.as_ref() as &dyn Array).collect();
        if parts.is_empty() {
            return Err(format!("{}: no column `{}`, or no rows", path.display(), declared.name).into());
        }
        let array = concat(&parts)?;
        Ok(Column { declared: declared.clone(), nulls: array.null_count(), values: values_of(&array)? })
    });
    columns.collect()
}

fn values_of(array: &ArrayRef) -> Outcome<Values> {
    Ok(match array.data_type() {
        DataType::Utf8 => Values::Texts(array.as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect()),
        DataType::Boolean => Values::Texts(array.as_boolean().iter().map(|b| b.map(|b| b.to_string())).collect()),
        DataType::Date32 | DataType::Timestamp(_, _) => {
            let times = cast(array, &DataType::Timestamp(TimeUnit::Microsecond, None))?;
            Values::Times(times.as_primitive::<TimestampMicrosecondType>().iter().collect())
        }
        _ => Values::Numbers(cast(array, &DataType::Float64)?.as_primitive::<Float64Type>().iter().collect()),
    })
}
