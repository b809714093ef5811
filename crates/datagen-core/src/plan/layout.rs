//! How many rows a table has, and which parent row each of them hangs on.
//!
//! A fanned-out table keeps a prefix sum every [`BLOCK`] parent rows; the counts in between are computed again when
//! they are needed, since each is a pure function of its parent row. Only where rows are hit at random are the
//! counts kept, two bytes each.

use std::ops::Range;

use crate::control::Control;
use crate::error::Result;
use crate::parallel::in_order;
use crate::rows::Rows;

use super::Core;
use super::children::Children;

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
    ByTime(Box<super::by_time::TimeLayout>),
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
            Self::Fanned(fanned) => {
                8 * fanned.starts.len() as u64 + 2 * fanned.counts.as_ref().map_or(0, Vec::len) as u64
            }
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
    /// Children of each parent row; u16::MAX stands for "more, compute it".
    counts: Option<Vec<u16>>,
    parents: u64,
    total: u64,
}

impl Fanned {
    pub(crate) fn new(
        core: &Core,
        children: &Children,
        parents: u64,
        keep_counts: bool,
        control: &Control,
    ) -> Result<Self> {
        let mut fanned = Self { starts: Vec::new(), counts: keep_counts.then(Vec::new), parents, total: 0 };
        let count = |block: u64| children.counts(core, block * BLOCK..((block + 1) * BLOCK).min(parents));
        let keep = |counts: Vec<u64>| {
            fanned.starts.push(fanned.total);
            fanned.total = counts.iter().fold(fanned.total, |sum, &count| sum.saturating_add(count));
            if let Some(kept) = &mut fanned.counts {
                kept.extend(counts.into_iter().map(|count| u16::try_from(count).unwrap_or(u16::MAX)));
            }
        };
        in_order(control, parents.div_ceil(BLOCK), count, keep)?;
        fanned.starts.push(fanned.total);
        Ok(fanned)
    }

    /// The first child row of `parent`, or where it would be.
    pub(crate) fn first_child(&self, core: &Core, children: &Children, parent: u64) -> Result<u64> {
        if parent >= self.parents {
            return Ok(self.total);
        }
        let block = self.block(core, children, (parent / BLOCK) as usize)?;
        Ok(block.starts[(parent - block.first) as usize])
    }

    /// The child rows of each of the parent `rows`.
    pub(crate) fn ranges(&self, core: &Core, children: &Children, rows: &Rows) -> Result<Vec<Range<u64>>> {
        let mut loaded: Option<(u64, Block)> = None;
        let mut ranges = Vec::with_capacity(rows.len());
        for row in rows.iter() {
            let number = row / BLOCK;
            let block = match loaded.take().filter(|(at, _)| *at == number) {
                Some((_, block)) => block,
                None => self.block(core, children, number as usize)?,
            };
            let at = (row - block.first) as usize;
            ranges.push(block.starts[at]..block.starts[at + 1]);
            loaded = Some((number, block));
        }
        Ok(ranges)
    }

    /// The parents of `rows`, which may be in any order.
    pub(crate) fn parents_of(&self, core: &Core, children: &Children, rows: &Rows) -> Result<Parents> {
        match rows {
            Rows::Range(range) => self.parents_of_sorted(core, children, range.clone()),
            Rows::List(list) if list.is_sorted() => self.parents_of_sorted(core, children, list.iter().copied()),
            Rows::List(list) => {
                // Block by block, so that each block is looked at once.
                let mut order: Vec<usize> = (0..list.len()).collect();
                order.sort_by_key(|&position| list[position]);
                let sorted = self.parents_of_sorted(core, children, order.iter().map(|&position| list[position]))?;
                let mut parents = Parents { rows: vec![0; list.len()], ordinals: vec![0; list.len()] };
                for (rank, position) in order.into_iter().enumerate() {
                    parents.rows[position] = sorted.rows[rank];
                    parents.ordinals[position] = sorted.ordinals[rank];
                }
                Ok(parents)
            }
        }
    }

    fn parents_of_sorted(&self, core: &Core, children: &Children, rows: impl Iterator<Item = u64>) -> Result<Parents> {
        let mut parents = Parents::default();
        let mut block = Block::default();
        let mut at = 0;
        for row in rows {
            if row >= block.end() {
                // The last block that starts at or before the row; blocks without children share their start with the next.
                let number = self.starts.partition_point(|&start| start <= row) - 1;
                block = self.block(core, children, number)?;
                at = block.starts.partition_point(|&start| start <= row) - 1;
            }
            while block.starts[at + 1] <= row {
                at += 1;
            }
            parents.rows.push(block.first + at as u64);
            parents.ordinals.push(row - block.starts[at]);
        }
        Ok(parents)
    }

    fn block(&self, core: &Core, children: &Children, number: usize) -> Result<Block> {
        let first = number as u64 * BLOCK;
        let end = (first + BLOCK).min(self.parents);
        let kept = self.counts.as_ref().map(|counts| &counts[first as usize..end as usize]);
        let counts = match kept.filter(|counts| !counts.contains(&u16::MAX)) {
            Some(counts) => counts.iter().map(|&count| u64::from(count)).collect(),
            None => children.counts(core, first..end)?,
        };
        let mut starts = vec![self.starts[number]];
        let mut sum = self.starts[number];
        starts.extend(counts.into_iter().map(|count| {
            sum += count;
            sum
        }));
        Ok(Block { first, starts })
    }
}

/// A block of parent rows with the first child of each, and at the end the first child of the next block.
#[derive(Default)]
struct Block {
    first: u64,
    starts: Vec<u64>,
}

impl Block {
    fn end(&self) -> u64 {
        self.starts.last().copied().unwrap_or(0)
    }
}
