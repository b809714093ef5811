//! What turns the rows of one table into the forms of one format.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

use crate::error::{Error, Result};
use crate::write::dataset::{DatasetFormat, TableInfo};
use crate::write::format::Format;
use crate::write::ipc::{self, IpcEncoder};
use crate::write::parquet::{self, ParquetEncoder, RowGroupEncoder};
use crate::write::piece::{Piece, PieceBody};
use crate::write::text::{self, Spare, TextEncoder, TextPart};

/// Encodes one table in one format; used on all threads.
#[derive(Debug)]
pub(super) enum Encoder {
    Parquet(ParquetEncoder),
    Text(TextEncoder),
    Arrow(IpcEncoder),
    Dataset(Arc<dyn DatasetFormat>),
}

impl Encoder {
    pub(super) fn new(format: &Format, schema: &SchemaRef, spare: &Arc<Spare>) -> Result<Self> {
        Ok(match format {
            Format::Parquet(options) => {
                let encoder = ParquetEncoder::new(SchemaRef::clone(schema), options);
                Self::Parquet(encoder.map_err(|error| Error::bug(error.to_string()))?)
            }
            Format::Csv(options) => Self::Text(TextEncoder::csv(schema, options, Arc::clone(spare))),
            Format::JsonLines(options) => Self::Text(TextEncoder::json_lines(schema, options, Arc::clone(spare))),
            Format::Arrow => Self::Arrow(IpcEncoder::new(SchemaRef::clone(schema))),
            Format::Dataset(format) => Self::Dataset(Arc::clone(format)),
        })
    }

    /// The rows that are encoded at a time when no other format wants more. Does not show in the bytes of text.
    pub(super) const fn part_rows(&self) -> u64 {
        match self {
            Self::Parquet(_) => parquet::PART_ROWS,
            Self::Arrow(_) => ipc::PART_ROWS,
            Self::Text(_) | Self::Dataset(_) => text::PACKET_ROWS,
        }
    }

    /// Begins a part of `table`, its rows from `start` on.
    pub(super) fn part<'a>(&'a self, table: TableInfo<'a>, start: u64) -> PartEncoder<'a> {
        match self {
            Self::Parquet(encoder) => PartEncoder::Parquet { encoder, group: None, rows: 0 },
            Self::Text(encoder) => PartEncoder::Text(encoder.part()),
            Self::Arrow(encoder) => PartEncoder::Arrow { encoder, batches: Vec::new() },
            Self::Dataset(format) => {
                PartEncoder::Dataset { format: format.as_ref(), table, start, batches: Vec::new() }
            }
        }
    }
}

/// Encodes some rows of a table.
pub(super) enum PartEncoder<'a> {
    Parquet { encoder: &'a ParquetEncoder, group: Option<RowGroupEncoder>, rows: u64 },
    Text(TextPart<'a>),
    Arrow { encoder: &'a IpcEncoder, batches: Vec<RecordBatch> },
    Dataset { format: &'a dyn DatasetFormat, table: TableInfo<'a>, start: u64, batches: Vec<RecordBatch> },
}

impl PartEncoder<'_> {
    pub(super) fn push(&mut self, batch: &RecordBatch) -> Result<()> {
        match self {
            Self::Parquet { encoder, group, rows } => {
                let begun = match group {
                    Some(begun) => begun,
                    none => none.insert(encoder.row_group(batch).map_err(bug)?),
                };
                *rows += batch.num_rows() as u64;
                begun.write(batch).map_err(bug)
            }
            Self::Text(part) => part.push(batch),
            Self::Arrow { batches, .. } | Self::Dataset { batches, .. } => {
                batches.push(batch.clone());
                Ok(())
            }
        }
    }

    /// The rows in the format's form; nothing of no rows.
    pub(super) fn finish(self) -> Result<Vec<Piece>> {
        match self {
            Self::Parquet { group: None, .. } => Ok(Vec::new()),
            Self::Parquet { group: Some(group), rows, .. } => {
                Ok(vec![Piece { rows, body: PieceBody::RowGroup(group.finish().map_err(bug)?) }])
            }
            Self::Text(part) => part.finish(),
            Self::Arrow { encoder, batches } => encoder.part(&batches).map_err(bug),
            Self::Dataset { batches, .. } if batches.is_empty() => Ok(Vec::new()),
            Self::Dataset { format, table, start, batches } => {
                let rows = batches.iter().map(|batch| batch.num_rows() as u64).sum();
                Ok(vec![Piece { rows, body: PieceBody::Dataset(format.encode(&table, start, batches)?) }])
            }
        }
    }
}

fn bug(error: impl std::fmt::Display) -> Error {
    Error::bug(error.to_string())
}
