//! A child's index within its parent.

use arrow::array::ArrayRef;

use crate::error::Result;
use crate::frame::Frame;
use crate::plan::table::Column;
use crate::value::array_of_ints;

use super::bug;

#[derive(Debug)]
pub(crate) struct Ordinal {
    pub(crate) start: i64,
}

impl Ordinal {
    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>) -> Result<ArrayRef> {
        let ordinals = frame.parents()?.ordinals.iter().map(|&ordinal| self.start + ordinal as i64).collect();
        array_of_ints(column.raw_type, ordinals).map_err(bug)
    }
}
