//! `+ - * / // % **` by the kinds of their operands.

use std::fmt;

use arrow::array::ArrayRef;
use arrow::datatypes::{Date32Type, Int64Type, TimestampMicrosecondType};
use datafusion_common::Result as EngineResult;

use super::calendar::{add_months, day, moment};
use super::convert::{coerce, to_date, to_datetime, to_decimal, to_float};
use super::error::{ExpressionError, Result};
use super::interval::Interval;
use super::kernel::{Arguments, Body, Kernel};
use super::kind::{Kind, Typed};
use super::{numbers, text};

/// An operator of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Modulo,
    Power,
}

impl fmt::Display for Operator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::FloorDivide => "//",
            Self::Modulo => "%",
            Self::Power => "**",
        })
    }
}

impl Operator {
    /// The value of `left operator right`.
    pub(super) fn apply(self, left: Typed, right: Typed) -> Result<Typed> {
        match (left.kind, right.kind) {
            (Kind::Null, Kind::Text) | (Kind::Text, Kind::Null) if self == Self::Add => Ok(Typed::null(Kind::Text)),
            (Kind::Null, _) | (_, Kind::Null) => Ok(Typed::null(Kind::Null)),
            (Kind::Text, _) | (_, Kind::Text) if self == Self::Add => Ok(text::join(vec![left, right])),
            (a, b) if a.is_number() && b.is_number() => Ok(self.numbers(left, right)),
            (a, b) if a.is_time() || b.is_time() => self.times(left, right),
            (a, b) => {
                let error = ExpressionError::new(format!("`{self}` takes numbers, found {a} and {b}"));
                Err(if self == Self::Multiply {
                    error.hint("a text is repeated by `repeat(s, n)`, converted by `float(s)`")
                } else {
                    error.hint("a text is converted by `int(s)` or `float(s)`")
                })
            }
        }
    }

    fn numbers(self, left: Typed, right: Typed) -> Typed {
        let decimal = |value: &Typed| matches!(value.kind, Kind::Decimal(..));
        let int = |value: &Typed| matches!(value.kind, Kind::Int | Kind::Bool);
        if decimal(&left) || decimal(&right) {
            return self.decimals(&left, &right).unwrap_or_else(|| self.floats(left, right));
        }
        if int(&left) && int(&right) && (self != Self::Power || right.literal_int().is_some_and(|n| n >= 0)) {
            return self.ints(left, right);
        }
        self.floats(left, right)
    }

    fn ints(self, left: Typed, right: Typed) -> Typed {
        let (name, body): (_, fn(&Arguments) -> EngineResult<ArrayRef>) = match self {
            Self::Add => ("add_ints", numbers::add_ints),
            Self::Subtract => ("subtract_ints", numbers::subtract_ints),
            Self::Multiply => ("multiply_ints", numbers::multiply_ints),
            Self::FloorDivide => ("floor_divide_ints", numbers::floor_divide_ints),
            Self::Modulo => ("modulo_ints", numbers::modulo_ints),
            Self::Power => ("power_ints", numbers::power_ints),
            Self::Divide => return self.floats(left, right),
        };
        let int = |value: Typed| if value.kind == Kind::Bool { value.try_cast(Kind::Int) } else { value };
        Kernel::call(name, Body::Columns(body), vec![int(left), int(right)], Kind::Int)
    }

    fn floats(self, left: Typed, right: Typed) -> Typed {
        let (name, body): (_, fn(&Arguments) -> EngineResult<ArrayRef>) = match self {
            Self::Add => ("add_floats", numbers::add_floats),
            Self::Subtract => ("subtract_floats", numbers::subtract_floats),
            Self::Multiply => ("multiply_floats", numbers::multiply_floats),
            Self::Divide => ("divide_floats", numbers::divide_floats),
            Self::FloorDivide => ("floor_divide_floats", numbers::floor_divide_floats),
            Self::Modulo => ("modulo_floats", numbers::modulo_floats),
            Self::Power => ("power_floats", numbers::power_floats),
        };
        let float = |value: Typed| if value.kind == Kind::Float { value } else { to_float(value) };
        Kernel::call(name, Body::Columns(body), vec![float(left), float(right)], Kind::Float)
    }

    /// Exact, where the operands are and the result can be.
    fn decimals(self, left: &Typed, right: &Typed) -> Option<Typed> {
        let (left, right) = (to_decimal(left)?, to_decimal(right)?);
        let ((p1, s1), (p2, s2)) = (left.kind.digits()?, right.kind.digits()?);
        let whole = p1.saturating_sub(s1.unsigned_abs()).max(p2.saturating_sub(s2.unsigned_abs()));
        let sum = Kind::decimal(whole.saturating_add(1), s1.max(s2));
        let (name, body, kind): (_, fn(&Arguments) -> EngineResult<ArrayRef>, _) = match self {
            Self::Add => ("add_decimals", numbers::add_decimals, sum),
            Self::Subtract => ("subtract_decimals", numbers::subtract_decimals, sum),
            Self::Multiply if s1 + s2 <= 38 => {
                let kind = Kind::Decimal(p1.saturating_add(p2).min(38), s1 + s2);
                ("multiply_decimals", numbers::multiply_decimals, kind)
            }
            _ => return None,
        };
        Some(Kernel::call(name, Body::Columns(body), vec![left, right], kind))
    }

