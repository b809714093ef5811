//! Effects: a table says what factor or summand holds, for whom, from when to when.
//!
//! The effect table is read once into an index: for each key, windows that do not overlap, in order of time. A row's
//! effect is then one binary search; nothing is kept for each row.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};

use crate::calendar::DAY;
use crate::control::Control;
use crate::error::Result;
use crate::frame::Frame;
use crate::generate::bug;
use crate::plan::Core;
use crate::plan::join::encode;
use crate::plan::table::{Path, TableId};
use crate::rows::Rows;
use crate::schema::modifiers::Combine;
use crate::value::instants_of;

/// An effect table as one modifier uses it.
#[derive(Debug)]
pub(crate) struct EffectTable {
    pub(crate) table: TableId,
    /// The columns here, and the columns of the effect table; empty: the effect is global.
    pub(crate) keys: Vec<(Path, usize)>,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// `None` where the field is missing: it counts as neutral.
    pub(crate) field: Option<usize>,
    pub(crate) op: Combine,
    /// What holds outside of every window.
    pub(crate) default: f64,
    pub(crate) index: OnceLock<Arc<EffectIndex>>,
}

/// An effect on values, at the row's time.
#[derive(Debug)]
pub(crate) struct EffectUse {
    pub(crate) effect: EffectTable,
    pub(crate) time: Path,
}

impl EffectUse {
    pub(crate) fn apply(&self, frame: &Frame<'_>, values: &mut [f64]) -> Result<()> {
        let times = instants_of(&frame.path(&self.time)?);
        let effects = self.effect.at(frame, &times)?;
        for (value, effect) in values.iter_mut().zip(effects) {
            *value = match self.effect.op {
                Combine::Mul => *value * effect,
                Combine::Add => *value + effect,
            };
        }
        Ok(())
    }
}

impl EffectTable {
    fn neutral(&self) -> f64 {
        match self.op {
            Combine::Mul => 1.0,
            Combine::Add => 0.0,
        }
    }

    /// What holds for each row at its time.
    pub(crate) fn at(&self, frame: &Frame<'_>, times: &[Option<i64>]) -> Result<Vec<f64>> {
        let index = self.index(frame.core)?;
        let windows = self.windows_of(frame, &index)?;
        let value = |(windows, time): (Option<&Windows>, &Option<i64>)| {
            let found = time.and_then(|time| windows.and_then(|windows| windows.at(time)));
            found.unwrap_or(self.default)
        };
        Ok(windows.into_iter().zip(times).map(value).collect())
    }

    /// The windows that concern each row of `frame`.
    pub(crate) fn windows_of<'i>(&self, frame: &Frame<'_>, index: &'i EffectIndex) -> Result<Vec<Option<&'i Windows>>> {
        if self.keys.is_empty() {
            return Ok(vec![index.by_key.values().next(); frame.rows.len()]);
        }
        let table = &frame.core.tables[self.table];
        let mut columns = Vec::new();
        for (path, other) in &self.keys {
            let wanted = table.columns[*other].value_type.data_type();
            columns.push(cast(&frame.path(path)?, &wanted).map_err(bug)?);
        }
        Ok(encode(&columns)?.iter().map(|key| index.by_key.get(key)).collect())
    }

    /// The index, built when first needed.
    pub(crate) fn index(&self, core: &Core) -> Result<Arc<EffectIndex>> {
        if let Some(index) = self.index.get() {
            return Ok(Arc::clone(index));
        }
        let built = Arc::new(self.build(core)?);
        Ok(Arc::clone(self.index.get_or_init(|| built)))
    }

