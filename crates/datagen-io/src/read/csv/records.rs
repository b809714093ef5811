//! Lines into fields, by RFC 4180. Written out because two things are needed that readers of CSV do not tell: whether an
//! empty field was quoted (an empty text) or not (a null), and where to go on after a quote that is never closed: at the
//! next line, not at the next quote.

use std::borrow::Cow;
use std::io::{self, Read as Source};
use std::ops::Range;

/// How far a closing quote is looked for.
const LOOKAHEAD: usize = 1 << 20;
const CHUNK: usize = 1 << 18;

/// What comes next in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Read {
    /// A record, whose fields can be asked for.
    Record,
    /// A line that is none, and why.
    Bad(String),
}

#[derive(Debug, Clone)]
struct Field {
    range: Range<usize>,
    quoted: bool,
    /// Whether it has doubled quotes.
    doubled: bool,
}

/// The records of a file.
pub(super) struct Records<S> {
    source: S,
    delimiter: u8,
    null_text: Vec<u8>,
    buffer: Vec<u8>,
    /// Where the next line begins in the buffer.
    start: usize,
    /// The line that was read last, without its end.
    last: Range<usize>,
    ended: bool,
    fields: Vec<Field>,
    /// Number of the line that was read last, and of the next one.
    line: u64,
    next_line: u64,
}

/// What a look at the buffer gave.
enum Look {
    /// A record that ends before `next`, over so many lines.
    Record {
        end: usize,
        next: usize,
        lines: u64,
    },
    Bad(&'static str),
    NeedMore,
}

impl<S: Source> Records<S> {
    /// `null_text` is how a null is written, beside nothing at all.
    pub(super) fn new(source: S, delimiter: u8, null_text: &str) -> Self {
        Self {
            source,
            delimiter,
            null_text: null_text.as_bytes().to_vec(),
            buffer: Vec::new(),
            start: 0,
            last: 0..0,
            ended: false,
            fields: Vec::new(),
            line: 0,
            next_line: 1,
        }
    }

    /// The number of the line that was read last, from 1.
    pub(super) const fn line(&self) -> u64 {
        self.line
    }

    /// The number of fields.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// The text of a field.
    pub(super) fn text(&self, field: usize) -> Cow<'_, str> {
        let field = &self.fields[field];
        let text = String::from_utf8_lossy(&self.buffer[field.range.clone()]);
        if field.doubled { Cow::Owned(text.replace("\"\"", "\"")) } else { text }
    }

    /// Whether a field is empty or the text of a null, and not quoted.
    pub(super) fn is_null(&self, field: usize) -> bool {
        let Field { range, quoted, .. } = &self.fields[field];
        !quoted && (range.is_empty() || self.buffer[range.clone()] == self.null_text)
    }

