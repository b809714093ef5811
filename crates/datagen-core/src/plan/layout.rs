//! How many rows a table has, and which parent row each of them hangs on.
//!
//! A fanned-out table keeps a prefix sum every [`BLOCK`] parent rows; the counts in between are computed again when
//! they are needed, since each is a pure function of its parent row. Only where rows are hit at random are the
//! counts kept, two bytes each.

use crate::control::Control;
use crate::error::Result;
use crate::rows::Rows;

use super::fanout::Fanout;

/// Parent rows between two kept prefix sums.
pub(crate) const BLOCK: u64 = 4096;

/// Rows of a table and the way from a row to its parent.
#[derive(Debug)]
pub(crate) enum Layout {
    /// Rows without a parent.
    Free(u64),
    /// Parent row i / count.
    Constant { parents: u64, count: u64 },
    /// By a drawn number of children for each parent row.
    Fanned(Fanned),
    /// In time order; parents are drawn.
    ByTime(super::by_time::TimeLayout),
}

/// Parent rows, and the index of each row among its parent's children.
#[derive(Debug, Default)]
pub(crate) struct Parents {
    pub(crate) rows: Vec<u64>,
    pub(crate) ordinals: Vec<u64>,
}

impl Layout {
    pub(crate) fn rows(&self) -> u64 {
        match self {
            Self::Free(rows) => *rows,
            Self::Constant { parents, count } => parents * count,
            Self::Fanned(fanned) => fanned.total,
            Self::ByTime(layout) => layout.rows,
        }
    }

    pub(crate) fn bytes(&self) -> u64 {
        match self {
            Self::Fanned(fanned) => 8 * fanned.starts.len() as u64 + 2 * fanned.counts.as_ref().map_or(0, Vec::len) as u64,
            Self::ByTime(layout) => layout.bytes(),
            _ => 0,
        }
    }
}

/// The prefix sums of a fanned-out table.
#[derive(Debug)]
pub(crate) struct Fanned {
    /// Children before parent row k BLOCK; at the end, of all.
    starts: Vec<u64>,
    /// Children of each parent row; u16::MAX stands for "compute it".
    counts: Option<Vec<u16>>,
    parents: u64,
    total: u64,
}

impl Fanned {
    pub(crate) fn new(fanout: &Fanout, parents: u64, keep_counts: bool, control: &Control) -> Result<Self> {
        let mut fanned = Self { starts: Vec::new(), counts: keep_counts.then(Vec::new), parents, total: 0 };
        let mut first = 0;
        while first < parents {
            control.check()?;
            fanned.starts.push(fanned.total);
            for row in first..(first + BLOCK).min(parents) {
                let count = fanout.count(row);
                fanned.total = fanned.total.saturating_add(count);
                if let Some(counts) = &mut fanned.counts {
                    counts.push(u16::try_from(count).unwrap_or(u16::MAX));
                }
            }
            first += BLOCK;
        }
        fanned.starts.push(fanned.total);
        Ok(fanned)
    }

    fn count(&self, fanout: &Fanout, parent: u64) -> u64 {
        match self.counts.as_ref().map(|counts| counts[parent as usize]) {
            Some(count) if count != u16::MAX => u64::from(count),
            _ => fanout.count(parent),
        }
    }

    /// The first child row of `parent`, or where it would be.
    pub(crate) fn first_child(&self, fanout: &Fanout, parent: u64) -> u64 {
        let block = parent / BLOCK;
        let Some(&start) = self.starts.get(block as usize).filter(|_| parent < self.parents) else { return self.total };
        start + (block * BLOCK..parent).map(|row| self.count(fanout, row)).sum::<u64>()
    }

    /// The parents of `rows`; lists may be in any order.
    pub(crate) fn parents_of(&self, fanout: &Fanout, rows: &Rows) -> Parents {
        let mut parents = Parents { rows: Vec::with_capacity(rows.len()), ordinals: Vec::with_capacity(rows.len()) };
        match rows {
            Rows::Range(range) => self.parents_of_range(fanout, range.start, range.end, &mut parents),
            Rows::List(list) => {
                let mut cursor = Cursor::default();
                for &row in list {
                    cursor.seek(self, fanout, row);
                    parents.rows.push(cursor.parent);
                    parents.ordinals.push(row - cursor.start);
                }
            }
        }
        parents
    }

    fn parents_of_range(&self, fanout: &Fanout, first: u64, end: u64, parents: &mut Parents) {
        if first >= end {
            return;
        }
        let mut cursor = Cursor::default();
        cursor.seek(self, fanout, first);
        let (mut parent, mut start, mut row) = (cursor.parent, cursor.start, first);
        let mut next = start + cursor.count;
        loop {
            while row < next.min(end) {
                parents.rows.push(parent);
                parents.ordinals.push(row - start);
                row += 1;
            }
            if row >= end {
                return;
            }
            parent += 1;
            start = next;
            next += self.count(fanout, parent);
        }
    }
}

/// A parent row with its first child and the number of its children.
#[derive(Default)]
struct Cursor {
    parent: u64,
    start: u64,
    count: u64,
}

impl Cursor {
    /// Moves to the parent of child `row`; forward from where it stands when that is in the same block.
    fn seek(&mut self, fanned: &Fanned, fanout: &Fanout, row: u64) {
        if row >= self.start && row < self.start + self.count {
            return;
        }
        // The last block that starts at or before the row; blocks without children share their start with the next.
        let block = fanned.starts.partition_point(|&start| start <= row) as u64 - 1;
        let first = block * BLOCK;
        if self.count == 0 || row < self.start || self.parent < first {
            self.parent = first;
            self.start = fanned.starts[block as usize];
            self.count = fanned.count(fanout, first);
        }
        while row >= self.start + self.count && self.parent + 1 < fanned.parents {
            self.start += self.count;
            self.parent += 1;
            self.count = fanned.count(fanout, self.parent);
        }
    }
}
