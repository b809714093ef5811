//! What the schema says about the values of a column, in the form in which other tools say it.

use datagen_core::schema::checks::OneOrMany;
use datagen_core::schema::document::{Column, Document, Node};
use datagen_core::schema::generators::Generator;
use datagen_core::schema::scalar::Scalar;
use serde_json::Value;

/// Rules for the values of one column.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Rules {
    /// Whether no value occurs twice.
    pub(super) unique: bool,
    /// The only values that occur.
    pub(super) allowed: Option<Vec<Value>>,
    /// A regular expression for the whole value.
    pub(super) pattern: Option<String>,
    /// The least and the greatest value.
    pub(super) min: Option<Value>,
    pub(super) max: Option<Value>,
}

/// Lists of values beyond are data rather than rules.
const MOST_ALLOWED: usize = 100;

impl Rules {
    /// Those of a column that was written as `column_type`. A dirty column that became text keeps none but null.
    pub(super) fn of(document: &Document, node: &Node, column: &Column, column_type: &str) -> Self {
        let declared = serde_json::to_value(column.column_type).unwrap_or_default();
        if declared != column_type {
            return Self::default();
        }
        let name = format!("{}.{}", node.id, column.name);
        let rules = document.constraints.as_ref();
        let is_number = matches!(column_type, "int" | "float" | "decimal");
        let (mut min, mut max) = (None, None);
        for range in rules.iter().flat_map(|rules| rules.ranges.iter().flatten()).filter(|range| range.attr == name) {
            min = range.min.as_ref().map(value).filter(|value| value.is_number() == is_number).or(min);
            max = range.max.as_ref().map(value).filter(|value| value.is_number() == is_number).or(max);
        }
        Self {
            unique: node.pk == column.name || unique(document, &name),
            allowed: allowed(document, column, &name),
            pattern: (column_type == "string").then(|| pattern(document, column, &name)).flatten(),
            min,
            max,
        }
    }
}

fn unique(document: &Document, name: &str) -> bool {
    let rules = document.constraints.iter().flat_map(|rules| rules.unique.iter().flatten());
    rules.into_iter().any(|rule| match rule {
        OneOrMany::One(one) => one == name,
        OneOrMany::Many(many) => matches!(many.as_slice(), [one] if one == name),
    })
}

/// By a rule, or because the generator takes no others and nothing changes them.
fn allowed(document: &Document, column: &Column, name: &str) -> Option<Vec<Value>> {
    let rules = document.constraints.iter().flat_map(|rules| rules.allowed.iter().flatten());
    let by_rule = rules.filter(|rule| rule.attr == name).find_map(|rule| rule.values.as_ref());
    let own = column.constraints.as_ref().and_then(|rules| rules.allowed.as_ref());
    let generated = match &column.generator {
        Generator::Choice(choice) if column.modifiers.is_none() && choice.by.is_none() => choice.choices.as_ref(),
        _ => None,
    };
    let values: Vec<Value> =
        by_rule.or(own).or(generated)?.iter().map(value).filter(|value| !value.is_null()).collect();
    // Values that other tools would read as another type are left out.
    let is_plain = |value: &Value| value.is_string() || value.is_i64();
    (values.len() <= MOST_ALLOWED && values.iter().all(is_plain)).then_some(values)
}

fn pattern(document: &Document, column: &Column, name: &str) -> Option<String> {
    let rules = document.constraints.iter().flat_map(|rules| rules.pattern.iter().flatten());
    let by_rule = rules.filter(|rule| rule.attr == name).map(|rule| &rule.regex).next();
    let own = column.constraints.as_ref().and_then(|rules| rules.pattern.as_ref());
    by_rule.or(own).cloned()
}

fn value(scalar: &Scalar) -> Value {
    serde_json::to_value(scalar).unwrap_or_default()
}
