//! Dates and datetimes.

use super::super::arithmetic::{Operator, days_between, seconds_between, shift};
use super::super::convert::{to_date, to_datetime, to_float, to_int};
use super::super::error::{ExpressionError, Result};
use super::super::interval::{Interval, unit};
use super::super::kernel::{Body, Kernel};
use super::super::kind::{Kind, Typed};
use super::super::times;
use super::{Build, Call, Function, aliased, function};

pub(super) const FUNCTIONS: &[Function] = &[
    function(
        ("year", "year(t)", "The year."),
        ("year('2024-03-09')", "2024"),
        (1, 1),
        Build::Call(|call| part(call, "year")),
    ),
    function(
        ("quarter", "quarter(t)", "The quarter, 1 to 4."),
        ("quarter('2024-03-09')", "1"),
        (1, 1),
        Build::Call(|call| part(call, "quarter")),
    ),
    function(
        ("month", "month(t)", "The month, 1 to 12."),
        ("month('2024-03-09')", "3"),
        (1, 1),
        Build::Call(|call| part(call, "month")),
    ),
    function(
        ("week", "week(t)", "The ISO week, 1 to 53."),
        ("week('2024-03-09')", "10"),
        (1, 1),
        Build::Call(|call| part(call, "week")),
    ),
    function(
        ("day", "day(t)", "The day of the month."),
        ("day('2024-03-09')", "9"),
        (1, 1),
        Build::Call(|call| part(call, "day")),
    ),
    function(
        ("hour", "hour(t)", "The hour, 0 to 23."),
        ("hour('2024-03-09 14:05:06')", "14"),
        (1, 1),
        Build::Call(|call| part(call, "hour")),
    ),
    function(
        ("minute", "minute(t)", "The minute, 0 to 59."),
        ("minute('2024-03-09 14:05:06')", "5"),
        (1, 1),
        Build::Call(|call| part(call, "minute")),
    ),
    function(
        ("second", "second(t)", "The second, 0 to 59."),
        ("second('2024-03-09 14:05:06')", "6"),
        (1, 1),
        Build::Call(|call| part(call, "second")),
    ),
    aliased(
        &["weekday"],
        ("dayofweek", "dayofweek(t)", "The day of the week; Monday is 0, Sunday 6."),
        ("dayofweek('2024-03-09')", "5"),
        (1, 1),
        Build::Call(|call| part(call, "dayofweek")),
    ),
    function(
        ("dayofyear", "dayofyear(t)", "The day of the year, 1 to 366."),
        ("dayofyear('2024-03-09')", "69"),
        (1, 1),
        Build::Call(|call| part(call, "dayofyear")),
    ),
    aliased(
        &["datepart"],
        (
            "date_part",
            "date_part('unit', t)",
            "A part by name: year, quarter, month, week, day, hour, minute, second, dayofweek, dayofyear.",
        ),
        ("date_part('month', '2024-03-09')", "3"),
        (2, 2),
        Build::Call(|call| {
            let unit = part_name(call)?;
            call.kernel(times::date_part, vec![Typed::text(unit), call.datetime(1)?], Kind::Int)
        }),
    ),
    function(
        (
            "date_trunc",
            "date_trunc('unit', t)",
            "The start of the year, quarter, month, week (Monday), day, hour, minute or second; a date stays a date.",
        ),
        ("date_trunc('month', '2024-03-09')", "2024-03-01"),
        (2, 2),
        Build::Call(date_trunc),
    ),
    aliased(
        &["dateadd"],
        (
            "date_add",
            "date_add(t, n, 'unit')",
            "t, n units later: year, quarter, month, week, day, hour, minute, second. A month's missing days are cut.",
        ),
        ("date_add('2024-01-31', 1, 'month')", "2024-02-29"),
        (3, 3),
        Build::Call(|call| {
            let name = call.literal(2, "a unit")?;
            later(call, &name)
        }),
    ),
    function(
        ("add_days", "add_days(t, n)", "t, n days later."),
        ("add_days('2024-02-28', 2)", "2024-03-01"),
        (2, 2),
        Build::Call(|call| later(call, "day")),
    ),
    function(
        ("add_months", "add_months(t, n)", "t, n months later; the day is cut to the month's last."),
        ("add_months('2024-01-31', 1)", "2024-02-29"),
        (2, 2),
        Build::Call(|call| later(call, "month")),
    ),
    function(
        ("add_hours", "add_hours(t, n)", "The datetime n hours later."),
        ("add_hours('2024-03-09', 1.5)", "2024-03-09 01:30:00"),
        (2, 2),
        Build::Call(|call| later(call, "hour")),
    ),
    function(
        ("add_minutes", "add_minutes(t, n)", "The datetime n minutes later."),
        ("add_minutes('2024-03-09', 90)", "2024-03-09 01:30:00"),
        (2, 2),
        Build::Call(|call| later(call, "minute")),
    ),
    function(
        ("add_seconds", "add_seconds(t, n)", "The datetime n seconds later."),
        ("add_seconds('2024-03-09', 0.5)", "2024-03-09 00:00:00.500000"),
        (2, 2),
        Build::Call(|call| later(call, "second")),
    ),
    function(
        ("days_between", "days_between(start, end)", "Days from start to end, by the calendar."),
        ("days_between('2024-02-28', '2024-03-01')", "2"),
        (2, 2),
        Build::Call(|call| Ok(days_between(call.time(1)?, call.time(0)?))),
    ),
    function(
        ("seconds_between", "seconds_between(start, end)", "Seconds from start to end, a float."),
        ("seconds_between('2024-03-09 00:00', '2024-03-09 00:01')", "60.0"),
        (2, 2),
        Build::Call(|call| Ok(seconds_between(call.time(1)?, call.time(0)?))),
    ),
    function(
        ("months_between", "months_between(start, end)", "Whole months from start to end."),
        ("months_between('2024-01-31', '2024-03-30')", "1"),
        (2, 2),
        Build::Call(|call| call.kernel(times::months, vec![call.datetime(0)?, call.datetime(1)?], Kind::Int)),
    ),
    function(
        ("make_date", "make_date(year, month, day)", "A date; null if there is no such day."),
        ("make_date(2024, 2, 29)", "2024-02-29"),
        (3, 3),
        Build::Call(|call| call.kernel(times::make_date, vec![call.int(0)?, call.int(1)?, call.int(2)?], Kind::Date)),
    ),
    aliased(
        &["date"],
        ("to_date", "to_date(t)", "The date of a datetime or of an ISO 8601 text; null if it is none."),
        ("to_date('2024-03-09 14:05:06')", "2024-03-09"),
        (1, 1),
        Build::Call(|call| Ok(to_date(call.time(0)?))),
    ),
    aliased(
        &["to_timestamp", "datetime", "timestamp"],
        (
            "to_datetime",
            "to_datetime(t)",
            "The datetime of a date (midnight) or of an ISO 8601 text; null if it is none.",
        ),
        ("to_datetime('2024-03-09')", "2024-03-09 00:00:00"),
        (1, 1),
        Build::Call(|call| call.datetime(0)),
    ),
    aliased(
        &["strftime", "to_char"],
        (
            "format_date",
            "format_date(t, 'format')",
            "Written by a format: %Y %y year, %m %B %b month, %d day, %A %a day of the week, %j day of the year, \
             %H %I %p %M %S %f time, %G %V %u ISO year, week and day, %% a percent sign. Names are English.",
        ),
        ("format_date('2024-03-09', '%d %b %Y')", "09 Mar 2024"),
        (2, 2),
        Build::Call(format_date),
    ),
    function(
        (
            "interval",
            "interval 'n unit …'",
            "A length of time that is added to or taken from a date or datetime; years to microseconds.",
        ),
        ("to_date('2024-01-31') + interval '1 month 1 day'", "2024-03-01"),
        (1, 1),
        Build::Call(|_| {
            let error = ExpressionError::new("an interval stands only behind `+` or `-`");
            Err(error.hint("write `t + interval '3 hours'`"))
        }),
    ),
];

