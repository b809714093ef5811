//! How values are distributed, over time and together. Every test is of what the declaration leaves fixed: where
//! another value bounds or scales a value, it is judged given that other one.

mod choices;
pub(crate) mod composite;
mod correlations;
mod effects;
mod fanout;
mod gather;
mod nulls;
mod numbers;
mod offsets;
mod popularity;
mod process;
mod steps;
mod times;

use datagen_core::schema::behaviours::AppliesTo;
use datagen_core::schema::document::{Column, ColumnType, Node};
use datagen_core::schema::generators::Generator;

use crate::error::{Error, Result};
use crate::findings::{Category, Check, TestFigures};

pub(crate) use super::draft::Draft;
use super::targets::{rounded, six_digits};
use super::{Subject, column_of, untested};

/// Fewer rows tell nothing at the probabilities that count.
pub(crate) const FEWEST: usize = 30;

pub(crate) fn checks(subject: &Subject<'_>) -> Result<Vec<Check>> {
    let mut checks = Vec::new();
    for node in &subject.document.nodes {
        for column in &node.columns {
            checks.extend(column_checks(subject, node, column)?);
        }
        checks.extend(fanout::checks(subject, node)?);
        checks.extend(process::checks(subject, node)?);
        checks.extend(correlations::checks(subject, node)?);
    }
    for node in &subject.document.nodes {
        subject.dataset.forget_sample(&node.id)?;
    }
    Ok(checks)
}

fn column_checks(subject: &Subject<'_>, node: &Node, column: &Column) -> Result<Vec<Check>> {
    let mut checks = nulls::checks(subject, node, column)?;
    if filled_by_process(node, column) {
        return Ok(checks);
    }
    match &column.generator {
        Generator::Choice(choice) => checks.extend(choices::checks(subject, node, column, choice)?),
        Generator::Distribution(_) => checks.extend(numbers::checks(subject, node, column)?),
        Generator::DatetimeSeries(series) => checks.extend(times::checks(subject, node, column, series)?),
        Generator::DatetimeOffset(offset) => checks.extend(offsets::checks(subject, node, column, offset)?),
        Generator::Lookup(lookup) => checks.extend(popularity::checks(subject, node, column, lookup)?),
        _ => {}
    }
    Ok(checks)
}

pub(crate) fn draft(kind: &str, table: &str, columns: &[&str], title: impl Into<String>) -> Draft {
    Draft::new(Category::Behavioural, kind, table, columns, title)
        .advice("if the data is meant so, change the schema; else generate or export it again")
}

/// The outcome of a test.
pub(crate) fn tested(mut draft: Draft, figures: TestFigures) -> Check {
    if (figures.n as usize) < FEWEST {
        let n = figures.n;
        return untested(draft, format!("{n} rows are too few to tell"));
    }
    let found = format!("{} {} (n = {}, p = {:.1e})", rounded(figures.effect), figures.effect_of, figures.n, figures.p);
    let expected = format!("at most {} {}", figures.limit, figures.effect_of);
    draft.check.expected = Some(match draft.check.expected.take() {
        Some(words) => format!("{words}; {expected}"),
        None => expected,
    });
    let keeps = !figures.fails();
    let [statistic, p, effect] = [figures.statistic, figures.p, figures.effect].map(six_digits);
    draft.check.test = Some(TestFigures { statistic, p, effect, ..figures });
    draft.judged(keeps, found)
}

/// What a test gave, or why it could not be made.
pub(crate) fn settled(draft: Draft, outcome: Result<std::result::Result<Check, String>>) -> Result<Check> {
    match outcome {
        Ok(Ok(check)) => Ok(check),
        Ok(Err(reason)) => Ok(untested(draft, reason)),
        Err(error @ (Error::Query(_) | Error::Memory(_))) => Ok(untested(draft, error.to_string())),
        Err(error) => Err(error),
    }
}

/// Whether a process fills a column, whatever its generator is.
pub(crate) fn filled_by_process(node: &Node, column: &Column) -> bool {
    if node.stage_config.is_none() && node.state_transition_model.is_none() {
        return false;
    }
    let is_first_time = first_time(node).is_some_and(|first| first.name == column.name);
    let names: &[&str] = if node.stage_config.is_some() {
        &["stage_name", "stage_index", "previous_stage"]
    } else {
        &["state", "state_name", "state_index", "previous_state"]
    };
    is_first_time || names.contains(&column.name.as_str()) || column.name == node.pk
}

/// The first datetime column, else the first date column.
pub(crate) fn first_time(node: &Node) -> Option<&Column> {
    let first = |wanted: ColumnType| node.columns.iter().find(|column| column.column_type == wanted);
    first(ColumnType::Datetime).or_else(|| first(ColumnType::Date))
}

