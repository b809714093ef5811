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
/// of values that were lost, are told, but are no contradiction: what they have, the others may lack. `is_cut` says that
/// a limit keeps the first rows only: then one of them may be another one.
pub(super) fn differences(question: &Question, is_cut: bool, cleaned: &Table) -> Nearness {
    let clean = &question.result;
    let keys = keys(question);
    let mut found: BTreeMap<String, Vec<&Vec<Value>>> = BTreeMap::new();
    for row in cleaned.rows.iter().rev() {
        found.entry(group(row, &keys)).or_default().push(row);
    }
    let (mut wrong, mut lost) = (Vec::new(), Vec::new());
    let judge =
        Judge { question, keys: &keys, new: cleaned.rows.iter().filter(|row| is_new(clean, row, &keys)).collect() };
    for row in &clean.rows {
        let group = group(row, &keys);
        match found.get_mut(&group).and_then(Vec::pop) {
            Some(other) => wrong.extend(judge.off(&group, row, other)),
            None => lost.push(format!("{group}: expected a row, found none")),
        }
    }
    let added: Vec<(&String, &&Vec<Value>)> =
        found.iter().flat_map(|(group, rows)| rows.iter().map(move |row| (group, row))).collect();
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
    let text = |at: &usize| {
        row.get(*at).map_or(String::new(), |value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    keys.iter().map(text).collect::<Vec<_>>().join(" / ")
}

/// Whether a row is of a group that clean data do not have: one of its keys stands in no row there.
fn is_new(clean: &Table, row: &[Value], keys: &[usize]) -> bool {
    keys.iter().any(|at| clean.rows.iter().all(|other| other.get(*at) != row.get(*at)))
}

/// Says which numbers are too far off.
struct Judge<'a> {
    question: &'a Question,
    keys: &'a [usize],
    /// The cleaned rows of new groups.
    new: Vec<&'a Vec<Value>>,
}

impl Judge<'_> {
    fn off(&self, group: &str, clean: &[Value], cleaned: &[Value]) -> Vec<String> {
        let mut told = Vec::new();
        for (at, (expected, found)) in clean.iter().zip(cleaned).enumerate().filter(|(at, _)| !self.keys.contains(at)) {
            let near = match (number(expected), number(found)) {
                (Some(expected), Some(found)) => {
                    let allowed = self.allowed(at, expected);
                    (-allowed - self.lacking(at, clean)..=allowed).contains(&(found - expected))
                }
                _ => expected == found,
            };
            if !near {
                let name = self.question.result.columns.get(at).map_or("", |column| column.name.as_str());
                told.push(format!("{group}, {name}: expected {expected}, found {found}"));
            }
        }
        told
    }

    /// How far a number may be off. Changes, which have both signs, are held against the largest one.
    fn allowed(&self, at: usize, expected: f64) -> f64 {
        if self.question.output.columns.get(at).is_some_and(|column| column.show == Some(Show::Percent)) {
            return ABSOLUTE;
        }
        let all: Vec<f64> = self.question.result.rows.iter().filter_map(|row| number(row.get(at)?)).collect();
        let is_change = all.iter().any(|value| *value < 0.0) && all.iter().any(|value| *value > 0.0);
        let size =
            if is_change { all.iter().fold(0.0, |size: f64, value| size.max(value.abs())) } else { expected.abs() };
        RELATIVE * size
    }

    /// What the new groups beside a row have.
    fn lacking(&self, at: usize, row: &[Value]) -> f64 {
        let beside =
            |other: &&&Vec<Value>| self.keys.iter().filter(|key| other.get(**key) != row.get(**key)).count() == 1;
        self.new.iter().filter(beside).filter_map(|other| number(other.get(at)?)).filter(|value| *value > 0.0).sum()
    }
}
