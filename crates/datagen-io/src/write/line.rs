//! The parts of all tables, one after another.

use crate::write::table::Table;

/// A numbering of all parts.
pub(super) struct PartLine {
    /// For every table, the number of parts up to its end.
    ends: Vec<u64>,
}

impl PartLine {
    pub(super) fn new(tables: &[Table]) -> Self {
        let mut end = 0;
        let ends = tables.iter().map(|table| {
            end += table.parts();
            end
        });
        Self { ends: ends.collect() }
    }

    pub(super) fn parts(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The table of a part, and the part's number within it.
    pub(super) fn locate(&self, job: u64) -> (usize, u64) {
        let table = self.ends.partition_point(|end| *end <= job);
        let start = if table == 0 { 0 } else { self.ends[table - 1] };
        (table, job - start)
    }
}