    fn times(self, left: Typed, right: Typed) -> Result<Typed> {
        match (self, left.kind, right.kind) {
            (Self::Add, Kind::Date, Kind::Int | Kind::Bool) => add_days(left, right),
            (Self::Add, Kind::Int | Kind::Bool, Kind::Date) => add_days(right, left),
            (Self::Subtract, Kind::Date, Kind::Int | Kind::Bool) => {
                add_days(left, Self::Subtract.ints(Typed::int(0), right))
            }
            (Self::Subtract, Kind::Text, kind) => Ok(difference(coerce(left, kind)?, right)),
            (Self::Subtract, kind, Kind::Text) => Ok(difference(left, coerce(right, kind)?)),
            (Self::Subtract, a, b) if a.is_time() && b.is_time() => Ok(difference(left, right)),
            (operator, a, b) => {
                let error = ExpressionError::new(format!("`{operator}` does not take {a} and {b}"));
                Err(error.hint(
                    "date + int (days), date - date (days), datetime - datetime (seconds), t + interval '3 hours', \
                     add_seconds(t, n)",
                ))
            }
        }
    }
}

fn add_days(date: Typed, days: Typed) -> Result<Typed> {
    let days = coerce(days, Kind::Int)?;
    Ok(Kernel::call("add_days", Body::Columns(shift_days), vec![date, days], Kind::Date))
}

fn shift_days(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let (dates, days) = (arguments.dates(0)?, arguments.ints(1)?);
    Ok(arguments.numbers::<Date32Type>(|row| day(i64::from(dates.get(row)?).checked_add(days.get(row)?)?)))
}

/// Days between dates; seconds if one is a datetime.
pub(super) fn difference(end: Typed, start: Typed) -> Typed {
    if end.kind == Kind::Date && start.kind == Kind::Date {
        return days_between(end, start);
    }
    seconds_between(end, start)
}

/// Whole days from midnight to midnight.
pub(super) fn days_between(end: Typed, start: Typed) -> Typed {
    Kernel::call("days_between", Body::Columns(subtract_dates), vec![to_date(end), to_date(start)], Kind::Int)
}

fn subtract_dates(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let (ends, starts) = (arguments.dates(0)?, arguments.dates(1)?);
    Ok(arguments.numbers::<Int64Type>(|row| Some(i64::from(ends.get(row)?) - i64::from(starts.get(row)?))))
}

/// Seconds with their decimals.
pub(super) fn seconds_between(end: Typed, start: Typed) -> Typed {
    let arguments = vec![to_datetime(end), to_datetime(start)];
    Kernel::call("seconds_between", Body::Columns(subtract_datetimes), arguments, Kind::Float)
}

fn subtract_datetimes(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let (ends, starts) = (arguments.datetimes(0)?, arguments.datetimes(1)?);
    Ok(arguments.float_rows(|row| Some(ends.get(row)?.checked_sub(starts.get(row)?)? as f64 / 1e6)))
}

/// A date or datetime moved by an interval; a date stays one if the interval is whole days.
pub(super) fn add_interval(time: Typed, interval: Interval) -> Result<Typed> {
    let date = time.kind == Kind::Date && interval.is_whole_days();
    if time.kind == Kind::Null {
        return Ok(time);
    }
    if !time.kind.is_time() {
        let error = ExpressionError::new(format!("an interval is added to a date or datetime, found {}", time.kind));
        return Err(error.hint("a text is converted by `to_date(s)` or `to_datetime(s)`"));
    }
    let moved = shift(time, Typed::int(interval.months), Typed::int(interval.micros));
    Ok(if date { to_date(moved) } else { moved })
}

/// A datetime moved by months, then by microseconds.
pub(super) fn shift(time: Typed, months: Typed, micros: Typed) -> Typed {
    let arguments = vec![to_datetime(time), months, micros];
    Kernel::call("shift", Body::Columns(shift_moments), arguments, Kind::Datetime)
}

fn shift_moments(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let (times, months, micros) = (arguments.datetimes(0)?, arguments.ints(1)?, arguments.ints(2)?);
    Ok(arguments.numbers::<TimestampMicrosecondType>(|row| {
        let moved = add_months(times.get(row)?, months.get(row)?)?;
        moment(moved.checked_add(micros.get(row)?)?)
    }))
}
