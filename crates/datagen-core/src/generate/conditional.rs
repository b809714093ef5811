//! Draws whose values or distribution another column decides. The draw itself is the same whatever the case: the first
//! one of the row, so that a row keeps its rank when its case changes.

use std::collections::BTreeMap;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int32Array};
use arrow::compute::nullif;

use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::plan::table::{Column, Path};
use crate::seed::ColumnKey;
use crate::value::{ValueType, display};

use super::bug;
use super::packed::at_keys;
use super::quantile::Quantile;
use super::weights::Sampler;

/// Which case holds for a row, by the value of a column.
#[derive(Debug)]
pub(crate) struct Cases {
    /// The column, as it is named in the schema.
    pub(crate) name: String,
    pub(crate) by: Path,
    /// Places by value, in the text form of the column's values.
    pub(crate) places: BTreeMap<String, usize>,
    /// The place for values that are not named.
    pub(crate) default: Option<usize>,
}

impl Cases {
    /// The place of each row's case; `None` only where the column may be null.
    fn of(&self, column: &Column, frame: &Frame<'_>) -> Result<Vec<Option<usize>>> {
        let values = frame.path(&self.by)?;
        let texts = ValueType::Text.convert(&values).map_err(bug)?;
        let texts = texts.as_string::<i32>();
        let place = |text: Option<&str>| text.and_then(|text| self.places.get(text).copied()).or(self.default);
        let places: Vec<Option<usize>> = texts.iter().map(place).collect();
        match places.iter().position(Option::is_none).filter(|_| !column.nullable) {
            Some(position) => Err(self.missing(column, frame, &values, position)),
            None => Ok(places),
        }
    }

    fn missing(&self, column: &Column, frame: &Frame<'_>, values: &ArrayRef, position: usize) -> Error {
        let found =
            if values.is_null(position) { "null".to_owned() } else { format!("{:?}", display(values, position)) };
        let known: Vec<&str> = self.places.keys().map(String::as_str).collect();
        Error::Value {
            table: frame.definition().name.clone(),
            column: column.name.clone(),
            row: frame.rows.at(position),
            message: format!(
                "expected a value of `{}` with a case, found {found}; the cases are {}; add one, a `default`, or make \
                 the column nullable",
                self.name,
                known.join(", ")
            ),
        }
    }
}

/// A draw from the values of the row's case.
#[derive(Debug)]
pub(crate) struct ChoiceBy {
    pub(crate) cases: Cases,
    /// The values of all cases, one after the other.
    pub(crate) values: ArrayRef,
    /// Where each case's values begin, and how one of them is drawn.
    pub(crate) draws: Vec<(u32, Sampler)>,
    pub(crate) key: ColumnKey,
}

impl ChoiceBy {
    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>) -> Result<ArrayRef> {
        let places = self.cases.of(column, frame)?;
        let index = frame.rows.iter().zip(places).map(|(row, place)| {
            place.map(|place| {
                let (first, sampler) = &self.draws[place];
                *first as i32 + sampler.index(&mut self.key.cell(row)) as i32
            })
        });
        at_keys(&self.values, Int32Array::from_iter(index))
    }
}

/// A draw from the distribution of the row's case.
#[derive(Debug)]
pub(crate) struct DistributionBy {
    pub(crate) cases: Cases,
    pub(crate) laws: Vec<(Quantile, [f64; 2])>,
    pub(crate) key: ColumnKey,
}

impl DistributionBy {
    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>) -> Result<ArrayRef> {
        let places = self.cases.of(column, frame)?;
        let draw = self.key.draw(0);
        let numbers = frame.rows.iter().zip(&places).map(|(row, place)| {
            place.map_or(0.0, |place| {
                let (quantile, [low, high]) = &self.laws[place];
                quantile.at(draw.open_unit(row)).max(*low).min(*high)
            })
        });
        let values = column.raw_type.array_of_numbers(numbers.collect());
        if places.iter().all(Option::is_some) {
            return Ok(values);
        }
        let without_case: BooleanArray = places.iter().map(|place| Some(place.is_none())).collect();
        nullif(&values, &without_case).map_err(bug)
    }
}