fn part(call: &Call, name: &'static str) -> Result<Typed> {
    let arguments = vec![Typed::text(name), call.datetime(0)?];
    Ok(Kernel::call("date_part", Body::Columns(times::date_part), arguments, Kind::Int))
}

fn part_name(call: &Call) -> Result<String> {
    let name = call.literal(0, "a unit")?;
    if times::Part::of(&name).is_some() {
        return Ok(name);
    }
    Err(call.wrong(0, unknown_unit(&name)))
}

fn unknown_unit(name: &str) -> ExpressionError {
    ExpressionError::new(format!("there is no unit '{name}'"))
        .hint("the units are year, quarter, month, week, day, hour, minute, second")
}

fn date_trunc(call: &Call) -> Result<Typed> {
    let name = part_name(call)?;
    if matches!(times::Part::of(&name), Some(times::Part::DayOfWeek | times::Part::DayOfYear)) {
        return Err(call.wrong(0, unknown_unit(&name)));
    }
    let time = call.time(1)?;
    let date = time.kind == Kind::Date;
    let start = call.kernel(times::date_trunc, vec![Typed::text(name), to_datetime(time)], Kind::Datetime)?;
    Ok(if date { to_date(start) } else { start })
}

/// Argument 0 moved by so many units as argument 1 says.
fn later(call: &Call, name: &str) -> Result<Typed> {
    let Some(unit) = unit(name) else { return Err(call.wrong(2, unknown_unit(name))) };
    let time = call.time(0)?;
    let date = time.kind == Kind::Date && unit.is_whole_days();
    let moved = match unit {
        Interval { months: 0, micros } => shift(time, Typed::int(0), length(call, micros, date)?),
        Interval { months, .. } => {
            shift(time, Operator::Multiply.apply(call.int(1)?, Typed::int(months))?, Typed::int(0))
        }
    };
    Ok(if date { to_date(moved) } else { moved })
}

/// Microseconds of so many units; a date moves by whole ones.
fn length(call: &Call, micros: i64, whole: bool) -> Result<Typed> {
    let number = if whole { call.int(1)? } else { call.number(1)? };
    match number.kind {
        Kind::Int => Operator::Multiply.apply(number, Typed::int(micros)),
        _ => {
            let product = Operator::Multiply.apply(to_float(number), Typed::float(micros as f64))?;
            to_int(Kernel::call("round_float", Body::Float(f64::round), vec![product], Kind::Float))
        }
    }
}

fn format_date(call: &Call) -> Result<Typed> {
    let format = call.literal(1, "a format")?;
    if times::chrono_format(&format).is_none() {
        let error = ExpressionError::new(format!("'{format}' is no format"));
        let letters = times::FORMAT_LETTERS.chars().map(|letter| format!("%{letter}")).collect::<Vec<_>>().join(" ");
        return Err(call.wrong(1, error.hint(format!("it may hold {letters}"))));
    }
    call.kernel(times::format_date, vec![call.datetime(0)?, Typed::text(format)], Kind::Text)
}
