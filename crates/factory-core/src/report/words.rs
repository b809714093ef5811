//! Values, names and tables in the words of reports.

use datagen_core::schema::document::ColumnType;
use datagen_report::chart::Written;
use datagen_report::paper::{Cell, Table, Tone, left, right};
use serde_json::Value;

use crate::challenge::{EventImpact, OutputColumn};
use crate::country::Country;
use crate::pack::Show;
use crate::result::{self, ValueKind, number};

/// A value of a result as it stands in a table: exact enough to be compared.
pub(super) fn value(value: &Value, kind: ValueKind, show: Option<Show>, country: &Country) -> String {
    let amount = number(value).filter(|_| !matches!(kind, ValueKind::Text | ValueKind::Bool));
    match (value, amount, show) {
        (Value::Null, ..) => "–".to_owned(),
        (_, Some(amount), Some(Show::Money)) => money(amount, country),
        (_, Some(amount), Some(Show::Percent)) => format!("{:.2}%", amount * 100.0),
        (_, Some(amount), Some(Show::Exact | Show::Count)) => grouped(amount, 0),
        (_, Some(amount), Some(Show::Days | Show::Hours | Show::Times | Show::Decimal)) => grouped(amount, 2),
        (Value::Number(number), Some(amount), _) if number.is_f64() => rounded(amount),
        (Value::String(text), ..) => text.strip_suffix(" 00:00:00").unwrap_or(text).to_owned(),
        (other, ..) => other.to_string(),
    }
}

/// An amount of money with its sign.
pub(super) fn money(amount: f64, country: &Country) -> String {
    let sign = if amount < 0.0 { "-" } else { "" };
    format!("{sign}{}{}", country.symbol, grouped(amount.abs(), country.cents() as usize))
}

/// Thousands grouped, with some decimals.
pub(super) fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), ""), |(whole, fraction)| (whole, fraction));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), datagen_report::chart::count);
    let is_zero = text.chars().all(|digit| matches!(digit, '0' | '.'));
    let sign = if value < 0.0 && !is_zero { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// Four decimals, without zeros at the end.
fn rounded(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How the numbers of an axis are written.
pub(super) fn written(show: Option<Show>, country: &Country) -> Written {
    match show {
        Some(Show::Money) => Written::Behind(country.symbol.to_owned()),
        Some(Show::Percent) => Written::Percent,
        _ => Written::Plain,
    }
}

/// The name of a column as people read it.
pub(super) fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

/// A type as people say it.
pub(super) const fn kind(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Int => "whole number",
        ColumnType::Float | ColumnType::Decimal => "number",
        ColumnType::String => "text",
        ColumnType::Bool => "yes or no",
        ColumnType::Date => "date",
        ColumnType::Datetime => "date and time",
    }
}

/// A result as a table, cut after `most` rows; how many are left out.
pub(super) fn table(
    caption: &str,
    result: &result::Table,
    output: &[OutputColumn],
    country: &Country,
    most: usize,
) -> (Table, usize) {
    let show = |name: &str| output.iter().find(|column| column.name == name).and_then(|column| column.show);
    let is_number = |kind: ValueKind| matches!(kind, ValueKind::Integer | ValueKind::Decimal | ValueKind::Number);
    let columns = result.columns.iter().map(|column| {
        let title = spoken(&column.name);
        if is_number(column.kind) { right(&title, 1.0) } else { left(&title, 1.3) }
    });
    let row = |row: &Vec<Value>| {
        let cells = row.iter().zip(&result.columns);
        cells.map(|(cell, column)| Cell::new(value(cell, column.kind, show(&column.name), country))).collect()
    };
    let rows = result.rows.iter().take(most).map(row).collect();
    let left_out = result.rows.len().saturating_sub(most);
    (Table { caption: caption.to_owned(), columns: columns.collect(), rows }, left_out)
}

/// When events of one name were.
pub(super) fn when(events: &[&EventImpact]) -> String {
    let days = |event: &EventImpact| format!("{} to {}", event.start, event.end);
    match events {
        [] => String::new(),
        [only] => days(only),
        [first, .., last] => {
            let short = |date: &str| date.get(5..).unwrap_or(date).to_owned();
            let years = (first.start.get(..4).unwrap_or_default(), last.start.get(..4).unwrap_or_default());
            format!("every year from {} to {}, {} to {}", years.0, years.1, short(&first.start), short(&first.end))
        }
    }
}

/// A word that means that something holds or does not.
pub(super) fn holds(holds: bool) -> Cell {
    if holds { Cell::toned("passed", Tone::Good) } else { Cell::toned("not passed", Tone::Bad) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_exact_enough_to_be_compared() {
        let shown = |cell: Value, kind, show| value(&cell, kind, show, &Country::ALL[0]);
        assert_eq!(shown(json!("-1234567.5"), ValueKind::Decimal, Some(Show::Money)), "-$1,234,567.50");
        assert_eq!(shown(json!(0.12345), ValueKind::Number, Some(Show::Percent)), "12.35%");
        assert_eq!(shown(json!(2021), ValueKind::Integer, None), "2021");
        assert_eq!(shown(json!(12_480), ValueKind::Integer, Some(Show::Exact)), "12,480");
        assert_eq!(shown(json!(2.5), ValueKind::Number, None), "2.5");
        assert_eq!(shown(json!("2021-03-01 00:00:00"), ValueKind::Datetime, None), "2021-03-01");
        assert_eq!(shown(json!("2021"), ValueKind::Text, Some(Show::Money)), "2021");
        assert_eq!(shown(Value::Null, ValueKind::Text, None), "–");
    }
}
