//! Bounds on a column's values, kept by construction.
//!
//! Numbers and times are compared as f64: instants are whole microseconds below 2^53, so nothing is lost.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::{cast, interleave};
use arrow::datatypes::{DataType, Float64Type};

use crate::calendar::DAY;
use crate::error::Result;
use crate::frame::Frame;
use crate::generate::bug;
use crate::math;
use crate::rows::Rows;
use crate::schema::checks::ComparisonOperator;
use crate::value::{ValueType, array_of_instants, instants_of};

use super::table::{Column, Path};

/// Times a value is drawn again before the nearest allowed one is taken.
const ATTEMPTS: u32 = 64;

/// A closed range of values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Interval {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Interval {
    pub(crate) const ALL: Self = Self { low: f64::NEG_INFINITY, high: f64::INFINITY };

    pub(crate) fn is_empty(self) -> bool {
        self.low > self.high
    }

    pub(crate) fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.min(other.high) }
    }

    /// The nearest value inside; the lower end of an empty interval.
    fn nearest(self, value: f64) -> f64 {
        value.min(self.high).max(self.low)
    }
}

/// What a column's values must keep.
#[derive(Debug)]
pub(crate) struct Limit {
    /// Values beyond are set to the bound.
    pub(crate) range: Interval,
    /// What is left of the column's values along the inequalities: drawn within.
    pub(crate) support: Interval,
    /// Other columns of the row, or of rows it refers to, that bound each value.
    pub(crate) bounds: Vec<Bound>,
    /// Values lie this far apart: 1 for an int, a cent for money, a day for a date; 0 for a float.
    pub(crate) unit: f64,
}

/// "This column `operator` that one".
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) operator: ComparisonOperator,
    pub(crate) path: Path,
}

impl Limit {
    pub(crate) fn new(value_type: ValueType) -> Self {
        let unit = match value_type {
            ValueType::Int => 1.0,
            ValueType::Decimal { scale, .. } => 1.0 / math::pow(10.0, f64::from(scale)),
            ValueType::Date => DAY as f64,
            ValueType::Datetime => 1.0,
            _ => 0.0,
        };
        Self { range: Interval::ALL, support: Interval::ALL, bounds: Vec::new(), unit }
    }

    /// Whether draws are truncated: `range` alone only clamps.
    pub(crate) fn truncates(&self) -> bool {
        !self.bounds.is_empty() || self.support != Interval::ALL
    }

    /// The allowed values of each row.
    pub(crate) fn intervals(&self, frame: &Frame<'_>) -> Result<Vec<Interval>> {
        let mut intervals = vec![self.support; frame.rows.len()];
        for bound in &self.bounds {
            let others = numbers_of(&frame.path(&bound.path)?)?;
            for (interval, other) in intervals.iter_mut().zip(others) {
                if let Some(other) = other {
                    *interval = interval.and(allowed(bound.operator, other, self.unit));
                }
            }
        }
        if self.unit > 1e-12 {
            intervals.iter_mut().for_each(|interval| *interval = self.on_grid(*interval));
        }
        Ok(intervals)
    }

    /// The least and the greatest value of the column's own grid within an interval.
    fn on_grid(&self, interval: Interval) -> Interval {
        // A hair of slack, since a cent has no exact form.
        let (low, high) = (interval.low / self.unit, interval.high / self.unit);
        Interval { low: (low - 1e-6).ceil() * self.unit, high: (high + 1e-6).floor() * self.unit }
    }

    /// The values that each row must not have; nothing where no bound is "!=".
    fn forbidden(&self, frame: &Frame<'_>) -> Result<Vec<Vec<f64>>> {
        let mut forbidden = Vec::new();
        for bound in self.bounds.iter().filter(|bound| bound.operator == ComparisonOperator::NotEqual) {
            forbidden.resize(frame.rows.len(), Vec::new());
            let others = numbers_of(&frame.path(&bound.path)?)?;
            forbidden.iter_mut().zip(others).for_each(|(values, other): (&mut Vec<f64>, _)| values.extend(other));
        }
        Ok(forbidden)
    }

    /// Draws again what lies outside, and takes the nearest allowed value where that does not help.
    pub(crate) fn enforce(&self, column: &Column, frame: &Frame<'_>, values: ArrayRef) -> Result<ArrayRef> {
        let mut values = values;
        if self.truncates() {
            let intervals = self.intervals(frame)?;
            let forbidden = self.forbidden(frame)?;
            let all: Vec<usize> = (0..values.len()).collect();
            let mut open = self.refused(&values, &all, &intervals, &forbidden)?;
            for attempt in 1..=ATTEMPTS {
                if open.is_empty() || !column.generate.can_redraw() {
                    break;
                }
                let rows = open.iter().map(|&position| frame.rows.at(position)).collect();
                let again = column.produce(&Frame::new(frame.core, frame.table, Rows::List(rows)), attempt)?;
                values = replaced(&values, &again, &open)?;
                let still = self.refused(&again, &open, &intervals, &forbidden)?;
                open = still.into_iter().map(|position| open[position]).collect();
            }
            frame.count_fallback(
                &column.name,
                "no draw keeps the inequalities; the nearest allowed value was taken",
                open.len() as u64,
            );
            let found = numbers_of(&values)?;
            let target = |position: usize| {
                let not = forbidden.get(position).map_or(&[][..], Vec::as_slice);
                self.beside(intervals[position], not, found[position].unwrap_or(0.0))
            };
            values = self.moved(column.value_type, values, &open, target)?;
        }
        if self.range != Interval::ALL {
            let ranges = vec![self.range; values.len()];
            let beyond = outside(&values, &ranges, self.unit)?;
            values = self.moved(column.value_type, values, &beyond, |_| self.on_grid_or_same(self.range))?;
        }
        Ok(values)
    }

