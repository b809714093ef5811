//! Another time plus a drawn span.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, TimestampMicrosecondArray};
use chrono::{DateTime, Months};

use crate::calendar::DAY;
use crate::error::Result;
use crate::frame::Frame;
use crate::plan::table::{Column, Path};
use crate::schema::further::TimeUnit;
use crate::seed::ColumnKey;
use crate::value::{ValueType, instants_of};

use super::quantile::Quantile;

#[derive(Debug)]
pub(crate) struct DatetimeOffset {
    /// The other time, as it is named in the schema.
    pub(crate) name: String,
    pub(crate) from: Path,
    pub(crate) unit: TimeUnit,
    pub(crate) quantile: Quantile,
    pub(crate) clamp: [f64; 2],
    pub(crate) key: ColumnKey,
}

const SECOND: i64 = 1_000_000;
/// The first and last instant of the years 1 to 9999.
const FIRST: i64 = -719_162 * DAY;
const LAST: i64 = 2_932_897 * DAY - 1;
/// Longer spans lead out of these years from anywhere.
const MOST_MONTHS: f64 = 12.0 * 10_000.0;

impl DatetimeOffset {
    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>) -> Result<ArrayRef> {
        let is_date = column.value_type == ValueType::Date;
        let draw = self.key.draw(0);
        let [low, high] = self.clamp;
        let from = instants_of(&frame.path(&self.from)?);
        let times = from.into_iter().zip(frame.rows.iter()).map(|(from, row)| {
            from.map(|from| {
                let span = self.quantile.at(draw.open_unit(row)).max(low).min(high);
                self.later(from, span, is_date)
            })
        });
        if is_date {
            return Ok(Arc::new(Date32Array::from_iter(
                times.map(|time| time.map(|time| time.div_euclid(DAY) as i32)),
            )));
        }
        Ok(Arc::new(TimestampMicrosecondArray::from_iter(times)))
    }

    /// `span` units after `from`; a date counts whole days, but for units of less than a day.
    fn later(&self, from: i64, span: f64, is_date: bool) -> i64 {
        let micros = |unit: i64, step: i64| (span * unit as f64 / step as f64).round_ties_even() * step as f64;
        let offset = match self.unit {
            TimeUnit::Second => micros(SECOND, SECOND / 1000),
            TimeUnit::Minute => micros(60 * SECOND, SECOND),
            TimeUnit::Hour => micros(DAY / 24, SECOND),
            TimeUnit::Day => micros(DAY, if is_date { DAY } else { SECOND }),
            TimeUnit::Week => micros(7 * DAY, if is_date { DAY } else { SECOND }),
            TimeUnit::Month => return by_calendar(from, span, is_date),
            TimeUnit::Year => return by_calendar(from, 12.0 * span, is_date),
        };
        from.saturating_add(offset as i64).clamp(FIRST, LAST)
    }
}

/// Whole months by the calendar, and the rest as that part of the month after them.
fn by_calendar(from: i64, months: f64, is_date: bool) -> i64 {
    let months = months.clamp(-MOST_MONTHS, MOST_MONTHS);
    let whole = months.floor();
    let (start, end) = (add_months(from, whole as i32), add_months(from, whole as i32 + 1));
    let step = if is_date { DAY } else { SECOND };
    let rest = ((months - whole) * (end - start) as f64 / step as f64).round_ties_even() as i64 * step;
    start.saturating_add(rest).clamp(FIRST, LAST)
}

fn add_months(from: i64, months: i32) -> i64 {
    let shifted = DateTime::from_timestamp_micros(from).and_then(|time| {
        let time = time.naive_utc();
        let count = Months::new(months.unsigned_abs());
        if months < 0 { time.checked_sub_months(count) } else { time.checked_add_months(count) }
    });
    let beyond = if months < 0 { FIRST } else { LAST };
    shifted.map_or(beyond, |time| time.and_utc().timestamp_micros()).clamp(FIRST, LAST)
}
