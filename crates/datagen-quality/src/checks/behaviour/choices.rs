//! The weights of choices.

use std::collections::BTreeMap;

use datagen_core::law::weights as weights_of;
use datagen_core::schema::convert::{TypedValue, ValueType, convert};
use datagen_core::schema::document::{Column, Node};
use datagen_core::schema::generators::{Choice, Generator};
use datagen_core::schema::modifiers::Modifier;
use datagen_core::schema::scalar::Scalar;
use datagen_core::schema::weights::WeightsKind;

use crate::checks::Subject;
use crate::checks::rows::texts;
use crate::error::Result;
use crate::findings::{Check, EXAMPLES, Example, Status};
use crate::sql::identifier;
use crate::statistics::shares_test;

use super::gather::{Gathered, at, gather};
use super::{draft, entangled, located, numbers, scaled_by_parents, settled, tested};

/// Weights by value, in the text form that [`key`] gives.
type Weights = BTreeMap<String, f64>;

pub(crate) fn checks(subject: &Subject<'_>, node: &Node, column: &Column, choice: &Choice) -> Result<Vec<Check>> {
    let numeric = ValueType::of(column).is_numeric();
    let is_mapped = |modifier: &Modifier| matches!(modifier, Modifier::MapValues(_));
    let has_others = column.modifiers.iter().flatten().any(|modifier| !is_mapped(modifier));
    if numeric && (has_others || scaled_by_parents(subject, node, column)) {
        return numbers::checks(subject, node, column);
    }
    let name = column.name.as_str();
    let title = format!("the values of {}.{name} are as frequent as their weights", node.id);
    let draft = draft("weights", &node.id, &[name], title).sql(format!(
        "SELECT {0}, count(*) AS rows FROM {1} GROUP BY {0} ORDER BY rows DESC",
        identifier(name),
        identifier(&node.id)
    ));
    let outcome = weights_check(subject, node, column, choice, draft.clone());
    Ok(vec![settled(draft, outcome)?])
}

fn weights_check(
    subject: &Subject<'_>,
    node: &Node,
    column: &Column,
    choice: &Choice,
    draft: super::Draft,
) -> Result<std::result::Result<Check, String>> {
    if let Some(reason) = entangled(subject, node, column) {
        return Ok(Err(reason));
    }
    let cases = match laws(subject, node, column, choice) {
        Ok(cases) => cases,
        Err(reason) => return Ok(Err(reason)),
    };
    let mut wanted = vec![at(node, &column.name)];
    if let Some(by) = &choice.by {
        let Some((other, by)) = located(subject, node, by) else { return Ok(Err(format!("{by} leads nowhere"))) };
        wanted.push(at(other, &by.name));
    }
    let gathered = match gather(subject, node, &wanted)? {
        Ok(gathered) => gathered,
        Err(reason) => return Ok(Err(reason)),
    };
    Ok(judge(column, &cases, &gathered, draft))
}

/// Weights by case; the empty name is that of rows without a case of their own.
fn laws(
    subject: &Subject<'_>,
    node: &Node,
    column: &Column,
    choice: &Choice,
) -> std::result::Result<BTreeMap<Option<String>, Weights>, String> {
    let mut laws = BTreeMap::new();
    let of = |values: &[Scalar], weights: Option<&[f64]>, kind: Option<&str>| {
        law(subject, node, column, values, weights, kind)
    };
    if choice.by.is_some() {
        for (name, case) in choice.cases.iter().flatten() {
            let weights = of(&case.choices, case.weights.as_deref(), case.weights_kind.as_deref())?;
            laws.insert(Some(name.clone()), weights);
        }
        if let Some(case) = &choice.default {
            laws.insert(None, of(&case.choices, case.weights.as_deref(), case.weights_kind.as_deref())?);
        }
        return Ok(laws);
    }
    let listed = match (&choice.choices, &choice.choices_ref) {
        (Some(values), _) => values.clone(),
        (None, Some(reference)) => match subject.resolve(reference).map(|(_, column)| &column.generator) {
            Some(Generator::EnumList(list)) => list.values.clone(),
            _ => return Err("which of the values that it is drawn from has which rank is not in the data".to_owned()),
        },
        (None, None) => return Err("it has no values of its own".to_owned()),
    };
    laws.insert(None, of(&listed, choice.weights.as_deref(), choice.weights_kind.as_deref())?);
    Ok(laws)
}

fn law(
    subject: &Subject<'_>,
    node: &Node,
    column: &Column,
    values: &[Scalar],
    weights: Option<&[f64]>,
    kind: Option<&str>,
) -> std::result::Result<Weights, String> {
    let kind = kind.map_or(Ok(WeightsKind::Uniform), WeightsKind::parse).map_err(|error| error.to_string())?;
    let weights = weights.map_or_else(|| weights_of(&kind, values.len() as u64), <[f64]>::to_vec);
    let mut law = Weights::new();
    let value_type = ValueType::of(column);
    for (value, weight) in values.iter().zip(weights) {
        if !allowed(subject, node, column, value)? {
            continue;
        }
        let mapped = column.modifiers.iter().flatten().fold(value.clone(), |value, modifier| match modifier {
            Modifier::MapValues(map) => {
                let old =
                    |text: &String| convert(&Scalar::Text(text.clone()), value_type) == convert(&value, value_type);
                map.mapping.iter().find(|(text, _)| old(text)).map_or(value.clone(), |(_, new)| new.clone())
            }
            _ => value,
        });
        *law.entry(key_of(&mapped, value_type)).or_default() += weight;
    }
    Ok(law)
}