    /// Positions, among `values`, of those that are not allowed; `rows` says which row each belongs to.
    fn refused(
        &self,
        values: &ArrayRef,
        rows: &[usize],
        intervals: &[Interval],
        forbidden: &[Vec<f64>],
    ) -> Result<Vec<usize>> {
        let tried: Vec<Interval> = rows.iter().map(|&row| intervals[row]).collect();
        let mut refused = outside(values, &tried, self.unit)?;
        if !forbidden.is_empty() {
            let numbers = numbers_of(values)?;
            let is_forbidden = |at: &usize| numbers[*at].is_some_and(|number| forbidden[rows[*at]].contains(&number));
            refused.extend((0..rows.len()).filter(is_forbidden));
            refused.sort_unstable();
            refused.dedup();
        }
        Ok(refused)
    }

    /// The allowed value nearest to `value`, as an interval of one value.
    fn beside(&self, interval: Interval, forbidden: &[f64], value: f64) -> Interval {
        let nearest = interval.nearest(value);
        let step = |value: f64, up: bool| match (self.unit > 0.0, up) {
            (true, true) => value + self.unit,
            (true, false) => value - self.unit,
            (false, true) => value.next_up(),
            (false, false) => value.next_down(),
        };
        // As many steps as there are values to avoid lead past them, to one side or the other.
        let walk = |up: bool| {
            let free = |value: &f64| !forbidden.contains(value);
            let mut steps = std::iter::successors(Some(nearest), |value| Some(step(*value, up)));
            steps.find(free).filter(|value| interval.contains(*value))
        };
        let found = walk(true).or_else(|| walk(false)).unwrap_or(nearest);
        Interval { low: found, high: found }
    }

    fn on_grid_or_same(&self, interval: Interval) -> Interval {
        if self.unit > 0.0 { self.on_grid(interval) } else { interval }
    }

    /// `values` with those at `positions` moved to the nearest value of their interval.
    fn moved(
        &self,
        value_type: ValueType,
        values: ArrayRef,
        positions: &[usize],
        interval: impl Fn(usize) -> Interval,
    ) -> Result<ArrayRef> {
        if positions.is_empty() {
            return Ok(values);
        }
        let numbers = numbers_of(&values)?;
        let nearest =
            positions.iter().map(|&at| interval(at).nearest(numbers[at].unwrap_or(0.0))).collect::<Vec<f64>>();
        let moved = match value_type {
            ValueType::Datetime | ValueType::Date => {
                array_of_instants(value_type, nearest.into_iter().map(|instant| instant as i64).collect())
            }
            _ => value_type.array_of_numbers(nearest),
        };
        replaced(&values, &moved, positions)
    }
}

/// The values x for which "x operator other" holds; for "!=" all, which the redraw looks after.
fn allowed(operator: ComparisonOperator, other: f64, unit: f64) -> Interval {
    let (below, above) = if unit > 0.0 { (other - unit, other + unit) } else { (other.next_down(), other.next_up()) };
    match operator {
        ComparisonOperator::Less => Interval { high: below, ..Interval::ALL },
        ComparisonOperator::LessOrEqual => Interval { high: other, ..Interval::ALL },
        ComparisonOperator::Greater => Interval { low: above, ..Interval::ALL },
        ComparisonOperator::GreaterOrEqual => Interval { low: other, ..Interval::ALL },
        ComparisonOperator::Equal => Interval { low: other, high: other },
        ComparisonOperator::NotEqual => Interval::ALL,
    }
}

/// Positions of values outside of their intervals; nulls are inside.
fn outside(values: &ArrayRef, intervals: &[Interval], unit: f64) -> Result<Vec<usize>> {
    // Money is compared within a thousandth of a cent.
    let slack = if unit > 0.0 && unit < 1.0 { unit * 1e-3 } else { 0.0 };
    let numbers = numbers_of(values)?;
    let is_outside = |(number, interval): (&Option<f64>, &Interval)| {
        let wide = Interval { low: interval.low - slack, high: interval.high + slack };
        number.is_some_and(|number| !wide.contains(number))
    };
    Ok(numbers.iter().zip(intervals).enumerate().filter(|(_, pair)| is_outside(*pair)).map(|(at, _)| at).collect())
}

/// `values` with those at `positions` taken from `others`, in order.
fn replaced(values: &ArrayRef, others: &ArrayRef, positions: &[usize]) -> Result<ArrayRef> {
    let mut places: Vec<(usize, usize)> = (0..values.len()).map(|row| (0, row)).collect();
    for (other, &position) in positions.iter().enumerate() {
        places[position] = (1, other);
    }
    interleave(&[values.as_ref(), others.as_ref()], &places).map_err(bug)
}

/// Numbers as they are, times as microseconds.
pub(crate) fn numbers_of(values: &ArrayRef) -> Result<Vec<Option<f64>>> {
    if matches!(values.data_type(), DataType::Date32 | DataType::Timestamp(..)) {
        return Ok(instants_of(values).into_iter().map(|instant| instant.map(|instant| instant as f64)).collect());
    }
    let floats: ArrayRef = match values.data_type() {
        DataType::Float64 => Arc::clone(values),
        _ => cast(values, &DataType::Float64).map_err(bug)?,
    };
    Ok(floats.as_primitive::<Float64Type>().iter().collect())
}
