//! Files that are not what they should be: each is named with what is wrong, and the rest is still reported.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use arrow::array::{Int64Array, RecordBatch};
use datagen_core::Schema;
use datagen_quality::{Check, Findings, Status};
use tempfile::TempDir;

use crate::support::{csv, findings, generate, parquet, parse};

const SCHEMA: &str = r#"{
  "version": "1.0", "metadata": { "name": "two" },
  "nodes": [
    { "id": "person", "kind": "entity", "pk": "id", "rows": 200, "columns": [
      { "name": "id", "type": "int", "generator": { "sequence": {} } },
      { "name": "name", "type": "string", "generator": { "faker": { "method": "name" } } },
      { "name": "born", "type": "date", "generator": { "faker": { "method": "date_of_birth" } } } ] },
    { "id": "visit", "kind": "fact", "pk": "id", "parents": ["person"], "fanout": { "distribution": "fixed", "count": 2 }, "columns": [
      { "name": "id", "type": "int", "generator": { "sequence": {} } },
      { "name": "person_id", "type": "int", "generator": { "lookup": { "from": "person.id" } } },
      { "name": "fee", "type": "decimal", "generator": { "distribution": { "type": "uniform", "params": { "low": 1, "high": 9 }, "clamp": [1, 9] } } } ] }
  ]
}"#;

fn written(format: datagen_io::write::Format) -> (Schema, TempDir) {
    let (schema, place) = (parse(SCHEMA), tempfile::tempdir().unwrap());
    generate(&schema, 3, 1.0, format, place.path());
    (schema, place)
}

#[track_caller]
fn failed<'f>(findings: &'f Findings, id: &str) -> &'f Check {
    let check = findings.check(id).unwrap_or_else(|| panic!("there is no {id}"));
    assert_eq!(check.status, Status::Failed, "{check:?}");
    check
}

/// The other table is still looked at.
#[track_caller]
fn the_rest_is_reported(findings: &Findings) {
    for id in ["primary_key:person.id", "not_null:person.name"] {
        assert_eq!(findings.check(id).unwrap().status, Status::Passed, "{id}");
    }
}

#[test]
fn untouched_data_is_at_100() {
    for format in [parquet(), csv()] {
        let (schema, place) = written(format);
        assert_eq!(findings(&schema, place.path()).score, 100.0);
    }
}

#[test]
fn files_that_cannot_be_read() {
    type Damage = fn(&Path);
    let cases: [(Damage, &str); 5] = [
        (|file| fs::remove_file(file).unwrap(), "there is no visit.parquet and no visit.csv"),
        (|file| fs::write(file, b"").unwrap(), "visit.parquet: expected a Parquet file, found an empty file"),
        (|file| fs::write(file, b"PAR1").unwrap(), "visit.parquet: expected a whole Parquet file"),
        (
            |file| {
                let bytes = fs::read(file).unwrap();
                fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
            },
            "visit.parquet: expected a whole Parquet file",
        ),
        (
            |file| {
                fs::remove_file(file).unwrap();
                fs::write(file.with_extension("csv"), b"").unwrap();
            },
            "visit.csv: expected a header with the columns id, person_id, fee, found an empty file",
        ),
    ];
    for (damage, words) in cases {
        let (schema, place) = written(parquet());
        damage(&place.path().join("visit.parquet"));
        let findings = findings(&schema, place.path());
        let check = failed(&findings, "file:visit");
        assert!(check.found.as_ref().unwrap().contains(words), "{words}: {check:?}");
        the_rest_is_reported(&findings);
    }
}

#[test]
fn damaged_pages() {
    let (schema, place) = written(parquet());
    let path = place.path().join("visit.parquet");
    let mut bytes = fs::read(&path).unwrap();
    bytes[4..400].fill(0xff);
    fs::write(&path, bytes).unwrap();
    let findings = findings(&schema, place.path());
    failed(&findings, "readable:visit");
    the_rest_is_reported(&findings);
}

