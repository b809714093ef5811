//! Draws that another column decides: each of its values has a case, and each case makes sense.

use std::collections::BTreeSet;

use super::Check;
use super::tables::{ColumnOf, Tables};
use crate::schema::convert::{ValueType, convert, example};
use crate::schema::document::Members;
use crate::schema::generators::{Choice, ChoiceCase, Distribution, DistributionCase, Generator};
use crate::schema::scalar::Scalar;
use crate::schema::tree::join;
use crate::schema::weights::WeightsKind;
use crate::schema::words::{counted, list, quoted, suggestion};

impl<'a> Check<'a> {
    /// Whether the choice is one by another column, which is then checked here.
    pub(super) fn choice_by(&mut self, choice: &'a Choice, column: &ColumnOf<'a, 'a>) -> bool {
        let pointer = column.generator();
        let Some(by) = &choice.by else {
            self.cases_without_by(choice.cases.is_some(), choice.default.is_some(), &pointer);
            return choice.cases.is_some() || choice.default.is_some();
        };
        let own = [
            ("choices", choice.choices.is_some()),
            ("choices_ref", choice.choices_ref.is_some()),
            ("weights", choice.weights.is_some()),
            ("weights_kind", choice.weights_kind.is_some()),
        ];
        self.beside_by(&own, &pointer);
        self.cases(by, choice.cases.as_ref(), choice.default.is_some(), column);
        for (name, case) in choice.cases.iter().flatten() {
            self.choice_case(case, column, &join(&join(&pointer, "cases"), name));
        }
        if let Some(case) = &choice.default {
            self.choice_case(case, column, &join(&pointer, "default"));
        }
        true
    }

    fn choice_case(&mut self, case: &ChoiceCase, column: &ColumnOf<'_, '_>, pointer: &str) {
        self.literals(&case.choices, column.value_type(), column.column.nullable, &join(pointer, "choices"));
        let here = join(pointer, "weights");
        match &case.weights {
            Some(weights) if weights.len() != case.choices.len() => {
                let (weights, choices) = (counted(weights.len(), "weight"), counted(case.choices.len(), "choice"));
                self.error(here, format!("expected a weight a choice, found {weights} for {choices}"))
                    .hint(format!("write {} numbers; they need not add up to 1", case.choices.len()));
            }
            Some(weights) => self.weights(weights, &here),
            None => {}
        }
        let Some(kind) = &case.weights_kind else { return };
        let here = join(pointer, "weights_kind");
        self.well_formed(&here, WeightsKind::parse(kind));
        if case.weights.is_some() {
            self.error(here, "a case has either weights or weights_kind, found both").hint("keep one of them");
        }
    }

    /// Whether the distribution is one by another column, whose cases are then checked here.
    pub(super) fn distribution_by(&mut self, law: &'a Distribution, column: &ColumnOf<'a, 'a>) -> bool {
        let pointer = column.generator();
        let Some(by) = &law.by else {
            self.cases_without_by(law.cases.is_some(), law.default.is_some(), &pointer);
            return false;
        };
        self.beside_by(&[("params", law.params.is_some())], &pointer);
        self.ordered(law.clamp, &join(&pointer, "clamp"));
        self.cases(by, law.cases.as_ref(), law.default.is_some(), column);
        for (name, case) in law.cases.iter().flatten() {
            self.distribution_case(law, case, &join(&join(&pointer, "cases"), name));
        }
        if let Some(case) = &law.default {
            self.distribution_case(law, case, &join(&pointer, "default"));
        }
        true
    }

    fn distribution_case(&mut self, law: &Distribution, case: &DistributionCase, pointer: &str) {
        let kind = case.distribution_type.unwrap_or(law.distribution_type);
        self.distribution(kind, case.params.as_ref(), case.clamp, pointer);
    }

    fn cases_without_by(&mut self, cases: bool, default: bool, pointer: &str) {
        for name in
            [("cases", cases), ("default", default)].into_iter().filter(|(_, given)| *given).map(|(name, _)| name)
        {
            self.error(join(pointer, name), format!("\"{name}\" without \"by\": no column decides which case holds"))
                .hint("add \"by\": the column whose values the cases name");
        }
    }

    fn beside_by(&mut self, members: &[(&str, bool)], pointer: &str) {
        for (name, _) in members.iter().filter(|(_, given)| *given) {
            self.error(join(pointer, name), format!("\"{name}\" stands beside \"by\", and not in a case"))
                .hint(format!("move it into \"cases\", or into \"default\": {{ \"{name}\": ... }}"));
        }
    }

