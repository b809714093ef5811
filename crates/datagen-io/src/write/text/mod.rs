//! Formats of lines: rows become text, in packets of a fixed number of rows, each compressed by itself.
//!
//! Frames are cut by the rows of their file alone. So the bytes depend neither on threads nor on the formats that are
//! written beside this one, and packets can be compressed on all of them.

mod buffer;
mod column;
mod compress;
mod number;
mod time;

use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;

pub(crate) use self::buffer::Text;
pub(crate) use self::column::{Column, Notation};
pub(crate) use self::number::{decimal, float, integer};
pub(crate) use self::time::{civil, date, timestamp};
use crate::error::Result;
use crate::write::csv::{CsvLines, CsvNotation};
use crate::write::format::{CsvOptions, JsonLinesOptions, TextCompression};
use crate::write::jsonl::JsonLines;
use crate::write::piece::{Piece, PieceBody};

/// Rows of a packet.
pub(super) const PACKET_ROWS: u64 = 32_768;

/// Formats rows of one table.
#[derive(Debug)]
pub(super) struct TextEncoder {
    lines: Lines,
    compression: TextCompression,
    spare: Arc<Spare>,
}

/// What the lines look like.
#[derive(Debug)]
enum Lines {
    Csv(CsvLines),
    Json(JsonLines),
}

/// Room of texts that were written, for all tables.
#[derive(Debug, Default)]
pub(super) struct Spare(Mutex<Vec<Text>>);

/// The lines of some rows.
pub(super) enum Packet {
    Plain(Text),
    Packed(Vec<u8>),
}

impl Spare {
    fn take(&self) -> Text {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn give(&self, mut text: Text) {
        text.clear();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    }
}

impl Packet {
    pub(super) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Plain(text) => text.as_bytes(),
            Self::Packed(bytes) => bytes,
        }
    }
}

impl TextEncoder {
    pub(super) fn csv(schema: &Schema, options: &CsvOptions, spare: Arc<Spare>) -> Self {
        let lines = CsvLines::new(schema, Arc::new(CsvNotation::new(options)), options);
        Self { lines: Lines::Csv(lines), compression: options.compression, spare }
    }

    pub(super) fn json_lines(schema: &Schema, options: &JsonLinesOptions, spare: Arc<Spare>) -> Self {
        Self { lines: Lines::Json(JsonLines::new(schema)), compression: options.compression, spare }
    }

    /// What stands before the first row of every file; nothing is no packet.
    pub(super) fn header(&self) -> Result<Option<Packet>> {
        let mut text = self.spare.take();
        if let Lines::Csv(lines) = &self.lines {
            lines.header(&mut text);
        }
        if text.as_bytes().is_empty() {
            self.spare.give(text);
            return Ok(None);
        }
        self.seal(text).map(Some)
    }

    /// The bytes of a file of no rows and no header: what is compressed has some all the same.
    pub(super) fn nothing(&self) -> Result<Packet> {
        self.seal(self.spare.take())
    }

    /// Begins some rows.
    pub(super) fn part(&self) -> TextPart<'_> {
        TextPart { encoder: self, pieces: Vec::new(), text: self.spare.take(), rows: 0 }
    }

    /// Takes a packet back that was written.
    pub(super) fn recycle(&self, packet: Packet) {
        if let Packet::Plain(text) = packet {
            self.spare.give(text);
        }
    }

    fn rows(&self, out: &mut Text, batch: &RecordBatch) -> Result<()> {
        match &self.lines {
            Lines::Csv(lines) => lines.rows(out, batch),
            Lines::Json(lines) => lines.rows(out, batch),
        }
    }

    fn seal(&self, text: Text) -> Result<Packet> {
        match compress::compress(text.as_bytes(), self.compression)? {
            Some(packed) => {
                self.spare.give(text);
                Ok(Packet::Packed(packed))
            }
            None => Ok(Packet::Plain(text)),
        }
    }
}

/// Rows on their way to packets.
pub(super) struct TextPart<'a> {
    encoder: &'a TextEncoder,
    pieces: Vec<Piece>,
    text: Text,
    rows: u64,
}

impl TextPart<'_> {
    pub(super) fn push(&mut self, batch: &RecordBatch) -> Result<()> {
        let mut start = 0;
        while start < batch.num_rows() {
            let room = usize::try_from(PACKET_ROWS - self.rows).unwrap_or(usize::MAX);
            let length = room.min(batch.num_rows() - start);
            self.encoder.rows(&mut self.text, &batch.slice(start, length))?;
            start += length;
            self.rows += length as u64;
            if self.rows == PACKET_ROWS {
                self.seal()?;
            }
        }
        Ok(())
    }

    fn seal(&mut self) -> Result<()> {
        let text = std::mem::replace(&mut self.text, self.encoder.spare.take());
        let body = PieceBody::Packet(self.encoder.seal(text)?);
        self.pieces.push(Piece { rows: std::mem::take(&mut self.rows), body });
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Vec<Piece>> {
        if self.rows > 0 {
            self.seal()?;
        }
        self.encoder.spare.give(self.text);
        Ok(self.pieces)
    }
}
