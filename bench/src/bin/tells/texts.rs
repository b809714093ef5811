//! Texts: mail addresses that fit the names beside them, and free text that does not repeat.

use std::collections::BTreeSet;

use crate::data::{Column, Table};
use crate::report::{Report, Verdict, percent};

const ENOUGH: usize = 50;
/// What may repeat as it does among people and places.
const NAMES: [&str; 12] = [
    "name",
    "city",
    "street",
    "address",
    "company",
    "phone",
    "email",
    "title",
    "job",
    "counterparty",
    "code",
    "number",
];

pub(crate) fn measure(table: &Table, report: &mut Report) {
    for column in table.columns.iter().filter(|column| column.texts().is_some() && !table.is_literal()) {
        if column.name().contains("email") {
            measure_mail(table, column, report);
        } else if !NAMES.iter().any(|name| column.name().contains(name)) && !table.is_key(column.name()) {
            measure_repeats(table, column, report);
        }
    }
}

fn measure_mail(table: &Table, column: &Column, report: &mut Report) {
    let is_name = |name: &str| {
        name == "name" || name.ends_with("first_name") || name.ends_with("last_name") || name == "contact_name"
    };
    let names: Vec<_> = table.columns.iter().filter(|c| is_name(c.name())).filter_map(Column::texts).collect();
    if names.is_empty() || table.rows < ENOUGH {
        return;
    }
    let (mut fitting, mut all) = (0.0, 0.0);
    for (row, mail) in column.texts().into_iter().flatten().enumerate() {
        let Some(mail) = mail.as_deref().map(letters) else { continue };
        let parts = names.iter().filter_map(|names| names[row].as_deref()).flat_map(|name| name.split([' ', '-']));
        all += 1.0;
        fitting += f64::from(parts.map(letters).any(|part| part.len() > 1 && mail.contains(&part)));
    }
    let share = fitting / all;
    report.add(table.name(), column.name(), "has a name of its row", percent(share), Verdict::tell_if(share < 0.9));
}

/// Small letters only.
fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// A text of several words is free text, unless few values make up the column.
fn measure_repeats(table: &Table, column: &Column, report: &mut Report) {
    let texts: Vec<&str> = column.texts().into_iter().flatten().filter_map(Option::as_deref).collect();
    let distinct: BTreeSet<&str> = texts.iter().copied().collect();
    let words = texts.iter().map(|text| text.split(' ').count()).sum::<usize>() as f64 / texts.len() as f64;
    if texts.len() < ENOUGH || words < 2.5 || distinct.len() <= 40 {
        return;
    }
    let repeats = 1.0 - distinct.len() as f64 / texts.len() as f64;
    report.add(table.name(), column.name(), "repeated text", percent(repeats), Verdict::tell_if(repeats > 0.05));
}