    /// The column exists, the cases are values of it, and every value that is known to occur has one.
    fn cases<T>(&mut self, by: &str, cases: Option<&Members<T>>, default: bool, column: &ColumnOf<'a, 'a>) {
        let pointer = column.generator();
        if cases.is_none_or(|cases| cases.is_empty()) {
            self.error(join(&pointer, "cases"), "\"by\" needs cases, found none")
                .hint("add \"cases\": { \"a value of the column\": { ... } }");
            return;
        }
        let Some(source) = self.row_reference(column.table, by, &join(&pointer, "by")) else { return };
        if source.pointer == column.pointer {
            self.error(join(&pointer, "by"), "the column decides its own case").hint("name another column");
            return;
        }
        let names: Vec<&str> = cases.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        self.names_of_cases(&names, source.value_type(), &join(&pointer, "cases"));
        if let Some(known) = known_values(self.tables, &source) {
            self.values_with_cases(&names, &known, &source, default, &pointer);
        }
    }

    fn names_of_cases(&mut self, names: &[&str], value_type: ValueType, pointer: &str) {
        for name in names.iter().filter(|name| convert(&Scalar::Text((**name).to_owned()), value_type).is_none()) {
            let message = format!("{} does not convert to the column's type {value_type}", quoted(name));
            self.error(join(pointer, name), message).at_key().hint(format!("write {}", example(value_type)));
        }
    }

    fn values_with_cases(
        &mut self,
        names: &[&str],
        known: &[Scalar],
        source: &ColumnOf<'_, '_>,
        default: bool,
        pointer: &str,
    ) {
        let value_type = source.value_type();
        let value = |scalar: &Scalar| convert(scalar, value_type).map(|value| format!("{value:?}"));
        let cases: BTreeSet<_> = names.iter().filter_map(|name| value(&Scalar::Text((*name).to_owned()))).collect();
        let lost: Vec<String> = known
            .iter()
            .filter(|scalar| **scalar != Scalar::Null && value(scalar).is_some_and(|value| !cases.contains(&value)))
            .map(ToString::to_string)
            .collect();
        if !lost.is_empty() && !default {
            let lost = list(lost.iter().map(String::as_str));
            let message = format!("no case and no default for {lost} of {}", quoted(&source.reference()));
            self.warning(join(pointer, "cases"), message).hint("add the cases, or a \"default\"");
        }
        let occurring: BTreeSet<_> = known.iter().filter_map(value).collect();
        for name in names {
            let never = value(&Scalar::Text((*name).to_owned())).is_some_and(|value| !occurring.contains(&value));
            if never {
                let texts: Vec<String> = known.iter().map(|scalar| scalar.to_string().replace('"', "")).collect();
                let hint = suggestion(name, "values", texts.iter().map(String::as_str));
                let message =
                    format!("{} has no value {}: the case never holds", quoted(&source.reference()), quoted(name));
                self.warning(join(&join(pointer, "cases"), name), message).at_key().hint(hint);
            }
        }
    }
}

/// The values of a column that can occur, where the schema lists them.
fn known_values<'a>(tables: &'a Tables<'a>, column: &ColumnOf<'a, 'a>) -> Option<Vec<Scalar>> {
    const LONGEST_WAY: usize = 16;
    if column.column.modifiers.as_ref().is_some_and(|modifiers| !modifiers.is_empty()) {
        return None;
    }
    let mut at = column.clone();
    for _ in 0..LONGEST_WAY {
        let next = match &at.column.generator {
            Generator::EnumList(list) => return Some(list.values.clone()),
            Generator::Choice(choice) if choice.by.is_some() => return Some(values_of_cases(choice)),
            Generator::Choice(choice) => match (&choice.choices, &choice.choices_ref) {
                (Some(choices), _) => return Some(with_weight(choices, choice.weights.as_deref())),
                (None, reference) => reference.as_deref()?,
            },
            Generator::Lookup(lookup) => &lookup.from,
            _ => return None,
        };
        let (table, name) = next.split_once('.')?;
        at = tables.get(table)?.get(name)?;
    }
    None
}

fn values_of_cases(choice: &Choice) -> Vec<Scalar> {
    let cases = choice.cases.iter().flatten().map(|(_, case)| case).chain(&choice.default);
    cases.flat_map(|case| with_weight(&case.choices, case.weights.as_deref())).collect()
}

fn with_weight(choices: &[Scalar], weights: Option<&[f64]>) -> Vec<Scalar> {
    let occurs = |place: usize| weights.and_then(|weights| weights.get(place)).is_none_or(|weight| *weight > 0.0);
    choices.iter().enumerate().filter(|(place, _)| occurs(*place)).map(|(_, choice)| choice.clone()).collect()
}
