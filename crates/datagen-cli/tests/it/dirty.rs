//! Dirty tables, their ledger and the clean tables, side by side.

use std::fs;

use datagen_io::hash::sha256;
use datagen_io::metadata::Metadata;

use crate::support::{Place, files, names, schema};

fn metadata(place: &Place, directory: &str) -> Metadata {
    Metadata::read(&place.path(directory), datagen_core::STREAM_VERSION).unwrap()
}

fn read(place: &Place, file: &str) -> String {
    fs::read_to_string(place.path(file)).unwrap()
}

#[test]
fn clean_is_the_default_and_says_so() {
    let place = Place::new();
    let outcome = place.generate("dirty.json", "out", &["--format", "csv", "-q"]);
    assert_eq!(
        outcome.stderr,
        "warning: the schema has issues, and the data is clean; pass --dirty for the dirty tables and their ledger\n"
    );
    assert_eq!(names(&place.path("out")), [".metadata.json", "customer.csv", "order.csv"]);
    assert!(!metadata(&place, "out").dirty);
    assert!(!read(&place, "out/.metadata.json").contains("\"dirty\":"));
}

#[test]
fn dirty_clean_and_ledger() {
    let place = Place::new();
    let outcome = place.generate("dirty.json", "out", &["--format", "csv", "--dirty", "--clean", "truth"]);
    outcome.expect(0, &["customer: 306 rows", "issue_ledger: "]);
    let told = outcome.text();
    assert!(
        told.contains("Ledger of issues: out/issue_ledger.csv (") && told.contains("Clean tables: truth\n"),
        "{told}"
    );
    assert_eq!(names(&place.path("out")), [".metadata.json", "customer.csv", "issue_ledger.csv", "order.csv"]);
    assert_eq!(names(&place.path("truth")), [".metadata.json", "customer.csv", "order.csv"]);

    place.generate("dirty.json", "alone", &["--format", "csv", "-q"]);
    assert!(files(&place.path("alone")) == files(&place.path("truth")), "the clean tables are those of a clean run");

    let (clean, dirty) = (read(&place, "truth/customer.csv"), read(&place, "out/customer.csv"));
    let differing = clean.lines().zip(dirty.lines()).filter(|(clean, dirty)| clean != dirty).count();
    let ledger = read(&place, "out/issue_ledger.csv");
    assert!(ledger.starts_with("table,pk,column,kind,clean_value,dirty_value\ncustomer,"), "{ledger}");
    let about = |line: &&str| line.starts_with("customer,") && line.contains(",typo,") || line.contains(",format,");
    let rows: std::collections::BTreeSet<&str> =
        ledger.lines().filter(about).filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!(rows.len(), differing);
    let added = ledger.lines().filter(|line| line.contains(",,near_duplicate,")).count();
    assert_eq!((added, dirty.lines().count()), (6, clean.lines().count() + 6));
}

#[test]
fn the_metadata_tells_of_dirt() {
    let place = Place::new();
    place.generate("dirty.json", "out", &["--dirty", "--ledger", "marks/key.csv", "-q"]);
    let metadata = metadata(&place, "out");
    let ledger = metadata.ledger.unwrap();
    let file = fs::read(place.path("marks/key.csv")).unwrap();
    assert!(metadata.dirty);
    assert_eq!((ledger.file.as_str(), ledger.bytes, ledger.sha256), ("key.csv", file.len() as u64, sha256(&file)));
    assert_eq!(ledger.rows + 1, file.iter().filter(|byte| **byte == b'\n').count() as u64);
    assert_eq!(names(&place.path("out")), [".metadata.json", "customer.parquet", "order.parquet"]);
    let born = metadata.tables[0].columns.iter().find(|column| column.name == "born").unwrap();
    assert_eq!(born.column_type, "string");
    assert_eq!(metadata.tables[0].rows, 306);
    for table in &metadata.tables {
        let file = fs::read(place.path("out").join(&table.file)).unwrap();
        assert_eq!(table.sha256, sha256(&file), "{}", table.name);
    }
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let place = Place::new();
    for format in ["parquet", "csv"] {
        let [one, four] = [format!("{format}/1"), format!("{format}/4")];
        let arguments = ["--scale", "500", "--dirty", "--format", format, "-q", "--threads"];
        place.generate("dirty.json", &one, &[&arguments[..], &["1"]].concat());
        place.generate("dirty.json", &four, &[&arguments[..], &["4"]].concat());
        assert!(files(&place.path(&one)) == files(&place.path(&four)), "{format}");
    }
}

#[test]
fn the_ledger_is_of_the_tables_that_are_written() {
    let place = Place::new();
    place.generate("dirty.json", "out", &["--dirty", "--tables", "order", "--format", "csv", "-q"]);
    let ledger = read(&place, "out/issue_ledger.csv");
    assert!(ledger.lines().count() > 10 && ledger.lines().skip(1).all(|line| line.starts_with("order,")), "{ledger}");
}

#[test]
fn a_dirty_table_in_a_pipe() {
    let place = Place::new();
    place.generate("dirty.json", "out", &["--dirty", "--format", "csv", "-q"]);
    let piped = ["generate", &schema("dirty.json"), "--dirty", "-o", "-", "--tables", "customer", "--format", "csv"];
    let outcome = place.run(&piped);
    outcome.expect(0, &[]);
    assert_eq!(outcome.text(), read(&place, "out/customer.csv"));
    place.run(&[&piped[..], &["--ledger", "x.csv"]].concat()).expect(2, &["-o -: one table fits"]);
}

#[test]
fn nothing_is_left_where_something_is_in_the_way() {
    let place = Place::new();
    let schema = schema("dirty.json");
    fs::create_dir(place.path("truth")).unwrap();
    place.file("truth/order.parquet", "mine");
    let arguments = ["generate", &schema, "-o", "out", "--dirty", "--clean", "truth"];
    place.run(&arguments).expect(2, &["truth/order.parquet already exists", "--overwrite"]);
    assert!(!place.path("out").exists());
    assert_eq!(names(&place.path("truth")), ["order.parquet"]);
    place.run(&[&arguments[..], &["--overwrite"]].concat()).expect(0, &[]);
    assert_eq!(names(&place.path("truth")), [".metadata.json", "customer.parquet", "order.parquet"]);
}

#[test]
fn what_does_not_go_together() {
    let place = Place::new();
    let dirty = schema("dirty.json");
    let run = |arguments: &[&str]| place.run(&[&["generate", dirty.as_str(), "-o", "out"], arguments].concat());
    run(&["--clean", "truth"]).expect(2, &["--dirty"]);
    run(&["--ledger", "x.csv"]).expect(2, &["--dirty"]);
    run(&["--dirty", "--plan"]).expect(2, &["cannot be used with"]);
    run(&["--dirty", "--partition", "1/2"]).expect(2, &["cannot be used with"]);
    run(&["--dirty", "--clean", "out"]).expect(2, &["is the directory of the dirty tables"]);
    run(&["--dirty", "--format", "csv", "--ledger", "out/order.csv"]).expect(2, &["out/order.csv"]);
    run(&["--dirty", "--format", "csv", "--ledger", "out/order.csv", "--overwrite"])
        .expect(2, &["out/order.csv would be written twice"]);
    place
        .run(&["generate", &schema("numbers.yaml"), "--dirty"])
        .expect(2, &["--dirty: the schema has no issues", "leave --dirty out"]);
    assert!(place.names().is_empty());
}