/// Where a row's time is: in its table, its parent's, and so upwards.
pub(crate) fn time_of<'a>(subject: &Subject<'a>, node: &'a Node) -> Option<(&'a Node, &'a Column)> {
    let mut ancestor = node;
    for _ in 0..=subject.document.nodes.len() {
        if let Some(column) = first_time(ancestor) {
            return Some((ancestor, column));
        }
        ancestor = subject.node(ancestor.parents.as_ref()?.first()?)?;
    }
    None
}

/// Where a name inside a table leads: a column of the row, `parent.column`, or `table.column`.
pub(crate) fn located<'a>(subject: &Subject<'a>, node: &'a Node, name: &str) -> Option<(&'a Node, &'a Column)> {
    if let Some(column) = column_of(node, name) {
        return Some((node, column));
    }
    let (prefix, column) = name.split_once('.')?;
    let target = match prefix {
        "parent" if subject.node("parent").is_none() => subject.node(node.parents.as_ref()?.first()?)?,
        other => subject.node(other)?,
    };
    Some((target, column_of(target, column)?))
}

/// Whether a column holds values of its own: no key, no lookup, no count.
fn is_value(subject: &Subject<'_>, node: &Node, column: &Column) -> bool {
    !is_unique(subject, node, column)
        && !matches!(
            column.generator,
            Generator::Lookup(_)
                | Generator::Sequence(_)
                | Generator::Ordinal(_)
                | Generator::EnumList(_)
                | Generator::Rollup(_)
        )
}

/// Whether a column is a primary key, or declared unique by itself.
pub(crate) fn is_unique(subject: &Subject<'_>, node: &Node, column: &Column) -> bool {
    use datagen_core::schema::checks::OneOrMany;
    let full = format!("{}.{}", node.id, column.name);
    let constraints = subject.document.constraints.iter();
    let mut rules = constraints.flat_map(|constraints| constraints.unique.iter().flatten());
    let alone = |rule: &OneOrMany<String>| match rule {
        OneOrMany::One(one) => *one == full,
        OneOrMany::Many(several) => several.len() == 1 && several[0] == full,
    };
    column.name == node.pk || rules.any(alone)
}

/// Behaviours of parents that scale a column's values: the parents, and the names of their multipliers by age.
pub(crate) fn scalings<'a>(subject: &Subject<'a>, node: &Node, column: &Column) -> Vec<(&'a Node, Option<&'a str>)> {
    let is_number = matches!(column.column_type, ColumnType::Int | ColumnType::Float | ColumnType::Decimal);
    if !is_number || is_unique(subject, node, column) {
        return Vec::new();
    }
    let all = is_value(subject, node, column);
    let mut found = Vec::new();
    for parent in node.parents.iter().flatten().filter_map(|parent| subject.node(parent)) {
        if let Some(segments) = &parent.segment_behavior {
            let scales = segments.behaviors.iter().flatten().any(|(_, by)| by.value_multiplier.is_some());
            let applies = segments.applies_to_columns.as_ref().map_or(all, |names| names.contains(&column.name));
            if scales && applies {
                found.push((parent, None));
            }
        }
        for (name, multiplier) in parent.vintage_behavior.iter().flat_map(|vintage| &vintage.age_based_multipliers) {
            let names = |one: &String| *one == column.name || (one == "all" && all);
            let applies = match &multiplier.applies_to {
                AppliesTo::One(one) => names(one),
                AppliesTo::Several(several) => several.iter().any(names),
            };
            if applies {
                found.push((parent, Some(name.as_str())));
            }
        }
    }
    found
}

pub(crate) fn scaled_by_parents(subject: &Subject<'_>, node: &Node, column: &Column) -> bool {
    !scalings(subject, node, column).is_empty()
}

/// Why a column's draw is not its own: another value bounds it, or no two rows may have the same.
pub(crate) fn entangled(subject: &Subject<'_>, node: &Node, column: &Column) -> Option<String> {
    if is_unique(subject, node, column) {
        return Some("its values are unique, so they are no independent draws".to_owned());
    }
    let full = format!("{}.{}", node.id, column.name);
    let constraints = subject.document.constraints.iter();
    let mut rules = constraints.flat_map(|constraints| constraints.inequalities.iter().flatten());
    let concerns = |left: &str, right: &str| {
        let own_table = left.split('.').next() == Some(node.id.as_str());
        left == full
            || right == full
            || (own_table && right == column.name)
            || right == format!("parent.{}", column.name)
    };
    let rule = rules.find(|rule| concerns(&rule.left, &rule.right))?;
    Some(format!("an inequality with {} bounds it", if rule.left == full { &rule.right } else { &rule.left }))
}
