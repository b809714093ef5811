//! The schema front: text to document, and every error text as a golden.
//!
//! Most cases edit one valid document, so that each golden shows what the edit alone leads to.

/// A golden named after its test; the cases themselves are in the test, not in the file again.
macro_rules! golden {
    ($text:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($text) })
    };
}

mod bombs;
mod form;
mod formats;
mod issues;
mod meaning;
mod values;

use std::fmt::Write;

use datagen_core::schema::{Format, ParseOptions, Schema};
use serde_json::{Value, json};

/// A valid document that uses most of the language.
fn shop() -> Value {
    json!({
        "version": "1.0",
        "metadata": { "name": "shop" },
        "timeframe": { "start": "2024-01-01", "end": "2024-12-31T23:00:00", "freq": "H" },
        "nodes": [
            {
                "id": "country", "kind": "vocab", "pk": "code",
                "columns": [
                    { "name": "code", "type": "string", "generator": { "enum_list": { "values": ["DE", "FR", "IT"] } } },
                    { "name": "vat", "type": "decimal", "generator": { "enum_list": { "values": [0.19, 0.2, "0.22"] } } }
                ]
            },
            {
                "id": "promo", "kind": "entity", "pk": "promo_id", "rows": 4,
                "columns": [
                    { "name": "promo_id", "type": "int", "generator": { "sequence": {} } },
                    { "name": "from_day", "type": "date", "generator": { "datetime_series": { "within": "timeframe", "freq": "D" } } },
                    { "name": "to_day", "type": "date", "generator": { "datetime_series": { "freq": "D", "after": "from_day" } } },
                    { "name": "lift", "type": "float", "generator": { "distribution": { "type": "uniform", "params": { "low": 1, "high": 2 }, "clamp": [1, 2] } } }
                ]
            },
            {
                "id": "customer", "kind": "entity", "pk": "customer_id", "rows": 100,
                "columns": [
                    { "name": "customer_id", "type": "string", "generator": { "sequence": { "format": "C{:04}" } } },
                    { "name": "country", "type": "string", "generator": { "lookup": { "from": "country.code", "weights_kind": "zipf@1" } } },
                    { "name": "segment", "type": "string", "generator": { "choice": { "choices": ["new", "old"], "weights": [3, 1] } } },
                    { "name": "name", "type": "string", "generator": { "faker": { "method": "name", "locale_from": "country" } } },
                    { "name": "created_at", "type": "datetime", "generator": { "datetime_series": { "pattern": { "dimension": "dow", "weights": [1, 1, 1, 1, 1, 2, 2] } } } }
                ],
                "segment_behavior": { "segment_column": "segment", "behaviors": { "old": { "fanout_multiplier": 2, "colour": "red" } } },
                "vintage_behavior": {
                    "created_at_column": "created_at",
                    "age_based_multipliers": { "loyalty": { "curve": [1, 1.5], "time_unit": "year", "applies_to": "fanout" } }
                }
            },
            {
                "id": "order", "kind": "fact", "pk": "order_id", "parents": ["customer"], "order": "by_time",
                "fanout": { "distribution": "poisson", "lambda": 3.5, "clamp": [0, 20] },
                "columns": [
                    { "name": "order_id", "type": "int", "generator": { "sequence": { "start": 1000 } } },
                    { "name": "customer_id", "type": "string", "generator": { "lookup": { "from": "customer.customer_id" } } },
                    { "name": "number", "type": "int", "generator": { "ordinal": {} } },
                    { "name": "ordered_at", "type": "datetime", "generator": { "datetime_series": { "after": "parent.created_at" } } },
                    {
                        "name": "amount", "type": "float", "decimals": 2,
                        "generator": { "distribution": { "type": "lognormal", "params": { "mean": 3, "sigma": 0.5 }, "clamp": [1, 500] } },
                        "modifiers": [
                            { "transform": "effect", "args": { "effect_table": "promo", "window": { "start_col": "from_day", "end_col": "to_day" }, "map": { "field": "lift", "op": "mul", "default": 1 } } },
                            { "transform": "outliers", "args": { "rate": 0.01, "mode": "spike", "magnitude_dist": { "type": "normal", "clamp": [1, 3] } } }
                        ]
                    },
                    { "name": "gross", "type": "float", "generator": { "expression": { "code": "amount * 1.2" } } },
                    { "name": "paid", "type": "bool", "nullable": true, "null_rate": 0.1, "generator": { "choice": { "choices": [true, false, null] } } }
                ]
            }
        ],
        "constraints": {
            "unique": ["order.order_id", ["order.customer_id", "order.number"]],
            "foreign_keys": [{ "from": "order.customer_id", "to": "customer.customer_id" }],
            "ranges": [{ "attr": "order.amount", "min": 0.5, "max": 1000 }],
            "inequalities": [{ "left": "promo.from_day", "op": "<=", "right": "to_day" }],
            "pattern": [{ "attr": "customer.customer_id", "regex": "^C" }],
            "enum": [{ "attr": "customer.country", "enum_ref": "country.code" }]
        },
        "dag": [["country", "promo"], ["customer"], ["order"]],
        "targets": {
            "weekend_share": { "table": "customer", "timestamp": "created_at", "min": 0.3, "max": 0.6 },
            "mean_in_range": [{ "table": "order", "column": "amount", "min": 10, "max": 50 }],
            "composite_effect": {
                "table": "order",
                "influences": [{ "kind": "effect", "table": "promo", "field": "lift" }, { "kind": "outliers", "rate": 0.01 }],
                "tolerance": { "mape": 5 }
            }
        }
    })
}

