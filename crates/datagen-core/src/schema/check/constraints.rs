//! Rules over the data.

use super::Check;
use super::tables::ColumnOf;
use crate::schema::checks::{EnumRule, ForeignKey, Inequality, OneOrMany, RangeRule};
use crate::schema::convert::TypedValue;
use crate::schema::scalar::Scalar;
use crate::schema::tree::join;
use crate::schema::words::quoted;

impl<'a> Check<'a> {
    pub(super) fn constraints(&mut self) {
        let Some(constraints) = &self.document.constraints else { return };
        for (index, unique) in constraints.unique.iter().flatten().enumerate() {
            self.unique(unique, &join("/constraints/unique", index));
        }
        for (index, key) in constraints.foreign_keys.iter().flatten().enumerate() {
            self.foreign_key(key, &join("/constraints/foreign_keys", index));
        }
        for (index, rule) in constraints.ranges.iter().flatten().enumerate() {
            self.range(rule, &join("/constraints/ranges", index));
        }
        for (index, rule) in constraints.inequalities.iter().flatten().enumerate() {
            self.inequality(rule, &join("/constraints/inequalities", index));
        }
        for (index, rule) in constraints.pattern.iter().flatten().enumerate() {
            self.reference(&rule.attr, &join(&join("/constraints/pattern", index), "attr"));
        }
        for (index, rule) in constraints.allowed.iter().flatten().enumerate() {
            self.enum_rule(rule, &join("/constraints/enum", index));
        }
    }

    fn unique(&mut self, unique: &OneOrMany<String>, pointer: &str) {
        let several = match unique {
            OneOrMany::One(reference) => {
                self.reference(reference, pointer);
                return;
            }
            OneOrMany::Many(several) => several,
        };
        if several.is_empty() {
            self.error(pointer, "the list of columns is empty").hint("write [\"table.column\", ...]");
        }
        let columns: Vec<_> = several
            .iter()
            .enumerate()
            .filter_map(|(index, reference)| self.reference(reference, &join(pointer, index)))
            .collect();
        if let [first, rest @ ..] = columns.as_slice()
            && let Some(other) = rest.iter().find(|other| other.table.id() != first.table.id())
        {
            let message =
                format!("columns of two tables, {} and {}", quoted(first.table.id()), quoted(other.table.id()));
            self.error(pointer, message).hint("combinations are unique within one table: name columns of one");
        }
    }

    fn foreign_key(&mut self, key: &ForeignKey, pointer: &str) {
        let from = self.reference(&key.from, &join(pointer, "from"));
        let to = self.reference(&key.to, &join(pointer, "to"));
        if let (Some(from), Some(to)) = (from, to) {
            self.castable(&to, &from, &join(pointer, "to"));
        }
    }

    fn range(&mut self, rule: &RangeRule, pointer: &str) {
        let Some(column) = self.reference(&rule.attr, &join(pointer, "attr")) else { return };
        let value_type = column.value_type();
        if !value_type.is_numeric() && !value_type.is_temporal() {
            let message = format!("a range needs numbers or times, and {} is {value_type}", quoted(&rule.attr));
            self.error(join(pointer, "attr"), message).hint("list the allowed values under \"enum\" instead");
            return;
        }
        let min = self.bound(rule.min.as_ref(), &column, &join(pointer, "min"));
        let max = self.bound(rule.max.as_ref(), &column, &join(pointer, "max"));
        match (min, max) {
            (Some(min), Some(max)) if above(&min, &max) => {
                self.error(join(pointer, "max"), "the greatest value is below the least").hint("exchange min and max");
            }
            (None, None) if rule.min.is_none() && rule.max.is_none() => {
                self.warning(pointer, "a range without min and max has no effect").hint("add \"min\", \"max\" or both");
            }
            _ => {}
        }
    }

    fn bound(&mut self, bound: Option<&Scalar>, column: &ColumnOf<'_, '_>, pointer: &str) -> Option<TypedValue> {
        // An int column may be bounded by 0.5.
        let value_type = match column.value_type() {
            numeric if numeric.is_numeric() => crate::schema::convert::ValueType::Float,
            other => other,
        };
        self.literal(bound?, value_type, true, pointer)
    }

    fn inequality(&mut self, rule: &Inequality, pointer: &str) {
        let Some(left) = self.reference(&rule.left, &join(pointer, "left")) else { return };
        let here = join(pointer, "right");
        let Some(right) = self.row_reference(left.table, &rule.right, &here) else { return };
        let (one, other) = (left.value_type(), right.value_type());
        let comparable =
            one.is_numeric() && other.is_numeric() || one.is_temporal() && other.is_temporal() || one == other;
        if !comparable {
            let message =
                format!("{} is {one} and {} is {other}: they do not compare", quoted(&rule.left), quoted(&rule.right));
            self.error(here, message).hint("compare columns of one type");
        } else if left.pointer == right.pointer {
            self.error(here, "the column is compared with itself").hint("name another column");
        }
    }

    fn enum_rule(&mut self, rule: &EnumRule, pointer: &str) {
        let Some(column) = self.reference(&rule.attr, &join(pointer, "attr")) else { return };
        match (&rule.values, &rule.enum_ref) {
            (Some(values), None) => self.allowed(values, &column, &join(pointer, "values")),
            (None, Some(reference)) => {
                let here = join(pointer, "enum_ref");
                if let Some(source) = self.reference(reference, &here) {
                    self.castable(&source, &column, &here);
                }
            }
            (Some(_), Some(_)) => {
                self.error(pointer, "either values or enum_ref lists the allowed values, found both")
                    .hint("keep one of them");
            }
            (None, None) => {
                self.error(pointer, "the allowed values are missing")
                    .hint("add \"values\": [...] or \"enum_ref\": \"table.column\"");
            }
        }
    }

    /// A list of allowed values.
    pub(super) fn allowed(&mut self, values: &[Scalar], column: &ColumnOf<'_, '_>, pointer: &str) {
        if values.is_empty() {
            self.error(pointer, "the list of allowed values is empty").hint("add values");
        }
        // Null is never forbidden by a list of values.
        self.literals(values, column.value_type(), true, pointer);
    }
}

/// Whether one bound of a type is above another.
fn above(one: &TypedValue, other: &TypedValue) -> bool {
    match (one, other) {
        (TypedValue::Float(one), TypedValue::Float(other)) => one > other,
        (TypedValue::Datetime(one), TypedValue::Datetime(other)) => one > other,
        (TypedValue::Date(one), TypedValue::Date(other)) => one > other,
        _ => false,
    }
}
