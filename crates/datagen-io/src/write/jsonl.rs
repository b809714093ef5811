//! JSON Lines: an object a row, members in the order of the columns, every one of them in every row.

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;

use crate::error::Result;
use crate::write::text::{Column, Notation, Text, date, decimal, float, integer, timestamp};

/// The lines of one table.
#[derive(Debug)]
pub(super) struct JsonLines {
    /// What stands before the value of each column, its name included.
    before: Vec<Vec<u8>>,
}

impl JsonLines {
    pub(super) fn new(schema: &Schema) -> Self {
        let before = schema.fields().iter().enumerate().map(|(position, field)| {
            let mut out = Text::default();
            out.byte(if position == 0 { b'{' } else { b',' });
            JsonNotation.string(&mut out, field.name().as_bytes(), false);
            out.byte(b':');
            out.as_bytes().to_vec()
        });
        Self { before: before.collect() }
    }

    /// Appends the rows of `batch`.
    pub(super) fn rows(&self, out: &mut Text, batch: &RecordBatch) -> Result<()> {
        let columns = batch.columns().iter().map(|array| Column::new(array, &JsonNotation));
        let columns = columns.collect::<Result<Vec<_>>>()?;
        for row in 0..batch.num_rows() {
            for (before, column) in self.before.iter().zip(&columns) {
                out.slice(before);
                column.write(out, row, &JsonNotation);
            }
            out.slice(b"}\n");
        }
        Ok(())
    }
}

/// Numbers are numbers with all their digits; what JSON has no word for is text, or null.
struct JsonNotation;

impl Notation for JsonNotation {
    #[inline]
    fn null(&self, out: &mut Text) {
        out.slice(b"null");
    }

    fn all_plain(&self, bytes: &[u8]) -> bool {
        bytes.chunks(4096).all(|chunk| !chunk.iter().fold(false, |found, byte| found | is_special(*byte)))
    }

    #[inline]
    fn string(&self, out: &mut Text, value: &[u8], plain: bool) {
        out.byte(b'"');
        if plain || self.all_plain(value) {
            out.slice(value);
        } else {
            escaped(out, value);
        }
        out.byte(b'"');
    }

    #[inline]
    fn integer(&self, out: &mut Text, value: i64) {
        integer(out, value);
    }

    #[inline]
    fn float(&self, out: &mut Text, value: f64, rounded: bool) {
        if value.is_finite() { float(out, value, rounded) } else { self.null(out) }
    }

    #[inline]
    fn decimal(&self, out: &mut Text, value: i128, scale: i8) {
        decimal(out, value, scale);
    }

    #[inline]
    fn truth(&self, out: &mut Text, value: bool) {
        out.slice(if value { b"true" } else { b"false" });
    }

    #[inline]
    fn date(&self, out: &mut Text, days: i64) {
        out.byte(b'"');
        date(out, days);
        out.byte(b'"');
    }

    #[inline]
    fn timestamp(&self, out: &mut Text, micros: i64) {
        out.byte(b'"');
        timestamp(out, micros, b'T');
        out.byte(b'"');
    }
}

#[inline]
const fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

fn escaped(out: &mut Text, value: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in value {
        match *byte {
            b'"' => out.slice(b"\\\""),
            b'\\' => out.slice(b"\\\\"),
            b'\n' => out.slice(b"\\n"),
            b'\r' => out.slice(b"\\r"),
            b'\t' => out.slice(b"\\t"),
            control if control < 0x20 => {
                let (high, low) = (DIGITS[usize::from(control >> 4)], DIGITS[usize::from(control & 15)]);
                out.slice(&[b'\\', b'u', b'0', b'0', high, low]);
            }
            other => out.byte(other),
        }
    }
}