/// A pointer into the document and what to put there; `null` removes it.
type Edit = (&'static str, Value);

/// The shop's text after some edits.
fn edited(edits: &[Edit]) -> String {
    let mut document = shop();
    for (pointer, value) in edits {
        edit(&mut document, pointer, value.clone());
    }
    document.sort_all_objects();
    serde_json::to_string_pretty(&document).expect("a value is JSON")
}

fn edit(document: &mut Value, pointer: &str, value: Value) {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer below the document");
    match document.pointer_mut(parent).expect("the parent is there") {
        Value::Array(items) => match name.parse::<usize>() {
            Ok(index) if value.is_null() => drop(items.remove(index)),
            Ok(index) => items[index] = value,
            Err(_) => items.push(value),
        },
        Value::Object(members) if value.is_null() => drop(members.remove(name)),
        Value::Object(members) => drop(members.insert(name.to_owned(), value)),
        _ => panic!("{pointer} has no parent"),
    }
}

/// The one door: the diagnostics of every case, one after the other.
fn report(cases: &[(&str, String)]) -> String {
    report_with(cases, &ParseOptions::default())
}

fn report_with(cases: &[(&str, String)], options: &ParseOptions) -> String {
    let mut report = String::new();
    for (title, text) in cases {
        let (schema, diagnostics) = Schema::parse_with(text, options);
        assert_eq!(schema.is_valid(), !diagnostics.has_errors(), "{title}");
        writeln!(report, "## {title}\n{diagnostics}").expect("a String takes all");
    }
    report
}

/// The diagnostics of the shop after each case's edits.
fn report_edits(cases: &[(&str, &[Edit])]) -> String {
    let cases: Vec<_> = cases.iter().map(|(title, edits)| (*title, edited(edits))).collect();
    report(&cases)
}

fn in_format(format: Format) -> ParseOptions {
    ParseOptions { format: Some(format), lenient: false }
}

#[test]
fn the_edited_document_is_valid_as_it_stands() {
    let (schema, diagnostics) = Schema::parse(&edited(&[]));
    assert_eq!(diagnostics.to_string(), "");
    assert!(schema.is_valid());
    assert_eq!(schema.document().nodes.len(), 4);
}
