//! The children of a parent row: how many, by a fanout and what scales it, or by a process that makes a row a step.

use std::ops::Range;

use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::modify::Modify;
use crate::rows::Rows;

use super::Core;
use super::fanout::Fanout;
use super::process::Process;
use super::table::TableId;

/// How many children each row of `parent` has.
#[derive(Debug)]
pub(crate) struct Children {
    pub(crate) parent: TableId,
    pub(crate) number: Number,
}

#[derive(Debug)]
pub(crate) enum Number {
    /// Drawn; the mean is multiplied by the factors of the parent row.
    Fanout { fanout: Fanout, factors: Vec<Modify> },
    /// As many as the process takes steps.
    Process(Process),
}

impl Children {
    /// `Some` when every parent row has the same number.
    pub(crate) fn constant(&self) -> Option<u64> {
        match &self.number {
            Number::Fanout { fanout, factors } if factors.is_empty() => fanout.constant(),
            _ => None,
        }
    }

    /// The expected number, factors left aside.
    pub(crate) fn mean(&self) -> f64 {
        match &self.number {
            Number::Fanout { fanout, .. } => fanout.mean(),
            Number::Process(process) => process.mean(),
        }
    }

    /// The number of children of each parent row of a block.
    pub(crate) fn counts(&self, core: &Core, rows: Range<u64>) -> Result<Vec<u64>> {
        match &self.number {
            Number::Fanout { fanout, factors } if factors.is_empty() => {
                Ok(rows.map(|row| fanout.count(row, 1.0)).collect())
            }
            Number::Fanout { fanout, factors } => {
                let scales = self.scales(core, factors, Rows::Range(rows.clone()))?;
                Ok(rows.zip(scales).map(|(row, scale)| fanout.count(row, scale)).collect())
            }
            Number::Process(process) => process.counts(core, self.parent, rows),
        }
    }

    /// [`Self::rates`] and [`Self::counts`] of a block of parent rows, whose factors are computed once.
    pub(crate) fn rates_and_counts(&self, core: &Core, rows: Range<u64>) -> Result<(Vec<f64>, Vec<u64>)> {
        let Number::Fanout { fanout, factors } = &self.number else {
            return Ok((self.rates(core, &Rows::Range(rows.clone()))?, self.counts(core, rows)?));
        };
        let scales = self.scales(core, factors, Rows::Range(rows.clone()))?;
        let both = |(row, scale): (u64, &f64)| (fanout.rate(row) * scale, fanout.count(row, *scale));
        Ok(rows.zip(&scales).map(both).unzip())
    }

    /// The mean number of children of each parent row: the weight with which rows in time order choose it.
    pub(crate) fn rates(&self, core: &Core, rows: &Rows) -> Result<Vec<f64>> {
        match &self.number {
            Number::Fanout { fanout, factors } if factors.is_empty() => Ok(rows.map(|row| fanout.rate(row))),
            Number::Fanout { fanout, factors } => {
                let scales = self.scales(core, factors, rows.clone())?;
                Ok(rows.iter().zip(scales).map(|(row, scale)| fanout.rate(row) * scale).collect())
            }
            Number::Process(_) => Err(Error::Bug("a process has no rate".to_owned())),
        }
    }

    fn scales(&self, core: &Core, factors: &[Modify], rows: Rows) -> Result<Vec<f64>> {
        let frame = Frame::new(core, self.parent, rows);
        let mut scales = vec![1.0; frame.rows.len()];
        for factor in factors {
            factor.apply(&frame, &mut scales)?;
        }
        Ok(scales)
    }
}
