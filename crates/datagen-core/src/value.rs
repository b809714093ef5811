//! The types of columns, and how values of other types become theirs.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, StringArray,
    TimestampMicrosecondArray,
};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimeUnit, TimestampMicrosecondType,
};

use crate::calendar::DAY;
use crate::math;
use crate::schema::document::{Column, ColumnType};

/// The type of a column, with what shapes its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueType {
    Int,
    Float { decimals: Option<u8> },
    Text,
    Bool,
    Datetime,
    Date,
    Decimal { precision: u8, scale: u8 },
}

/// Digits of a decimal that names none.
pub(crate) const DEFAULT_PRECISION: u8 = 18;
/// Digits after the point of a decimal that names none.
pub(crate) const DEFAULT_SCALE: u8 = 2;

impl ValueType {
    pub(crate) fn of(column: &Column) -> Self {
        match column.column_type {
            ColumnType::Int => Self::Int,
            ColumnType::Float => Self::Float { decimals: column.decimals },
            ColumnType::String => Self::Text,
            ColumnType::Bool => Self::Bool,
            ColumnType::Datetime => Self::Datetime,
            ColumnType::Date => Self::Date,
            ColumnType::Decimal => Self::Decimal {
                precision: column.precision.unwrap_or(DEFAULT_PRECISION),
                scale: column.decimals.unwrap_or(DEFAULT_SCALE),
            },
        }
    }

    pub(crate) fn data_type(self) -> DataType {
        match self {
            Self::Int => DataType::Int64,
            Self::Float { .. } => DataType::Float64,
            Self::Text => DataType::Utf8,
            Self::Bool => DataType::Boolean,
            Self::Datetime => DataType::Timestamp(TimeUnit::Microsecond, None),
            Self::Date => DataType::Date32,
            Self::Decimal { precision, scale } => DataType::Decimal128(precision, scale as i8),
        }
    }

    /// Whether values of `from` can become values of this type at all.
    pub(crate) fn accepts(self, from: &DataType) -> bool {
        let numeric = matches!(from, DataType::Int64 | DataType::Float64 | DataType::Decimal128(..));
        match self {
            Self::Text => true,
            Self::Int | Self::Float { .. } | Self::Decimal { .. } => numeric || matches!(from, DataType::Boolean),
            Self::Bool => matches!(from, DataType::Boolean | DataType::Int64),
            Self::Datetime | Self::Date => {
                matches!(from, DataType::Timestamp(..) | DataType::Date32 | DataType::Utf8)
            }
        }
    }

    /// Numbers as this numeric type: an int rounds half to even and stays within its range, a decimal rounds half to
    /// even, a float keeps its decimals.
    pub(crate) fn array_of_numbers(self, numbers: Vec<f64>) -> ArrayRef {
        match self {
            Self::Int => Arc::new(Int64Array::from_iter_values(numbers.into_iter().map(to_int))),
            Self::Decimal { precision, scale } => {
                let limit = 10_i128.pow(u32::from(precision)) - 1;
                let factor = math::pow(10.0, f64::from(scale));
                let values = numbers
                    .into_iter()
                    .map(|number| ((number * factor).round_ties_even() as i128).clamp(-limit, limit));
                decimals(values.map(Some), precision, scale)
            }
            Self::Float { decimals: Some(decimals) } => {
                let factor = math::pow(10.0, f64::from(decimals));
                let rounded = numbers.into_iter().map(|number| round_to(number, factor));
                Arc::new(Float64Array::from_iter_values(rounded))
            }
            _ => Arc::new(Float64Array::from(numbers)),
        }
    }

