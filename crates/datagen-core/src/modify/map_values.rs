//! Values replaced by others; those not named stay.

use std::collections::BTreeMap;

use arrow::array::{Array, ArrayRef, UInt32Array};
use arrow::compute::{concat, take};

use crate::error::Result;
use crate::generate::bug;
use crate::value::display;

/// A replacement of numbers.
#[derive(Debug)]
pub(crate) struct MapNumbers {
    pub(crate) pairs: Vec<(f64, f64)>,
}

impl MapNumbers {
    pub(crate) fn apply(&self, values: &mut [f64]) {
        for value in values {
            if let Some((_, new)) = self.pairs.iter().find(|(old, _)| old == value) {
                *value = *new;
            }
        }
    }
}

/// A replacement of values that are no numbers, by their text.
#[derive(Debug)]
pub(crate) struct MapAny {
    /// Text of the old value to its place among `new`.
    pub(crate) old: BTreeMap<String, u32>,
    /// The new values, of the column's type.
    pub(crate) new: ArrayRef,
}

impl MapAny {
    pub(crate) fn apply(&self, values: &ArrayRef) -> Result<ArrayRef> {
        let both = concat(&[values.as_ref(), self.new.as_ref()]).map_err(bug)?;
        let first_new = values.len() as u32;
        let place = |row: usize| {
            let found = if values.is_null(row) { None } else { self.old.get(&display(values, row)) };
            found.map_or(row as u32, |new| first_new + new)
        };
        let index = UInt32Array::from_iter_values((0..values.len()).map(place));
        take(&both, &index, None).map_err(bug)
    }
}
