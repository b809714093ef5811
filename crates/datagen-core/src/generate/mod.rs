//! The generators: each file holds one, compiled, and the one function that gives its values for any rows.

pub(crate) mod choice;
pub(crate) mod conditional;
pub(crate) mod datetime_offset;
pub(crate) mod datetime_series;
pub(crate) mod distribution;
pub(crate) mod enum_list;
pub(crate) mod expression;
pub(crate) mod faker;
pub(crate) mod geo_point;
pub(crate) mod lookup;
pub(crate) mod ordinal;
pub(crate) mod packed;
pub(crate) mod pattern;
pub(crate) mod permutation;
pub(crate) mod process;
pub(crate) mod quantile;
pub(crate) mod rollup;
pub(crate) mod sequence;
pub(crate) mod state_machine;
pub(crate) mod text;
pub(crate) mod uuid;
pub(crate) mod weights;

use arrow::array::{Array, ArrayRef, BooleanArray};
use arrow::compute::nullif;

use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::modify::{map_any, modify_numbers};
use crate::plan::table::Column;
use crate::value::{ValueType, first_null, type_word};

/// A compiled generator.
#[derive(Debug)]
pub(crate) enum Generate {
    Sequence(sequence::Sequence),
    Choice(choice::Choice),
    ChoiceOf(choice::ChoiceOf),
    ChoiceBy(Box<conditional::ChoiceBy>),
    Distribution(distribution::Distribution),
    DistributionBy(Box<conditional::DistributionBy>),
    DatetimeSeries(Box<datetime_series::DatetimeSeries>),
    Faker(Box<faker::Faker>),
    Lookup(lookup::Lookup),
    Expression(expression::Expression),
    EnumList(enum_list::EnumList),
    Ordinal(ordinal::Ordinal),
    Process(process::ProcessColumn),
    Rollup(rollup::Rollup),
    Pattern(Box<pattern::Pattern>),
    Uuid(uuid::Uuid),
    DatetimeOffset(Box<datetime_offset::DatetimeOffset>),
    StateMachine(state_machine::StateMachine),
    GeoPoint(geo_point::GeoPoint),
    Text(text::Text),
}

impl Generate {
    /// Whether a value that is not allowed can be drawn again.
    pub(crate) const fn can_redraw(&self) -> bool {
        matches!(self, Self::Choice(_) | Self::ChoiceOf(_) | Self::Distribution(_) | Self::DatetimeSeries(_))
    }
}

impl Column {
    /// The values of this column for the rows of `frame`: generated, converted to its type, some of them null. Texts of few
    /// values come packed.
    pub(crate) fn evaluate(&self, frame: &Frame<'_>) -> Result<ArrayRef> {
        let values = self.produce(frame, 0)?;
        let values = match &self.limit {
            Some(limit) => limit.enforce(self, frame, values)?,
            None => values,
        };
        let values = self.with_nulls(values, frame)?;
        self.check_nulls(&values, frame)?;
        Ok(values)
    }

    /// Generated, modified and cast. `attempt` 0 is the value proper; others are drawn where it is not allowed.
    pub(crate) fn produce(&self, frame: &Frame<'_>, attempt: u32) -> Result<ArrayRef> {
        let values = match &self.generate {
            Generate::Sequence(sequence) => sequence.evaluate(self, frame),
            Generate::Choice(choice) => choice.evaluate(frame, attempt),
            Generate::ChoiceOf(choice) => choice.evaluate(self, frame, attempt),
            Generate::Distribution(distribution) => distribution.evaluate(self, frame, attempt),
            Generate::DatetimeSeries(series) => series.evaluate(self, frame, attempt),
            Generate::ChoiceBy(choice) => choice.evaluate(self, frame),
            Generate::DistributionBy(distribution) => distribution.evaluate(self, frame),
            Generate::Faker(faker) => faker.evaluate(self, frame),
            Generate::Lookup(lookup) => lookup.evaluate(self, frame),
            Generate::Expression(expression) => expression.evaluate(self, frame),
            Generate::EnumList(list) => list.evaluate(frame),
            Generate::Ordinal(ordinal) => ordinal.evaluate(self, frame),
            Generate::Process(process) => process.evaluate(self, frame),
            Generate::Rollup(rollup) => rollup.evaluate(self, frame),
            Generate::Pattern(pattern) => Ok(pattern.evaluate(frame)),
            Generate::Uuid(uuid) => uuid.evaluate(frame),
            Generate::DatetimeOffset(offset) => offset.evaluate(self, frame),
            Generate::StateMachine(machine) => machine.evaluate(frame),
            Generate::GeoPoint(point) => point.evaluate(self, frame),
            Generate::Text(text) => text.evaluate(self, frame),
        }?;
        if self.value_type == ValueType::Text
            && self.modifiers.is_empty()
            && self.maps.is_empty()
            && self.limit.is_none()
        {
            return Ok(values);
        }
        self.modified(packed::unpacked(values)?, frame)
    }

    fn modified(&self, values: ArrayRef, frame: &Frame<'_>) -> Result<ArrayRef> {
        if !self.modifiers.is_empty() {
            return modify_numbers(&self.modifiers, self.value_type, &values, frame);
        }
        let values =
            if self.raw_type == self.value_type { values } else { self.value_type.convert(&values).map_err(bug)? };
        map_any(&self.maps, values)
    }

    fn with_nulls(&self, values: ArrayRef, frame: &Frame<'_>) -> Result<ArrayRef> {
        let Some(nulls) = self.nulls else { return Ok(values) };
        let mask = BooleanArray::from(frame.rows.map(|row| nulls.draw.unit(row) < nulls.rate));
        nullif(&values, &mask).map_err(bug)
    }

    fn check_nulls(&self, values: &ArrayRef, frame: &Frame<'_>) -> Result<()> {
        if self.nullable {
            return Ok(());
        }
        let Some(position) = first_null(values) else { return Ok(()) };
        let message = match &self.generate {
            Generate::Expression(expression) => {
                format!(
                    "expected a value of type {}, found none: the expression `{}` has no result here; make it total \
                     (coalesce, CASE) or the column nullable",
                    type_word(values.data_type()),
                    expression.code
                )
            }
            Generate::Lookup(lookup) => lookup.explain_missing(frame, position)?,
            Generate::DatetimeOffset(offset) => format!(
                "expected a time in `{}` to count from, found none; make this column nullable, or that one not",
                offset.name
            ),
            Generate::GeoPoint(_) => {
                "expected a latitude and a longitude to be near, found none; make this column nullable, or those not"
                    .to_owned()
            }
            _ => "expected a value, found none; make the column nullable".to_owned(),
        };
        Err(Error::Value {
            table: frame.definition().name.clone(),
            column: self.name.clone(),
            row: frame.rows.at(position),
            message,
        })
    }
}

/// An Arrow kernel refused what a plan had checked.
pub(crate) fn bug(error: arrow::error::ArrowError) -> Error {
    Error::Bug(error.to_string())
}

/// The values of `values` at `positions`.
pub(crate) fn pick(values: &ArrayRef, positions: Vec<u32>) -> Result<ArrayRef> {
    let positions = arrow::array::UInt32Array::from(positions);
    arrow::compute::take(values, &positions, None).map_err(bug)
}
