//! Processes: a parent row goes through stages or states, and each step is a row.
//!
//! A run is a pure function of the process's key, the parent's row, its time and its segment, so the steps of any
//! parent row can be told again at any time.

use std::ops::Range;

use arrow::array::ArrayRef;

use crate::error::Result;
use crate::frame::Frame;
use crate::math;
use crate::modify::segment::SegmentFactor;
use crate::rows::Rows;
use crate::seed::{Cell, ColumnKey, open_unit};
use crate::value::instants_of;

use super::Core;
use super::layout::Parents;
use super::table::{Path, TableId};

/// A compiled process.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) key: ColumnKey,
    pub(crate) kind: ProcessKind,
    /// Names of stages or states.
    pub(crate) names: ArrayRef,
    /// Multiplies the probabilities of going on.
    pub(crate) multiplier: Option<SegmentFactor>,
    /// The parent's time, at which the first step happens.
    pub(crate) parent_time: Option<Path>,
    /// First step where the parent has no time.
    pub(crate) start: i64,
    /// Steps after it are not written.
    pub(crate) end: i64,
}

#[derive(Debug)]
pub(crate) enum ProcessKind {
    /// Stage by stage, each reached by a share of those who reached the one before; with the mean time between two.
    Stages { rates: Vec<f64>, mean_step: f64 },
    /// From state to state, left with a probability each period.
    States { states: Vec<State>, initial: usize, period: f64 },
}

/// One state of a process.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) leave: f64,
    /// Where to, with the summed weight up to and including each.
    pub(crate) next: Vec<(usize, f64)>,
}

/// One step: where to, when, and from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) place: usize,
    pub(crate) time: i64,
    pub(crate) previous: Option<usize>,
}

/// A process that never ends within the timeframe is cut here.
const MOST_STEPS: usize = 10_000;
const SECOND: f64 = 1e6;

impl Process {
    /// Roughly how many steps a run takes.
    pub(crate) fn mean(&self) -> f64 {
        const TRIED: u64 = 1024;
        let steps = |row| self.run(row, self.start, 1.0).len() as f64;
        (0..TRIED).map(steps).sum::<f64>() / TRIED as f64
    }

    pub(crate) fn counts(&self, core: &Core, parent: TableId, rows: Range<u64>) -> Result<Vec<u64>> {
        Ok(self.runs(core, parent, Rows::Range(rows))?.iter().map(|steps| steps.len() as u64).collect())
    }

    /// The step of each child row, given its parent and its place among the children.
    pub(crate) fn steps(&self, core: &Core, parent: TableId, parents: &Parents) -> Result<Vec<Step>> {
        let mut distinct = parents.rows.clone();
        distinct.dedup();
        let runs = self.runs(core, parent, Rows::List(distinct.clone()))?;
        let mut position = 0;
        let step = |(row, ordinal): (&u64, &u64)| {
            while distinct[position] != *row {
                position += 1;
            }
            runs[position][*ordinal as usize]
        };
        Ok(parents.rows.iter().zip(&parents.ordinals).map(step).collect())
    }

    fn runs(&self, core: &Core, parent: TableId, rows: Rows) -> Result<Vec<Vec<Step>>> {
        let frame = Frame::new(core, parent, rows);
        let times = match &self.parent_time {
            Some(path) => instants_of(&frame.path(path)?),
            None => vec![None; frame.rows.len()],
        };
        let multipliers = match &self.multiplier {
            Some(segment) => segment.factors(&frame)?,
            None => vec![1.0; frame.rows.len()],
        };
        let run = |((row, time), multiplier): ((u64, Option<i64>), f64)| {
            self.run(row, time.unwrap_or(self.start), multiplier)
        };
        Ok(frame.rows.iter().zip(times).zip(multipliers).map(run).collect())
    }

    fn run(&self, row: u64, start: i64, multiplier: f64) -> Vec<Step> {
        let mut cell = self.key.cell(row);
        let first = match &self.kind {
            ProcessKind::Stages { .. } => 0,
            ProcessKind::States { initial, .. } => *initial,
        };
        let mut steps = Vec::new();
        let mut next = Some(Step { place: first, time: start, previous: None });
        while let Some(step) = next.filter(|step| step.time <= self.end && steps.len() < MOST_STEPS) {
            steps.push(step);
            next = match &self.kind {
                ProcessKind::Stages { rates, mean_step } => next_stage(step, rates, *mean_step, multiplier, &mut cell),
                ProcessKind::States { states, period, .. } => next_state(step, states, *period, multiplier, &mut cell),
            };
        }
        steps
    }
}

/// `rates[k]` is the share of stage k that reaches stage k + 1.
fn next_stage(step: Step, rates: &[f64], mean_step: f64, multiplier: f64, cell: &mut Cell) -> Option<Step> {
    let (goes_on, wait) = (cell.unit(), -math::ln(open_unit(cell.bits())) * mean_step);
    let place = step.place + 1;
    let rate = (rates[step.place] * multiplier).min(1.0);
    (place < rates.len() && goes_on < rate).then(|| Step {
        place,
        time: step.time.saturating_add(whole_seconds(wait)),
        previous: Some(step.place),
    })
}

fn next_state(step: Step, states: &[State], period: f64, multiplier: f64, cell: &mut Cell) -> Option<Step> {
    let state = &states[step.place];
    let leave = (state.leave * multiplier).min(1.0);
    let (wait, choice) = (open_unit(cell.bits()), cell.unit());
    let total = state.next.last()?.1;
    if leave <= 0.0 {
        return None;
    }
    // The number of periods until it is left has a geometric distribution.
    let periods = if leave >= 1.0 { 1.0 } else { (math::ln(wait) / math::ln(1.0 - leave)).ceil().max(1.0) };
    let &(place, _) = state.next.iter().find(|(_, sum)| choice * total < *sum)?;
    let time = step.time.saturating_add(whole_seconds(periods * period));
    Some(Step { place, time, previous: Some(step.place) })
}

fn whole_seconds(micros: f64) -> i64 {
    ((micros / SECOND).floor() * SECOND) as i64
}
