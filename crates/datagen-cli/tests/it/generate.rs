//! Files come out, the same whatever the way.

use std::fs;

use datagen_io::hash::sha256;
use datagen_io::metadata::Metadata;

use crate::support::{Place, assert_shown, files, names, schema};

#[test]
fn twice_the_same_bytes() {
    let place = Place::new();
    for format in ["parquet", "csv"] {
        let [first, second] = [format!("{format}/1"), format!("{format}/2")];
        place.generate("shop.json", &first, &["--format", format]);
        place.generate("shop.json", &second, &["--format", format]);
        let files = [files(&place.path(&first)), files(&place.path(&second))];
        assert_eq!(files[0].len(), 4, "three tables and the metadata");
        assert!(files[0] == files[1], "{format}");
    }
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let place = Place::new();
    for format in ["parquet", "csv"] {
        let [one, four] = [format!("{format}/1"), format!("{format}/4")];
        let arguments = ["--scale", "1000", "--format", format, "-q", "--threads"];
        place.generate("shop.json", &one, &[&arguments[..], &["1"]].concat());
        place.generate("shop.json", &four, &[&arguments[..], &["4"]].concat());
        let files = [files(&place.path(&one)), files(&place.path(&four))];
        assert!(files[0] == files[1], "{format}");
    }
}

#[test]
fn a_table_alone_is_as_among_all() {
    let place = Place::new();
    place.generate("shop.json", "all", &[]);
    place.generate("shop.json", "one", &["--tables", "order"]);
    let (all, one) = (files(&place.path("all")), files(&place.path("one")));
    assert_eq!(one.keys().collect::<Vec<_>>(), [".metadata.json", "order.parquet"]);
    assert_eq!(one["order.parquet"], all["order.parquet"]);
}

#[test]
fn the_default_directory_is_output() {
    let place = Place::new();
    let outcome = place.run(&["generate", &schema("numbers.yaml")]);
    outcome.expect(0, &["number: 5 rows"]);
    assert_eq!(names(&place.path("output")), [".metadata.json", "number.parquet"]);
}

#[test]
fn the_seed_is_the_flag_then_the_schemas_then_42() {
    let place = Place::new();
    let seed = |name: &str, directory: &str, arguments: &[&str]| {
        place.generate(name, directory, arguments);
        Metadata::read(&place.path(directory), datagen_core::STREAM_VERSION).unwrap().seed
    };
    assert_eq!(seed("shop.json", "flag", &["--seed", "1"]), 1);
    assert_eq!(seed("shop.json", "schema", &[]), 7);
    assert_eq!(seed("numbers.yaml", "none", &[]), 42);
    assert!(files(&place.path("flag")) != files(&place.path("schema")));
}

#[test]
fn rows_and_scale() {
    let place = Place::new();
    let rows = |directory: &str, arguments: &[&str]| {
        place.generate("shop.json", directory, arguments);
        let metadata = Metadata::read(&place.path(directory), datagen_core::STREAM_VERSION).unwrap();
        metadata.tables.into_iter().map(|table| (table.name, table.rows)).collect::<Vec<_>>()
    };
    assert_eq!(rows("rows", &["--rows", "customer=50"])[0], ("customer".to_owned(), 50));
    let scaled = rows("scale", &["--scale", "10"]);
    assert_eq!(scaled[0], ("customer".to_owned(), 2000));
    assert_eq!(scaled[1], ("status".to_owned(), 3), "a vocab is not scaled");
    assert!((7000..9000).contains(&scaled[2].1), "orders follow: {scaled:?}");
}

#[test]
fn the_metadata_says_what_it_is() {
    let place = Place::new();
    place.generate("shop.json", "out", &["--format", "csv"]);
    let metadata = Metadata::read(&place.path("out"), datagen_core::STREAM_VERSION).unwrap();
    assert_eq!((metadata.name.as_str(), metadata.seed, metadata.format.as_str()), ("shop", 7, "csv"));
    assert_eq!(metadata.program_version, env!("CARGO_PKG_VERSION"));
    assert_eq!(metadata.schema_hash.len(), 64);
    assert!(metadata.warnings.is_empty());
    for table in &metadata.tables {
        let file = fs::read(place.path("out").join(&table.file)).unwrap();
        assert_eq!((table.bytes, &table.sha256), (file.len() as u64, &sha256(&file)));
        let lines = file.iter().filter(|byte| **byte == b'\n').count() as u64;
        assert_eq!(table.rows + 1, lines, "{}", table.name);
    }
    let order = metadata.tables.last().unwrap();
    assert_eq!((order.name.as_str(), order.kind.as_str()), ("order", "fact"));
    assert_eq!(order.primary_key.as_deref(), Some("order_id"));
    let columns = order.columns.iter().map(|column| (column.name.as_str(), column.column_type.as_str()));
    let expected = [
        ("order_id", "int"),
        ("customer_id", "int"),
        ("status_id", "int"),
        ("ordered_at", "datetime"),
        ("amount", "decimal"),
    ];
    assert_eq!(columns.collect::<Vec<_>>(), expected);
    let tier = metadata.tables[0].columns.iter().find(|column| column.name == "tier");
    assert!(tier.unwrap().nullable);
}

