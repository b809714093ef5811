//! Conversions: those an operator makes by itself, and those that are written.

use arrow::array::ArrayRef;
use arrow::datatypes::{Date32Type, Int64Type, TimestampMicrosecondType};
use datafusion_common::{Result as EngineResult, ScalarValue};
use datafusion_expr::Expr;

use super::calendar::{day, moment, parse_date, parse_datetime};
use super::error::{ExpressionError, Result};
use super::interval::DAY;
use super::kernel::{Arguments, Body, Kernel};
use super::kind::{Kind, Typed};
use super::numbers::ten_to;
use super::writer::Writer;

/// Brings a value to `kind` where nothing is lost, or where the value is written in the code.
pub(super) fn coerce(value: Typed, kind: Kind) -> Result<Typed> {
    match (value.kind, kind) {
        (from, to) if from == to => Ok(value),
        (Kind::Null, _) => Ok(Typed::null(kind)),
        (Kind::Bool, Kind::Int) => Ok(value.try_cast(kind)),
        (Kind::Bool | Kind::Int | Kind::Decimal(..), Kind::Float) => Ok(to_float(value)),
        (Kind::Bool | Kind::Int | Kind::Float | Kind::Decimal(..), Kind::Decimal(..)) => match to_decimal(&value) {
            Some(value) if value.kind == kind => Ok(value),
            Some(value) => Ok(value.try_cast(kind)),
            None => Err(mismatch(value.kind, kind)),
        },
        (Kind::Date, Kind::Datetime) => Ok(to_datetime(value)),
        (Kind::Text, Kind::Date | Kind::Datetime) => text_to_time(value, kind),
        (_, Kind::Text) => Ok(to_text(value)),
        (from, to) => Err(mismatch(from, to)),
    }
}

fn mismatch(from: Kind, to: Kind) -> ExpressionError {
    let error = ExpressionError::new(format!("expected {to}, found {from}"));
    match (from, to) {
        (Kind::Float | Kind::Decimal(..), Kind::Int) => error.hint("write `int(x)` or `round(x)`"),
        (Kind::Text, Kind::Int) => error.hint("write `int(x)`"),
        (Kind::Text, Kind::Float) => error.hint("write `float(x)`"),
        (Kind::Int | Kind::Float | Kind::Decimal(..), Kind::Bool) => error.hint("write `x <> 0`"),
        _ => error,
    }
}

/// The kind to which both can be brought.
pub(super) fn common(left: &Typed, right: &Typed) -> Result<Kind> {
    match (left.kind, right.kind) {
        (a, b) if a == b => Ok(a),
        (Kind::Null, kind) | (kind, Kind::Null) => Ok(kind),
        (Kind::Date | Kind::Datetime, Kind::Date | Kind::Datetime) => Ok(Kind::Datetime),
        (kind @ (Kind::Date | Kind::Datetime), Kind::Text) => Ok(time_kind(kind, right)),
        (Kind::Text, kind @ (Kind::Date | Kind::Datetime)) => Ok(time_kind(kind, left)),
        (a, b) if a.is_number() && b.is_number() => Ok(common_number(left, right)),
        (a, b) => {
            let error = ExpressionError::new(format!("{a} and {b} do not go together"));
            Err(match (a, b) {
                (Kind::Text, _) | (_, Kind::Text) => {
                    error.hint("convert one: `int(x)`, `float(x)`, `bool(x)` or `str(x)`")
                }
                _ => error,
            })
        }
    }
}

/// A date meets a text that has a time of day as a datetime.
fn time_kind(kind: Kind, text: &Typed) -> Kind {
    let has_time = text.literal_text().and_then(parse_datetime).is_some_and(|micros| micros.rem_euclid(DAY) != 0);
    if has_time { Kind::Datetime } else { kind }
}

fn common_number(left: &Typed, right: &Typed) -> Kind {
    if !matches!(left.kind, Kind::Decimal(..)) && !matches!(right.kind, Kind::Decimal(..)) {
        let int = |kind| matches!(kind, Kind::Bool | Kind::Int);
        return if int(left.kind) && int(right.kind) { Kind::Int } else { Kind::Float };
    }
    let digits = |value: &Typed| to_decimal(value).and_then(|value| value.kind.digits());
    match (digits(left), digits(right)) {
        (Some((p1, s1)), Some((p2, s2))) => {
            let whole = |precision: u8, scale: i8| precision.saturating_sub(scale.unsigned_abs());
            Kind::decimal(whole(p1, s1).max(whole(p2, s2)), s1.max(s2))
        }
        _ => Kind::Float,
    }
}

