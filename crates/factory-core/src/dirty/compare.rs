//! Whether an answer on cleaned data is near the one on clean data.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::challenge::Question;
use crate::pack::Show;
use crate::result::{Table, ValueKind, number};

/// How far a number may be off, of its size.
const RELATIVE: f64 = 0.05;

/// How far a share may be off.
const ABSOLUTE: f64 = 0.02;

/// How near an answer is.
pub(super) struct Nearness {
    /// Whether it is near enough.
    pub(super) agrees: bool,
    /// What differs.
    pub(super) told: Vec<String>,
}

/// Where a cleaned result is not near the clean one. Rows are the same when they are of the same group. New groups, as
/// of values that were lost, are told, but are no contradiction; `is_cut` says that a limit keeps the first rows only:
/// then one of them may be another one.
pub(super) fn differences(question: &Question, is_cut: bool, cleaned: &Table) -> Nearness {
    let clean = &question.result;
    let keys = keys(question);
    let mut found: BTreeMap<String, Vec<&Vec<Value>>> = BTreeMap::new();
    for row in cleaned.rows.iter().rev() {
        found.entry(group(row, &keys)).or_default().push(row);
    }
    let (mut wrong, mut lost) = (Vec::new(), Vec::new());
    for row in &clean.rows {
        let group = group(row, &keys);
        match found.get_mut(&group).and_then(Vec::pop) {
            Some(other) => wrong.extend(off(question, &group, row, other, &keys)),
            None => lost.push(format!("{group}: expected a row, found none")),
        }
    }
    let added: Vec<(&String, &&Vec<Value>)> = found.iter().flat_map(|(group, rows)| rows.iter().map(move |row| (group, row))).collect();
    let foreign = added.iter().filter(|(_, row)| !is_new(clean, row, &keys)).count();
    let spare = usize::from(is_cut && clean.rows.len() > 2);
    let agrees = wrong.is_empty() && lost.len() <= spare && foreign <= spare;
    let added = added.iter().map(|(group, _)| format!("{group}: a row more than on clean data"));
    Nearness { agrees, told: wrong.into_iter().chain(lost).chain(added).collect() }
}

/// The columns that say what a row is about: texts, dates, and whole numbers that are not told as amounts.
fn keys(question: &Question) -> Vec<usize> {
    let is_key = |name: &str, kind: ValueKind, at: usize| match kind {
        ValueKind::Text | ValueKind::Date | ValueKind::Datetime | ValueKind::Bool => true,
        ValueKind::Integer => {
            let shown = question.output.columns.get(at).is_some_and(|column| column.show.is_some());
            !shown && !question.chart.y.iter().any(|other| other == name)
        }
        ValueKind::Decimal | ValueKind::Number => false,
    };
    let columns = question.result.columns.iter().enumerate();
    columns.filter(|(at, column)| is_key(&column.name, column.kind, *at)).map(|(at, _)| at).collect()
}

fn group(row: &[Value], keys: &[usize]) -> String {
    let text = |at: &usize| row.get(*at).map_or(String::new(), |value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    keys.iter().map(text).collect::<Vec<_>>().join(" / ")
}

/// Whether a row is of a group that clean data do not have: one of its keys stands in no row there.
fn is_new(clean: &Table, row: &[Value], keys: &[usize]) -> bool {
    keys.iter().any(|at| clean.rows.iter().all(|other| other.get(*at) != row.get(*at)))
}

/// The numbers of a row that are too far off.
fn off(question: &Question, group: &str, clean: &[Value], cleaned: &[Value], keys: &[usize]) -> Vec<String> {
    let mut told = Vec::new();
    for (at, (expected, found)) in clean.iter().zip(cleaned).enumerate().filter(|(at, _)| !keys.contains(at)) {
        let is_share = question.output.columns.get(at).is_some_and(|column| column.show == Some(Show::Percent));
        let near = match (number(expected), number(found)) {
            (Some(expected), Some(found)) if is_share => (expected - found).abs() <= ABSOLUTE,
            (Some(expected), Some(found)) => (expected - found).abs() <= RELATIVE * expected.abs(),
            _ => expected == found,
        };
        if !near {
            let name = question.result.columns.get(at).map_or("", |column| column.name.as_str());
            told.push(format!("{group}, {name}: expected {expected}, found {found}"));
        }
    }
    told
}
