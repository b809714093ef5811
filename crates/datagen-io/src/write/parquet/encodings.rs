//! How a column is encoded: decided for each row group from its first batch, never from anything else.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Float64Type, Int32Type};
use parquet::basic::Encoding;

/// Values looked at, evenly spread over the first batch.
const SAMPLE: usize = 1024;

/// Repeated values in the sample from which a dictionary pays for strings: about 32,000 different values in all.
const STRING_REPEATS: usize = 16;

/// The most different floats in the sample for which a dictionary pays: hashing costs more than copying eight bytes.
const FLOAT_VALUES: usize = 128;

/// The choice for one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// Values once, then their numbers; beyond the limit of a dictionary, the values themselves.
    Dictionary,
    /// This one.
    Direct(Encoding),
}

/// The choice for a column that begins with `array`.
pub(super) fn choose(array: &ArrayRef) -> Choice {
    match array.data_type() {
        DataType::Int32 | DataType::Int64 | DataType::Date32 | DataType::Timestamp(_, _) => {
            Choice::Direct(Encoding::DELTA_BINARY_PACKED)
        }
        DataType::Decimal128(precision, _) if *precision <= 18 => Choice::Direct(Encoding::DELTA_BINARY_PACKED),
        DataType::Float64 if few_floats(array) => Choice::Dictionary,
        DataType::Dictionary(_, _) if short_dictionary(array) => Choice::Dictionary,
        DataType::Utf8 if strings_repeat(array) => Choice::Dictionary,
        _ => Choice::Direct(Encoding::PLAIN),
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

fn strings_repeat(array: &ArrayRef) -> bool {
    let values = array.as_string::<i32>();
    let (all, different) = count(sample(values).map(|row| values.value(row)));
    all - different >= STRING_REPEATS.min(all / 2)
}

/// Whether a dictionary array's dictionary is worth being one in the file.
fn short_dictionary(array: &ArrayRef) -> bool {
    let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() else { return false };
    if dictionary.values().len() <= SAMPLE {
        return true;
    }
    let keys = dictionary.keys();
    let (all, different) = count(sample(keys).map(|row| keys.value(row)));
    all - different >= STRING_REPEATS.min(all / 2)
}

/// How many values, and how many different ones.
fn count<T: Ord>(values: impl Iterator<Item = T>) -> (usize, usize) {
    let mut values: Vec<T> = values.collect();
    let all = values.len();
    values.sort_unstable();
    values.dedup();
    (all, values.len())
}
