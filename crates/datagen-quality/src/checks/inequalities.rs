//! Comparisons between columns, in one row or along parents and lookups.

use datagen_core::schema::checks::{ComparisonOperator, Inequality};
use datagen_core::schema::document::{Column, Node};

use crate::findings::Category;

use super::draft::Draft;
use super::values::comparison;
use super::{Subject, column_of};

/// A check for each inequality. One whose tables no column connects has no query, which is said.
pub(crate) fn rules(subject: &Subject<'_>) -> Vec<Draft> {
    let constraints = subject.document.constraints.as_ref();
    let rules = constraints.iter().flat_map(|constraints| constraints.inequalities.iter().flatten());
    rules.filter_map(|rule| rule_of(subject, rule)).collect()
}

fn rule_of(subject: &Subject<'_>, rule: &Inequality) -> Option<Draft> {
    let left = subject.resolve(&rule.left)?;
    let right = right_of(subject, left.0, &rule.right)?;
    let operator = word(rule.op);
    let whole = comparison(subject, "inequality", left, right, operator);
    Some(whole.unwrap_or_else(|| {
        let title = format!("{} {operator} {}", rule.left, rule.right);
        Draft::new(Category::Value, "inequality", &left.0.id, &[&left.1.name], title)
    }))
}

/// A bare name is a column of the same table.
fn right_of<'a>(subject: &Subject<'a>, left: &'a Node, name: &str) -> Option<(&'a Node, &'a Column)> {
    if let Some(column) = column_of(left, name) {
        return Some((left, column));
    }
    subject.resolve(name).or_else(|| {
        let parent = subject.node(left.parents.as_ref()?.first()?)?;
        Some((parent, column_of(parent, name.strip_prefix("parent.")?)?))
    })
}

const fn word(operator: ComparisonOperator) -> &'static str {
    match operator {
        ComparisonOperator::Less => "<",
        ComparisonOperator::LessOrEqual => "<=",
        ComparisonOperator::Greater => ">",
        ComparisonOperator::GreaterOrEqual => ">=",
        ComparisonOperator::Equal => "=",
        ComparisonOperator::NotEqual => "<>",
    }
}
