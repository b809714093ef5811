//! An aggregate that proves a key unique without keeping it: its values rise from row to row.
//!
//! Each batch that rises strictly is a run, told by its first and last value. If all runs do, and no two of them
//! overlap, no value stands twice. Parts of a file come in any order; the runs are sorted in the end.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray};
use arrow::datatypes::{DataType, Field, FieldRef, Int64Type};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDF, AggregateUDFImpl, Signature, Volatility};

/// The aggregate's name in SQL.
pub(crate) const RISING: &str = "rows_rise";

pub(crate) fn rising() -> AggregateUDF {
    AggregateUDF::from(Rising { signature: Signature::any(1, Volatility::Immutable) })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Rising {
    signature: Signature,
}

impl AggregateUDFImpl for Rising {
    fn name(&self) -> &'static str {
        RISING
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn accumulator(&self, _: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Runs::default()))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let list = |name: &str| {
            let item = Field::new_list_field(DataType::Binary, true);
            Arc::new(Field::new(format!("{}[{name}]", args.name), DataType::List(Arc::new(item)), true))
        };
        let broken = Arc::new(Field::new(format!("{}[broken]", args.name), DataType::Boolean, true));
        Ok(vec![list("first"), list("last"), broken])
    }
}

/// Runs of values, as bytes whose order is that of the values.
#[derive(Debug, Default)]
struct Runs {
    runs: Vec<(Vec<u8>, Vec<u8>)>,
    broken: bool,
}

/// So many runs are no sorted file any more.
const MOST: usize = 1 << 20;

impl Runs {
    fn add(&mut self, first: Vec<u8>, last: Vec<u8>) {
        match self.runs.last_mut() {
            Some(run) if run.1 < first => run.1 = last,
            _ => self.runs.push((first, last)),
        }
        self.broken |= self.runs.len() > MOST;
    }

    fn disjoint(&mut self) -> bool {
        self.runs.sort_unstable();
        !self.broken && self.runs.windows(2).all(|pair| pair[0].1 < pair[1].0)
    }
}

impl Accumulator for Runs {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let values = &values[0];
        if self.broken || values.is_empty() {
            return Ok(());
        }
        match ends(values) {
            Some((first, last)) => self.add(first, last),
            None => self.broken = true,
        }
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Boolean(Some(self.disjoint())))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.runs.iter().map(|run| 48 + run.0.len() + run.1.len()).sum::<usize>()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let list = |values: Vec<&[u8]>| {
            let values: ArrayRef = Arc::new(BinaryArray::from(values));
            ScalarValue::List(Arc::new(
                datafusion::common::utils::SingleRowListArrayBuilder::new(values).build_list_array(),
            ))
        };
        let firsts = list(self.runs.iter().map(|run| run.0.as_slice()).collect());
        let lasts = list(self.runs.iter().map(|run| run.1.as_slice()).collect());
        Ok(vec![firsts, lasts, ScalarValue::Boolean(Some(self.broken))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let (firsts, lasts) = (states[0].as_list::<i32>(), states[1].as_list::<i32>());
        self.broken |= states[2].as_boolean().iter().any(|broken| broken != Some(false));
        for row in 0..firsts.len() {
            let (first, last) = (firsts.value(row), lasts.value(row));
            let (first, last) = (first.as_binary::<i32>(), last.as_binary::<i32>());
            self.runs.extend((0..first.len()).map(|at| (first.value(at).to_vec(), last.value(at).to_vec())));
        }
        Ok(())
    }
}

/// The first and last value of an array that rises strictly and has no nulls.
fn ends(values: &ArrayRef) -> Option<(Vec<u8>, Vec<u8>)> {
    if values.null_count() > 0 {
        return None;
    }
    match values.data_type() {
        DataType::Int64 => {
            let ints = values.as_primitive::<Int64Type>().values();
            let bytes = |int: i64| (int.cast_unsigned() ^ (1 << 63)).to_be_bytes().to_vec();
            rise(ints.iter()).then(|| Some((bytes(*ints.first()?), bytes(*ints.last()?))))?
        }
        DataType::Utf8 => of_texts(values.as_string::<i32>().iter().flatten()),
        DataType::Utf8View => of_texts(values.as_string_view().iter().flatten()),
        _ => None,
    }
}

fn of_texts<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> Option<(Vec<u8>, Vec<u8>)> {
    if !rise(texts.clone()) {
        return None;
    }
    let first = texts.clone().next()?;
    Some((first.as_bytes().to_vec(), texts.last()?.as_bytes().to_vec()))
}

fn rise<T: PartialOrd>(values: impl Iterator<Item = T> + Clone) -> bool {
    values.clone().zip(values.skip(1)).all(|(one, next)| one < next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{Int64Array, StringArray};

    fn proven(batches: &[ArrayRef]) -> bool {
        // Every batch is a part of its own, and the parts are merged last to first.
        let mut whole = Runs::default();
        for batch in batches.iter().rev() {
            let mut part = Runs::default();
            part.update_batch(std::slice::from_ref(batch)).unwrap();
            let state: Vec<ArrayRef> = part.state().unwrap().iter().map(|value| value.to_array().unwrap()).collect();
            whole.merge_batch(&state).unwrap();
        }
        whole.evaluate().unwrap() == ScalarValue::Boolean(Some(true))
    }

    fn ints(values: &[i64]) -> ArrayRef {
        Arc::new(Int64Array::from(values.to_vec()))
    }

    #[test]
    fn what_rises_is_proven_unique() {
        assert!(proven(&[ints(&[-3, -1, 0]), ints(&[7, 8]), ints(&[9])]));
        assert!(proven(&[Arc::new(StringArray::from(vec!["a", "b"])), Arc::new(StringArray::from(vec!["c"]))]));
        assert!(!proven(&[ints(&[1, 2, 2])]), "twice");
        assert!(!proven(&[ints(&[1, 3, 5]), ints(&[2, 4])]), "they overlap, so it is not known");
        assert!(!proven(&[ints(&[1, 2]), ints(&[2, 3])]), "twice, in two parts");
        assert!(!proven(&[Arc::new(Int64Array::from(vec![Some(1), None]))]), "a null");
    }
}
