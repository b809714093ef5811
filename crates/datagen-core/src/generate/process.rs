//! What a process fills in: the stage or state of each step, its index, its time.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array};

use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::plan::children::Number;
use crate::plan::table::Column;
use crate::value::array_of_instants;

use super::packed::{at_keys, taken_over};

/// What of a step a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProcessColumn {
    /// The name of the stage or state.
    Name,
    /// Its place: of a stage among the stages, of a state among the steps, from 0.
    Index,
    /// When it was reached.
    Time,
    /// The name of the state before; null for the first.
    Previous,
}

impl ProcessColumn {
    pub(crate) fn evaluate(self, column: &Column, frame: &Frame<'_>) -> Result<ArrayRef> {
        let steps = frame.steps()?;
        let names = |places: Vec<Option<i32>>| match frame.definition().children().map(|children| &children.number) {
            Some(Number::Process(process)) => at_keys(&process.names, places),
            _ => Err(Error::Bug(format!("{} has no process", frame.definition().name))),
        };
        let values: ArrayRef = match self {
            Self::Name => names(steps.iter().map(|step| Some(step.place as i32)).collect())?,
            Self::Previous => names(steps.iter().map(|step| step.previous.map(|place| place as i32)).collect())?,
            Self::Time => {
                return Ok(array_of_instants(column.value_type, steps.iter().map(|step| step.time).collect()));
            }
            Self::Index => {
                Arc::new(Int64Array::from_iter_values(frame.parents()?.ordinals.iter().map(|&ordinal| ordinal as i64)))
            }
        };
        taken_over(values, column.raw_type)
    }
}