#[test]
fn the_schemas_hash_is_of_its_meaning() {
    let place = Place::new();
    let hash = |name: &str, text: &str| {
        let (schema, directory) = (place.file(name, text), format!("{name}.out"));
        let outcome = place.run(&["generate", schema.to_str().unwrap(), "-o", &directory]);
        outcome.expect(0, &[]);
        Metadata::read(&place.path(&directory), datagen_core::STREAM_VERSION).unwrap().schema_hash
    };
    let text = fs::read_to_string(schema("numbers.yaml")).unwrap();
    let original = hash("a.yaml", &text);
    assert_eq!(original, hash("b.yaml", &format!("# a comment\n{text}")));
    assert_ne!(original, hash("c.yaml", &text.replace("rows: 5", "rows: 6")));
}

#[test]
fn csv_as_it_was_asked_for() {
    let place = Place::new();
    place.generate("fixed.toml", "plain", &["--format", "csv"]);
    place.generate("fixed.toml", "other", &["--format", "csv", "--null-text", "NULL", "--bom"]);
    let read = |directory: &str| fs::read_to_string(place.path(directory).join("item.csv")).unwrap();
    let plain = "id,number,price,nothing,empty,text\nI-0001,10,99.00,,\"\",\"two\nlines\"\n";
    assert!(read("plain").starts_with(plain), "{}", read("plain"));
    let other = "\u{feff}id,number,price,nothing,empty,text\nI-0001,10,99.00,NULL,\"\",\"two\nlines\"\n";
    assert!(read("other").starts_with(other), "{}", read("other"));
}

#[test]
fn every_compression_writes() {
    let place = Place::new();
    let size = |compression: &str| {
        place.generate("shop.json", compression, &["--scale", "20", "--compression", compression]);
        fs::metadata(place.path(compression).join("customer.parquet")).unwrap().len()
    };
    let [none, snappy, zstd] = ["none", "snappy", "zstd"].map(size);
    assert!(zstd < snappy && snappy < none, "{zstd} {snappy} {none}");
}

#[test]
fn existing_files_are_kept_unless_told_otherwise() {
    let place = Place::new();
    place.generate("numbers.yaml", "out", &[]);
    let before = files(&place.path("out"));
    let schema = schema("numbers.yaml");
    let again = ["generate", schema.as_str(), "-o", "out", "--seed", "1"];
    place.run(&again).expect(2, &["out/number.parquet", "already exist", "--overwrite"]);
    assert!(files(&place.path("out")) == before);
    place.run(&[&again[..], &["--overwrite"]].concat()).expect(0, &[]);
    assert!(files(&place.path("out")) != before);
    assert_eq!(names(&place.path("out")), [".metadata.json", "number.parquet"]);
}

#[test]
fn the_plan_writes_nothing() {
    let place = Place::new();
    let outcome = place.run(&["generate", &schema("shop.json"), "--plan"]);
    outcome.expect(0, &[]);
    assert_eq!(outcome.stderr, "");
    assert!(place.names().is_empty());
    assert_shown!(outcome.text());
}

#[test]
fn the_plan_in_detail() {
    let place = Place::new();
    let outcome =
        place.run(&["generate", &schema("shop.json"), "--plan", "-v", "--tables", "order", "--format", "csv"]);
    outcome.expect(0, &[]);
    assert!(place.names().is_empty());
    assert_shown!(outcome.text());
}

#[test]
fn a_sample_writes_nothing() {
    let place = Place::new();
    let outcome = place.run(&["generate", &schema("fixed.toml"), "--dry-run-sample", "3"]);
    outcome.expect(0, &[]);
    assert!(place.names().is_empty());
    assert_shown!(outcome.text());
}

#[test]
fn a_sample_of_more_rows_than_there_are() {
    let outcome =
        Place::new().run(&["generate", &schema("fixed.toml"), "--dry-run-sample", "1000", "--tables", "line"]);
    outcome.expect(0, &[]);
    assert!(outcome.text().starts_with("line: 8 of 8 rows\n\nid  item_id\n 1  I-0001\n"), "{}", outcome.text());
    assert_eq!(outcome.text().lines().count(), 11);
}

#[test]
fn what_is_said_while_it_runs() {
    let outcome = Place::new().generate("fixed.toml", "out", &["--threads", "1"]);
    assert_shown!(format!("standard error:\n{}\nstandard output:\n{}", outcome.stderr, outcome.text()));
}

#[test]
fn more_is_said_when_asked() {
    let outcome = Place::new().generate("fixed.toml", "out", &["--threads", "1", "-v"]);
    assert!(outcome.text().contains("(seed 42, 1 thread)"), "{}", outcome.text());
}

#[test]
fn nothing_is_said_when_quiet() {
    let outcome = Place::new().generate("shop.json", "out", &["-q"]);
    assert_eq!((outcome.text(), outcome.stderr.as_str()), ("", ""));
}
