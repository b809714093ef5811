//! Arguments that do not fit the schema, and schemas that do not fit the machine.

use std::fs;

use datagen_io::metadata::Metadata;

use crate::support::{Place, assert_shown, schema};

/// Runs `generate` with a schema of this folder and expects to be refused.
#[track_caller]
fn refused(name: &str, arguments: &[&str], code: i32, words: &[&str]) {
    let place = Place::new();
    let schema = schema(name);
    let outcome = place.run(&[&["generate", schema.as_str()], arguments].concat());
    outcome.expect(code, &[&["error: "], words].concat());
    assert!(place.names().is_empty(), "something was written");
}

#[test]
fn unknown_tables() {
    let words = ["there is no table `orders`; the tables are customer, status, order"];
    refused("shop.json", &["--tables", "customer,orders"], 2, &words);
    refused("shop.json", &["--tables", "orders", "--plan"], 2, &words);
    refused("shop.json", &["--tables", "orders", "--dry-run-sample", "1"], 2, &words);
    refused("shop.json", &["--rows", "orders=5"], 2, &["`orders`", "customer, order, status"]);
}

#[test]
fn rows_that_follow_from_others() {
    refused("shop.json", &["--rows", "order=5"], 2, &["`order` is a fact with parents", "`customer`"]);
    refused("shop.json", &["--rows", "status=5"], 2, &["`status`"]);
}

#[test]
fn values_that_do_not_fit() {
    refused("shop.json", &["--rows", "customer"], 2, &["expected TABLE=N as in customer=1000"]);
    refused("shop.json", &["--rows", "customer=many"], 2, &["expected TABLE=N"]);
    refused("shop.json", &["--memory", "lots"], 2, &["expected a size such as 512MB or 2GiB"]);
    refused("shop.json", &["--scale", "0"], 2, &["expected a scale above 0"]);
    refused("shop.json", &["--scale", "nan"], 2, &["expected a scale above 0"]);
    refused("shop.json", &["--threads", "0"], 2, &["--threads"]);
    refused("shop.json", &["--seed", "x"], 2, &["--seed"]);
    refused("shop.json", &["--format", "xlsx"], 2, &["parquet, csv, jsonl, arrow"]);
}

#[test]
fn choices_of_another_format() {
    refused("shop.json", &["--null-text", "NULL"], 2, &["--null-text is a choice of csv"]);
    refused("shop.json", &["--bom"], 2, &["--bom is a choice of csv"]);
    for option in [&["--delimiter", "tab"][..], &["--quote", "all"], &["--no-header"]] {
        let arguments = [&["--format", "jsonl,arrow"], option].concat();
        refused("shop.json", &arguments, 2, &[&format!("{} is a choice of csv; leave it out", option[0])]);
    }
    let snappy = ["--compression snappy is a choice of parquet; leave it out, or pass --format parquet"];
    refused("shop.json", &["--format", "csv", "--compression", "snappy"], 2, &snappy);
    refused("shop.json", &["--compression", "gzip"], 2, &["--compression gzip is a choice of csv and jsonl"]);
    refused("shop.json", &["--format", "arrow", "--compression", "zstd"], 2, &["a choice of parquet, csv and jsonl"]);
    refused("shop.json", &["--format", "csv,csv"], 2, &["--format: csv is there twice; name it once"]);
    refused("shop.json", &["--format", "csv", "--delimiter", ":"], 2, &["expected comma, tab, semicolon or pipe"]);
    refused("shop.json", &["--format", "csv", "--null-text", "1"], 2, &["null text \"1\""]);
    refused("shop.json", &["--plan", "--dry-run-sample", "5"], 2, &["cannot be used with"]);
    refused("shop.json", &["-q", "-v"], 2, &["cannot be used with"]);
}

#[test]
fn files_that_cannot_be_divided_so() {
    refused("shop.json", &["--split-rows", "0"], 2, &["expected a number of rows from 1 on"]);
    refused("shop.json", &["--split-rows", "5", "--split-bytes", "1MB"], 2, &["cannot be used with"]);
    refused("shop.json", &["--hive", "order"], 2, &["expected TABLE=COLUMN, or with :year, :month or :day"]);
    refused("shop.json", &["--hive", "orders=ordered_at"], 2, &["there is no table \"orders\" to divide"]);
    refused("shop.json", &["--hive", "order=amount"], 2, &["only by a column of dates or times; choose ordered_at"]);
    let stdout = ["-o", "-", "--tables", "order", "--split-rows", "5"];
    refused("shop.json", &stdout, 2, &["-o -: one file fits into standard output"]);
    let catalogs = ["one Parquet or CSV file a table", "leave out --metadata"];
    refused("shop.json", &["--metadata", "dbt", "--format", "jsonl"], 2, &catalogs);
    refused("shop.json", &["--metadata", "all", "--split-rows", "5"], 2, &catalogs);
    refused("shop.json", &["--metadata", "all", "--format", "csv", "--delimiter", "tab"], 2, &catalogs);
}

#[test]
fn a_million_million_rows() {
    let rows = ["--rows", "number=1_000_000_000_000"];
    refused("numbers.yaml", &rows, 3, &["10,000,000,000 rows", "1,000,000,000,000", "--force"]);
    let outcome = Place::new().run(&["generate", &schema("numbers.yaml"), rows[0], rows[1], "--force", "--plan"]);
    outcome.expect(0, &[]);
    assert!(outcome.text().contains(" 1,000,000,000,000 "), "{}", outcome.text());
}

#[test]
fn more_memory_than_allowed() {
    refused("shop.json", &["--memory", "10B"], 3, &["at most 10 bytes kept in memory", "--memory"]);
    refused("shop.json", &["--memory", "10B", "--force"], 3, &["--memory"]);
}

#[test]
fn unknown_members_are_warnings_when_lenient() {
    refused("warnings.json", &[], 1, &["unknown member \"colour\"", "has 1 error"]);
    let place = Place::new();
    let outcome = place.generate("warnings.json", "out", &["--lenient", "-q"]);
    assert_eq!(outcome.text(), "");
    assert_shown!(outcome.stderr);
    let metadata = Metadata::read(&place.path("out"), datagen_core::STREAM_VERSION).unwrap();
    let warnings: Vec<_> = metadata.warnings.iter().map(|warning| (warning.message.as_str(), warning.count)).collect();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].0.starts_with("/nodes/0/colour: unknown member") && warnings[0].1 == 1, "{warnings:?}");
    assert!(warnings[1].0.starts_with("person.name: ") && warnings[1].1 == 30_000, "{warnings:?}");
}

#[test]
fn no_output_is_coloured_without_a_terminal() {
    let place = Place::new();
    let outcomes = [
        place.run(&["generate", &schema("mistakes.json")]),
        place.run(&["generate", &schema("shop.json"), "--plan", "-v"]),
        place.run(&["generate", &schema("shop.json"), "--dry-run-sample", "2"]),
        place.run(&["generate", &schema("shop.json")]),
    ];
    for outcome in outcomes {
        assert!(!outcome.text().contains('\u{1b}') && !outcome.stderr.contains('\u{1b}'), "{outcome:?}");
    }
}

#[test]
fn a_table_that_cannot_be_a_file() {
    let place = Place::new();
    let text = fs::read_to_string(schema("numbers.yaml")).unwrap().replace("id: number", "id: \"../number\"");
    place.file("evil.yaml", text);
    let outcome = place.run(&["generate", "evil.yaml", "-o", "out"]);
    assert!([1, 2].contains(&outcome.code), "{outcome:?}");
    assert_eq!(place.names(), ["evil.yaml"]);
}
