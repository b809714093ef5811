//! Formats and files as they are asked for on the command line, and what validation makes of them.

use std::fs;
use std::path::Path;

use datagen_io::hash::sha256;
use datagen_io::metadata::Metadata;

use crate::support::{Place, names, schema};

fn metadata(place: &Place, directory: &str) -> Metadata {
    Metadata::read(&place.path(directory), datagen_core::STREAM_VERSION).unwrap()
}

#[test]
fn several_formats_in_one_go() {
    let place = Place::new();
    place.generate("shop.json", "out", &["--format", "jsonl,parquet,csv,arrow", "--compression", "zstd"]);
    let found = names(&place.path("out"));
    let expected = ["arrow", "csv.zst", "jsonl.zst", "parquet"];
    let files = ["customer", "order", "status"].map(|table| expected.map(|ending| format!("{table}.{ending}")));
    assert_eq!(found[0], ".metadata.json");
    assert_eq!(found[1..], files.concat());
    let metadata = metadata(&place, "out");
    assert_eq!((metadata.format.as_str(), metadata.files.len()), ("jsonl", 12));
    let formats: Vec<_> =
        metadata.formats.iter().map(|format| (format.format.as_str(), format.compression.as_deref())).collect();
    assert_eq!(formats, [("jsonl", Some("zstd")), ("parquet", None), ("csv", Some("zstd")), ("arrow", None)]);
    check_files(&place, "out", &metadata);
    assert_eq!(metadata.tables[0].file, "customer.jsonl.zst");
}

/// Every file that is there is listed as it is.
fn check_files(place: &Place, directory: &str, metadata: &Metadata) {
    for file in &metadata.files {
        let bytes = fs::read(place.path(directory).join(&file.name)).unwrap();
        assert_eq!((file.bytes, &file.sha256), (bytes.len() as u64, &sha256(&bytes)), "{}", file.name);
    }
    assert_eq!(count(&place.path(directory)), metadata.files.len() + 1);
}

fn count(directory: &Path) -> usize {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
}

#[test]
fn the_first_format_describes_the_tables() {
    let place = Place::new();
    place.generate("shop.json", "one", &["--format", "csv"]);
    place.generate("shop.json", "two", &["--format", "csv,parquet"]);
    let (one, two) = (metadata(&place, "one"), metadata(&place, "two"));
    assert_eq!(one.tables, two.tables);
    assert_eq!((one.format, one.files.len()), (two.format, two.files.len() / 2));
}

#[test]
fn standard_output_takes_lines_of_json() {
    let place = Place::new();
    let outcome =
        place.run(&["generate", &schema("fixed.toml"), "-o", "-", "--tables", "item", "--format", "jsonl", "-q"]);
    outcome.expect(0, &[]);
    let first = r#"{"id":"I-0001","number":10,"price":99.00,"nothing":null,"empty":"","text":"two\nlines"}"#;
    assert_eq!(outcome.text().lines().next(), Some(first));
    let several =
        place.run(&["generate", &schema("fixed.toml"), "-o", "-", "--tables", "item", "--format", "csv,jsonl"]);
    several.expect(2, &["-o -: one file fits into standard output; choose one format"]);
}

#[test]
fn csv_as_other_programs_want_it() {
    let place = Place::new();
    let excel = ["--format", "csv", "--delimiter", "semicolon", "--quote", "non-numeric", "--null-text", "NULL"];
    place.generate("fixed.toml", "excel", &excel);
    let text = fs::read_to_string(place.path("excel").join("item.csv")).unwrap();
    let lines =
        "\"id\";\"number\";\"price\";\"nothing\";\"empty\";\"text\"\n\"I-0001\";10;99.00;NULL;\"\";\"two\nlines\"\n";
    assert!(text.starts_with(lines), "{text}");
    place.generate("fixed.toml", "plain", &["--format", "csv", "--no-header", "--quote", "all", "--delimiter", "|"]);
    let text = fs::read_to_string(place.path("plain").join("item.csv")).unwrap();
    assert!(text.starts_with("\"I-0001\"|\"10\"|\"99.00\"||\"\"|\"two\nlines\"\n"), "{text}");
}

