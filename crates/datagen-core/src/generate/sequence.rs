//! start + step x row, as a number or as text.

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringBuilder};

use crate::error::Result;
use crate::frame::Frame;
use crate::plan::table::Column;
use crate::schema::sequence_format::SequenceFormat;
use crate::value::array_of_ints;

use super::bug;

#[derive(Debug)]
pub(crate) struct Sequence {
    pub(crate) start: i64,
    pub(crate) step: i64,
    pub(crate) format: Option<SequenceFormat>,
}

impl Sequence {
    fn at(&self, row: u64) -> i64 {
        self.start.wrapping_add(self.step.wrapping_mul(row as i64))
    }

    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>) -> Result<ArrayRef> {
        let Some(format) = &self.format else {
            return array_of_ints(column.raw_type, frame.rows.map(|row| self.at(row))).map_err(bug);
        };
        let mut texts = StringBuilder::with_capacity(frame.rows.len(), frame.rows.len() * 12);
        let mut text = String::new();
        for row in frame.rows.iter() {
            text.clear();
            // Writing to a String cannot fail.
            let _ = write!(text, "{}{:0width$}{}", format.prefix, self.at(row), format.suffix, width = format.width);
            texts.append_value(&text);
        }
        Ok(Arc::new(texts.finish()))
    }
}
