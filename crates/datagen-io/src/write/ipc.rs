//! Arrow IPC files: a record batch a part. Dictionaries are unpacked: a file of this format has one dictionary a column
//! for all its batches, which no part knows alone.

use std::io::BufWriter;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, PrimitiveArray, RecordBatch, StringArray, make_array,
};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, SchemaRef, TimestampMicrosecondType,
};
use arrow::error::ArrowError;
use arrow::ipc::writer::FileWriter;

use crate::hash::HashWriter;
use crate::write::piece::{Piece, PieceBody, Sink};

/// Rows of a record batch.
pub(super) const PART_ROWS: u64 = 131_072;

/// A file that is being written.
pub(super) type IpcFile<'a> = FileWriter<BufWriter<HashWriter<Sink<'a>>>>;

/// Writes one table.
#[derive(Debug)]
pub(super) struct IpcEncoder {
    schema: SchemaRef,
}

impl IpcEncoder {
    pub(super) const fn new(schema: SchemaRef) -> Self {
        Self { schema }
    }

    /// Begins a file.
    pub(super) fn file<'a>(&self, writer: HashWriter<Sink<'a>>) -> Result<IpcFile<'a>, ArrowError> {
        FileWriter::try_new_buffered(writer, &self.schema)
    }

    /// The batches in the types of the schema, as one.
    pub(super) fn part(&self, batches: &[RecordBatch]) -> Result<Vec<Piece>, ArrowError> {
        let batches = batches.iter().map(|batch| unpacked(&self.schema, batch)).collect::<Result<Vec<_>, _>>()?;
        if batches.is_empty() {
            return Ok(Vec::new());
        }
        let batch = blanked(&concat_batches(&self.schema, &batches)?)?;
        Ok(vec![Piece { rows: batch.num_rows() as u64, body: PieceBody::Batch(batch) }])
    }
}

/// A batch with nothing but its values: neither what is below nulls, where a value may have been that nobody is to see,
/// nor what is beyond the end of a slice.
fn blanked(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    RecordBatch::try_new(batch.schema(), batch.columns().iter().map(blank).collect())
}

fn blank(array: &ArrayRef) -> ArrayRef {
    match array.data_type() {
        DataType::Boolean => Arc::new(array.as_boolean().iter().collect::<BooleanArray>()),
        _ if array.null_count() == 0 => without_nulls(array),
        DataType::Utf8 => Arc::new(array.as_string::<i32>().iter().collect::<StringArray>()),
        DataType::Int32 => blank_numbers::<Int32Type>(array),
        DataType::Int64 => blank_numbers::<Int64Type>(array),
        DataType::Float64 => blank_numbers::<Float64Type>(array),
        DataType::Date32 => blank_numbers::<Date32Type>(array),
        DataType::Timestamp(_, _) => blank_numbers::<TimestampMicrosecondType>(array),
        DataType::Decimal128(_, _) => blank_numbers::<Decimal128Type>(array),
        _ => ArrayRef::clone(array),
    }
}

fn blank_numbers<T: ArrowPrimitiveType>(array: &ArrayRef) -> ArrayRef {
    let blank = array.as_primitive::<T>().iter().collect::<PrimitiveArray<T>>();
    Arc::new(blank.with_data_type(array.data_type().clone()))
}

/// Leaves out a mask of nulls of which there are none.
fn without_nulls(array: &ArrayRef) -> ArrayRef {
    match array.nulls() {
        Some(_) => make_array(array.to_data().into_builder().nulls(None).build().unwrap_or_else(|_| array.to_data())),
        None => ArrayRef::clone(array),
    }
}

/// A batch in the types of the schema: without dictionaries.
pub(super) fn unpacked(schema: &SchemaRef, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let columns = schema.fields().iter().zip(batch.columns()).map(|(field, array)| {
        if array.data_type() == field.data_type() { Ok(ArrayRef::clone(array)) } else { cast(array, field.data_type()) }
    });
    RecordBatch::try_new(Arc::clone(schema), columns.collect::<Result<_, _>>()?)
}
