//! Numbers: amounts are skewed to the right, and prices end as prices do.

use datagen_core::schema::document::ColumnType;

use crate::data::{Column, Table};
use crate::report::{Report, Verdict, percent};
use crate::statistics::skewness;

const ENOUGH: usize = 200;
/// Names of what is set by people; other money is computed, and may end in any cent.
const SET: [&str; 5] = ["price", "fee", "budget", "limit", "salary"];
const ENDINGS: [i64; 4] = [0, 99, 95, 50];

pub(crate) fn measure(table: &Table, report: &mut Report) {
    for column in &table.columns {
        let values: Vec<f64> = column.numbers().into_iter().flatten().filter_map(|value| *value).collect();
        if values.len() < ENOUGH || table.is_literal() || table.is_key(column.name()) || is_constant(&values) {
            continue;
        }
        let skew = skewness(&values);
        // What is owed counts as much as what is owned.
        let amount = is_money(column) && values.iter().all(|value| *value >= 0.0);
        let verdict = if amount { Verdict::tell_if(skew < 0.5) } else { Verdict::Note };
        report.add(table.name(), column.name(), "skewness", format!("{skew:.2}"), verdict);
        if is_money(column) {
            let ends = |value: &&f64| ENDINGS.contains(&((value.abs() * 100.0).round() as i64 % 100));
            let share = values.iter().filter(ends).count() as f64 / values.len() as f64;
            let set = SET.iter().any(|word| column.name().contains(word));
            let verdict = if set { Verdict::tell_if(share < 0.4) } else { Verdict::Note };
            report.add(table.name(), column.name(), "ends in .00 .99 .95 .50", percent(share), verdict);
        }
    }
}

fn is_constant(values: &[f64]) -> bool {
    values.iter().all(|value| *value == values[0])
}

fn is_money(column: &Column) -> bool {
    let currency = column.declared.unit.as_deref().is_some_and(|unit| unit.len() == 3 && unit.to_uppercase() == unit);
    column.declared.column_type == ColumnType::Decimal || currency
}
