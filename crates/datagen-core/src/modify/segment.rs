//! Factors by the segment of a row that this row refers to.

use std::collections::BTreeMap;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Int32Type;

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
        let values = frame.packed_path(&self.column)?;
        let Some(packed) = values.as_dictionary_opt::<Int32Type>() else { return Ok(self.factors_of(&values)) };
        let by_key = self.factors_of(packed.values());
        let factor = |key: Option<i32>| key.map_or(1.0, |key| by_key[key as usize]);
        Ok(packed.keys().iter().map(factor).collect())
    }

    fn factors_of(&self, values: &ArrayRef) -> Vec<f64> {
        let named = |value: &str| self.by_value.get(value).copied().unwrap_or(1.0);
        match values.as_string_opt::<i32>() {
            Some(texts) => texts.iter().map(|text| text.map_or(1.0, named)).collect(),
            None => {
                let factor = |row| if values.is_null(row) { 1.0 } else { named(&display(values, row)) };
                (0..values.len()).map(factor).collect()
            }
        }
    }

    /// The largest factor of any segment, for rejection; at least that of values not named.
    pub(crate) fn greatest(&self) -> f64 {
        self.by_value.values().copied().fold(1.0, f64::max)
    }
}