#[test]
fn a_wrong_type() {
    let (schema, place) = written(parquet());
    let ids = RecordBatch::try_from_iter([
        ("id", std::sync::Arc::new(Int64Array::from(vec![1, 2])) as arrow::array::ArrayRef),
        ("person_id", std::sync::Arc::new(Int64Array::from(vec![1, 2]))),
        ("fee", std::sync::Arc::new(arrow::array::StringArray::from(vec!["a", "b"]))),
    ]);
    let batch = ids.unwrap();
    let file = fs::File::create(place.path().join("visit.parquet")).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let findings = findings(&schema, place.path());
    let check = failed(&findings, "type:visit.fee");
    assert_eq!(check.found.as_deref(), Some("Utf8"));
    let clamp = findings.check("clamp:visit.fee").unwrap();
    assert_eq!(clamp.status, Status::NotTested);
    assert!(clamp.reason.as_ref().unwrap().contains("visit.fee is not there in its type"), "{clamp:?}");
    the_rest_is_reported(&findings);
}

#[test]
fn csv_with_a_stray_quote_and_values_that_do_not_convert() {
    let (schema, place) = written(csv());
    let path = place.path().join("visit.csv");
    let text = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines[4] = format!("\"{}", lines[4]);
    lines[9] = "9,5".to_owned();
    lines[20] = "20,10,cheap".to_owned();
    lines[21] = "21,11,2.345".to_owned();
    fs::write(&path, lines.join("\n")).unwrap();
    let findings = findings(&schema, place.path());
    let bad = failed(&findings, "lines:visit");
    assert_eq!(bad.violations, Some(2));
    let shown = format!("{:?}", bad.examples);
    for word in ["visit.csv", "\"5\"", "\"10\"", "expected 3 fields, found 2"] {
        assert!(shown.contains(word), "{word}: {shown}");
    }
    let values = failed(&findings, "type:visit.fee");
    let shown = format!("{:?}", values.examples);
    for word in ["visit.csv", "\"21\"", "cheap", "\"22\"", "2.345"] {
        assert!(shown.contains(word), "{word}: {shown}");
    }
    assert_eq!(findings.check("not_null:visit.fee").unwrap().status, Status::Passed, "told once");
    the_rest_is_reported(&findings);
}

#[test]
fn a_million_lines_with_one_that_is_bad() {
    const LINES: u64 = 1_000_000;
    const BAD: u64 = 765_432;
    let text = SCHEMA.replace("\"rows\": 200", &format!("\"rows\": {LINES}"));
    let (schema, place) = (parse(&text), tempfile::tempdir().unwrap());
    let mut people = "id,name,born\n".to_owned();
    for id in 1..=LINES {
        match id {
            BAD => people.push_str("not,a line, at all, really\n"),
            _ => writeln!(people, "{id},\"Somebody, {id}\",1990-01-0{}", id % 9 + 1).unwrap(),
        }
    }
    fs::write(place.path().join("person.csv"), people).unwrap();
    fs::write(place.path().join("visit.csv"), "id,person_id,fee\n1,1,2.00\n").unwrap();
    let findings = findings(&schema, place.path());
    let bad = failed(&findings, "lines:person");
    assert_eq!(bad.violations, Some(1));
    let line = BAD + 1;
    assert_eq!(bad.examples[0]["line"].as_deref(), Some(line.to_string().as_str()));
    assert_eq!(bad.examples[0]["file"].as_deref(), Some("person.csv"));
    assert_eq!(findings.tables[0].rows, Some(LINES - 1));
    the_rest_is_reported(&findings);
}

#[test]
fn metadata_of_another_version_is_told_and_not_used() {
    let (schema, place) = written(parquet());
    for text in ["{\"stream_version\": 99}", "no metadata"] {
        fs::write(place.path().join(".metadata.json"), text).unwrap();
        let findings = findings(&schema, place.path());
        let check = findings.check("metadata:").unwrap();
        assert_eq!((check.status, findings.score), (Status::Warning, 100.0), "{check:?}");
    }
}
