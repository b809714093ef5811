//! The metadata of a dataset: its text, its way back, and what it refuses.

use std::fs;

use datagen_io::Fault;
use datagen_io::metadata::{ColumnMetadata, METADATA_FILE, Metadata, TableMetadata, WarningCount};

pub(crate) fn example() -> Metadata {
    let id = ColumnMetadata { name: "id".to_owned(), column_type: "int".to_owned(), nullable: false };
    let table = TableMetadata {
        name: "customer".to_owned(),
        kind: "entity".to_owned(),
        rows: 2,
        columns: vec![id],
        primary_key: Some("id".to_owned()),
        file: "customer.csv".to_owned(),
        bytes: 7,
        sha256: "00".to_owned(),
    };
    Metadata {
        name: "shop".to_owned(),
        schema_hash: "ff".to_owned(),
        seed: u64::MAX,
        stream_version: 1,
        program_version: "0.1.0".to_owned(),
        format: "csv".to_owned(),
        formats: Vec::new(),
        tables: vec![table],
        files: Vec::new(),
        warnings: vec![WarningCount { message: "effect left out".to_owned(), count: 3 }],
        dirty: false,
        ledger: None,
        partition: None,
        row_ranges: Vec::new(),
    }
}

#[test]
fn the_text_is_fixed() {
    let expected = r#"{
  "name": "shop",
  "schema_hash": "ff",
  "seed": 18446744073709551615,
  "stream_version": 1,
  "program_version": "0.1.0",
  "format": "csv",
  "tables": [
    {
      "name": "customer",
      "kind": "entity",
      "rows": 2,
      "columns": [
        {
          "name": "id",
          "type": "int",
          "nullable": false
        }
      ],
      "primary_key": "id",
      "file": "customer.csv",
      "bytes": 7,
      "sha256": "00"
    }
  ],
  "warnings": [
    {
      "message": "effect left out",
      "count": 3
    }
  ]
}
"#;
    assert_eq!(example().to_json().unwrap(), expected);
}

#[test]
fn reads_back() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join(METADATA_FILE), example().to_json().unwrap()).unwrap();
    assert_eq!(Metadata::read(directory.path(), 1).unwrap(), example());
}

#[test]
fn another_stream_version_is_refused_whatever_else_it_holds() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join(METADATA_FILE), r#"{"stream_version": 2, "new": true}"#).unwrap();
    let error = Metadata::read(directory.path(), 1).unwrap_err();
    assert!(error.to_string().contains("stream_version 2, but this program makes version 1"), "{error}");
    assert_eq!(error.fault(), Fault::User);
}

#[test]
fn anything_else_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let missing = Metadata::read(directory.path(), 1).unwrap_err();
    assert!(missing.to_string().starts_with("cannot read "), "{missing}");
    fs::write(directory.path().join(METADATA_FILE), "[]").unwrap();
    let error = Metadata::read(directory.path(), 1).unwrap_err();
    assert!(error.to_string().contains("not the metadata of a dataset"), "{error}");
}
