//! Values: in quotes when they would not read back as themselves, or when that is wanted.

use crate::write::format::{CsvOptions, Quoting};
use crate::write::text::{Notation, Text, date, decimal, float, integer, timestamp};

/// How cells are written, and nulls told from strings.
#[derive(Debug)]
pub(in crate::write) struct CsvNotation {
    delimiter: u8,
    null_text: Vec<u8>,
    /// Bytes after which a field needs quotes.
    special: [bool; 256],
    /// Whether numbers are quoted whatever they are, and whether all else is.
    quotes: Quotes,
}

#[derive(Debug, Clone, Copy)]
struct Quotes {
    numbers: bool,
    others: bool,
}

impl CsvNotation {
    pub(in crate::write) fn new(options: &CsvOptions) -> Self {
        let delimiter = options.delimiter.byte();
        let mut special = [false; 256];
        for byte in [delimiter, b'"', b'\n', b'\r'] {
            special[usize::from(byte)] = true;
        }
        let quotes = Quotes { numbers: options.quoting == Quoting::All, others: options.quoting != Quoting::Minimal };
        Self { delimiter, null_text: options.null_text.as_bytes().to_vec(), special, quotes }
    }

    pub(super) const fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// A name in the header.
    pub(super) fn name(&self, out: &mut Text, name: &[u8]) {
        self.string(out, name, false);
    }

    #[inline]
    fn needs_quotes(&self, value: &[u8], plain: bool) -> bool {
        let (Some(first), Some(last)) = (value.first(), value.last()) else { return true };
        self.quotes.others
            || *first == b' '
            || *last == b' '
            || !plain && !self.is_plain(value)
            || value == self.null_text
    }

    #[inline]
    fn is_plain(&self, bytes: &[u8]) -> bool {
        !bytes.iter().any(|byte| self.special[usize::from(*byte)])
    }

    #[inline]
    fn number(&self, out: &mut Text, write: impl FnOnce(&mut Text)) {
        around(out, self.quotes.numbers, write);
    }

    #[inline]
    fn other(&self, out: &mut Text, write: impl FnOnce(&mut Text)) {
        around(out, self.quotes.others, write);
    }
}

impl Notation for CsvNotation {
    #[inline]
    fn null(&self, out: &mut Text) {
        out.slice(&self.null_text);
    }

    /// Without an early end, which lets the compiler compare many bytes at a time.
    fn all_plain(&self, bytes: &[u8]) -> bool {
        let delimiter = self.delimiter;
        let special = |byte: &u8| *byte == delimiter || *byte == b'"' || *byte == b'\n' || *byte == b'\r';
        bytes.chunks(4096).all(|chunk| !chunk.iter().fold(false, |found, byte| found | special(byte)))
    }

    #[inline]
    fn string(&self, out: &mut Text, value: &[u8], plain: bool) {
        if self.needs_quotes(value, plain) { quoted(out, value) } else { out.slice(value) }
    }

    #[inline]
    fn integer(&self, out: &mut Text, value: i64) {
        self.number(out, |out| integer(out, value));
    }

    #[inline]
    fn float(&self, out: &mut Text, value: f64, rounded: bool) {
        self.number(out, |out| float(out, value, rounded));
    }

    #[inline]
    fn decimal(&self, out: &mut Text, value: i128, scale: i8) {
        self.number(out, |out| decimal(out, value, scale));
    }

    #[inline]
    fn truth(&self, out: &mut Text, value: bool) {
        self.other(out, |out| out.slice(if value { b"true" } else { b"false" }));
    }

    #[inline]
    fn date(&self, out: &mut Text, days: i64) {
        self.other(out, |out| date(out, days));
    }

    #[inline]
    fn timestamp(&self, out: &mut Text, micros: i64) {
        self.other(out, |out| timestamp(out, micros, b' '));
    }
}

#[inline]
fn around(out: &mut Text, quotes: bool, write: impl FnOnce(&mut Text)) {
    if !quotes {
        return write(out);
    }
    out.byte(b'"');
    write(out);
    out.byte(b'"');
}

fn quoted(out: &mut Text, value: &[u8]) {
    out.byte(b'"');
    for (position, piece) in value.split(|byte| *byte == b'"').enumerate() {
        if position > 0 {
            out.slice(b"\"\"");
        }
        out.slice(piece);
    }
    out.byte(b'"');
}