    fn build(&self, core: &Core) -> Result<EffectIndex> {
        let rows = core.layout(self.table, &Control::default())?.rows();
        let frame = Frame::new(core, self.table, Rows::Range(0..rows));
        let starts = instants_of(&frame.column(self.start)?);
        let ends = ends_of(&frame.column(self.end)?);
        let values = self.values(&frame, rows as usize)?;
        let columns: Vec<ArrayRef> =
            self.keys.iter().map(|(_, other)| frame.column(*other)).collect::<Result<Vec<_>>>()?;
        let keys = if columns.is_empty() { vec![Box::from([]); rows as usize] } else { encode(&columns)? };
        let order = encode(&[frame.column(core.tables[self.table].pk)?])?;
        let mut by_pk: Vec<usize> = (0..rows as usize).collect();
        by_pk.sort_by(|&a, &b| order[a].cmp(&order[b]));
        let mut groups: BTreeMap<Box<[u8]>, Vec<Window>> = BTreeMap::new();
        for row in by_pk {
            let window = Window { start: starts[row].unwrap_or(i64::MIN), end: ends[row], value: values[row] };
            groups.entry(keys[row].clone()).or_default().push(window);
        }
        Ok(EffectIndex { by_key: groups.into_iter().map(|(key, group)| (key, Windows::resolve(&group))).collect() })
    }

    fn values(&self, frame: &Frame<'_>, rows: usize) -> Result<Vec<f64>> {
        let neutral = self.neutral();
        let Some(field) = self.field else { return Ok(vec![neutral; rows]) };
        let values = cast(&frame.column(field)?, &DataType::Float64).map_err(bug)?;
        Ok(values.as_primitive::<Float64Type>().iter().map(|value| value.unwrap_or(neutral)).collect())
    }
}

/// Ends are inclusive: a date includes its day, an instant itself; a null is open. As the first instant after.
fn ends_of(values: &ArrayRef) -> Vec<i64> {
    let length = if values.data_type() == &DataType::Date32 { DAY } else { 1 };
    instants_of(values).into_iter().map(|end| end.map_or(i64::MAX, |end| end.saturating_add(length))).collect()
}

/// Windows by key.
#[derive(Debug)]
pub(crate) struct EffectIndex {
    by_key: BTreeMap<Box<[u8]>, Windows>,
}

impl EffectIndex {
    /// The windows of a global effect, if it has any.
    pub(crate) fn global(&self) -> Option<&Windows> {
        self.by_key.values().next()
    }
}

/// A window of one effect row, half open.
struct Window {
    start: i64,
    end: i64,
    value: f64,
}

/// Windows that do not overlap, as the instants at which what holds changes.
#[derive(Debug)]
pub(crate) struct Windows {
    pub(crate) breaks: Vec<i64>,
    /// What holds from each break on; `None` outside of every window.
    pub(crate) values: Vec<Option<f64>>,
}

impl Windows {
    /// Where windows overlap, the first in the given order holds.
    fn resolve(windows: &[Window]) -> Self {
        let mut events: Vec<(i64, usize, bool)> = Vec::new();
        for (order, window) in windows.iter().enumerate().filter(|(_, window)| window.start < window.end) {
            events.push((window.start, order, true));
            events.push((window.end, order, false));
        }
        events.sort_unstable();
        let mut resolved = Self { breaks: Vec::new(), values: Vec::new() };
        let mut open = BTreeSet::new();
        let mut position = 0;
        while position < events.len() {
            let instant = events[position].0;
            while let Some(&(_, order, opens)) = events.get(position).filter(|event| event.0 == instant) {
                if opens {
                    open.insert(order);
                } else {
                    open.remove(&order);
                }
                position += 1;
            }
            resolved.breaks.push(instant);
            resolved.values.push(open.first().map(|&order| windows[order].value));
        }
        resolved
    }

    /// What holds at an instant.
    pub(crate) fn at(&self, time: i64) -> Option<f64> {
        let position = self.breaks.partition_point(|&instant| instant <= time);
        if position == 0 { None } else { self.values[position - 1] }
    }

    /// The largest value of any window.
    pub(crate) fn greatest(&self) -> f64 {
        self.values.iter().flatten().copied().fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_overlapping_windows_holds() {
        let window = |start, end, value| Window { start, end, value };
        let windows =
            Windows::resolve(&[window(10, 20, 1.0), window(5, 30, 2.0), window(25, 40, 3.0), window(7, 7, 9.0)]);
        let found: Vec<Option<f64>> = [4, 5, 9, 10, 19, 20, 29, 30, 39, 40].iter().map(|&t| windows.at(t)).collect();
        let (a, b, c) = (Some(1.0), Some(2.0), Some(3.0));
        assert_eq!(found, [None, b, b, a, a, b, b, c, c, None]);
    }
}
