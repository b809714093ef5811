//! Tables in the languages of databases.

use std::path::Path;

use datagen_core::{Options, Plan, Schema};
use datagen_io::sql::{Dialect, Promises, Script, tables};

/// What a script for `dialect` says of an example, but for its rows.
fn declared(example: &str, dialect: Dialect) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example);
    script(&std::fs::read_to_string(path).unwrap(), Promises::All, dialect).unwrap()
}

fn script(text: &str, promises: Promises, dialect: Dialect) -> Result<String, String> {
    let (schema, diagnostics) = Schema::parse(text);
    assert!(!diagnostics.has_errors(), "{diagnostics}");
    let plan = Plan::new(&schema, 42, Options::default()).unwrap();
    let tables = tables(&plan, schema.document(), &[], promises, dialect).map_err(|error| error.to_string())?;
    let script = Script::new(dialect, tables, format!("for {}", dialect.name()));
    Ok(script.begin() + &script.end())
}

/// One snapshot for each dialect.
fn each(name: &str, text: impl Fn(Dialect) -> String) {
    for dialect in Dialect::ALL {
        insta::assert_snapshot!(format!("{name}_{dialect}"), text(dialect));
    }
}

#[test]
fn ecomm() {
    each("ecomm", |dialect| declared("ecomm.json", dialect));
}

#[test]
fn bank_has_circles() {
    each("bank", |dialect| declared("bank.json", dialect));
}

/// Every type, names that need quotes, a reference to itself, a unique group of texts, comments with quotes.
const NAMES: &str = r#"{"version": "1.0", "metadata": {"name": "x"}, "nodes": [
  {"id": "order", "kind": "entity", "pk": "select", "rows": 5, "description": "It's an \"order\".\nTwo lines; C:\\temp", "columns": [
    {"name": "select", "type": "string", "generator": {"uuid": {}}},
    {"name": "parentOrder", "type": "string", "nullable": true, "generator": {"lookup": {"from": "order.select"}}},
    {"name": "a b", "type": "int", "description": "It's 'quoted'", "generator": {"sequence": {}}},
    {"name": "q\"`uote", "type": "float", "unit": "kg", "generator": {"distribution": {"type": "uniform", "params": {"low": 0, "high": 1}, "clamp": [0, 1]}}},
    {"name": "region", "type": "string", "generator": {"uuid": {}}},
    {"name": "free", "type": "string", "nullable": true, "generator": {"uuid": {}}},
    {"name": "price", "type": "decimal", "precision": 12, "decimals": 3, "generator": {"distribution": {"type": "uniform", "params": {"low": 0, "high": 1}, "clamp": [0, 1]}}},
    {"name": "mass", "type": "decimal", "precision": 38, "decimals": 10, "generator": {"distribution": {"type": "uniform", "params": {"low": 0, "high": 1}, "clamp": [0, 1]}}},
    {"name": "paid", "type": "bool", "generator": {"choice": {"choices": [true, false]}}},
    {"name": "day", "type": "date", "generator": {"datetime_series": {"within": {"start": "2024-01-01", "end": "2024-02-01"}, "freq": "D"}}},
    {"name": "at", "type": "datetime", "generator": {"datetime_series": {"within": {"start": "2024-01-01", "end": "2024-02-01"}, "freq": "H"}}}]}],
  "constraints": {"unique": [["order.select", "order.region"]]}}"#;

#[test]
fn types_and_names() {
    each("names", |dialect| script(NAMES, Promises::All, dialect).unwrap());
}

#[test]
fn dirty_tables_promise_nothing_and_parts_only_their_keys() {
    for dialect in Dialect::ALL {
        let keys = script(NAMES, Promises::Keys, dialect).unwrap();
        assert!(keys.contains("PRIMARY KEY") && keys.contains("UNIQUE") && !keys.contains("REFERENCES"), "{keys}");
        let nothing = script(NAMES, Promises::Nothing, dialect).unwrap();
        assert!(!nothing.contains("PRIMARY KEY") && !nothing.contains("UNIQUE"), "{nothing}");
    }
}

fn with_table(name: &str, column: &str) -> String {
    let columns = r#"{"name": "id", "type": "int", "generator": {"sequence": {}}}"#;
    format!(
        r#"{{"version": "1.0", "metadata": {{"name": "x"}}, "nodes": [{{"id": "{name}", "kind": "entity", "pk": "id", "rows": 1,
        "columns": [{columns}, {{"name": "{column}", "type": "int", "generator": {{"sequence": {{}}}}}}]}}]}}"#
    )
}

#[test]
fn names_that_a_database_does_not_take() {
    let long = "x".repeat(64);
    let mut said = String::new();
    for (name, column) in [(long.as_str(), "a"), ("t", &long), (&format!("{long}x"), "a"), ("t", "ID")] {
        for dialect in Dialect::ALL {
            if let Err(message) = script(&with_table(name, column), Promises::All, dialect) {
                said.push_str(&format!("{message}\n"));
            }
        }
    }
    insta::assert_snapshot!(said);
}
