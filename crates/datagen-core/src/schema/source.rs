//! The text of a schema, and where in it something stands.

use std::ops::Range;

use crate::diagnostic::Place;

/// The text of a schema with an index of its lines.
#[derive(Debug, Clone, Default)]
pub struct Source {
    text: String,
    line_starts: Vec<usize>,
}

impl Source {
    /// Keeps `text`, without a byte order mark.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(offset, _)| offset + 1);
        let line_starts = std::iter::once(0).chain(breaks).collect();
        Self { text, line_starts }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The place of `span`, which `pointer` leads to.
    #[must_use]
    pub fn place(&self, pointer: &str, span: Range<usize>) -> Place {
        let start = self.boundary(span.start);
        let line = self.line_starts.partition_point(|line_start| *line_start <= start).max(1);
        let line_start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let line_end = self.line_starts.get(line).map_or(self.text.len(), |next| next - 1);
        let before = self.text.get(line_start..start).unwrap_or("").chars().count();
        let source_line = excerpt(self.text.get(line_start..line_end).unwrap_or(""), start - line_start);
        Place { pointer: pointer.to_owned(), span, line, column: before + 1, source_line }
    }

    /// The nearest character boundary at or before `offset`.
    fn boundary(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

/// The part of a line around a byte offset, so that a minified file is not repeated with every finding.
fn excerpt(line: &str, offset: usize) -> String {
    const BEFORE: usize = 50;
    const WIDTH: usize = 100;
    let (head, tail) = line.split_at_checked(offset).unwrap_or((line, ""));
    let skipped = head.char_indices().rev().nth(BEFORE).map(|(start, c)| start + c.len_utf8());
    let head = if line.chars().nth(WIDTH).is_none() { head } else { &head[skipped.unwrap_or(0)..] };
    let room = WIDTH.saturating_sub(head.chars().count());
    let end = tail.char_indices().nth(room).map_or(tail.len(), |(end, _)| end);
    let middle: String =
        head.chars().chain(tail[..end].chars()).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let before = if head.len() < offset { "..." } else { "" };
    let after = if end < tail.len() { "..." } else { "" };
    format!("{before}{}{after}", middle.trim())
}
