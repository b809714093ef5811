//! A value computed from other columns of the row.

use arrow::array::ArrayRef;

use crate::error::{Error, Result};
use crate::expression::Expression as Compiled;
use crate::frame::Frame;
use crate::plan::table::{Column, Path};

use super::bug;

#[derive(Debug)]
pub(crate) struct Expression {
    pub(crate) code: String,
    pub(crate) compiled: Compiled,
    /// Where the names of the expression lead, in the order in which it was compiled.
    pub(crate) paths: Vec<Path>,
}

impl Expression {
    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>) -> Result<ArrayRef> {
        let columns = self.paths.iter().map(|path| frame.path(path)).collect::<Result<Vec<_>>>()?;
        let values = self.compiled.evaluate(&columns, frame.rows.len()).map_err(|error| {
            Error::Bug(format!("{}.{}: `{}`: {error}", frame.definition().name, column.name, self.code))
        })?;
        column.raw_type.convert(&values).map_err(bug)
    }
}
