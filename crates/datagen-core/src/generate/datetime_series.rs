//! A draw from a weighted grid of times, perhaps not before some other time.

use std::sync::{Arc, OnceLock};

use arrow::array::ArrayRef;

use crate::calendar::{Calendar, DAY};
use crate::error::Result;
use crate::frame::Frame;
use crate::modify::effect::{EffectTable, Windows};
use crate::modify::season::Growth;
use crate::plan::Core;
use crate::plan::limit::Limit;
use crate::plan::table::{Column, Path};
use crate::seed::{ColumnKey, Draw};
use crate::value::{ValueType, array_of_instants, instants_of};

use super::quantile::standard_normal;

#[derive(Debug)]
pub(crate) struct DatetimeSeries {
    /// The grid with its patterns.
    pub(crate) grid: Calendar,
    pub(crate) key: ColumnKey,
    /// Columns that the time is never before.
    pub(crate) after: Vec<Path>,
    /// Whether this is the column in whose order the table's rows lie.
    pub(crate) orders_rows: bool,
    /// Growth over the years: a weight of each day.
    pub(crate) growth: Vec<Growth>,
    /// Effects without keys: weights of their windows.
    pub(crate) global: Vec<EffectTable>,
    /// Effects by key: rows draw again where the effect of their key is small.
    pub(crate) keyed: Vec<EffectTable>,
    /// Standard deviations in minutes of what is added at the end.
    pub(crate) jitters: Vec<(f64, Draw)>,
    /// The grid with growth and global effects, made when first needed: effects are data.
    pub(crate) weighted: OnceLock<Arc<Calendar>>,
}

/// Draws against an effect by key before the last one is taken.
const ATTEMPTS: u32 = 256;

impl DatetimeSeries {
    /// The grid with all weights that are the same for all rows.
    pub(crate) fn calendar(&self, core: &Core) -> Result<Arc<Calendar>> {
        if let Some(calendar) = self.weighted.get() {
            return Ok(Arc::clone(calendar));
        }
        let mut calendar = self.grid.clone();
        for growth in &self.growth {
            let breaks = calendar.midnights();
            let noons = std::iter::once(calendar.first()).chain(breaks.iter().map(|midnight| midnight + DAY / 2));
            let factors: Vec<f64> = noons.map(|noon| growth.at(noon)).collect();
            calendar = calendar.scaled(&breaks, &factors);
        }
        for effect in &self.global {
            let index = effect.index(core)?;
            if let Some(windows) = index.global() {
                let held = windows.values.iter().map(|value| value.unwrap_or(effect.default));
                let factors: Vec<f64> = std::iter::once(effect.default).chain(held).collect();
                calendar = calendar.scaled(&windows.breaks, &factors);
            }
        }
        if calendar.is_empty() {
            calendar = self.grid.clone();
        }
        Ok(Arc::clone(self.weighted.get_or_init(|| Arc::new(calendar))))
    }

