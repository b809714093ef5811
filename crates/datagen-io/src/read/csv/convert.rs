//! Texts as values of a column's type, strictly: what the language would not write is no value.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Array, Float64Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow::datatypes::DataType;
use datagen_core::schema::time::{parse_date, parse_instant};

use crate::error::{Error, Result};

/// A column that is being read.
pub(super) enum Column {
    Int(Int64Builder),
    Float(Float64Builder),
    Text(StringBuilder),
    Bool(BooleanBuilder),
    Date(Date32Builder),
    Datetime(TimestampMicrosecondBuilder),
    Decimal { values: Vec<Option<i128>>, precision: u8, scale: u8 },
}

impl Column {
    pub(super) fn new(data_type: &DataType) -> Result<Self> {
        Ok(match data_type {
            DataType::Int64 => Self::Int(Int64Builder::new()),
            DataType::Float64 => Self::Float(Float64Builder::new()),
            DataType::Utf8 => Self::Text(StringBuilder::new()),
            DataType::Boolean => Self::Bool(BooleanBuilder::new()),
            DataType::Date32 => Self::Date(Date32Builder::new()),
            DataType::Timestamp(..) => Self::Datetime(TimestampMicrosecondBuilder::new()),
            DataType::Decimal128(precision, scale) => {
                Self::Decimal { values: Vec::new(), precision: *precision, scale: scale.unsigned_abs() }
            }
            other => return Err(Error::bug(format!("the language has no type {other}"))),
        })
    }

    /// Adds a value, and says whether the text was one; if not, it is null.
    pub(super) fn push(&mut self, text: &str) -> bool {
        match self {
            Self::Int(builder) => appended(text.parse().ok(), |value| builder.append_option(value)),
            Self::Float(builder) => appended(text.parse().ok(), |value| builder.append_option(value)),
            Self::Text(builder) => appended(Some(text), |value| builder.append_option(value)),
            Self::Bool(builder) => appended(truth(text), |value| builder.append_option(value)),
            Self::Date(builder) => appended(parse_date(text).ok(), |value| builder.append_option(value)),
            Self::Datetime(builder) => appended(parse_instant(text).ok(), |value| builder.append_option(value)),
            Self::Decimal { values, precision, scale } => {
                appended(decimal(text, *precision, *scale), |value| values.push(value))
            }
        }
    }

    pub(super) fn push_null(&mut self) {
        match self {
            Self::Int(builder) => builder.append_null(),
            Self::Float(builder) => builder.append_null(),
            Self::Text(builder) => builder.append_null(),
            Self::Bool(builder) => builder.append_null(),
            Self::Date(builder) => builder.append_null(),
            Self::Datetime(builder) => builder.append_null(),
            Self::Decimal { values, .. } => values.push(None),
        }
    }

    /// The values so far; a column that the file has not is null in all of `rows`.
    pub(super) fn finish(&mut self, rows: usize) -> ArrayRef {
        while self.len() < rows {
            self.push_null();
        }
        match self {
            Self::Int(builder) => Arc::new(builder.finish()),
            Self::Float(builder) => Arc::new(builder.finish()),
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Bool(builder) => Arc::new(builder.finish()),
            Self::Date(builder) => Arc::new(builder.finish()),
            Self::Datetime(builder) => Arc::new(builder.finish()),
            Self::Decimal { values, precision, scale } => {
                let array = Decimal128Array::from(std::mem::take(values));
                Arc::new(array.with_data_type(DataType::Decimal128(*precision, scale.cast_signed())))
            }
        }
    }

    fn len(&self) -> usize {
        use arrow::array::ArrayBuilder;
        match self {
            Self::Int(builder) => builder.len(),
            Self::Float(builder) => builder.len(),
            Self::Text(builder) => builder.len(),
            Self::Bool(builder) => builder.len(),
            Self::Date(builder) => builder.len(),
            Self::Datetime(builder) => builder.len(),
            Self::Decimal { values, .. } => values.len(),
        }
    }
}

fn appended<T>(value: Option<T>, append: impl FnOnce(Option<T>)) -> bool {
    let is_value = value.is_some();
    append(value);
    is_value
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// Digits with at most `scale` after the point, `precision` in all.
fn decimal(text: &str, precision: u8, scale: u8) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = if fraction.len() > usize::from(scale) { fraction.trim_end_matches('0') } else { fraction };
    let is_number =
        whole.len() + fraction.len() > 0 && whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
    if !is_number || fraction.len() > usize::from(scale) {
        return None;
    }
    let padded = format!("{whole}{fraction:0<width$}", width = usize::from(scale));
    let value: i128 = padded.parse().ok()?;
    (value < 10_i128.checked_pow(u32::from(precision))?).then_some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_have_no_more_digits_than_they_may() {
        let numbers = ["12.3", "-0.05", "7", "1.500", "+2.", "12345.00"].map(|text| decimal(text, 7, 2));
        assert_eq!(numbers, [Some(1230), Some(-5), Some(700), Some(150), Some(200), Some(1_234_500)]);
        for wrong in ["", ".", "-", "1.234", "1e3", "123456", "1,5", " 1"] {
            assert_eq!(decimal(wrong, 7, 2), None, "{wrong}");
        }
    }
}
