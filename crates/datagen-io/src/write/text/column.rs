//! One column of one batch, ready to be written cell by cell.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimeUnit, TimestampMicrosecondType,
};

use super::buffer::Text;
use super::number::mostly_rounded;
use crate::error::{Error, Result};

/// A dictionary beyond this many values is looked up value by value, rather than made ready as a whole.
const READY_VALUES: usize = 4096;

/// How a format of text writes values.
pub(crate) trait Notation {
    /// A null.
    fn null(&self, out: &mut Text);
    /// Whether every one of `bytes` may stand in a string as it is.
    fn all_plain(&self, bytes: &[u8]) -> bool;
    /// A string; `plain` says that [`Notation::all_plain`] is known to hold.
    fn string(&self, out: &mut Text, value: &[u8], plain: bool);
    /// An integer.
    fn integer(&self, out: &mut Text, value: i64);
    /// A float; `rounded` is a hint about speed only.
    fn float(&self, out: &mut Text, value: f64, rounded: bool);
    /// A decimal of `scale` digits after the point.
    fn decimal(&self, out: &mut Text, value: i128, scale: i8);
    /// A truth value.
    fn truth(&self, out: &mut Text, value: bool);
    /// A date, as days since 1970-01-01.
    fn date(&self, out: &mut Text, days: i64);
    /// A time, as microseconds since 1970-01-01.
    fn timestamp(&self, out: &mut Text, micros: i64);
}

/// The cells of a column.
pub(crate) struct Column<'a> {
    nulls: Option<&'a NullBuffer>,
    values: Values<'a>,
}

/// Values by type.
enum Values<'a> {
    Int32(&'a [i32]),
    Int64(&'a [i64]),
    Float { values: &'a [f64], rounded: bool },
    Bool(&'a arrow::array::BooleanArray),
    Date(&'a [i32]),
    Timestamp(&'a [i64]),
    Decimal { values: &'a [i128], scale: i8 },
    String(Strings<'a>),
    Dictionary { keys: &'a [i32], strings: Strings<'a> },
    Ready { keys: &'a [i32], cells: Cells },
}

/// The strings of an array.
struct Strings<'a> {
    offsets: &'a [i32],
    bytes: &'a [u8],
    /// Whether every byte of them may stand as it is.
    plain: bool,
}

/// A dictionary's cells, quotes included.
struct Cells {
    text: Text,
    ends: Vec<usize>,
}

impl<'a> Column<'a> {
    /// The column of `array`, whose type is checked against nothing: any type that can be written will do.
    pub(crate) fn new(array: &'a ArrayRef, notation: &impl Notation) -> Result<Self> {
        let values = match array.data_type() {
            DataType::Int32 => Values::Int32(array.as_primitive::<Int32Type>().values()),
            DataType::Int64 => Values::Int64(array.as_primitive::<Int64Type>().values()),
            DataType::Float64 => {
                let values = array.as_primitive::<Float64Type>().values();
                Values::Float { values, rounded: mostly_rounded(values) }
            }
            DataType::Boolean => Values::Bool(array.as_boolean()),
            DataType::Date32 => Values::Date(array.as_primitive::<Date32Type>().values()),
            DataType::Timestamp(TimeUnit::Microsecond, None) => {
                Values::Timestamp(array.as_primitive::<TimestampMicrosecondType>().values())
            }
            DataType::Decimal128(_, scale) => {
                Values::Decimal { values: array.as_primitive::<Decimal128Type>().values(), scale: *scale }
            }
            DataType::Utf8 => Values::String(Strings::new(array, notation)),
            DataType::Dictionary(_, _) => dictionary(array, notation)?,
            other => return Err(Error::bug(format!("a column of type {other} cannot be written as text"))),
        };
        Ok(Self { nulls: array.nulls().filter(|nulls| nulls.null_count() > 0), values })
    }

    /// Writes the cell of `row`.
    #[inline]
    pub(crate) fn write(&self, out: &mut Text, row: usize, notation: &impl Notation) {
        if self.nulls.is_some_and(|nulls| nulls.is_null(row)) {
            return notation.null(out);
        }
        match &self.values {
            Values::Int32(values) => notation.integer(out, i64::from(values[row])),
            Values::Int64(values) => notation.integer(out, values[row]),
            Values::Float { values, rounded } => notation.float(out, values[row], *rounded),
            Values::Bool(values) => notation.truth(out, values.value(row)),
            Values::Date(values) => notation.date(out, i64::from(values[row])),
            Values::Timestamp(values) => notation.timestamp(out, values[row]),
            Values::Decimal { values, scale } => notation.decimal(out, values[row], *scale),
            Values::String(strings) => notation.string(out, strings.get(row), strings.plain),
            Values::Dictionary { keys, strings } => {
                notation.string(out, strings.get(keys[row] as usize), strings.plain);
            }
            Values::Ready { keys, cells } => out.slice(cells.get(keys[row] as usize)),
        }
    }
}

fn dictionary<'a>(array: &'a ArrayRef, notation: &impl Notation) -> Result<Values<'a>> {
    let dictionary = array
        .as_dictionary_opt::<Int32Type>()
        .filter(|dictionary| {
            dictionary.values().data_type() == &DataType::Utf8 && dictionary.values().null_count() == 0
        })
        .ok_or_else(|| Error::bug(format!("a column of type {} cannot be written as text", array.data_type())))?;
    let keys = dictionary.keys().values();
    let strings = Strings::new(dictionary.values(), notation);
    if strings.offsets.len() > READY_VALUES.min(keys.len()) {
        return Ok(Values::Dictionary { keys, strings });
    }
    Ok(Values::Ready { keys, cells: Cells::new(&strings, notation) })
}

impl<'a> Strings<'a> {
    fn new(array: &'a ArrayRef, notation: &impl Notation) -> Self {
        let array = array.as_string::<i32>();
        let offsets: &[i32] = array.value_offsets();
        let used = offsets.first().map_or(0, |first| *first as usize)..offsets.last().map_or(0, |last| *last as usize);
        Self { offsets, bytes: array.value_data(), plain: notation.all_plain(&array.value_data()[used]) }
    }

    #[inline]
    fn get(&self, row: usize) -> &'a [u8] {
        &self.bytes[self.offsets[row] as usize..self.offsets[row + 1] as usize]
    }
}

impl Cells {
    fn new(strings: &Strings<'_>, notation: &impl Notation) -> Self {
        let mut text = Text::default();
        let mut ends = vec![0];
        for row in 0..strings.offsets.len() - 1 {
            notation.string(&mut text, strings.get(row), strings.plain);
            ends.push(text.as_bytes().len());
        }
        Self { text, ends }
    }

    #[inline]
    fn get(&self, key: usize) -> &[u8] {
        &self.text.as_bytes()[self.ends[key]..self.ends[key + 1]]
    }
}
