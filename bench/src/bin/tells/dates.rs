//! Times that contradict one another, within a row and between a row and those it refers to.

use std::collections::BTreeMap;

use crate::data::{Column, Dataset, Table};
use crate::report::{Report, Verdict, percent};

const DAY: i64 = 86_400_000_000;
/// Beginnings of words: what stands first cannot be later than what follows in its line.
const ORDERS: [&[&str]; 9] = [
    &["birth", "registered", "hired", "applied", "joined"],
    &["signed", "hired", "left", "terminated"],
    &["start", "end"],
    &["valid_from", "valid_until"],
    &["created", "updated", "deleted"],
    &["opened", "replied", "solved", "closed"],
    &["ordered", "shipped", "delivered", "returned"],
    &["applied", "submitted", "approved", "paid"],
    &["entered", "letter", "notice"],
];
/// Names of the time from which on a row exists.
const BIRTHS: [&str; 9] =
    ["registered", "opened", "created", "joined", "signed_up", "hired", "commissioned", "invited", "listed"];

pub(crate) fn measure(table: &Table, dataset: &Dataset, report: &mut Report) {
    let times: Vec<&Column> = table.columns.iter().filter(|column| column.times().is_some()).collect();
    for earlier in &times {
        for later in &times {
            if ORDERS.iter().any(|order| is_before(order, earlier.name(), later.name())) {
                let pairs = pairs(earlier, later);
                add(table, later.name(), &format!("before {}", earlier.name()), &pairs, report);
            }
        }
    }
    for (from, parent, to) in &table.references {
        if let Some(parent) = dataset.table(parent).filter(|parent| parent.name() != table.name()) {
            measure_reference(table, from, parent, to, report);
        }
    }
}

/// The first time of a row is not before the row that it refers to exists.
fn measure_reference(table: &Table, from: &str, parent: &Table, to: &str, report: &mut Report) {
    let birth = parent
        .columns
        .iter()
        .find(|column| column.times().is_some() && BIRTHS.iter().any(|birth| column.name().starts_with(birth)));
    let own = table.columns.iter().find(|column| column.times().is_some() && !column.name().contains("birth"));
    let (Some(birth), Some(own), Some(from), Some(to)) = (birth, own, table.column(from), parent.column(to)) else {
        return;
    };
    let births: BTreeMap<String, Option<i64>> =
        to.keys().into_iter().flatten().zip(birth.times().into_iter().flatten().copied()).collect();
    let coarse = own.is_date() || birth.is_date();
    let rows = from.keys().into_iter().zip(own.times().into_iter().flatten());
    let pairs: Vec<(i64, i64)> = rows
        .filter_map(|(key, time)| Some((births.get(&key?).copied().flatten()?, (*time)?)))
        .map(|pair| rounded(pair, coarse))
        .collect();
    let name = format!("before {}.{}", parent.name(), birth.name());
    add(table, own.name(), &name, &pairs, report);
}

fn is_before(order: &[&str], earlier: &str, later: &str) -> bool {
    let place = |name: &str| order.iter().position(|stem| has_stem(name, stem));
    place(earlier).zip(place(later)).is_some_and(|(earlier, later)| earlier < later)
}

/// Whether a word of a name starts so.
fn has_stem(name: &str, stem: &str) -> bool {
    name.starts_with(stem) || name.contains(&format!("_{stem}"))
}

fn pairs(earlier: &Column, later: &Column) -> Vec<(i64, i64)> {
    let coarse = earlier.is_date() || later.is_date();
    let times = |column: &Column| column.times().into_iter().flatten().copied().collect::<Vec<_>>();
    let both = times(earlier).into_iter().zip(times(later)).filter_map(|(earlier, later)| earlier.zip(later));
    both.map(|pair| rounded(pair, coarse)).collect()
}

/// Whole days, where one side is a date.
fn rounded((a, b): (i64, i64), coarse: bool) -> (i64, i64) {
    if coarse { (a.div_euclid(DAY), b.div_euclid(DAY)) } else { (a, b) }
}

fn add(table: &Table, column: &str, measure: &str, pairs: &[(i64, i64)], report: &mut Report) {
    if !pairs.is_empty() {
        let wrong = pairs.iter().filter(|(earlier, later)| later < earlier).count();
        let share = percent(wrong as f64 / pairs.len() as f64);
        report.add(table.name(), column, measure, share, Verdict::tell_if(wrong > 0));
    }
}
