//! The modifiers: each file holds one kind, compiled, and the one function that changes a block of values.

pub(crate) mod age;
pub(crate) mod effect;
pub(crate) mod map_values;
pub(crate) mod noise;
pub(crate) mod season;
pub(crate) mod segment;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::compute::nullif;
use arrow::datatypes::Float64Type;

use crate::error::Result;
use crate::frame::Frame;
use crate::generate::bug;
use crate::value::ValueType;

/// One compiled change to a numeric column's values.
#[derive(Debug)]
pub(crate) enum Modify {
    Multiply(f64),
    Add(f64),
    Clamp { min: f64, max: f64 },
    Jitter(noise::Jitter),
    MapNumbers(map_values::MapNumbers),
    Seasonality(season::Seasonality),
    Effect(effect::EffectUse),
    Outliers(noise::Outliers),
    Trend(season::Trend),
    Segment(segment::SegmentFactor),
    Age(age::AgeFactor),
}

impl Modify {
    pub(crate) fn apply(&self, frame: &Frame<'_>, values: &mut [f64]) -> Result<()> {
        match self {
            Self::Multiply(factor) => values.iter_mut().for_each(|value| *value *= factor),
            Self::Add(summand) => values.iter_mut().for_each(|value| *value += summand),
            Self::Clamp { min, max } => values.iter_mut().for_each(|value| *value = value.max(*min).min(*max)),
            Self::Jitter(jitter) => jitter.apply(frame, values),
            Self::MapNumbers(map) => map.apply(values),
            Self::Seasonality(seasonality) => return seasonality.apply(frame, values),
            Self::Effect(effect) => return effect.apply(frame, values),
            Self::Outliers(outliers) => outliers.apply(frame, values),
            Self::Trend(trend) => return trend.apply(frame, values),
            Self::Segment(segment) => return multiply(values, &segment.factors(frame)?),
            Self::Age(age) => return multiply(values, &age.factors(frame)?),
        }
        Ok(())
    }
}

fn multiply(values: &mut [f64], factors: &[f64]) -> Result<()> {
    values.iter_mut().zip(factors).for_each(|(value, factor)| *value *= factor);
    Ok(())
}

/// Applies `modifiers` in order to numbers of type float, and makes them values of `value_type`. Nulls stay.
pub(crate) fn modify_numbers(
    modifiers: &[Modify],
    value_type: ValueType,
    raw: &ArrayRef,
    frame: &Frame<'_>,
) -> Result<ArrayRef> {
    let numbers = raw.as_primitive::<Float64Type>();
    let mut values = numbers.values().to_vec();
    for modifier in modifiers {
        modifier.apply(frame, &mut values)?;
    }
    // What is null in the raw values holds an arbitrary number, which is masked again below.
    values.iter_mut().filter(|value| !value.is_finite()).for_each(|value| *value = 0.0);
    let modified = value_type.array_of_numbers(values);
    match numbers.nulls() {
        None => Ok(modified),
        Some(nulls) => {
            let mask = BooleanArray::new(!nulls.inner(), None);
            nullif(&modified, &mask).map_err(bug)
        }
    }
}

/// Values of any type, replaced by others.
pub(crate) fn map_any(maps: &[map_values::MapAny], mut values: ArrayRef) -> Result<ArrayRef> {
    for map in maps {
        values = map.apply(&values)?;
    }
    Ok(Arc::clone(&values))
}
