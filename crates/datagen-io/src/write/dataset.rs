//! Formats that put a whole dataset into one file.
//!
//! Parts of all tables are encoded on many threads, in any order; a [`DatasetWriter`] then sees them in order, table by
//! table. Nothing in here knows which formats there are: [`Format::Dataset`] takes any.
//!
//! [`Format::Dataset`]: crate::write::Format::Dataset

use std::fmt;
use std::io::Write;
use std::path::Path;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

use crate::error::{Error, Result};

/// A table, as it is told to formats.
#[derive(Debug, Clone, Copy)]
pub struct TableInfo<'a> {
    /// The name.
    pub name: &'a str,
    /// The columns. Where it says `Utf8`, arrays may come as `Dictionary(Int32, Utf8)`.
    pub schema: &'a SchemaRef,
    /// The number of rows.
    pub rows: u64,
}

/// Some rows of a table in the form in which they are handed from the encoder to the writer.
#[derive(Debug)]
pub enum Encoded {
    /// As bytes of the file.
    Bytes(Vec<u8>),
    /// As they came.
    Batches(Vec<RecordBatch>),
}

/// A format with one file for all tables.
///
/// The bytes of the file may depend on the rows and on nothing else: not on threads, nor on how rows are cut into parts,
/// which the other formats of a run decide.
pub trait DatasetFormat: fmt::Debug + Send + Sync {
    /// The format's name, as in the metadata.
    fn name(&self) -> &str;

    /// The name of the file.
    fn file(&self) -> String;

    /// Refuses a table that this format cannot hold, before anything is written.
    ///
    /// # Errors
    /// [`Error::Usage`] that says which column, and what to do.
    fn check(&self, _table: &TableInfo<'_>) -> Result<()> {
        Ok(())
    }

    /// Encodes some rows, those from `start` on; on any thread.
    ///
    /// # Errors
    /// Those of the format.
    fn encode(&self, table: &TableInfo<'_>, start: u64, batches: Vec<RecordBatch>) -> Result<Encoded>;

    /// Begins the file.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    fn begin(&self, tables: &[TableInfo<'_>], out: &mut Out<'_>) -> Result<Box<dyn DatasetWriter>>;
}

/// Writes the file of a [`DatasetFormat`]. Tables come one after another, and their rows in order.
///
/// What cannot be written in one go is kept in a temporary file and copied in [`DatasetWriter::finish`].
pub trait DatasetWriter: Send {
    /// Begins a table.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    fn begin_table(&mut self, table: &TableInfo<'_>, out: &mut Out<'_>) -> Result<()>;

    /// The next rows of the table.
    ///
    /// # Errors
    /// [`Error::Io`] when they cannot be written.
    fn append(&mut self, encoded: Encoded, out: &mut Out<'_>) -> Result<()>;

    /// Ends the table.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    fn end_table(&mut self, out: &mut Out<'_>) -> Result<()>;

    /// Ends the file.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    fn finish(self: Box<Self>, out: &mut Out<'_>) -> Result<()>;
}

/// A file that is being written, and its name for errors.
pub struct Out<'a> {
    path: &'a Path,
    writer: &'a mut dyn Write,
}

impl<'a> Out<'a> {
    pub(super) fn new(path: &'a Path, writer: &'a mut dyn Write) -> Self {
        Self { path, writer }
    }

    /// Writes all of `bytes`.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write_all(&mut self, bytes: &[u8]) -> Result<()> {
        self.writer.write_all(bytes).map_err(|error| Error::io("write", self.path, error))
    }

    pub(super) fn flush(&mut self) -> Result<()> {
        self.writer.flush().map_err(|error| Error::io("write", self.path, error))
    }

    /// Writes all that `source` has.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn copy(&mut self, source: &mut dyn std::io::Read) -> Result<()> {
        let copied = std::io::copy(source, self.writer);
        copied.map(drop).map_err(|error| Error::io("write", self.path, error))
    }
}

impl fmt::Debug for Out<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Out").field("path", &self.path).finish_non_exhaustive()
    }
}