    /// `values` as this type. A value that has no counterpart becomes null; the caller judges whether it may.
    ///
    /// # Errors
    /// When the types have nothing to do with each other, which plans rule out.
    pub(crate) fn convert(self, values: &ArrayRef) -> Result<ArrayRef, arrow::error::ArrowError> {
        let wanted = self.data_type();
        let rounds = matches!(self, Self::Float { decimals: Some(_) });
        if values.data_type() == &wanted && !rounds {
            return Ok(Arc::clone(values));
        }
        match (self, values.data_type()) {
            (Self::Int, DataType::Float64) => {
                let ints = values.as_primitive::<Float64Type>().iter().map(|value| value.and_then(checked_int));
                Ok(Arc::new(Int64Array::from_iter(ints)))
            }
            (Self::Float { decimals: Some(decimals) }, DataType::Float64) => {
                let factor = math::pow(10.0, f64::from(decimals));
                let rounded = values.as_primitive::<Float64Type>().unary::<_, Float64Type>(|v| round_to(v, factor));
                Ok(Arc::new(rounded))
            }
            (Self::Decimal { precision, scale }, DataType::Float64) => {
                let numbers = values.as_primitive::<Float64Type>();
                Ok(decimals(
                    numbers.iter().map(|v| v.and_then(|v| checked_decimal(v, precision, scale))),
                    precision,
                    scale,
                ))
            }
            (Self::Decimal { precision, scale }, DataType::Decimal128(_, from)) => {
                let numbers = values.as_primitive::<Decimal128Type>();
                let from = *from;
                let rescaled = numbers.iter().map(|v| v.and_then(|v| rescale(v, from, scale as i8, precision)));
                Ok(decimals(rescaled, precision, scale))
            }
            (Self::Text, _) => as_text(values),
            (Self::Int, DataType::Decimal128(..)) => {
                let numbers = cast(values, &DataType::Float64)?;
                self.convert(&numbers)
            }
            (Self::Float { decimals: Some(_) }, _) => self.convert(&cast(values, &DataType::Float64)?),
            _ => cast(values, &wanted),
        }
    }
}

fn cast(values: &ArrayRef, wanted: &DataType) -> Result<ArrayRef, arrow::error::ArrowError> {
    cast_with_options(values, wanted, &CastOptions { safe: true, ..CastOptions::default() })
}

/// Half to even; beyond the range, the bound.
pub(crate) fn to_int(number: f64) -> i64 {
    number.round_ties_even() as i64
}

fn checked_int(number: f64) -> Option<i64> {
    let rounded = number.round_ties_even();
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (-LIMIT..LIMIT).contains(&rounded).then_some(rounded as i64)
}

pub(crate) fn round_to(number: f64, factor: f64) -> f64 {
    let rounded = (number * factor).round_ties_even() / factor;
    if rounded.is_finite() { rounded } else { number }
}

fn checked_decimal(number: f64, precision: u8, scale: u8) -> Option<i128> {
    let scaled = (number * math::pow(10.0, f64::from(scale))).round_ties_even();
    let limit = 10_i128.pow(u32::from(precision));
    (scaled.abs() < limit as f64).then_some(scaled as i128).filter(|value| value.abs() < limit)
}

/// Half to even, as everywhere.
fn rescale(value: i128, from: i8, to: i8, precision: u8) -> Option<i128> {
    let rescaled = if to >= from {
        value.checked_mul(10_i128.checked_pow(u32::from((to - from) as u8))?)?
    } else {
        let divisor = 10_i128.checked_pow(u32::from((from - to) as u8))?;
        let (quotient, rest) = (value.div_euclid(divisor), value.rem_euclid(divisor));
        let up = rest * 2 > divisor || (rest * 2 == divisor && quotient % 2 != 0);
        quotient + i128::from(up)
    };
    (rescaled.abs() < 10_i128.pow(u32::from(precision))).then_some(rescaled)
}

fn decimals(values: impl Iterator<Item = Option<i128>>, precision: u8, scale: u8) -> ArrayRef {
    let array = Decimal128Array::from_iter(values);
    Arc::new(array.with_data_type(DataType::Decimal128(precision, scale as i8)))
}

