//! How a column is encoded: decided for each row group from its first batch, never from anything else.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Float64Type, Int32Type};

/// Values looked at, evenly spread over the first batch.
const SAMPLE: usize = 1024;

/// Repeated values in the sample from which a dictionary pays for strings: about 32,000 different values in all.
const STRING_REPEATS: usize = 16;

/// The most different strings in the sample that are taken for all there are.
const FEW_STRINGS: usize = 256;

/// The most strings of a dictionary that is taken over as it is.
const SHORT_DICTIONARY: usize = 4096;

/// The most different floats in the sample for which a dictionary pays: hashing costs more than copying eight bytes.
const FLOAT_VALUES: usize = 128;

/// The choice for one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// Packed differences, by our own encoder.
    Integers,
    /// A short dictionary, by our own encoder.
    Strings,
    /// By arrow-rs: values once, then their numbers; beyond the limit of a dictionary, the values themselves.
    Dictionary,
    /// By arrow-rs: the values themselves.
    Plain,
}

/// The choice for a column that begins with `array`.
pub(super) fn choose(array: &ArrayRef) -> Choice {
    match array.data_type() {
        DataType::Int32 | DataType::Int64 | DataType::Date32 | DataType::Timestamp(_, _) => Choice::Integers,
        DataType::Decimal128(precision, _) if *precision <= 18 => Choice::Integers,
        DataType::Float64 if few_floats(array) => Choice::Dictionary,
        DataType::Dictionary(_, _) if short_dictionary(array) => Choice::Strings,
        DataType::Utf8 | DataType::Dictionary(_, _) => strings(array),
        _ => Choice::Plain,
    }
}

/// The rows of the sample.
fn sample(array: &dyn Array) -> impl Iterator<Item = usize> + '_ {
    let step = array.len().div_ceil(SAMPLE).max(1);
    (0..array.len()).step_by(step).filter(|row| array.is_valid(*row))
}

fn few_floats(array: &ArrayRef) -> bool {
    let values = array.as_primitive::<Float64Type>();
    let (_, different) = count(sample(values).map(|row| values.value(row).to_bits()));
    different <= FLOAT_VALUES
}

/// Only a dictionary that is sure to stay short is our own: arrow-rs can give up a long one midway.
fn strings(array: &ArrayRef) -> Choice {
    let (all, different) = match array.as_dictionary_opt::<Int32Type>() {
        Some(dictionary) => count(sample(array).map(|row| dictionary.keys().value(row))),
        None => count(sample(array).map(|row| array.as_string::<i32>().value(row))),
    };
    match all - different {
        repeats if repeats < STRING_REPEATS.min(all / 2) => Choice::Plain,
        _ if different <= FEW_STRINGS => Choice::Strings,
        _ => Choice::Dictionary,
    }
}

/// Whether a dictionary is short enough to be taken over as it is.
fn short_dictionary(array: &ArrayRef) -> bool {
    array.as_dictionary_opt::<Int32Type>().is_some_and(|dictionary| dictionary.values().len() <= SHORT_DICTIONARY)
}

/// How many values, and how many different ones.
fn count<T: Ord>(values: impl Iterator<Item = T>) -> (usize, usize) {
    let mut values: Vec<T> = values.collect();
    let all = values.len();
    values.sort_unstable();
    values.dedup();
    (all, values.len())
}
