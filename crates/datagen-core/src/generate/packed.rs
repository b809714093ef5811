//! Texts of few values as a dictionary: a key a row, and each text once. What only passes them on, to other tables and to
//! files, need not copy them; whoever looks at them has them unpacked.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, DictionaryArray, Int32Array};
use arrow::compute::take;
use arrow::datatypes::{DataType, Int32Type};

use crate::error::Result;
use crate::value::ValueType;

use super::bug;

/// Writers take a dictionary of up to so many texts over as it is.
const MOST: usize = 4096;

/// `values`, if a dictionary of them pays.
pub(crate) fn packable(values: &ArrayRef) -> Option<&ArrayRef> {
    let pays = values.data_type() == &DataType::Utf8 && values.null_count() == 0 && values.len() <= MOST;
    pays.then_some(values)
}

/// The texts of `values` at `keys`.
pub(crate) fn pack(values: &ArrayRef, keys: impl Into<Int32Array>) -> Result<ArrayRef> {
    let packed = DictionaryArray::<Int32Type>::try_new(keys.into(), Arc::clone(values)).map_err(bug)?;
    Ok(Arc::new(packed))
}

/// The values at `keys`, packed if that pays.
pub(crate) fn at_keys(values: &ArrayRef, keys: impl Into<Int32Array>) -> Result<ArrayRef> {
    match packable(values) {
        Some(values) => pack(values, keys),
        None => take(values, &keys.into(), None).map_err(bug),
    }
}

/// Values of another column as `value_type`; texts stay packed.
pub(crate) fn taken_over(values: ArrayRef, value_type: ValueType) -> Result<ArrayRef> {
    if value_type == ValueType::Text && matches!(values.data_type(), DataType::Dictionary(_, _)) {
        return Ok(values);
    }
    value_type.convert(&unpacked(values)?).map_err(bug)
}

/// The texts themselves.
pub(crate) fn unpacked(values: ArrayRef) -> Result<ArrayRef> {
    match values.as_dictionary_opt::<Int32Type>() {
        Some(packed) => take(packed.values(), packed.keys(), None).map_err(bug),
        None => Ok(values),
    }
}
