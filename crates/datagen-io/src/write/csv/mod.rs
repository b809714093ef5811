//! Delimiter-separated values: RFC 4180 with `\n` as the line end, a header, nulls told from empty strings.

mod notation;

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;

pub(super) use self::notation::CsvNotation;
use crate::error::Result;
use crate::write::format::CsvOptions;
use crate::write::text::{Column, Text};

/// The lines of one table.
#[derive(Debug)]
pub(super) struct CsvLines {
    notation: Arc<CsvNotation>,
    header: Vec<u8>,
}

impl CsvLines {
    pub(super) fn new(schema: &Schema, notation: Arc<CsvNotation>, options: &CsvOptions) -> Self {
        let mut out = Text::default();
        if options.byte_order_mark {
            out.slice("\u{feff}".as_bytes());
        }
        if options.header {
            for (position, field) in schema.fields().iter().enumerate() {
                if position > 0 {
                    out.byte(notation.delimiter());
                }
                notation.name(&mut out, field.name().as_bytes());
            }
            out.byte(b'\n');
        }
        Self { notation, header: out.as_bytes().to_vec() }
    }

    /// What stands before the first row.
    pub(super) fn header(&self, out: &mut Text) {
        out.slice(&self.header);
    }

    /// Appends the rows of `batch`.
    pub(super) fn rows(&self, out: &mut Text, batch: &RecordBatch) -> Result<()> {
        let notation = self.notation.as_ref();
        let columns = batch.columns().iter().map(|array| Column::new(array, notation));
        let columns = columns.collect::<Result<Vec<_>>>()?;
        for row in 0..batch.num_rows() {
            self.row(out, &columns, row);
        }
        Ok(())
    }

    fn row(&self, out: &mut Text, columns: &[Column<'_>], row: usize) {
        let start = out.as_bytes().len();
        let notation = self.notation.as_ref();
        let Some((first, others)) = columns.split_first() else { return };
        first.write(out, row, notation);
        for column in others {
            out.byte(notation.delimiter());
            column.write(out, row, notation);
        }
        if out.as_bytes().len() == start {
            // A lone null would make an empty line, which readers skip.
            out.slice(b"\"\"");
        }
        out.byte(b'\n');
    }
}
