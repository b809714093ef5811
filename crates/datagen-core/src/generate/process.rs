//! What a process fills in: the stage or state of each step, its index, its time.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array};

use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::plan::children::Number;
use crate::plan::process::{Process, Step};
use crate::plan::table::Column;
use crate::value::array_of_instants;

use super::packed::taken_over;

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
        let (process, steps) = steps_of(frame)?;
        let values: ArrayRef = match self {
            Self::Name => process.names_of(steps.iter().map(|step| Some(step.place)))?,
            Self::Previous => process.names_of(steps.iter().map(|step| step.previous))?,
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

fn steps_of<'p>(frame: &Frame<'p>) -> Result<(&'p Process, Vec<Step>)> {
    match frame.definition().children().map(|children| (children.parent, &children.number)) {
        Some((parent, Number::Process(process))) => Ok((process, process.steps(frame.core, parent, frame.parents()?)?)),
        _ => Err(Error::Bug(format!("{} has no process", frame.definition().name))),
    }
}
