//! The rows of a table that are looked at together.

use std::ops::Range;

/// A block of consecutive rows, or any list of rows.
#[derive(Debug, Clone)]
pub(crate) enum Rows {
    Range(Range<u64>),
    List(Vec<u64>),
}

impl Rows {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Range(range) => (range.end - range.start) as usize,
            Self::List(list) => list.len(),
        }
    }

    pub(crate) fn at(&self, position: usize) -> u64 {
        match self {
            Self::Range(range) => range.start + position as u64,
            Self::List(list) => list[position],
        }
    }

    /// `f` of every row; one loop a shape, so that a block's loop is a counted one.
    pub(crate) fn map<T>(&self, f: impl FnMut(u64) -> T) -> Vec<T> {
        match self {
            Self::Range(range) => range.clone().map(f).collect(),
            Self::List(list) => list.iter().copied().map(f).collect(),
        }
    }

    pub(crate) fn iter(&self) -> Box<dyn Iterator<Item = u64> + '_> {
        match self {
            Self::Range(range) => Box::new(range.clone()),
            Self::List(list) => Box::new(list.iter().copied()),
        }
    }
}
