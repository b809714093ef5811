//! The kernels of dates and datetimes.

use std::fmt::Write;

use arrow::array::ArrayRef;
use arrow::datatypes::{Date32Type, Int64Type, TimestampMicrosecondType};
use chrono::format::StrftimeItems;
use chrono::{Datelike, NaiveDate};
use datafusion_common::Result;

use crate::civil::civil;

use super::calendar::{datetime, days, micros, moment, months_between};
use super::interval::DAY;
use super::kernel::Arguments;

/// A part of a datetime that is a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    DayOfWeek,
    DayOfYear,
}

impl Part {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "year" => Self::Year,
            "quarter" => Self::Quarter,
            "month" => Self::Month,
            "week" => Self::Week,
            "day" => Self::Day,
            "hour" => Self::Hour,
            "minute" => Self::Minute,
            "second" => Self::Second,
            "dayofweek" | "dow" | "weekday" => Self::DayOfWeek,
            "dayofyear" | "doy" => Self::DayOfYear,
            _ => return None,
        })
    }

    /// `None` for a moment outside the years 1 to 9999.
    fn get(self, micros: i64) -> Option<i64> {
        let micros = moment(micros)?;
        let (day, second) = (micros.div_euclid(DAY), micros.rem_euclid(DAY) / 1_000_000);
        let (year, month, of_month) = civil(day);
        Some(match self {
            Self::Year => i64::from(year),
            Self::Quarter => i64::from((month - 1) / 3 + 1),
            Self::Month => i64::from(month),
            Self::Week => i64::from(datetime(micros)?.iso_week().week()),
            Self::Day => i64::from(of_month),
            Self::Hour => second / 3600,
            Self::Minute => second / 60 % 60,
            Self::Second => second % 60,
            // 1970-01-01 was a Thursday.
            Self::DayOfWeek => (day + 3).rem_euclid(7),
            Self::DayOfYear => i64::from(datetime(micros)?.ordinal()),
        })
    }
}

/// `date_part(unit, t)`.
pub(super) fn date_part(arguments: &Arguments) -> Result<ArrayRef> {
    let (units, times) = (arguments.texts(0)?, arguments.datetimes(1)?);
    let part = units.constant().and_then(Part::of);
    Ok(arguments.numbers::<Int64Type>(|row| part?.get(times.get(row)?)))
}

/// `date_trunc(unit, t)`: the start of the unit that holds t.
pub(super) fn date_trunc(arguments: &Arguments) -> Result<ArrayRef> {
    let (units, times) = (arguments.texts(0)?, arguments.datetimes(1)?);
    let part = units.constant().and_then(Part::of);
    Ok(arguments.numbers::<TimestampMicrosecondType>(|row| start(part?, times.get(row)?)))
}

fn start(part: Part, instant: i64) -> Option<i64> {
    let instant = moment(instant)?;
    let fixed = |unit: i64| Some(instant - instant.rem_euclid(unit));
    let (year, month, _) = civil(instant.div_euclid(DAY));
    let first = match part {
        Part::Second => return fixed(1_000_000),
        Part::Minute => return fixed(60_000_000),
        Part::Hour => return fixed(DAY / 24),
        Part::Day => return fixed(DAY),
        // 1970-01-01 was a Thursday.
        Part::Week => return Some(instant - (instant + 3 * DAY).rem_euclid(7 * DAY)),
        Part::Month => NaiveDate::from_ymd_opt(year, month, 1)?,
        Part::Quarter => NaiveDate::from_ymd_opt(year, (month - 1) / 3 * 3 + 1, 1)?,
        Part::Year => NaiveDate::from_ymd_opt(year, 1, 1)?,
        Part::DayOfWeek | Part::DayOfYear => return None,
    };
    micros(first.and_hms_opt(0, 0, 0)?)
}

/// `months_between(start, end)`.
pub(super) fn months(arguments: &Arguments) -> Result<ArrayRef> {
    let (starts, ends) = (arguments.datetimes(0)?, arguments.datetimes(1)?);
    Ok(arguments.numbers::<Int64Type>(|row| months_between(starts.get(row)?, ends.get(row)?)))
}

/// `make_date(year, month, day)`.
pub(super) fn make_date(arguments: &Arguments) -> Result<ArrayRef> {
    let (year, month, day) = (arguments.ints(0)?, arguments.ints(1)?, arguments.ints(2)?);
    Ok(arguments.numbers::<Date32Type>(|row| {
        let year = i32::try_from(year.get(row)?).ok()?;
        let (month, day) = (u32::try_from(month.get(row)?).ok()?, u32::try_from(day.get(row)?).ok()?);
        days(NaiveDate::from_ymd_opt(year, month, day)?)
    }))
}

/// The letters of `format_date` after a percent sign.
pub(super) const FORMAT_LETTERS: &str = "YymdHMSfjBbAapIuVG%";

/// The format in chrono's language; None if a letter is unknown.
pub(super) fn chrono_format(format: &str) -> Option<String> {
    let mut letters = format.chars();
    let mut result = String::new();
    while let Some(letter) = letters.next() {
        result.push(letter);
        if letter == '%' {
            match letters.next()? {
                // Python's %f is microseconds; chrono's is nanoseconds.
                'f' => result.push_str("6f"),
                letter if FORMAT_LETTERS.contains(letter) => result.push(letter),
                _ => return None,
            }
        }
    }
    Some(result)
}

/// `format_date(t, format)`.
pub(super) fn format_date(arguments: &Arguments) -> Result<ArrayRef> {
    let (times, formats) = (arguments.datetimes(0)?, arguments.texts(1)?);
    let format = formats.constant().and_then(chrono_format).unwrap_or_default();
    let items: Vec<_> = StrftimeItems::new(&format).collect();
    arguments.text_rows(|row, text| write!(text, "{}", datetime(times.get(row)?)?.format_with_items(items.iter())).ok())
}
