//! Comma-separated values: RFC 4180 with `\n` as the line end, a header, nulls told from empty strings.

mod column;
pub(crate) mod number;
mod string;
mod text;
pub(crate) mod time;

use std::sync::{Mutex, PoisonError};

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;

use self::column::Column;
use self::string::Quoting;
pub(crate) use self::text::Text;
use crate::error::Result;
use crate::write::options::CsvOptions;

/// Rows that are formatted at a time. Does not show in the bytes.
pub(super) const PART_ROWS: u64 = 32_768;

/// Formats tables.
#[derive(Debug)]
pub(super) struct CsvEncoder {
    quoting: Quoting,
    byte_order_mark: bool,
    /// Room of texts that were written.
    spare: Mutex<Vec<Text>>,
}

impl CsvEncoder {
    pub(super) fn new(options: &CsvOptions) -> Self {
        Self {
            quoting: Quoting::new(&options.null_text),
            byte_order_mark: options.byte_order_mark,
            spare: Mutex::default(),
        }
    }

    /// What stands before the first row.
    pub(super) fn header(&self, schema: &Schema) -> Text {
        let mut out = self.text();
        if self.byte_order_mark {
            out.slice("\u{feff}".as_bytes());
        }
        for (position, field) in schema.fields().iter().enumerate() {
            if position > 0 {
                out.byte(b',');
            }
            self.quoting.string(&mut out, field.name().as_bytes(), false);
        }
        out.byte(b'\n');
        out
    }

    /// An empty text.
    pub(super) fn text(&self) -> Text {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Takes a text back that was written.
    pub(super) fn recycle(&self, mut text: Text) {
        text.clear();
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    }

    /// Appends the rows of `batch`.
    pub(super) fn rows(&self, out: &mut Text, batch: &RecordBatch) -> Result<()> {
        let columns = batch.columns().iter().map(|array| Column::new(array, &self.quoting));
        let columns = columns.collect::<Result<Vec<_>>>()?;
        for row in 0..batch.num_rows() {
            self.row(out, &columns, row);
        }
        Ok(())
    }

    fn row(&self, out: &mut Text, columns: &[Column<'_>], row: usize) {
        let start = out.as_bytes().len();
        let Some((first, others)) = columns.split_first() else { return };
        first.write(out, row, &self.quoting);
        for column in others {
            out.byte(b',');
            column.write(out, row, &self.quoting);
        }
        if out.as_bytes().len() == start {
            // A lone null would make an empty line, which readers skip.
            out.slice(b"\"\"");
        }
        out.byte(b'\n');
    }
}
