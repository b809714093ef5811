//! Arrow IPC files: a record batch a part. Dictionaries are unpacked: a file of this format has one dictionary a column
//! for all its batches, which no part knows alone.

use std::io::BufWriter;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::SchemaRef;
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
        let batch = concat_batches(&self.schema, &batches)?;
        Ok(vec![Piece { rows: batch.num_rows() as u64, body: PieceBody::Batch(batch) }])
    }
}

/// A batch in the types of the schema: without dictionaries.
pub(super) fn unpacked(schema: &SchemaRef, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let columns = schema.fields().iter().zip(batch.columns()).map(|(field, array)| {
        if array.data_type() == field.data_type() { Ok(ArrayRef::clone(array)) } else { cast(array, field.data_type()) }
    });
    RecordBatch::try_new(Arc::clone(schema), columns.collect::<Result<_, _>>()?)
}