/// Whether the column's lists and patterns leave a value in the draw.
fn allowed(subject: &Subject<'_>, node: &Node, column: &Column, value: &Scalar) -> std::result::Result<bool, String> {
    let (full, value_type) = (format!("{}.{}", node.id, column.name), ValueType::of(column));
    let own = column.constraints.iter();
    let document = subject.document.constraints.iter();
    let rules = document.clone().flat_map(|all| all.allowed.iter().flatten()).filter(|rule| rule.attr == full);
    let has_pattern = own.clone().any(|own| own.pattern.is_some())
        || document.clone().flat_map(|all| all.pattern.iter().flatten()).any(|rule| rule.attr == full);
    if has_pattern {
        return Err("a pattern leaves out some of its values".to_owned());
    }
    let references = own
        .clone()
        .filter_map(|own| own.enum_ref.as_ref())
        .chain(rules.clone().filter_map(|rule| rule.enum_ref.as_ref()));
    let mut lists: Vec<&Vec<Scalar>> = own.filter_map(|own| own.allowed.as_ref()).collect();
    lists.extend(rules.filter_map(|rule| rule.values.as_ref()));
    for reference in references {
        match subject.resolve(reference).map(|(_, column)| &column.generator) {
            Some(Generator::EnumList(list)) => lists.push(&list.values),
            _ => return Err(format!("the values of {reference} leave out some of its values")),
        }
    }
    let same = |one: &Scalar| convert(one, value_type) == convert(value, value_type);
    Ok(lists.iter().all(|list| list.iter().any(same)))
}

/// The text by which a value of the schema and one of the data are the same.
fn key_of(value: &Scalar, value_type: ValueType) -> String {
    match convert(value, value_type) {
        None | Some(TypedValue::Null) => String::new(),
        Some(TypedValue::Text(text)) => text,
        Some(TypedValue::Int(int)) => int.to_string(),
        Some(TypedValue::Bool(truth)) => truth.to_string(),
        Some(TypedValue::Float(number)) => number_key(number),
        Some(TypedValue::Decimal(unscaled)) => {
            let ValueType::Decimal { scale, .. } = value_type else { return String::new() };
            number_key(unscaled as f64 * crate::checks::values::power_of_tenth(scale))
        }
        Some(TypedValue::Datetime(micros)) => crate::checks::values::instant_words(micros),
        Some(TypedValue::Date(days)) => {
            let text = crate::checks::values::instant_words(i64::from(days) * 86_400_000_000);
            text.split(' ').next().unwrap_or_default().to_owned()
        }
    }
}

fn number_key(number: f64) -> String {
    format!("{number:.9e}")
}

fn key(text: String, value_type: ValueType) -> String {
    match value_type {
        ValueType::Float | ValueType::Decimal { .. } => text.parse().map_or(text, number_key),
        _ => text,
    }
}

fn judge(
    column: &Column,
    cases: &BTreeMap<Option<String>, Weights>,
    gathered: &Gathered,
    draft: super::Draft,
) -> std::result::Result<Check, String> {
    let value_type = ValueType::of(column);
    let values = texts(&gathered.columns[0]);
    let by = gathered.columns.get(1).map(texts);
    let mut counts: BTreeMap<(Option<String>, String), f64> = BTreeMap::new();
    let mut of_case: BTreeMap<Option<String>, f64> = BTreeMap::new();
    for (row, value) in values.into_iter().enumerate() {
        let Some(value) = value else { continue };
        let case = by.as_ref().and_then(|by| by[row].clone()).filter(|name| cases.contains_key(&Some(name.clone())));
        let value = key(value, value_type);
        // What is no choice at all is the matter of another check.
        if !cases.get(&case).is_some_and(|law| law.contains_key(&value)) {
            continue;
        }
        *counts.entry((case.clone(), value)).or_default() += 1.0;
        *of_case.entry(case).or_default() += 1.0;
    }
    let mut due: BTreeMap<(Option<String>, String), f64> = BTreeMap::new();
    for (case, law) in cases {
        let (n, total) = (of_case.get(case).copied().unwrap_or(0.0), law.values().sum::<f64>());
        for (value, weight) in law.iter().filter(|_| total > 0.0 && n > 0.0) {
            due.insert((case.clone(), value.clone()), weight / total * n);
        }
    }
    let observed: Vec<f64> = due.keys().map(|class| counts.get(class).copied().unwrap_or(0.0)).collect();
    let expected: Vec<f64> = due.values().copied().collect();
    let figures = shares_test(&observed, &expected, 0.02);
    let named = due.keys().map(|(case, value)| match case {
        Some(case) => format!("{case}: {value}"),
        None => value.clone(),
    });
    let mut check = tested(draft, figures);
    if check.status == Status::Failed {
        check.examples = farthest(named.collect(), &observed, &expected);
    }
    Ok(check)
}

/// The classes that are farthest off, with their counts.
pub(crate) fn farthest(names: Vec<String>, observed: &[f64], expected: &[f64]) -> Vec<Example> {
    let mut classes: Vec<_> = names.into_iter().zip(observed.iter().zip(expected)).collect();
    classes.sort_by(|a, b| (b.1.0 - b.1.1).abs().total_cmp(&(a.1.0 - a.1.1).abs()));
    let example = |(name, (found, due)): (String, (&f64, &f64))| {
        let cell = |name: &str, value: String| (name.to_owned(), Some(value));
        Example::from_iter([
            cell("class", name),
            cell("rows", format!("{found:.0}")),
            cell("expected_rows", format!("{due:.1}")),
        ])
    };
    classes.into_iter().take(EXAMPLES).map(example).collect()
}
