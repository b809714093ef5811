//! Draws from given values.

use super::Check;
use super::tables::ColumnOf;
use crate::schema::convert::convert;
use crate::schema::generators::{Choice, Generator};
use crate::schema::tree::join;
use crate::schema::weights::WeightsKind;
use crate::schema::words::{counted, quoted};

impl<'a> Check<'a> {
    pub(super) fn choice(&mut self, choice: &'a Choice, column: &ColumnOf<'a, 'a>) {
        if self.choice_by(choice, column) {
            return;
        }
        let pointer = column.generator();
        let count = match (&choice.choices, &choice.choices_ref) {
            (Some(_), Some(_)) => {
                self.error(join(&pointer, "choices_ref"), "a choice has either choices or choices_ref, found both")
                    .hint("keep one of them");
                return;
            }
            (None, None) => {
                self.error(pointer.as_str(), "a choice needs choices or choices_ref, found neither")
                    .hint("add \"choices\": [...] or \"choices_ref\": \"table.column\"");
                return;
            }
            (Some(choices), None) => {
                let here = join(&pointer, "choices");
                if choices.is_empty() {
                    self.error(here.as_str(), "there is nothing to choose from").hint("add values");
                }
                self.literals(choices, column.value_type(), column.column.nullable, &here);
                Some(choices.len())
            }
            (None, Some(reference)) => self.choices_ref(reference, column, &join(&pointer, "choices_ref")),
        };
        self.choice_weights(choice, count, &pointer);
    }

    /// The referenced values convert; returns how many there are, where the schema says it.
    fn choices_ref(&mut self, reference: &str, column: &ColumnOf<'a, 'a>, pointer: &str) -> Option<usize> {
        let source = self.reference(reference, pointer)?;
        let Generator::EnumList(list) = &source.column.generator else {
            self.castable(&source, column, pointer);
            return None;
        };
        let value_type = column.value_type();
        if let Some(value) = list.values.iter().find(|value| convert(value, value_type).is_none()) {
            let message =
                format!("{value} in {} does not convert to the column's type {value_type}", quoted(reference));
            self.error(pointer, message).hint("change the column's type, or the values");
        }
        Some(list.values.len())
    }

    fn choice_weights(&mut self, choice: &Choice, count: Option<usize>, pointer: &str) {
        let here = join(pointer, "weights");
        if let Some(weights) = &choice.weights {
            match count.filter(|count| *count != weights.len()) {
                Some(count) => {
                    let (weights, choices) = (counted(weights.len(), "weight"), counted(count, "choice"));
                    self.error(here, format!("expected a weight a choice, found {weights} for {choices}"))
                        .hint(format!("write {count} numbers; they need not add up to 1"));
                }
                None => self.weights(weights, &here),
            }
        }
        let here = join(pointer, "weights_kind");
        if let Some(kind) = &choice.weights_kind {
            self.well_formed(&here, WeightsKind::parse(kind));
            if choice.weights.is_some() {
                self.error(here, "a choice has either weights or weights_kind, found both").hint("keep one of them");
            }
        }
    }
}
