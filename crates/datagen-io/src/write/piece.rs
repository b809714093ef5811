//! What encoders hand to those who write: some rows in the form that a format gives them.

use std::io::Write;

use arrow::array::RecordBatch;

use crate::write::dataset::Encoded;
use crate::write::parquet::RowGroup;
use crate::write::text::Packet;

/// Where bytes end up.
pub(super) type Sink<'a> = Box<dyn Write + Send + 'a>;

/// The smallest run of rows that a format does not divide between files.
pub(super) struct Piece {
    pub(super) rows: u64,
    pub(super) body: PieceBody,
}

/// Its form.
pub(super) enum PieceBody {
    RowGroup(RowGroup),
    Batch(RecordBatch),
    Packet(Packet),
    Dataset(Encoded),
}
