//! Texts that match a regular expression.

mod domain;

use std::sync::Arc;

use arrow::array::{ArrayRef, StringBuilder};

use crate::frame::Frame;
use crate::schema::regex::{Piece, Regex};
use crate::seed::{Cell, ColumnKey};

pub(crate) use domain::Domain;

use super::permutation::Permutation;

#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) regex: Regex,
    pub(crate) key: ColumnKey,
    /// On a column that must be unique: all texts that match, and a shuffle of them.
    pub(crate) distinct: Option<(Domain, Permutation)>,
}

impl Pattern {
    pub(crate) fn evaluate(&self, frame: &Frame<'_>) -> ArrayRef {
        let mut texts = StringBuilder::with_capacity(frame.rows.len(), frame.rows.len() * 16);
        let mut text = String::new();
        for row in frame.rows.iter() {
            text.clear();
            match &self.distinct {
                Some((domain, permutation)) => {
                    domain.spread(permutation.at(row), &mut self.key.cell(row), &mut text);
                }
                None => write(&self.regex.root, &mut self.key.cell(row), &mut text),
            }
            texts.append_value(&text);
        }
        Arc::new(texts.finish())
    }
}

/// Appends a text that matches: branches, numbers of repeats and characters are equally likely.
fn write(piece: &Piece, cell: &mut Cell, out: &mut String) {
    match piece {
        Piece::Class(ranges) => out.push(character(ranges, cell.below(size(ranges)))),
        Piece::Sequence(pieces) => pieces.iter().for_each(|piece| write(piece, cell, out)),
        Piece::Either(branches) => write(cell.pick(branches), cell, out),
        Piece::Repeat { piece, least, most } => {
            let count = least + cell.below(u64::from(most - least) + 1) as u32;
            (0..count).for_each(|_| write(piece, cell, out));
        }
    }
}

/// How many characters the ranges hold.
fn size(ranges: &[(char, char)]) -> u64 {
    ranges.iter().map(|(low, high)| u64::from(u32::from(*high) - u32::from(*low)) + 1).sum()
}

/// Character number `index` of the ranges.
fn character(ranges: &[(char, char)], mut index: u64) -> char {
    for range in ranges {
        let size = size(std::slice::from_ref(range));
        if index < size {
            return char::from_u32(u32::from(range.0) + index as u32).unwrap_or(range.0);
        }
        index -= size;
    }
    ranges.first().map_or(' ', |range| range.0)
}