    /// The line as it stands.
    pub(super) fn raw(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.buffer[self.last.clone()])
    }

    /// Reads on. A record has `fields` fields where that is known.
    pub(super) fn next(&mut self, fields: Option<usize>) -> io::Result<Option<Read>> {
        loop {
            if self.start == self.buffer.len() && !self.fill()? {
                return Ok(None);
            }
            if self.next_line == 1 && self.buffer[self.start..].starts_with(b"\xef\xbb\xbf") {
                self.start += 3;
            }
            match self.look() {
                Look::NeedMore => {
                    self.fill()?;
                }
                Look::Record { end, next, lines } if end == self.start && lines == 1 => {
                    // An empty line is no record, but for a table of one column it would be a null.
                    if fields == Some(1) && next > end {
                        self.accept(end, next, lines);
                        return Ok(Some(Read::Record));
                    }
                    self.accept(end, next, lines);
                }
                Look::Record { end, next, lines } => match self.objection(fields, end, lines) {
                    None => {
                        self.accept(end, next, lines);
                        return Ok(Some(Read::Record));
                    }
                    Some(reason) => return Ok(Some(self.skip(reason))),
                },
                Look::Bad(reason) => return Ok(Some(self.skip(reason.to_owned()))),
            }
        }
    }

    fn objection(&self, fields: Option<usize>, end: usize, lines: u64) -> Option<String> {
        if let Some(expected) = fields.filter(|expected| *expected != self.fields.len()) {
            let found = self.fields.len();
            return Some(match lines {
                1 => format!("expected {expected} fields, found {found}"),
                _ => "a quote is opened and not closed on this line".to_owned(),
            });
        }
        std::str::from_utf8(&self.buffer[self.start..end]).is_err().then(|| "it is no UTF-8 text".to_owned())
    }

    fn accept(&mut self, end: usize, next: usize, lines: u64) {
        self.last = self.start..end;
        self.line = self.next_line;
        self.next_line += lines;
        self.start = next;
    }

    /// Goes on at the next line, whatever is wrong with this one.
    fn skip(&mut self, reason: String) -> Read {
        let rest = &self.buffer[self.start..];
        let length = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
        let next = (self.start + length + 1).min(self.buffer.len());
        self.accept(self.start + length, next, 1);
        self.fields.clear();
        Read::Bad(reason)
    }

    /// Reads more, and says whether there was more.
    fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        self.buffer.drain(..self.start);
        self.start = 0;
        let before = self.buffer.len();
        self.source.by_ref().take(CHUNK as u64).read_to_end(&mut self.buffer)?;
        self.ended = self.buffer.len() == before;
        Ok(!self.ended)
    }

    fn look(&mut self) -> Look {
        self.fields.clear();
        let (mut at, mut lines) = (self.start, 1);
        loop {
            let field = if self.buffer.get(at) == Some(&b'"') { self.quoted(at, &mut lines) } else { self.bare(at) };
            let (field, after) = match field {
                Ok(field) => field,
                Err(look) => return look,
            };
            self.fields.push(field);
            match self.buffer.get(after) {
                Some(byte) if *byte == self.delimiter => at = after + 1,
                Some(b'\r') if self.buffer.get(after + 1) == Some(&b'\n') => {
                    return Look::Record { end: after, next: after + 2, lines };
                }
                Some(b'\n') => return Look::Record { end: after, next: after + 1, lines },
                None if self.ended => return Look::Record { end: after, next: after, lines },
                None => return Look::NeedMore,
                Some(_) => return Look::Bad("text follows a closing quote"),
            }
        }
    }

    fn bare(&self, at: usize) -> std::result::Result<(Field, usize), Look> {
        let rest = &self.buffer[at..];
        let Some(length) = rest.iter().position(|byte| *byte == self.delimiter || matches!(byte, b'\n' | b'"')) else {
            return if self.ended {
                Ok((bare_field(at..self.buffer.len()), self.buffer.len()))
            } else {
                Err(Look::NeedMore)
            };
        };
        if rest[length] == b'"' {
            return Err(Look::Bad("a quote inside a field that does not begin with one"));
        }
        let ends_with_return = rest[length] == b'\n' && length > 0 && rest[length - 1] == b'\r';
        let end = at + length - usize::from(ends_with_return);
        Ok((bare_field(at..end), end))
    }

    fn quoted(&self, at: usize, lines: &mut u64) -> std::result::Result<(Field, usize), Look> {
        let (mut here, mut doubled) = (at + 1, false);
        loop {
            match self.buffer.get(here) {
                Some(b'"') if self.buffer.get(here + 1) == Some(&b'"') => {
                    doubled = true;
                    here += 1;
                }
                Some(b'"') if here + 1 == self.buffer.len() && !self.ended => return Err(Look::NeedMore),
                Some(b'"') => return Ok((Field { range: at + 1..here, quoted: true, doubled }, here + 1)),
                Some(b'\n') => *lines += 1,
                Some(_) => {}
                None if self.ended || here - at > LOOKAHEAD => return Err(Look::Bad("a quote is never closed")),
                None => return Err(Look::NeedMore),
            }
            here += 1;
        }
    }
}

fn bare_field(range: Range<usize>) -> Field {
    Field { range, quoted: false, doubled: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let mut records = Records::new(text.as_bytes(), b',', "");
        let mut seen = Vec::new();
        while let Some(read) = records.next(Some(2)).unwrap() {
            let words = match read {
                Read::Record => (0..records.len())
                    .map(|field| if records.is_null(field) { "-".to_owned() } else { records.text(field).into_owned() })
                    .collect::<Vec<_>>()
                    .join("|"),
                Read::Bad(reason) => format!("{reason}: {}", records.raw()),
            };
            seen.push(format!("{} {words}", records.line()));
        }
        seen
    }

    #[test]
    fn fields() {
        let text = "\u{feff}a,b\r\n1,\"x, \"\"y\"\"\nz\"\n,\"\"\n\n4,ü";
        assert_eq!(read(text), ["1 a|b", "2 1|x, \"y\"\nz", "4 -|", "6 4|ü"]);
    }

    #[test]
    fn bad_lines_are_named_and_skipped() {
        let text = "1,a\n2,\"b\n3,c\n4\n5,d\"e\n6,\"f\"g\n7,h,i\n8,j\n";
        let expected = [
            "1 1|a",
            "2 text follows a closing quote: 2,\"b",
            "3 3|c",
            "4 expected 2 fields, found 1: 4",
            "5 a quote inside a field that does not begin with one: 5,d\"e",
            "6 text follows a closing quote: 6,\"f\"g",
            "7 expected 2 fields, found 3: 7,h,i",
            "8 8|j",
        ];
        assert_eq!(read(text), expected);
        assert_eq!(read("1,\"a\n2,b\n"), ["1 a quote is never closed: 1,\"a", "2 2|b"]);
    }
}
