//! The further generators: their laws, their mistakes, their golden values.

/// A golden named after its test; the cases themselves are in the test, not in the file again.
macro_rules! golden {
    ($text:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($text) })
    };
}

mod conditional;
mod distributions;
mod free_text;
mod golden;
mod offsets;
mod patterns;
mod people;
mod picks;
mod points;
mod seasons;
mod states;

use datagen_core::Schema;

use crate::door::{complaint, one_table};

/// A column after the key of a table.
fn column(name: &str, column_type: &str, generator: &str) -> String {
    format!(r#"{{"name": "{name}", "type": "{column_type}", "generator": {generator}}}"#)
}

/// A table `t` with these columns after its key.
fn table(rows: u64, columns: &[String]) -> String {
    one_table(rows, &columns.join(",\n"))
}

/// A table whose key `k` is made by `generator`.
fn keyed(rows: u64, column_type: &str, generator: &str) -> String {
    format!(
        r#"{{"version": "1.0", "metadata": {{"name": "test"}}, "nodes": [{{"id": "t", "kind": "entity", "pk": "k",
           "rows": {rows}, "columns": [{{"name": "k", "type": "{column_type}", "generator": {generator}}}]}}]}}"#
    )
}

/// What is wrong with each schema, and what is odd about it, under its title.
fn complaints(cases: &[(&str, String)]) -> String {
    let words = cases.iter().map(|(what, schema)| {
        let (_, diagnostics) = Schema::parse(schema);
        let odd = if diagnostics.has_errors() { String::new() } else { diagnostics.to_string() };
        format!("## {what}\n{odd}{}", complaint(schema))
    });
    words.collect::<Vec<_>>().join("\n")
}
