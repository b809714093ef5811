//! Categories are never balanced, and some fields are empty.

use std::collections::BTreeMap;

use crate::data::{Column, Table};
use crate::report::{Report, Verdict, percent};
use crate::statistics::evenness;

const ENOUGH: usize = 200;
/// More values than this are no category.
const MOST: usize = 40;
/// The most frequent value is less than this many times the rarest: balanced.
const BALANCED: f64 = 1.3;

pub(crate) fn measure(table: &Table, report: &mut Report) {
    if table.is_literal() || table.rows < ENOUGH {
        return;
    }
    for column in &table.columns {
        if !table.is_key(column.name()) {
            measure_balance(table, column, report);
        }
        if column.declared.nullable {
            let share = column.nulls as f64 / table.rows as f64;
            let verdict = Verdict::tell_if(column.nulls == 0 || column.nulls == table.rows);
            report.add(table.name(), column.name(), "empty", percent(share), verdict);
        }
    }
    if !table.columns.iter().any(|column| column.declared.nullable) {
        report.add(table.name(), "", "empty", "no optional column".to_owned(), Verdict::Note);
    }
}

fn measure_balance(table: &Table, column: &Column, report: &mut Report) {
    let Some(texts) = column.texts() else { return };
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for text in texts.iter().flatten() {
        *counts.entry(text).or_insert(0) += 1;
        if counts.len() > MOST {
            return;
        }
    }
    let counts: Vec<u64> = counts.into_values().collect();
    let (Some(most), Some(least)) = (counts.iter().max(), counts.iter().min()) else { return };
    if counts.len() < 2 {
        let value = "one value only".to_owned();
        return report.add(table.name(), column.name(), "balance", value, Verdict::Tell);
    }
    let ratio = *most as f64 / *least as f64;
    let value = format!("{} values, most : least {ratio:.1}, evenness {:.2}", counts.len(), evenness(&counts));
    report.add(table.name(), column.name(), "balance", value, Verdict::tell_if(ratio < BALANCED));
}
