//! Literals and weights.

use super::Check;
use crate::schema::convert::{TypedValue, ValueType, convert, example};
use crate::schema::generators::TimeDimension;
use crate::schema::scalar::Scalar;
use crate::schema::tree::join;
use crate::schema::words::{counted, number, quoted};

impl Check<'_> {
    /// Every literal of a list converts to the column's type.
    pub(super) fn literals(&mut self, values: &[Scalar], value_type: ValueType, nullable: bool, pointer: &str) {
        for (index, value) in values.iter().enumerate() {
            self.literal(value, value_type, nullable, &join(pointer, index));
        }
    }

    /// The literal converts to the column's type.
    pub(super) fn literal(
        &mut self,
        value: &Scalar,
        value_type: ValueType,
        nullable: bool,
        pointer: &str,
    ) -> Option<TypedValue> {
        let converted = convert(value, value_type);
        match &converted {
            None => {
                let shown = shown(value);
                self.error(pointer, format!("{shown} does not convert to the column's type {value_type}"))
                    .hint(format!("write {}, or change the column's type", example(value_type)));
            }
            Some(TypedValue::Null) if !nullable => {
                self.error(pointer, "null stands among the values of a column that is not nullable")
                    .hint("add \"nullable\": true to the column, or remove the null");
            }
            Some(_) => {}
        }
        converted
    }

    /// Weights are not negative and not all zero.
    pub(super) fn weights(&mut self, weights: &[f64], pointer: &str) {
        for (index, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight < 0.0) {
            self.error(join(pointer, index), format!("expected a weight of at least 0, found {}", number(*weight)))
                .hint("write 0 for what must not occur");
        }
        if weights.iter().all(|weight| *weight == 0.0) {
            self.error(pointer, "all weights are 0").hint("give at least one of them a positive number");
        } else if weights.iter().sum::<f64>().is_infinite() {
            self.error(pointer, "the weights' sum is too large").hint("divide all of them by the same number");
        }
    }

    /// Weights over a cycle of the calendar.
    pub(super) fn cycle(&mut self, dimension: TimeDimension, weights: &[f64], pointer: &str) {
        let (count, order) = match dimension {
            TimeDimension::Hour => (24, "one an hour, from 0 to 23"),
            TimeDimension::Dow => (7, "one a weekday, Monday first"),
            TimeDimension::Month => (12, "one a month, January first"),
        };
        let pointer = join(pointer, "weights");
        if weights.len() == count {
            self.weights(weights, &pointer);
        } else {
            let found = counted(weights.len(), "weight");
            self.error(pointer, format!("expected {count} weights, found {found}")).hint(order);
        }
    }

    /// A share between 0 and 1.
    pub(super) fn share(&mut self, value: f64, pointer: &str) {
        if !(0.0..=1.0).contains(&value) {
            let finding = self.error(pointer, format!("expected a share from 0 to 1, found {}", number(value)));
            if (1.0..=100.0).contains(&value) {
                finding.hint(format!("{}% is written {}", number(value), number(value / 100.0)));
            }
        }
    }

    /// A number that must not be negative.
    pub(super) fn not_negative(&mut self, value: f64, pointer: &str) {
        if value < 0.0 {
            self.error(pointer, format!("expected a number of at least 0, found {}", number(value)));
        }
    }

    /// `[least, greatest]`.
    pub(super) fn ordered(&mut self, [low, high]: [f64; 2], pointer: &str) {
        if low > high {
            let (low, high) = (number(low), number(high));
            self.error(pointer, format!("the least value, {low}, is above the greatest, {high}"))
                .hint(format!("write [{high}, {low}]"));
        }
    }
}

fn shown(value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => quoted(text),
        _ => value.to_string(),
    }
}
