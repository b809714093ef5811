//! The door towards the engine: anything that yields tables block by block can be written.

use std::ops::Range;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datagen_core::control::Control;
use datagen_core::error::Result;

/// The most rows of one batch. Blocks are aligned: every range is cut at multiples of this, counted from row 0.
pub const BLOCK_ROWS: u64 = 8192;

/// The batches of one range of rows.
pub type Batches<'a> = Box<dyn Iterator<Item = Result<RecordBatch>> + 'a>;

/// Tables that can be computed in any order, from several threads.
///
/// The same table and range always yield the same rows in the same blocks; this is what makes the written bytes
/// independent of the number of threads. Reporting progress ([`Control::advance`]) is the source's part.
pub trait Source: Sync {
    /// How many tables there are; they are addressed by position.
    fn tables(&self) -> usize;

    /// The name of a table, unique among all.
    fn name(&self, table: usize) -> &str;

    /// The columns, as they are written.
    fn schema(&self, table: usize) -> SchemaRef;

    /// The number of rows. May be expensive the first time.
    ///
    /// # Errors
    /// Those of the engine, and cancellation.
    fn rows(&self, table: usize, control: &Control) -> Result<u64>;

    /// How many rows are best asked for at once: a multiple of [`BLOCK_ROWS`] that divides 131,072.
    fn run_rows(&self) -> u64 {
        BLOCK_ROWS
    }

    /// The batches of `rows`, in order. Where the schema says `Utf8`, a column may also come as
    /// `Dictionary(Int32, Utf8)`: cheaper to make, and cheaper to write.
    fn batches<'a>(&'a self, table: usize, rows: Range<u64>, control: &'a Control) -> Batches<'a>;
}