    /// The last instant that can be drawn.
    pub(crate) fn last_instant(&self, value_type: ValueType) -> i64 {
        if value_type == ValueType::Date { self.grid.last().div_euclid(DAY) * DAY } else { self.grid.last() }
    }

    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>, attempt: u32) -> Result<ArrayRef> {
        let mut instants =
            if self.orders_rows { frame.times_in_order()?.to_vec() } else { self.drawn(column, frame, attempt)? };
        self.jitter(frame, &mut instants);
        if !self.jitters.is_empty() {
            for (instant, bound) in instants.iter_mut().zip(self.bounds(column, frame)?) {
                *instant = (*instant).max(bound.0);
            }
        }
        Ok(array_of_instants(column.value_type, instants))
    }

    /// From when to when the time of each row may lie.
    fn bounds(&self, column: &Column, frame: &Frame<'_>) -> Result<Vec<Bounds>> {
        let mut bounds = vec![(i64::MIN, i64::MAX); frame.rows.len()];
        for path in &self.after {
            for (bound, other) in bounds.iter_mut().zip(instants_of(&frame.path(path)?)) {
                bound.0 = bound.0.max(other.map_or(i64::MIN, |other| first_allowed(column.value_type, other)));
            }
        }
        if let Some(limit) = column.limit.as_ref().filter(|limit| limit.truncates()) {
            for (bound, interval) in bounds.iter_mut().zip(limit.intervals(frame)?) {
                *bound = (bound.0.max(interval.low as i64), bound.1.min(interval.high as i64));
            }
        }
        Ok(bounds)
    }

    fn is_bounded(&self, column: &Column) -> bool {
        !self.after.is_empty() || column.limit.as_ref().is_some_and(Limit::truncates)
    }

    fn drawn(&self, column: &Column, frame: &Frame<'_>, attempt: u32) -> Result<Vec<i64>> {
        let calendar = self.calendar(frame.core)?;
        let bounds = if self.is_bounded(column) { self.bounds(column, frame)? } else { Vec::new() };
        let key = self.key.attempt(attempt);
        let mut instants = self.first_draw(&calendar, column, frame, &bounds, key);
        for effect in &self.keyed {
            self.thin(effect, &calendar, column, frame, &bounds, &mut instants)?;
        }
        Ok(instants)
    }

    fn first_draw(
        &self,
        calendar: &Calendar,
        column: &Column,
        frame: &Frame<'_>,
        bounds: &[Bounds],
        key: ColumnKey,
    ) -> Vec<i64> {
        let (draw, range) = (key.draw(0), calendar.range());
        if bounds.is_empty() {
            return frame.rows.map(|row| calendar.at(&range, draw.unit(row)));
        }
        let mut late = 0;
        let mut bounds = bounds.iter();
        let instants = frame.rows.map(|row| {
            let bound = bounds.next().copied().unwrap_or((i64::MIN, i64::MAX));
            let drawn = draw_within(calendar, bound, draw.unit(row));
            late += u64::from(drawn.is_none());
            drawn.unwrap_or_else(|| calendar.at(&range, draw.unit(row)).min(bound.1).max(bound.0))
        });
        let what = "no time of the grid lies within the bounds; the nearest bound was taken";
        frame.count_fallback(&column.name, what, late);
        instants
    }

    /// Keeps each time with the share that its effect has of the largest effect of the row's key; the others are drawn
    /// again, with the attempt's number in the draw's address.
    fn thin(
        &self,
        effect: &EffectTable,
        calendar: &Calendar,
        column: &Column,
        frame: &Frame<'_>,
        bounds: &[Bounds],
        instants: &mut [i64],
    ) -> Result<()> {
        let index = effect.index(frame.core)?;
        let windows = effect.windows_of(frame, &index)?;
        let held = |windows: Option<&Windows>, time: i64| windows.and_then(|w| w.at(time)).unwrap_or(effect.default);
        let mut lost = 0;
        for (position, row) in frame.rows.iter().enumerate() {
            let greatest = windows[position].map_or(0.0, Windows::greatest).max(effect.default);
            let bound = bounds.get(position).copied().unwrap_or((i64::MIN, i64::MAX));
            for attempt in 0..=ATTEMPTS {
                let factor = held(windows[position], instants[position]);
                if factor >= greatest || self.key.draw(2 * attempt + 1).unit(row) * greatest < factor {
                    break;
                }
                if attempt == ATTEMPTS {
                    lost += 1;
                    break;
                }
                let unit = self.key.draw(2 * attempt + 2).unit(row);
                instants[position] = draw_within(calendar, bound, unit).unwrap_or(instants[position]);
            }
        }
        frame.count_fallback(
            &column.name,
            "the effects of the key leave next to no time; the last draw was taken",
            lost,
        );
        Ok(())
    }

    fn jitter(&self, frame: &Frame<'_>, instants: &mut [i64]) {
        const SECOND: i64 = 1_000_000;
        for (std_minutes, draw) in &self.jitters {
            for (instant, row) in instants.iter_mut().zip(frame.rows.iter()) {
                let seconds = (standard_normal(draw.open_unit(row)) * std_minutes * 60.0).round_ties_even();
                *instant = instant.saturating_add(seconds as i64 * SECOND);
            }
        }
    }
}

/// The first and the last instant that are allowed.
type Bounds = (i64, i64);

/// The distribution given that the time lies within the bounds; `None` where no time is left.
fn draw_within(calendar: &Calendar, (first, last): Bounds, unit: f64) -> Option<i64> {
    let mut range = if first == i64::MIN { calendar.range() } else { calendar.range_from(first) };
    if last != i64::MAX {
        range.end = range.end.min(calendar.range_from(last.saturating_add(1)).start);
    }
    (range.end > range.start).then(|| calendar.at(&range, unit).min(last).max(first))
}

/// A date is never before a time: the first midnight from the bound on.
fn first_allowed(value_type: ValueType, bound: i64) -> i64 {
    if value_type == ValueType::Date { -(-bound).div_euclid(DAY) * DAY } else { bound }
}
