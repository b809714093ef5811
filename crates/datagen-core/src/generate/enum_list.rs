//! The values of a vocab table, row by row.

use arrow::array::ArrayRef;

use crate::error::Result;
use crate::frame::Frame;

use super::pick;

#[derive(Debug)]
pub(crate) struct EnumList {
    /// The values, of the column's type, one a row.
    pub(crate) values: ArrayRef,
}

impl EnumList {
    pub(crate) fn evaluate(&self, frame: &Frame<'_>) -> Result<ArrayRef> {
        pick(&self.values, frame.rows.map(|row| row as u32))
    }
}
