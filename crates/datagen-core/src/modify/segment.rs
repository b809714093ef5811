//! Factors by the segment of a row that this row refers to.

use std::collections::BTreeMap;

use arrow::array::Array;

use crate::error::Result;
use crate::frame::Frame;
use crate::plan::table::Path;
use crate::value::display;

/// A factor for each value of a column; 1 for values not named.
#[derive(Debug)]
pub(crate) struct SegmentFactor {
    pub(crate) column: Path,
    pub(crate) by_value: BTreeMap<String, f64>,
}

impl SegmentFactor {
    pub(crate) fn factors(&self, frame: &Frame<'_>) -> Result<Vec<f64>> {
        let values = frame.path(&self.column)?;
        let factor = |row: usize| {
            if values.is_null(row) { 1.0 } else { self.by_value.get(&display(&values, row)).copied().unwrap_or(1.0) }
        };
        Ok((0..values.len()).map(factor).collect())
    }

    /// The largest factor of any segment, for rejection; at least that of values not named.
    pub(crate) fn greatest(&self) -> f64 {
        self.by_value.values().copied().fold(1.0, f64::max)
    }
}
