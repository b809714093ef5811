//! Several datasets that appear together, or not at all.

use std::fs;
use std::path::Path;

use datagen_core::{Control, Options, Plan, Schema};
use datagen_io::atomic::Existing;
use datagen_io::write::{CsvOptions, Format};
use datagen_io::{Place, Staged, WriteOptions, stage_dataset, stage_table};

const SCHEMA: &str = r#"{"version": "1.0", "metadata": {"name": "x"}, "nodes": [
    {"id": "t", "kind": "entity", "pk": "id", "rows": 3, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}}]}]}"#;

fn plan() -> Plan {
    Plan::new(&Schema::parse(SCHEMA).0, 1, Options::default()).unwrap()
}

fn options(existing: Existing) -> WriteOptions {
    let format = Format::Csv(CsvOptions::default());
    WriteOptions { formats: vec![format], existing, ..WriteOptions::default() }
}

fn stage(directory: &Path, existing: Existing) -> Staged {
    stage_dataset(&plan(), directory, &options(existing), &Control::default()).unwrap()
}

#[test]
fn all_appear() {
    let place = tempfile::tempdir().unwrap();
    let one = place.path().join("one");
    let table = stage_table(&plan(), &one, "other.csv", &options(Existing::Refuse), &Control::default()).unwrap();
    let all = vec![(stage(&one, Existing::Refuse), None), (table, None)];
    assert!(!one.join("t.csv").exists() && !one.join("other.csv").exists());
    let written = Staged::commit_all(all).unwrap();
    assert_eq!(written[1].tables[0].file, "other.csv");
    for file in ["t.csv", "other.csv"] {
        assert_eq!(fs::read_to_string(one.join(file)).unwrap(), "id\n1\n2\n3\n");
    }
    assert_eq!(fs::read_dir(&one).unwrap().count(), 2);
}

#[test]
fn when_one_cannot_the_others_do_not() {
    let place = tempfile::tempdir().unwrap();
    let (one, two) = (place.path().join("one"), place.path().join("two"));
    fs::create_dir(&one).unwrap();
    fs::write(one.join("t.csv"), "old").unwrap();
    let all = vec![(stage(&one, Existing::Replace), None), (stage(&two, Existing::Refuse), None)];
    // It comes after the check at the beginning.
    fs::write(two.join("t.csv"), "theirs").unwrap();
    assert!(Staged::commit_all(all).unwrap_err().to_string().contains("already exists"));
    assert_eq!(fs::read_to_string(one.join("t.csv")).unwrap(), "old");
    assert_eq!(fs::read_to_string(two.join("t.csv")).unwrap(), "theirs");
    assert_eq!(fs::read_dir(&one).unwrap().count(), 1);
}

#[test]
fn a_file_is_not_written_twice() {
    let place = tempfile::tempdir().unwrap();
    let all = vec![(stage(place.path(), Existing::Replace), None), (stage(place.path(), Existing::Replace), None)];
    let error = Staged::commit_all(all).unwrap_err().to_string();
    assert!(error.ends_with("t.csv would be written twice; choose another place"), "{error}");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    for nameless in ["..", "", "s3://bucket/"] {
        let error = Place::of_file(nameless, []).unwrap_err().to_string();
        assert_eq!(error, format!("{nameless} cannot be the name of a file"));
    }
}
