//! A batch's columns in few forms: numbers, texts, truths, times.

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, StringArray, UInt64Array};
use arrow::compute::{cast, take};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimeUnit, TimestampMicrosecondType,
};
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};

use super::model::ColumnKind;

/// Microseconds of a day.
pub(super) const DAY: i64 = 86_400_000_000;

/// The kind of values that a type has.
pub(super) fn kind_of(data_type: &DataType) -> ColumnKind {
    match data_type {
        DataType::Dictionary(_, values) => kind_of(values),
        DataType::Decimal128(_, scale) | DataType::Decimal256(_, scale) if *scale <= 0 => ColumnKind::Integer,
        data_type if data_type.is_integer() => ColumnKind::Integer,
        data_type if data_type.is_numeric() => ColumnKind::Number,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => ColumnKind::Text,
        DataType::Boolean => ColumnKind::Boolean,
        DataType::Date32 | DataType::Date64 => ColumnKind::Date,
        DataType::Timestamp(_, _) => ColumnKind::Datetime,
        _ => ColumnKind::Other,
    }
}

/// The type in which all values of a type keep their identity and can be read quickly.
fn plain_type(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Dictionary(_, values) => plain_type(values),
        DataType::UInt64 => DataType::Decimal128(20, 0),
        DataType::Decimal32(precision, scale) | DataType::Decimal64(precision, scale) => {
            DataType::Decimal128(*precision, *scale)
        }
        DataType::Decimal128(_, _) => data_type.clone(),
        data_type if data_type.is_integer() => DataType::Int64,
        data_type if data_type.is_numeric() => DataType::Float64,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
        DataType::Date32 | DataType::Date64 => DataType::Date32,
        DataType::Timestamp(_, _) => DataType::Timestamp(TimeUnit::Microsecond, None),
        other => other.clone(),
    }
}

/// One column of a batch.
pub(super) struct Values {
    array: ArrayRef,
}

impl Values {
    pub(super) fn new(array: &ArrayRef) -> Result<Self, ArrowError> {
        let plain = plain_type(array.data_type());
        let array = if *array.data_type() == plain { array.clone() } else { cast(array, &plain)? };
        Ok(Self { array })
    }

    pub(super) fn len(&self) -> usize {
        self.array.len()
    }

    pub(super) fn nulls(&self) -> u64 {
        self.array.logical_null_count() as u64
    }

    pub(super) fn is_null(&self, row: usize) -> bool {
        self.array.is_null(row)
    }

    /// Numbers as floats, nulls as NaN; empty when the values are no numbers.
    pub(super) fn numbers(&self) -> Result<Vec<f64>, ArrowError> {
        if !self.array.data_type().is_numeric() {
            return Ok(Vec::new());
        }
        let floats = cast(&self.array, &DataType::Float64)?;
        let floats = floats.as_primitive::<Float64Type>();
        Ok(floats.iter().map(|value| value.unwrap_or(f64::NAN)).collect())
    }

    /// Microseconds since 1970, by row.
    pub(super) fn times(&self) -> Vec<Option<i64>> {
        match self.array.data_type() {
            DataType::Date32 => {
                let days = self.array.as_primitive::<Date32Type>();
                days.iter().map(|day| day.map(|day| i64::from(day) * DAY)).collect()
            }
            DataType::Timestamp(_, _) => self.array.as_primitive::<TimestampMicrosecondType>().iter().collect(),
            _ => Vec::new(),
        }
    }

    pub(super) fn texts(&self) -> Option<&StringArray> {
        self.array.as_string_opt::<i32>()
    }

    /// Calls `each` with the bytes that identify each value that is not null.
    pub(super) fn identities(&self, mut each: impl FnMut(usize, &[u8])) {
        let array = &self.array;
        let rows = (0..array.len()).filter(|row| !array.is_null(*row));
        match array.data_type() {
            DataType::Int64 => {
                let values = array.as_primitive::<Int64Type>();
                rows.for_each(|row| each(row, &values.value(row).to_le_bytes()));
            }
            DataType::Float64 => {
                let values = array.as_primitive::<Float64Type>();
                rows.for_each(|row| each(row, &one_zero(values.value(row)).to_le_bytes()));
            }
            DataType::Decimal128(_, _) => {
                let values = array.as_primitive::<Decimal128Type>();
                rows.for_each(|row| each(row, &values.value(row).to_le_bytes()));
            }
            DataType::Date32 => {
                let values = array.as_primitive::<Date32Type>();
                rows.for_each(|row| each(row, &values.value(row).to_le_bytes()));
            }
            DataType::Timestamp(_, _) => {
                let values = array.as_primitive::<TimestampMicrosecondType>();
                rows.for_each(|row| each(row, &values.value(row).to_le_bytes()));
            }
            DataType::Boolean => {
                let values: &BooleanArray = array.as_boolean();
                rows.for_each(|row| each(row, &[u8::from(values.value(row))]));
            }
            DataType::Utf8 => {
                let values = array.as_string::<i32>();
                rows.for_each(|row| each(row, values.value(row).as_bytes()));
            }
            _ => rows.for_each(|row| each(row, self.text(row).as_bytes())),
        }
    }

