//! Rows as examples, and single values of a result.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use arrow::util::display::array_value_to_string;

use crate::error::{Error, Result};
use crate::findings::{EXAMPLES, Example};

use super::Subject;

impl Subject<'_> {
    /// The first rows of a query, as text.
    pub(crate) fn examples(&self, sql: &str) -> Result<Vec<Example>> {
        let batches = self.dataset.query(&format!("{sql} LIMIT {EXAMPLES}"))?;
        Ok(batches.iter().flat_map(examples_of).take(EXAMPLES).collect())
    }

    /// The whole numbers in the only row of a query; nulls count as 0.
    pub(crate) fn numbers(&self, sql: &str) -> Result<Vec<i64>> {
        let batches = self.dataset.query(sql)?;
        let Some(batch) = batches.iter().find(|batch| batch.num_rows() > 0) else {
            return Err(Error::Query("expected a row, found none".to_owned()));
        };
        batch.columns().iter().map(|column| Ok(int_at(column, 0)?.unwrap_or(0))).collect()
    }
}

pub(crate) fn int_at(column: &ArrayRef, row: usize) -> Result<Option<i64>> {
    let ints = arrow::compute::cast(column, &DataType::Int64)?;
    Ok((!ints.is_null(row)).then(|| ints.as_primitive::<Int64Type>().value(row)))
}

/// A column as floats; times as microseconds.
pub(crate) fn floats(column: &ArrayRef) -> Result<Vec<Option<f64>>> {
    let column = match column.data_type() {
        DataType::Timestamp(..) | DataType::Boolean => arrow::compute::cast(column, &DataType::Int64)?,
        DataType::Date32 => {
            let times = DataType::Timestamp(arrow::datatypes::TimeUnit::Microsecond, None);
            arrow::compute::cast(&arrow::compute::cast(column, &times)?, &DataType::Int64)?
        }
        _ => std::sync::Arc::clone(column),
    };
    let floats = arrow::compute::cast(&column, &DataType::Float64)?;
    Ok(floats.as_primitive::<Float64Type>().iter().collect())
}

/// A column as texts, in the language's forms.
pub(crate) fn texts(column: &ArrayRef) -> Vec<Option<String>> {
    (0..column.len()).map(|row| text_at(column, row)).collect()
}

pub(crate) fn text_at(column: &ArrayRef, row: usize) -> Option<String> {
    if column.is_null(row) {
        return None;
    }
    let text = array_value_to_string(column, row).unwrap_or_default();
    Some(match column.data_type() {
        DataType::Timestamp(..) => text.replacen('T', " ", 1),
        _ => text,
    })
}

fn examples_of(batch: &RecordBatch) -> Vec<Example> {
    let schema = batch.schema();
    let example = |row: usize| {
        let cells = schema.fields().iter().zip(batch.columns());
        cells.map(|(field, column)| (field.name().clone(), text_at(column, row))).collect()
    };
    (0..batch.num_rows()).map(example).collect()
}
