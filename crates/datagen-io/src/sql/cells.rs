//! The values of a batch, one by one, whatever the form of their column.

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimeUnit, TimestampMicrosecondType,
};

use super::tables::{Column, Table};
use crate::error::{Error, Result};

/// One value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// None.
    Null,
    /// A whole number.
    Integer(i64),
    /// A floating point number.
    Float(f64),
    /// An exact number, times ten to the power of its column's scale.
    Decimal(i128),
    /// A text.
    Text(&'a str),
    /// true or false.
    Boolean(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since 1970-01-01.
    Timestamp(i64),
}

/// The values of one column of a batch.
pub struct Cells<'a> {
    nulls: Option<&'a NullBuffer>,
    values: Values<'a>,
}

enum Values<'a> {
    Int32(&'a [i32]),
    Int64(&'a [i64]),
    Float(&'a [f64]),
    Decimal(&'a [i128]),
    Text(&'a StringArray),
    Dictionary { keys: &'a [i32], texts: &'a StringArray },
    Boolean(&'a BooleanArray),
    Date(&'a [i32]),
    Timestamp(&'a [i64]),
}

impl<'a> Cells<'a> {
    fn new(array: &'a ArrayRef) -> Option<Self> {
        let values = match array.data_type() {
            DataType::Int32 => Values::Int32(array.as_primitive::<Int32Type>().values()),
            DataType::Int64 => Values::Int64(array.as_primitive::<Int64Type>().values()),
            DataType::Float64 => Values::Float(array.as_primitive::<Float64Type>().values()),
            DataType::Decimal128(_, _) => Values::Decimal(array.as_primitive::<Decimal128Type>().values()),
            DataType::Utf8 => Values::Text(array.as_string::<i32>()),
            DataType::Dictionary(_, _) => {
                let dictionary = array.as_dictionary_opt::<Int32Type>()?;
                let texts = dictionary.values().as_string_opt::<i32>()?;
                Values::Dictionary { keys: dictionary.keys().values(), texts }
            }
            DataType::Boolean => Values::Boolean(array.as_boolean()),
            DataType::Date32 => Values::Date(array.as_primitive::<Date32Type>().values()),
            DataType::Timestamp(TimeUnit::Microsecond, None) => {
                Values::Timestamp(array.as_primitive::<TimestampMicrosecondType>().values())
            }
            _ => return None,
        };
        Some(Self { nulls: array.nulls().filter(|nulls| nulls.null_count() > 0), values })
    }

    /// The value of `row`.
    #[inline]
    #[must_use]
    pub fn get(&self, row: usize) -> Cell<'a> {
        if self.nulls.is_some_and(|nulls| nulls.is_null(row)) {
            return Cell::Null;
        }
        match &self.values {
            Values::Int32(values) => Cell::Integer(i64::from(values[row])),
            Values::Int64(values) => Cell::Integer(values[row]),
            Values::Float(values) => Cell::Float(values[row]),
            Values::Decimal(values) => Cell::Decimal(values[row]),
            Values::Text(values) => Cell::Text(values.value(row)),
            Values::Dictionary { keys, texts } => Cell::Text(texts.value(keys[row] as usize)),
            Values::Boolean(values) => Cell::Boolean(values.value(row)),
            Values::Date(values) => Cell::Date(values[row]),
            Values::Timestamp(values) => Cell::Timestamp(values[row]),
        }
    }
}

/// The columns of `batch`, which are those of `table`.
///
/// # Errors
/// Our bug, when they are not.
pub fn cells<'a>(table: &Table, batch: &'a RecordBatch) -> Result<Vec<Cells<'a>>> {
    if batch.num_columns() != table.columns.len() {
        return Err(Error::bug(format!("table {}: {} columns came", table.name, batch.num_columns())));
    }
    let cells = table.columns.iter().zip(batch.columns()).map(|(column, array)| {
        Cells::new(array).filter(|cells| fits(&cells.values, column)).ok_or_else(|| {
            let (table, name, found) = (&table.name, &column.name, array.data_type());
            Error::bug(format!("{table}.{name}: {found} instead of {:?}", column.kind))
        })
    });
    cells.collect()
}

fn fits(values: &Values<'_>, column: &Column) -> bool {
    use super::tables::Kind;
    matches!(
        (values, column.kind),
        (Values::Int32(_) | Values::Int64(_), Kind::Integer)
            | (Values::Float(_), Kind::Float)
            | (Values::Decimal(_), Kind::Decimal { .. })
            | (Values::Text(_) | Values::Dictionary { .. }, Kind::Text)
            | (Values::Boolean(_), Kind::Boolean)
            | (Values::Date(_), Kind::Date)
            | (Values::Timestamp(_), Kind::Timestamp)
    )
}