    /// A value as people write it.
    pub(super) fn text(&self, row: usize) -> String {
        if let Some(texts) = self.texts() {
            return texts.value(row).to_owned();
        }
        let options = FormatOptions::default().with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f"));
        let formatter = ArrayFormatter::try_new(self.array.as_ref(), &options);
        formatter.map_or_else(|_| self.array.data_type().to_string(), |formatter| formatter.value(row).to_string())
    }

    /// The rows of the least and the greatest value, by size, of text by code points.
    pub(super) fn extremes(&self) -> Option<(usize, usize)> {
        let array = &self.array;
        let floats = array.as_primitive_opt::<Float64Type>();
        let by = |less: &dyn Fn(usize, usize) -> bool| {
            let counts = |row: usize| !array.is_null(row) && floats.is_none_or(|floats| floats.value(row).is_finite());
            let mut rows = (0..array.len()).filter(|row| counts(*row));
            let first = rows.next()?;
            Some(rows.fold((first, first), |(min, max), row| {
                (if less(row, min) { row } else { min }, if less(max, row) { row } else { max })
            }))
        };
        match array.data_type() {
            DataType::Int64 => {
                let values = array.as_primitive::<Int64Type>();
                by(&|a, b| values.value(a) < values.value(b))
            }
            DataType::Float64 => {
                let values = array.as_primitive::<Float64Type>();
                by(&|a, b| values.value(a).total_cmp(&values.value(b)).is_lt())
            }
            DataType::Decimal128(_, _) => {
                let values = array.as_primitive::<Decimal128Type>();
                by(&|a, b| values.value(a) < values.value(b))
            }
            DataType::Date32 => {
                let values = array.as_primitive::<Date32Type>();
                by(&|a, b| values.value(a) < values.value(b))
            }
            DataType::Timestamp(_, _) => {
                let values = array.as_primitive::<TimestampMicrosecondType>();
                by(&|a, b| values.value(a) < values.value(b))
            }
            DataType::Boolean => {
                let values = array.as_boolean();
                by(&|a, b| !values.value(a) & values.value(b))
            }
            DataType::Utf8 => {
                let values = array.as_string::<i32>();
                by(&|a, b| values.value(a) < values.value(b))
            }
            _ => None,
        }
    }

    /// Whether the value of `row` is less than `other`'s value of `other_row`, which has the same type.
    pub(super) fn less(&self, row: usize, other: &Self, other_row: usize) -> bool {
        macro_rules! less {
            ($type:ty) => {
                self.array.as_primitive::<$type>().value(row) < other.array.as_primitive::<$type>().value(other_row)
            };
        }
        match self.array.data_type() {
            DataType::Int64 => less!(Int64Type),
            DataType::Float64 => less!(Float64Type),
            DataType::Decimal128(_, _) => less!(Decimal128Type),
            DataType::Date32 => less!(Date32Type),
            DataType::Timestamp(_, _) => less!(TimestampMicrosecondType),
            DataType::Boolean => !self.array.as_boolean().value(row) & other.array.as_boolean().value(other_row),
            _ => self.text(row) < other.text(other_row),
        }
    }

    /// The value of one row alone, to be kept.
    pub(super) fn only(&self, row: usize) -> Self {
        // A slice would keep the whole batch.
        let array = take(&self.array, &UInt64Array::from(vec![row as u64]), None);
        Self { array: array.unwrap_or_else(|_| self.array.slice(row, 1)) }
    }
}

/// Minus zero is zero, and there is one NaN.
fn one_zero(value: f64) -> f64 {
    if value.is_nan() { f64::NAN } else { value + 0.0 }
}
