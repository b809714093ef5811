//! Keys: a few carry most of the events, and numbers grow with time.

use std::collections::BTreeMap;

use datagen_core::schema::document::RowOrder;

use crate::data::{Dataset, Table};
use crate::report::{Report, Verdict};
use crate::statistics::{gini, rank_correlation};

const ENOUGH: usize = 100;
/// Parents below which a concentration says nothing.
const PARENTS: usize = 10;

pub(crate) fn measure(table: &Table, dataset: &Dataset, report: &mut Report) {
    for (from, parent, to) in &table.references {
        if let Some(parent) = dataset.table(parent) {
            measure_fanout(table, from, parent, to, report);
        }
    }
    measure_growth(table, report);
}

fn measure_fanout(table: &Table, from: &str, parent: &Table, to: &str, report: &mut Report) {
    let (Some(from), Some(to)) = (table.column(from), parent.column(to)) else { return };
    if parent.rows < PARENTS || table.rows < ENOUGH {
        return;
    }
    let mut counts: BTreeMap<String, u64> = to.keys().into_iter().flatten().map(|key| (key, 0)).collect();
    for key in from.keys().into_iter().flatten() {
        counts.entry(key).and_modify(|count| *count += 1);
    }
    let counts: Vec<u64> = counts.into_values().collect();
    let greatest = counts.iter().max().copied().unwrap_or(0);
    let gini = gini(&counts);
    let value = format!("{gini:.2}, most {greatest}");
    let name = format!("Gini over {}", parent.name());
    report.add(table.name(), from.name(), &name, value, Verdict::tell_if(gini < 0.4));
}

/// Numbers given one after another grow with the row's time.
fn measure_growth(table: &Table, report: &mut Report) {
    let own = table.columns.iter().find(|column| column.times().is_some() && !column.name().contains("birth"));
    let (Some(key), Some(own)) = (table.column(&table.node.pk), own) else { return };
    let (Some(keys), Some(times)) = (key.numbers(), own.times()) else { return };
    let both = keys.iter().zip(times).filter_map(|(key, time)| key.zip(time.map(|time| time as f64)));
    let (keys, times): (Vec<f64>, Vec<f64>) = both.unzip();
    if keys.len() < ENOUGH || table.is_literal() {
        return;
    }
    let found = rank_correlation(&keys, &times);
    let order = if table.node.order == Some(RowOrder::ByTime) { "" } else { ", rows lie by parent" };
    let name = format!("grows with {}", own.name());
    report.add(table.name(), key.name(), &name, format!("{found:.3}{order}"), Verdict::tell_if(found < 0.9));
}
