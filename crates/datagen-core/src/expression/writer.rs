//! Values as text, the same text as in a CSV file.

use arrow::array::{Array, BooleanArray, StringArray};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType};
use datafusion_common::{Result, internal_err};

use super::calendar::{push, write_date, write_datetime};
use super::kernel::{Arguments, Column, Numbers};
use super::numbers::ten_to;

/// An argument of any kind that can be written as text.
pub(super) enum Writer<'a> {
    Null,
    Bool(Column<'a, BooleanArray>),
    Int(Numbers<'a, Int64Type>),
    Float(Numbers<'a, Float64Type>),
    Decimal(Numbers<'a, Decimal128Type>),
    Text(Column<'a, StringArray>),
    Date(Numbers<'a, Date32Type>),
    Datetime(Numbers<'a, TimestampMicrosecondType>),
}

impl<'a> Writer<'a> {
    pub(super) fn new(arguments: &'a Arguments, position: usize) -> Result<Self> {
        Ok(match arguments.array(position)?.data_type() {
            DataType::Null => Self::Null,
            DataType::Boolean => Self::Bool(arguments.bools(position)?),
            DataType::Int64 => Self::Int(arguments.ints(position)?),
            DataType::Float64 => Self::Float(arguments.floats(position)?),
            DataType::Decimal128(..) => Self::Decimal(arguments.decimals(position)?),
            DataType::Utf8 => Self::Text(arguments.texts(position)?),
            DataType::Date32 => Self::Date(arguments.dates(position)?),
            DataType::Timestamp(..) => Self::Datetime(arguments.datetimes(position)?),
            other => return internal_err!("{other} as text"),
        })
    }

    /// Appends the row's value; nothing if it is null.
    pub(super) fn write(&self, row: usize, text: &mut String) -> Option<()> {
        match self {
            Self::Null => None,
            Self::Bool(column) => push(text, format_args!("{}", column.get(row)?)),
            Self::Int(column) => {
                text.push_str(itoa::Buffer::new().format(column.get(row)?));
                Some(())
            }
            // The shortest digits that read back as the same number; a whole one keeps its `.0`.
            Self::Float(column) => push(text, format_args!("{:?}", column.get(row)?)),
            Self::Decimal(column) => write_decimal(column.get(row)?, column.scale(), text),
            Self::Text(column) => {
                text.push_str(column.get(row)?);
                Some(())
            }
            Self::Date(column) => write_date(column.get(row)?, text),
            Self::Datetime(column) => write_datetime(column.get(row)?, text),
        }
    }
}

/// Appends all digits.
fn write_decimal(value: i128, scale: i8, text: &mut String) -> Option<()> {
    let sign = if value < 0 { "-" } else { "" };
    let one = ten_to(scale).unsigned_abs();
    let (whole, fraction) = (value.unsigned_abs() / one, value.unsigned_abs() % one);
    push(text, format_args!("{sign}{whole}"))?;
    match usize::try_from(scale) {
        Ok(width) if width > 0 => push(text, format_args!(".{fraction:0width$}")),
        _ => Some(()),
    }
}
