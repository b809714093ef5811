//! In the middle of a pipe.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::support::{Place, outcome, schema};

#[test]
fn from_standard_input_to_standard_output() {
    let place = Place::new();
    place.generate("shop.json", "out", &["--format", "csv"]);
    let text = fs::read(schema("shop.json")).unwrap();
    let outcome = place.run_with(&["generate", "-", "--tables", "order", "-o", "-", "--format", "csv"], &text);
    outcome.expect(0, &["order: ", "Written to standard output"]);
    assert!(outcome.stdout == fs::read(place.path("out/order.csv")).unwrap(), "the same bytes as in a file");
    assert_eq!(place.names(), ["out"]);
}

#[test]
fn every_format_of_a_schema_is_recognised_on_standard_input() {
    for name in ["shop.json", "numbers.yaml", "fixed.toml"] {
        let text = fs::read(schema(name)).unwrap();
        Place::new().run_with(&["generate", "-", "--plan"], &text).expect(0, &[]);
    }
}

#[test]
fn parquet_to_standard_output() {
    let place = Place::new();
    place.generate("numbers.yaml", "out", &[]);
    let outcome = place.run(&["generate", &schema("numbers.yaml"), "-o", "-", "-q"]);
    outcome.expect(0, &[]);
    assert!(outcome.stdout == fs::read(place.path("out/number.parquet")).unwrap());
}

#[test]
fn only_one_table_fits() {
    let outcome = Place::new().run(&["generate", &schema("shop.json"), "-o", "-"]);
    outcome.expect(2, &["one table", "--tables", "customer, status, order"]);
    assert!(outcome.stdout.is_empty());
}

#[test]
fn mistakes_of_standard_input_are_told() {
    let outcome = Place::new().run_with(&["generate", "-"], b"{ \"version\": \"1.0\" }");
    outcome.expect(1, &["error: the schema on standard input has"]);
}

#[test]
fn a_reader_that_has_seen_enough() {
    let place = Place::new();
    let schema = schema("large.json");
    let arguments = ["generate", schema.as_str(), "--tables", "account", "-o", "-", "--format", "csv", "-q"];
    let mut child = place.command(&arguments).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let outcome = outcome(child.wait_with_output().unwrap());
    assert_eq!((line.as_str(), outcome.code, outcome.stderr.as_str()), ("id,name\n", 0, ""));
}

#[test]
#[cfg(target_os = "linux")]
fn standard_output_on_a_full_disk() {
    let place = Place::new();
    let fixed = schema("fixed.toml");
    let cases: [&[&str]; 4] = [
        &["schema"],
        &["generate", &fixed, "--plan"],
        &["generate", &fixed, "--dry-run-sample", "2"],
        &["generate", &fixed, "-o", "-", "--tables", "item", "--format", "csv", "-q"],
    ];
    for arguments in cases {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let outcome = outcome(place.command(arguments).stdout(Stdio::from(full)).output().unwrap());
        outcome.expect(3, &["error: cannot write", "No space left on device"]);
    }
}

#[test]
fn nobody_listens_to_the_messages() {
    let place = Place::new();
    let mut command = place.command(&["generate", &schema("shop.json")]);
    let mut child = command.spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
