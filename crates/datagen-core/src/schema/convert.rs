//! Literals of a schema to values of a column's type.

use std::fmt;

use super::document::{Column, ColumnType};
use super::scalar::Scalar;
use super::time::{parse_date, parse_instant};

/// A column's type with everything that its values depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// 64-bit signed integer.
    Int,
    /// 64-bit floating point.
    Float,
    /// UTF-8 text.
    String,
    /// true or false.
    Bool,
    /// Microseconds since 1970-01-01 00:00 UTC.
    Datetime,
    /// Days since 1970-01-01.
    Date,
    /// Exact decimal number.
    Decimal {
        /// Digits in all, 1 to 38.
        precision: u8,
        /// Digits after the point.
        scale: u8,
    },
}

/// The most digits a decimal has.
pub const MAX_PRECISION: u8 = 38;
/// Digits of a decimal column that says none.
pub const DEFAULT_PRECISION: u8 = 18;
/// Digits after the point of a decimal column that says none.
pub const DEFAULT_SCALE: u8 = 2;

impl ValueType {
    /// The type of a column.
    #[must_use]
    pub fn of(column: &Column) -> Self {
        match column.column_type {
            ColumnType::Int => Self::Int,
            ColumnType::Float => Self::Float,
            ColumnType::String => Self::String,
            ColumnType::Bool => Self::Bool,
            ColumnType::Datetime => Self::Datetime,
            ColumnType::Date => Self::Date,
            ColumnType::Decimal => Self::Decimal {
                precision: column.precision.unwrap_or(DEFAULT_PRECISION),
                scale: column.decimals.unwrap_or(DEFAULT_SCALE),
            },
        }
    }

    /// Whether values are numbers.
    #[must_use]
    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Int | Self::Float | Self::Decimal { .. })
    }

    /// Whether values are points in time.
    #[must_use]
    pub fn is_temporal(self) -> bool {
        matches!(self, Self::Datetime | Self::Date)
    }
}

impl fmt::Display for ValueType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Int => "int",
            Self::Float => "float",
            Self::String => "string",
            Self::Bool => "bool",
            Self::Datetime => "datetime",
            Self::Date => "date",
            Self::Decimal { precision, scale } => return write!(formatter, "decimal({precision}, {scale})"),
        };
        formatter.write_str(name)
    }
}

/// A value of a column's type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypedValue {
    /// No value.
    Null,
    /// Of an int column.
    Int(i64),
    /// Of a float column; finite.
    Float(f64),
    /// Of a string column.
    Text(String),
    /// Of a bool column.
    Bool(bool),
    /// Of a datetime column: microseconds since 1970-01-01 00:00 UTC.
    Datetime(i64),
    /// Of a date column: days since 1970-01-01.
    Date(i32),
    /// Of a decimal column: the number without its point, so 1.50 at scale 2 is 150.
    Decimal(i128),
}

/// Converts a literal to a column's type; `None` when it does not convert. Null converts to every type.
///
/// Whole floats and numeric texts become ints, 0 and 1 bools, ISO 8601 texts dates and times, and every value has a
/// text. A decimal must not have more digits than its column: nothing is rounded.
///
/// ```
/// use datagen_core::schema::convert::{TypedValue, ValueType, convert};
/// use datagen_core::schema::scalar::Scalar;
/// assert_eq!(convert(&Scalar::Text("12".into()), ValueType::Int), Some(TypedValue::Int(12)));
/// assert_eq!(convert(&Scalar::Float(1.5), ValueType::Int), None);
/// ```
#[must_use]
pub fn convert(scalar: &Scalar, value_type: ValueType) -> Option<TypedValue> {
    if *scalar == Scalar::Null {
        return Some(TypedValue::Null);
    }
    match value_type {
        ValueType::Int => int(scalar).map(TypedValue::Int),
        ValueType::Float => float(scalar).map(TypedValue::Float),
        ValueType::String => Some(TypedValue::Text(text(scalar))),
        ValueType::Bool => bool(scalar).map(TypedValue::Bool),
        ValueType::Datetime => iso(scalar).and_then(|text| parse_instant(text).ok()).map(TypedValue::Datetime),
        ValueType::Date => iso(scalar).and_then(|text| parse_date(text).ok()).map(TypedValue::Date),
        ValueType::Decimal { precision, scale } => decimal(scalar, precision, scale).map(TypedValue::Decimal),
    }
}

/// What a literal of a type looks like, for messages.
#[must_use]
pub fn example(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::Int => "a whole number such as 42",
        ValueType::Float => "a number such as 0.5",
        ValueType::String => "a text",
        ValueType::Bool => "true or false",
        ValueType::Datetime => "a time such as \"2024-01-31T13:45:00\"",
        ValueType::Date => "a date such as \"2024-01-31\"",
        ValueType::Decimal { .. } => "a number with no more digits than the column has",
    }
}

fn int(scalar: &Scalar) -> Option<i64> {
    match scalar {
        Scalar::Int(value) => Some(*value),
        Scalar::Float(value) => whole(*value),
        Scalar::Text(text) => text.parse().ok().or_else(|| whole(finite(text)?)),
        Scalar::Null | Scalar::Bool(_) => None,
    }
}

/// 2^63, the first whole float that is no i64, is exactly representable.
fn whole(value: f64) -> Option<i64> {
    const END: f64 = 9_223_372_036_854_775_808.0;
    (value.fract() == 0.0 && (-END..END).contains(&value)).then_some(value as i64)
}

fn float(scalar: &Scalar) -> Option<f64> {
    match scalar {
        Scalar::Int(value) => Some(*value as f64),
        Scalar::Float(value) => Some(*value).filter(|value| value.is_finite()),
        Scalar::Text(text) => finite(text),
        Scalar::Null | Scalar::Bool(_) => None,
    }
}

/// A number in digits; Rust would read "inf" and "nan" too.
fn finite(text: &str) -> Option<f64> {
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok().filter(|value: &f64| value.is_finite()) } else { None }
}

fn text(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Null => String::new(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Float(value) => format!("{value:?}"),
        Scalar::Text(text) => text.clone(),
    }
}

fn bool(scalar: &Scalar) -> Option<bool> {
    match scalar {
        Scalar::Bool(value) => Some(*value),
        Scalar::Int(0) => Some(false),
        Scalar::Int(1) => Some(true),
        Scalar::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Scalar::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

fn iso(scalar: &Scalar) -> Option<&str> {
    match scalar {
        Scalar::Text(text) => Some(text),
        _ => None,
    }
}

fn decimal(scalar: &Scalar, precision: u8, scale: u8) -> Option<i128> {
    match scalar {
        Scalar::Int(value) => unscaled(&value.to_string(), precision, scale),
        // `{}` writes the shortest digits that read back as the same float, and never an exponent.
        Scalar::Float(value) if value.is_finite() => unscaled(&format!("{value}"), precision, scale),
        Scalar::Text(text) => unscaled(text, precision, scale),
        _ => None,
    }
}

/// The digits of a number at a scale, if they are all there is to it.
fn unscaled(text: &str, precision: u8, scale: u8) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !(plain(whole) && plain(fraction)) || digits.trim_matches('.').is_empty() || fraction.len() > usize::from(scale)
    {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() + usize::from(scale) > usize::from(precision) {
        return None;
    }
    let padded = format!("0{whole}{fraction:0<width$}", width = usize::from(scale));
    let value: i128 = padded.parse().ok()?;
    Some(if negative { -value } else { value })
}
