//! Free text, steered by another column.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringBuilder};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};

use crate::error::Result;
use crate::frame::Frame;
use crate::plan::table::{Column, Path};
use crate::schema::further::TextKind;
use crate::seed::ColumnKey;
use crate::text::{Steer, steer_of_share, steer_of_text, writer};

use super::bug;

#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) kind: TextKind,
    pub(crate) by: Option<By>,
    pub(crate) key: ColumnKey,
}

/// The column that decides what a text says.
#[derive(Debug)]
pub(crate) struct By {
    pub(crate) path: Path,
    /// The least and the greatest number of it; `None` where it holds texts.
    pub(crate) scale: Option<(f64, f64)>,
}

impl Text {
    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>) -> Result<ArrayRef> {
        let writer = writer(self.kind);
        let steers = self.steers(frame)?;
        let mut texts = StringBuilder::with_capacity(frame.rows.len(), 110 * frame.rows.len());
        let undecided = Some(Steer::default());
        for (position, row) in frame.rows.iter().enumerate() {
            let steer = steers.as_ref().map_or(&undecided, |steers| &steers[position]);
            match steer {
                Some(steer) => texts.append_value(writer.write(&mut self.key.cell(row), steer)),
                // Nothing to speak of.
                None if column.nullable => texts.append_null(),
                None => texts.append_value(writer.write(&mut self.key.cell(row), &Steer::default())),
            }
        }
        Ok(Arc::new(texts.finish()))
    }

    /// What each row's value means; `None` where there is none.
    fn steers(&self, frame: &Frame<'_>) -> Result<Option<Vec<Option<Steer>>>> {
        let Some(by) = &self.by else { return Ok(None) };
        let values = frame.path(&by.path)?;
        if let Some((low, high)) = by.scale {
            let numbers = cast(&values, &DataType::Float64).map_err(bug)?;
            let share = |number: f64| if high > low { (number - low) / (high - low) } else { 0.5 };
            let numbers = numbers.as_primitive::<Float64Type>();
            return Ok(Some(numbers.iter().map(|n| n.map(|n| steer_of_share(self.kind, share(n)))).collect()));
        }
        let texts = cast(&values, &DataType::Utf8).map_err(bug)?;
        Ok(Some(texts.as_string::<i32>().iter().map(|text| text.map(|text| steer_of_text(self.kind, text))).collect()))
    }
}
