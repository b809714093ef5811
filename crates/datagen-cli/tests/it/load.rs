//! `datagen load` and `datagen generate --to`: databases that are switched on by DATAGEN_TEST_POSTGRES and
//! DATAGEN_TEST_MYSQL, and SQLite always.

mod database;
mod killed;
mod scripts;
mod secrets;

use serde_json::Value;

use self::database::{Database, databases};
use crate::support::{Place, schema};

pub(super) const ECOMM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/ecomm.json");
pub(super) const BANK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/bank.json");

/// The rows of every table, by the metadata of the files.
pub(super) fn rows_of(place: &Place, directory: &str) -> Vec<(String, String)> {
    let text = std::fs::read(place.path(&format!("{directory}/.metadata.json"))).unwrap();
    let metadata: Value = serde_json::from_slice(&text).unwrap();
    let tables = metadata["tables"].as_array().unwrap().iter();
    tables.map(|table| (table["name"].as_str().unwrap().to_owned(), table["rows"].to_string())).collect()
}

/// Every table has as many rows as the files say.
#[track_caller]
pub(super) fn assert_counts(database: &Database, rows: &[(String, String)]) {
    assert!(!rows.is_empty());
    for (table, rows) in rows {
        let quoted = database.quoted(table);
        assert_eq!(database.ask(&format!("SELECT count(*) FROM {quoted}")).trim(), rows, "{table}");
    }
}

#[test]
fn examples_go_into_every_database() {
    for (name, example, scale) in [("ecomm", ECOMM, "0.01"), ("bank", BANK, "0.02")] {
        let place = Place::new();
        place.run(&["generate", example, "-o", "data", "--scale", scale, "-q"]).expect(0, &[]);
        let rows = rows_of(&place, "data");
        for database in databases(&place, name) {
            let outcome = database.run(&place, &["load", "env:URL", example, "--data-dir", "data"]);
            outcome.expect(0, &[]);
            assert!(outcome.text().contains("references"), "{}", outcome.text());
            assert_counts(&database, &rows);
            assert_eq!(database.orphans(), "", "every foreign key leads to a row");
        }
    }
}

#[test]
fn generated_rows_need_no_files() {
    let place = Place::new();
    place.run(&["generate", ECOMM, "-o", "data", "--scale", "0.005", "-q"]).expect(0, &[]);
    for database in databases(&place, "straight") {
        let arguments = ["--scale", "0.005", "--mode", "replace", "-q"];
        database.run(&place, &[&["generate", ECOMM, "--to", "env:URL"], &arguments[..]].concat()).expect(0, &[]);
        assert_counts(&database, &rows_of(&place, "data"));
        let generated = database.everything("customer");
        let loaded = database.run(&place, &["load", "env:URL", ECOMM, "--data-dir", "data", "--mode", "replace", "-q"]);
        loaded.expect(0, &[]);
        assert!(database.everything("customer") == generated, "the same rows as from files");
    }
}

#[test]
fn what_is_said() {
    let place = Place::new();
    place.generate("shop.json", "data", &["-q"]);
    let shop = schema("shop.json");
    let load =
        |more: &[&str]| place.run(&[&["load", "sqlite:shop.sqlite", &shop, "--data-dir", "data"], more].concat());
    let outcome = load(&["--threads", "1"]);
    outcome.expect(0, &[]);
    let filters = [(r"(?m) +[\d.]+( k| M| G)?$", "  [rate]"), (r" in [\d.]+ m?s\n", " in [time]\n")];
    insta::with_settings!({ filters => filters, omit_expression => true }, { insta::assert_snapshot!(outcome.text()) });
    load(&[]).expect(2, &["already exist; pass --mode replace or append"]);
    load(&["--tables", "nothing"]).expect(2, &["--tables: there is no table `nothing`; the tables are "]);
    let outcome = load(&["--mode", "replace", "-q"]);
    outcome.expect(0, &[]);
    assert_eq!((outcome.text(), outcome.stderr.as_str()), ("", ""));
}

#[test]
fn dirty_data_and_parts_promise_less() {
    let place = Place::new();
    let dirty = schema("dirty.json");
    for database in databases(&place, "dirty") {
        let to = ["generate", dirty.as_str(), "--to", "env:URL", "-q"];
        database.run(&place, &[&to[..], &["--dirty"]].concat()).expect(0, &[]);
        database.run(&place, &[&to[..], &["--mode", "replace"]].concat()).expect(0, &[]);
    }
    for database in databases(&place, "parts") {
        for (part, mode) in [("1/3", "create"), ("2/3", "append"), ("3/3", "append")] {
            let arguments =
                ["generate", ECOMM, "--to", "env:URL", "--scale", "0.005", "--partition", part, "--mode", mode, "-q"];
            database.run(&place, &arguments).expect(0, &[]);
        }
        assert_eq!(database.orphans(), "", "all parts are the whole");
    }
}

#[test]
fn choices_that_do_not_go_together() {
    let place = Place::new();
    let shop = schema("shop.json");
    let refused = |arguments: &[&str], words: &str| place.run(arguments).expect(2, &[words]);
    refused(&["generate", &shop, "--mode", "append"], "--mode is a choice of --to");
    refused(&["generate", &shop, "--to", "sqlite:x", "--format", "csv"], "cannot be used with");
    refused(&["generate", &shop, "--to", "duckdb:x.sql"], "--format sql --dialect duckdb");
    refused(&["generate", &shop, "--to", "oracle://x"], "expected postgres://USER@HOST");
    refused(&["generate", &shop, "--to", "sqlite:x", "--database-schema", "x"], "SQLite has no schemas");
    refused(&["generate", &shop, "--dialect", "mysql"], "--dialect is a choice of sql");
    refused(&["generate", &shop, "--format", "sql", "-o", "-"], "sql and sqlite are files of all tables");
    refused(&["load", "env:NO_SUCH_VARIABLE", &shop, "--data-dir", "."], "it is not set");
    assert!(place.names().is_empty(), "{:?}", place.names());
}
