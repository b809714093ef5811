//! From the tokenizer's lines and columns to byte ranges in the code.

use std::ops::Range;

use sqlparser::tokenizer::{Location, Span};

/// The code of an expression and where its lines begin.
#[derive(Debug)]
pub(super) struct Source<'a> {
    code: &'a str,
    lines: Vec<usize>,
}

impl<'a> Source<'a> {
    pub(super) fn new(code: &'a str) -> Self {
        let breaks = code.match_indices('\n').map(|(position, _)| position + 1);
        Self { code, lines: std::iter::once(0).chain(breaks).collect() }
    }

    /// The bytes of `span`.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let start = self.offset(span.start);
        start..self.offset(span.end).max(start)
    }

    /// The bytes of `span`, which is empty for nodes that came from no token: then the whole code.
    pub(super) fn range_or_all(&self, span: Span) -> Range<usize> {
        if span == Span::empty() { 0..self.code.len() } else { self.range(span) }
    }

    /// What is written at `range`.
    pub(super) fn text(&self, range: &Range<usize>) -> &'a str {
        self.code.get(range.clone()).unwrap_or_default()
    }

    /// The place behind the last character.
    pub(super) fn end(&self) -> Range<usize> {
        self.code.len()..self.code.len()
    }

    /// The byte at a line and column, both from 1, the column in characters.
    pub(super) fn offset(&self, location: Location) -> usize {
        let line = usize::try_from(location.line).unwrap_or(usize::MAX).saturating_sub(1);
        let column = usize::try_from(location.column).unwrap_or(usize::MAX).saturating_sub(1);
        let start = self.lines.get(line).copied().unwrap_or(self.code.len());
        let rest = &self.code[start..];
        start + rest.char_indices().nth(column).map_or(rest.len(), |(position, _)| position)
    }
}