#[test]
fn the_plan_counts_all_formats() {
    let place = Place::new();
    let total = |formats: &str| {
        let outcome = place.run(&["generate", &schema("shop.json"), "--plan", "--format", formats]);
        outcome.expect(0, &[]);
        outcome.text().lines().find(|line| line.starts_with("total")).unwrap().to_owned()
    };
    assert_ne!(total("parquet,csv,jsonl,arrow"), total("parquet"));
    assert_ne!(total("jsonl"), total("csv"));
}

/// Whatever the files are, the data is what the schema promises.
#[test]
#[cfg(feature = "quality")]
fn whatever_the_files_validation_finds_the_data() {
    let cases: [&[&str]; 9] = [
        &["--format", "csv", "--null-text", "NULL"],
        &["--format", "csv", "--compression", "gzip", "--delimiter", "tab", "--quote", "all"],
        &["--format", "csv", "--compression", "zstd", "--no-header", "--null-text", "\\N"],
        &["--format", "jsonl,csv", "--delimiter", "semicolon", "--bom"],
        &["--split-rows", "100"],
        &["--split-bytes", "1kB", "--format", "csv"],
        &["--hive", "order=ordered_at"],
        &["--hive", "order=ordered_at:day", "--format", "csv,parquet", "--split-rows", "20"],
        &["--hive", "order=ordered_at:year", "--format", "csv", "--compression", "gzip", "--null-text", "NULL"],
    ];
    for case in cases {
        let place = Place::new();
        place.generate("shop.json", "out", &[&["-q", "--scale", "5"], case].concat());
        check_files(&place, "out", &metadata(&place, "out"));
        let outcome = place.run(&["validate", &schema("shop.json"), "--data-dir", "out"]);
        assert!(outcome.text().ends_with("Score 100\n"), "{case:?}: {}", outcome.text());
    }
}

/// Without metadata, names and headers tell what there is.
#[test]
#[cfg(feature = "quality")]
fn files_are_found_without_metadata() {
    let cases: [&[&str]; 3] = [
        &["--hive", "order=ordered_at:month"],
        &["--split-rows", "100", "--format", "csv", "--delimiter", "pipe", "--compression", "gzip"],
        &["--format", "csv", "--compression", "zstd", "--delimiter", "tab"],
    ];
    for case in cases {
        let place = Place::new();
        place.generate("shop.json", "out", &[&["-q", "--scale", "5"], case].concat());
        fs::remove_file(place.path("out").join(".metadata.json")).unwrap();
        let outcome = place.run(&["validate", &schema("shop.json"), "--data-dir", "out"]);
        assert!(outcome.text().ends_with("Score 100\n"), "{case:?}: {}", outcome.text());
    }
}

#[test]
#[cfg(feature = "quality")]
fn a_missing_part_is_named() {
    let place = Place::new();
    place.generate("shop.json", "out", &["-q", "--split-rows", "100"]);
    fs::remove_file(place.path("out").join("order/part-00002.parquet")).unwrap();
    let outcome = place.run(&["validate", &schema("shop.json"), "--data-dir", "out"]);
    let words = "order/part-00002.parquet is missing, which the metadata names; write the table again";
    assert!(outcome.text().contains(words), "{}", outcome.text());
}

#[test]
fn dirty_tables_in_folders_have_a_plain_ledger() {
    let place = Place::new();
    let arguments = ["--dirty", "--format", "csv", "--delimiter", "tab", "--no-header", "--split-rows", "50", "-q"];
    place.generate("dirty.json", "out", &arguments);
    let ledger = fs::read_to_string(place.path("out").join("issue_ledger.csv")).unwrap();
    assert!(ledger.starts_with("table,pk,column,kind,clean_value,dirty_value\n"), "{ledger}");
    #[cfg(feature = "quality")]
    {
        let outcome = place.run(&["validate", &schema("dirty.json"), "--data-dir", "out"]);
        let plain = Place::new();
        plain.generate("dirty.json", "out", &["--dirty", "-q"]);
        let expected = plain.run(&["validate", &schema("dirty.json"), "--data-dir", "out"]);
        let score = |text: &str| text.lines().last().map(str::to_owned);
        assert_eq!(score(outcome.text()), score(expected.text()));
    }
}