/// The text forms of the language: ISO 8601 with a blank, true/false, shortest round-trip numbers.
fn as_text(values: &ArrayRef) -> Result<ArrayRef, arrow::error::ArrowError> {
    match values.data_type() {
        DataType::Timestamp(..) => {
            let times = values.as_primitive::<TimestampMicrosecondType>();
            Ok(Arc::new(StringArray::from_iter(times.iter().map(|time| time.map(datetime_text)))))
        }
        DataType::Float64 => {
            let numbers = values.as_primitive::<Float64Type>();
            Ok(Arc::new(StringArray::from_iter(numbers.iter().map(|number| number.map(|n| n.to_string())))))
        }
        _ => cast(values, &DataType::Utf8),
    }
}

fn datetime_text(micros: i64) -> String {
    let Some(time) = chrono::DateTime::from_timestamp_micros(micros) else { return String::new() };
    let format = if micros.rem_euclid(1_000_000) == 0 { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M:%S%.6f" };
    time.naive_utc().format(format).to_string()
}

/// Instants as a datetime or date column; a date is the instant's day.
pub(crate) fn array_of_instants(value_type: ValueType, instants: Vec<i64>) -> ArrayRef {
    if value_type == ValueType::Date {
        return Arc::new(Date32Array::from_iter_values(instants.into_iter().map(|time| time.div_euclid(DAY) as i32)));
    }
    Arc::new(TimestampMicrosecondArray::from(instants))
}

/// A datetime or date column as instants; a date is its midnight. Nulls stay.
pub(crate) fn instants_of(values: &ArrayRef) -> Vec<Option<i64>> {
    match values.data_type() {
        DataType::Date32 => {
            values.as_primitive::<Date32Type>().iter().map(|day| day.map(|day| i64::from(day) * DAY)).collect()
        }
        DataType::Timestamp(..) => values.as_primitive::<TimestampMicrosecondType>().iter().collect(),
        _ => vec![None; values.len()],
    }
}

/// Integers as an int, float, decimal or text column.
pub(crate) fn array_of_ints(value_type: ValueType, ints: Vec<i64>) -> Result<ArrayRef, arrow::error::ArrowError> {
    let array: ArrayRef = Arc::new(Int64Array::from(ints));
    value_type.convert(&array)
}

/// Truth values as a bool, int or text column.
pub(crate) fn array_of_bools(value_type: ValueType, values: Vec<bool>) -> Result<ArrayRef, arrow::error::ArrowError> {
    let array: ArrayRef = Arc::new(BooleanArray::from(values));
    value_type.convert(&array)
}

/// The language's word for a type.
pub(crate) fn type_word(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Int64 => "int",
        DataType::Float64 => "float",
        DataType::Utf8 => "string",
        DataType::Boolean => "bool",
        DataType::Timestamp(..) => "datetime",
        DataType::Date32 => "date",
        DataType::Decimal128(..) => "decimal",
        _ => "another type",
    }
}

/// The value at `row` as it would stand in a message.
pub(crate) fn display(values: &ArrayRef, row: usize) -> String {
    arrow::util::display::array_value_to_string(values, row).unwrap_or_default()
}

/// Rows at which `values` is null.
pub(crate) fn first_null(values: &ArrayRef) -> Option<usize> {
    if values.null_count() == 0 {
        return None;
    }
    (0..values.len()).find(|&row| values.is_null(row))
}

/// Whole numbers of an int column, for joins by arithmetic.
pub(crate) fn ints_of(values: &ArrayRef) -> Option<&arrow::array::PrimitiveArray<Int64Type>> {
    values.as_primitive_opt::<Int64Type>()
}

impl ValueType {
    /// The type of a literal in a schema.
    pub(crate) const fn literal(self) -> crate::schema::convert::ValueType {
        use crate::schema::convert::ValueType as Literal;
        match self {
            Self::Int => Literal::Int,
            Self::Float { .. } => Literal::Float,
            Self::Text => Literal::String,
            Self::Bool => Literal::Bool,
            Self::Datetime => Literal::Datetime,
            Self::Date => Literal::Date,
            Self::Decimal { precision, scale } => Literal::Decimal { precision, scale },
        }
    }
}