/// An exact number as a decimal; a float only if it is written in the code.
pub(super) fn to_decimal(value: &Typed) -> Option<Typed> {
    match (value.kind, value.value()) {
        (Kind::Decimal(..), _) => Some(value.clone()),
        (Kind::Int, Some(ScalarValue::Int64(Some(number)))) => Some(decimal(i128::from(*number), 0)),
        (Kind::Bool, _) => Some(value.clone().try_cast(Kind::Int).try_cast(Kind::Decimal(19, 0))),
        (Kind::Int, _) => Some(value.clone().try_cast(Kind::Decimal(19, 0))),
        (Kind::Float, Some(ScalarValue::Float64(Some(number)))) => written_decimal(*number),
        _ => None,
    }
}

/// The digits of a written number, unless they look like the rest of a division.
fn written_decimal(number: f64) -> Option<Typed> {
    const MOST_DECIMALS: i8 = 9;
    let text = format!("{number}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let scale = i8::try_from(fraction.len()).ok().filter(|scale| *scale <= MOST_DECIMALS)?;
    let value = format!("{whole}{fraction}").parse().ok().filter(|value| digits(*value) <= 19)?;
    Some(decimal(value, scale))
}

fn decimal(value: i128, scale: i8) -> Typed {
    let precision = digits(value).max(scale.unsigned_abs()).max(1);
    Typed::literal(ScalarValue::Decimal128(Some(value), precision, scale), Kind::Decimal(precision, scale))
}

fn digits(value: i128) -> u8 {
    value.unsigned_abs().checked_ilog10().map_or(1, |log| u8::try_from(log + 1).unwrap_or(u8::MAX))
}

/// A number as a float.
pub(super) fn to_float(value: Typed) -> Typed {
    if let Some(number) = value.literal_int() {
        return Typed::float(number as f64);
    }
    match value.kind {
        Kind::Decimal(..) => {
            Kernel::call("decimal_to_float", Body::Columns(decimal_to_float), vec![value], Kind::Float)
        }
        Kind::Text => Kernel::call("text_to_float", Body::Columns(text_to_float), vec![value], Kind::Float),
        _ => value.try_cast(Kind::Float),
    }
}

fn decimal_to_float(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let column = arguments.decimals(0)?;
    let one = ten_to(column.scale()) as f64;
    Ok(arguments.float_rows(|row| Some(column.get(row)? as f64 / one)))
}

fn text_to_float(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let column = arguments.texts(0)?;
    Ok(arguments.float_rows(|row| column.get(row)?.trim().parse().ok()))
}

/// Any value as an int: cut towards zero; a text that is none, or a number beyond 64 bits, is null.
pub(super) fn to_int(value: Typed) -> Result<Typed> {
    let body = match value.kind {
        Kind::Int => return Ok(value),
        Kind::Null => return Ok(Typed::null(Kind::Int)),
        Kind::Bool => return Ok(value.try_cast(Kind::Int)),
        Kind::Float => Body::Columns(float_to_int),
        Kind::Decimal(..) => Body::Columns(decimal_to_int),
        Kind::Text => Body::Columns(text_to_int),
        kind @ (Kind::Date | Kind::Datetime) => {
            let error = ExpressionError::new(format!("a {kind} is not converted to int"));
            return Err(error.hint("write `days_between('1970-01-01', x)`, `year(x)`"));
        }
    };
    Ok(Kernel::call("to_int", body, vec![value], Kind::Int))
}

/// The whole part, if it fits 64 bits.
pub(super) fn whole(value: f64) -> Option<i64> {
    // 2^63 is a float; the largest integer below it is not.
    const END: f64 = 9_223_372_036_854_775_808.0;
    let value = value.trunc();
    (-END..END).contains(&value).then_some(value as i64)
}

fn float_to_int(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let column = arguments.floats(0)?;
    Ok(arguments.numbers::<Int64Type>(|row| whole(column.get(row)?)))
}

fn decimal_to_int(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let column = arguments.decimals(0)?;
    let one = ten_to(column.scale());
    Ok(arguments.numbers::<Int64Type>(|row| i64::try_from(column.get(row)? / one).ok()))
}

fn text_to_int(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let column = arguments.texts(0)?;
    Ok(arguments.numbers::<Int64Type>(|row| column.get(row)?.trim().parse().ok()))
}

/// Any value as a bool: numbers other than 0, the usual words; other texts are null.
pub(super) fn to_bool(value: Typed) -> Result<Typed> {
    match value.kind {
        Kind::Bool => Ok(value),
        Kind::Null => Ok(Typed::null(Kind::Bool)),
        Kind::Text => Ok(Kernel::call("text_to_bool", Body::Columns(text_to_bool), vec![value], Kind::Bool)),
        Kind::Int => Ok(Typed::bool(value.expr.not_eq(Typed::int(0).expr))),
        Kind::Float | Kind::Decimal(..) => Ok(Typed::bool(to_float(value).expr.not_eq(Typed::float(0.0).expr))),
        kind => Err(ExpressionError::new(format!("a {kind} is not converted to bool"))),
    }
}

fn text_to_bool(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let column = arguments.texts(0)?;
    Ok(arguments.bool_rows(|row| match column.get(row)?.trim().to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "0" => Some(false),
        _ => None,
    }))
}

