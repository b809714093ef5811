//! Results of queries: small tables of plain values.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::{Error, Result};

/// The kind of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// Whole numbers.
    Integer,
    /// Exact decimal numbers.
    Decimal,
    /// Doubles.
    Number,
    /// Dates.
    Date,
    /// Dates with times.
    Datetime,
    /// true and false.
    Bool,
    /// Text.
    Text,
}

/// A column of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultColumn {
    /// Its name.
    pub name: String,
    /// The kind of its values.
    #[serde(rename = "type")]
    pub kind: ValueKind,
}

/// The result of a query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The columns.
    pub columns: Vec<ResultColumn>,
    /// The rows: numbers, texts and nulls. Decimals and dates are texts.
    pub rows: Vec<Vec<Value>>,
}

/// More is no answer that anybody reads.
const MOST_ROWS: usize = 10_000;

impl Table {
    /// Of record batches, which are at least one.
    pub(crate) fn of(batches: &[RecordBatch]) -> Result<Self> {
        let mut table = Self { columns: Vec::new(), rows: Vec::new() };
        for batch in batches {
            if table.columns.is_empty() {
                let column = |field: &std::sync::Arc<arrow::datatypes::Field>| ResultColumn {
                    name: field.name().clone(),
                    kind: kind_of(field.data_type()),
                };
                table.columns = batch.schema().fields().iter().map(column).collect();
            }
            let columns = batch.columns().iter().map(values).collect::<Result<Vec<_>>>()?;
            for row in 0..batch.num_rows() {
                table.rows.push(columns.iter().map(|column| column[row].clone()).collect());
            }
            if table.rows.len() > MOST_ROWS {
                return Err(Error::Request(format!("expected at most {MOST_ROWS} rows in an answer")));
            }
        }
        Ok(table)
    }

    /// The position of a column.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The only value of a result of one row and one column.
    #[must_use]
    pub fn single(&self) -> Option<&Value> {
        match self.rows.as_slice() {
            [row] if row.len() == 1 => row.first(),
            _ => None,
        }
    }

    /// Whether two results are the same: keys and decimals exactly, doubles within 1e-9 of their size.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        let same_row =
            |(a, b): (&Vec<Value>, &Vec<Value>)| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b));
        self.rows.len() == other.rows.len() && self.rows.iter().zip(&other.rows).all(same_row)
    }
}

/// Whether two values are the same, doubles within 1e-9 of their size.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-9),
        _ => a == b,
    }
}

/// A value as a number, also where a decimal is written as text.
pub(crate) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) if text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-') => text.parse().ok(),
        Value::Bool(flag) => Some(f64::from(*flag)),
        _ => None,
    }
}

fn kind_of(data_type: &DataType) -> ValueKind {
    match data_type {
        DataType::Decimal128(_, 0) | DataType::Decimal256(_, 0) => ValueKind::Integer,
        DataType::Decimal128(..) | DataType::Decimal256(..) => ValueKind::Decimal,
        DataType::Float16 | DataType::Float32 | DataType::Float64 => ValueKind::Number,
        DataType::Date32 | DataType::Date64 => ValueKind::Date,
        DataType::Timestamp(..) => ValueKind::Datetime,
        DataType::Boolean => ValueKind::Bool,
        data_type if data_type.is_integer() => ValueKind::Integer,
        _ => ValueKind::Text,
    }
}

fn values(array: &ArrayRef) -> Result<Vec<Value>> {
    let failed = |error: arrow::error::ArrowError| Error::Request(format!("a result cannot be read: {error}"));
    let as_type = |data_type: &DataType| cast(array, data_type).map_err(failed);
    let kind = kind_of(array.data_type());
    Ok(match kind {
        ValueKind::Integer => {
            let array = as_type(&DataType::Int64)?;
            array
                .as_primitive::<Int64Type>()
                .iter()
                .map(|value| value.map_or(Value::Null, |value| json!(value)))
                .collect()
        }
        ValueKind::Number => {
            let array = as_type(&DataType::Float64)?;
            array
                .as_primitive::<Float64Type>()
                .iter()
                .map(|value| value.map_or(Value::Null, |value| json!(short(value))))
                .collect()
        }
        ValueKind::Decimal => {
            let DataType::Decimal128(_, scale) = array.data_type() else {
                return Ok(texts(&as_type(&DataType::Utf8)?));
            };
            let scale = *scale;
            let text = |value| Value::String(decimal(value, scale));
            array.as_primitive::<Decimal128Type>().iter().map(|value| value.map_or(Value::Null, text)).collect()
        }
        ValueKind::Bool => array.as_boolean().iter().map(|value| value.map_or(Value::Null, Value::Bool)).collect(),
        ValueKind::Datetime => {
            let tidy = |value: Value| match value {
                Value::String(text) => Value::String(text.replace('T', " ")),
                other => other,
            };
            texts(&as_type(&DataType::Utf8)?).into_iter().map(tidy).collect()
        }
        ValueKind::Date | ValueKind::Text => texts(&as_type(&DataType::Utf8)?),
    })
}

/// Fifteen digits: what JSON gives back to the bit, and what engines agree on.
fn short(value: f64) -> f64 {
    format!("{value:.14e}").parse().unwrap_or(value)
}

fn texts(array: &ArrayRef) -> Vec<Value> {
    let text = |value: Option<&str>| value.map_or(Value::Null, |value| json!(value));
    array.as_string::<i32>().iter().map(text).collect()
}

pub(crate) fn decimal(value: i128, scale: i8) -> String {
    let Ok(scale) = usize::try_from(scale) else { return value.to_string() };
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    format!("{}{whole}.{fraction}", if value < 0 { "-" } else { "" })
}
