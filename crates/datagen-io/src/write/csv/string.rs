//! Strings: in quotes when they would not read back as themselves.

use super::text::Text;

/// Bytes after which a field needs quotes.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    special[b',' as usize] = true;
    special[b'"' as usize] = true;
    special[b'\n' as usize] = true;
    special[b'\r' as usize] = true;
    special
};

/// How strings are told from nulls.
#[derive(Debug, Clone)]
pub(super) struct Quoting {
    null_text: Vec<u8>,
}

impl Quoting {
    pub(super) fn new(null_text: &str) -> Self {
        Self { null_text: null_text.as_bytes().to_vec() }
    }

    pub(super) fn null_text(&self) -> &[u8] {
        &self.null_text
    }

    /// A string; `plain` says that it is known to hold no [`SPECIAL`] byte.
    #[inline]
    pub(super) fn string(&self, out: &mut Text, value: &[u8], plain: bool) {
        if self.needs_quotes(value, plain) { quoted(out, value) } else { out.slice(value) }
    }

    #[inline]
    fn needs_quotes(&self, value: &[u8], plain: bool) -> bool {
        let (Some(first), Some(last)) = (value.first(), value.last()) else { return true };
        *first == b' ' || *last == b' ' || !plain && !is_plain(value) || value == self.null_text
    }
}

/// Whether no byte asks for quotes.
#[inline]
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    !bytes.iter().any(|byte| SPECIAL[usize::from(*byte)])
}

/// [`is_plain`] for many bytes at once, without an early end, which lets the compiler compare many at a time.
pub(super) fn all_plain(bytes: &[u8]) -> bool {
    let special = |byte: &u8| *byte == b',' || *byte == b'"' || *byte == b'\n' || *byte == b'\r';
    bytes.chunks(4096).all(|chunk| !chunk.iter().fold(false, |found, byte| found | special(byte)))
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