/// Any value as text.
pub(super) fn to_text(value: Typed) -> Typed {
    match value.kind {
        Kind::Text => value,
        Kind::Null => Typed::null(Kind::Text),
        _ => Kernel::call("to_text", Body::Columns(write_text), vec![value], Kind::Text),
    }
}

fn write_text(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let writer = Writer::new(arguments, 0)?;
    arguments.text_rows(|row, text| writer.write(row, text))
}

/// A text as date or datetime; one written in the code has to be one.
fn text_to_time(value: Typed, kind: Kind) -> Result<Typed> {
    if let Some(text) = value.literal_text().filter(|text| parse_datetime(text).is_none()) {
        let error = ExpressionError::new(format!("expected a {kind}, found '{text}'"));
        return Err(error.hint("dates are written '2024-01-31', datetimes '2024-01-31 12:30:00'"));
    }
    Ok(if kind == Kind::Date { to_date(value) } else { to_datetime(value) })
}

/// A date, datetime or text as a date; null where it is none.
pub(super) fn to_date(value: Typed) -> Typed {
    let body = match value.kind {
        Kind::Date => return value,
        Kind::Datetime => Body::Columns(datetime_to_date),
        Kind::Text => Body::Columns(text_to_date),
        _ => return Typed::null(Kind::Date),
    };
    if let Some(days) = value.literal_text().and_then(parse_date) {
        return Typed::literal(ScalarValue::Date32(Some(days)), Kind::Date);
    }
    Kernel::call("to_date", body, vec![value], Kind::Date)
}

fn datetime_to_date(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let column = arguments.datetimes(0)?;
    Ok(arguments.numbers::<Date32Type>(|row| day(column.get(row)?.div_euclid(DAY))))
}

fn text_to_date(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let column = arguments.texts(0)?;
    Ok(arguments.numbers::<Date32Type>(|row| parse_date(column.get(row)?)))
}

/// A date, datetime or text as a datetime; null where it is none.
pub(super) fn to_datetime(value: Typed) -> Typed {
    let body = match value.kind {
        Kind::Datetime => return value,
        Kind::Date => Body::Columns(date_to_datetime),
        Kind::Text => Body::Columns(text_to_datetime),
        _ => return Typed::null(Kind::Datetime),
    };
    if let Some(micros) = value.literal_text().and_then(parse_datetime) {
        let expr = Expr::Literal(ScalarValue::TimestampMicrosecond(Some(micros), None), None);
        return Typed::new(expr, Kind::Datetime);
    }
    Kernel::call("to_datetime", body, vec![value], Kind::Datetime)
}

fn date_to_datetime(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let column = arguments.dates(0)?;
    Ok(arguments.numbers::<TimestampMicrosecondType>(|row| moment(i64::from(column.get(row)?) * DAY)))
}

fn text_to_datetime(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let column = arguments.texts(0)?;
    Ok(arguments.numbers::<TimestampMicrosecondType>(|row| parse_datetime(column.get(row)?)))
}
