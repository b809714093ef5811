//! The value of a column of the row that this row refers to.

use arrow::array::ArrayRef;

use crate::error::Result;
use crate::frame::Frame;
use crate::plan::table::{Column, Find};
use crate::value::display;

use super::packed::taken_over;

#[derive(Debug)]
pub(crate) struct Lookup {
    /// Which of the table's references leads to the row.
    pub(crate) reference: usize,
    /// The column there.
    pub(crate) column: usize,
}

impl Lookup {
    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>) -> Result<ArrayRef> {
        let values = frame.linked_column(self.reference, self.column)?;
        taken_over(values, column.raw_type)
    }

    /// Why the row at `position` has no value.
    pub(crate) fn explain_missing(&self, frame: &Frame<'_>, position: usize) -> Result<String> {
        let reference = &frame.definition().references[self.reference];
        let target = &frame.core.tables[reference.target];
        let source = format!("`{}.{}`", target.name, target.columns[self.column].name);
        if let Find::Pick(pick) = &reference.find
            && let Some(filter) = &pick.filter
        {
            return Ok(format!(
                "expected a row of `{}` that satisfies `where`, found none for this row: `{}`; widen the condition, or \
                 make the column nullable",
                target.name, filter.code
            ));
        }
        let Find::Join(join) = &reference.find else {
            return Ok(format!(
                "expected a value from {source}, found none: the row there is missing, or its value is null or does \
                 not fit this column's type; make the column nullable"
            ));
        };
        let mut wanted = Vec::new();
        for (path, other) in &join.on {
            let value = display(&frame.path(path)?, position);
            wanted.push(format!("{} = {value:?}", target.columns[*other].name));
        }
        let wanted = wanted.join(", ");
        Ok(format!(
            "expected a row of `{}` with {wanted}, found none; add that row, or make the column nullable",
            target.name
        ))
    }
}
