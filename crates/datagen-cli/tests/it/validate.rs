//! `datagen validate`: what it prints, what it writes, and how it ends.

use std::fs;

use serde_json::Value;

use crate::support::{Place, assert_shown, schema};

/// The shop as CSV, of which tests break what they like.
fn shop() -> Place {
    let place = Place::new();
    place.generate("shop.json", "data", &["--format", "csv"]);
    place
}

fn run(place: &Place, arguments: &[&str]) -> crate::support::Outcome {
    let schema = schema("shop.json");
    place.run(&[&["validate", schema.as_str(), "--data-dir", "data"], arguments].concat())
}

/// Replaces the first occurrence of a text in a table.
fn change(place: &Place, table: &str, change: impl Fn(&mut Vec<String>)) {
    let path = place.path(&format!("data/{table}.csv"));
    let mut lines: Vec<String> = fs::read_to_string(&path).unwrap().lines().map(str::to_owned).collect();
    change(&mut lines);
    fs::write(path, lines.join("\n") + "\n").unwrap();
}

#[test]
fn untouched_data_is_good() {
    let outcome = run(&shop(), &[]);
    outcome.expect(0, &[]);
    assert!(outcome.text().ends_with("Score 100\n"), "{}", outcome.text());
    assert_eq!(run(&shop(), &["-q"]).text(), "");
}

#[test]
fn a_broken_key_is_told_with_what_to_do() {
    let place = shop();
    change(&place, "customer", |lines| lines[2] = lines[1].clone());
    let outcome = run(&place, &[]);
    outcome.expect(1, &["error: a key is broken"]);
    assert_shown!(outcome.text());
}

#[test]
fn json_and_junit() {
    let place = shop();
    change(&place, "customer", |lines| lines.push("too,few".to_owned()));
    let outcome = run(&place, &["--format", "junit", "-o", "report.json", "--fail-on", "error"]);
    outcome.expect(1, &["failed (--fail-on)"]);
    assert!(outcome.text().starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\""));
    assert!(outcome.text().contains("name=\"lines:customer\">\n      <failure message=\"1 of "), "{}", outcome.text());
    let report: Value = serde_json::from_slice(&fs::read(place.path("report.json")).unwrap()).unwrap();
    let printed: Value = serde_json::from_str(run(&place, &["--format", "json"]).text()).unwrap();
    assert_eq!(report, printed, "the file is JSON whatever is printed, and the same from run to run");
    let lines = report["checks"].as_array().unwrap().iter().find(|check| check["id"] == "lines:customer").unwrap();
    assert_eq!(lines["examples"][0]["file"], "customer.csv");
}

#[test]
fn warnings_count_when_they_shall() {
    let place = shop();
    place.file("data/stranger.csv", "a\n1\n");
    run(&place, &["--fail-on", "error"]).expect(0, &[]);
    run(&place, &["--fail-on", "warning"]).expect(1, &["1 check warned"]);
    run(&place, &["--min-score", "101"]).expect(2, &["expected a score from 0 to 100"]);
}

#[test]
fn a_directory_that_is_not_there() {
    let place = Place::new();
    let outcome = run(&place, &[]);
    outcome.expect(2, &["expected a directory with the tables at data, but there is no such directory"]);
    assert!(place.names().is_empty());
}

#[test]
fn dirty_data_is_good_with_its_ledger() {
    for format in ["parquet", "csv"] {
        let place = Place::new();
        let arguments = ["--format", format, "--dirty", "--clean", "clean"];
        place.generate("dirty.json", "data", &arguments);
        let schema = schema("dirty.json");
        let validate = |more: &[&str]| {
            place.run(&[&["validate", schema.as_str(), "--data-dir", "data", "--clean", "clean"], more].concat())
        };
        let outcome = validate(&["--fail-on", "error"]);
        outcome.expect(0, &[]);
        assert!(outcome.text().contains("Score 100"), "{}", outcome.text());
        let path = place.path("data/issue_ledger.csv");
        let ledger = fs::read_to_string(&path).unwrap();
        let first = ledger.lines().position(|line| line.contains(",typo,")).unwrap();
        let without: String =
            ledger.lines().enumerate().filter(|(at, _)| *at != first).map(|(_, line)| format!("{line}\n")).collect();
        fs::write(&path, without).unwrap();
        let outcome = validate(&["--fail-on", "error"]);
        assert_eq!(outcome.code, 1, "a damage that no line tells: {outcome:?}");
        assert!(outcome.text().contains("ledger_clean:customer"), "{}", outcome.text());
        let other: String = ledger
            .lines()
            .enumerate()
            .map(|(at, line)| if at == first { format!("{line}else\n") } else { format!("{line}\n") })
            .collect();
        fs::write(&path, other).unwrap();
        let outcome = validate(&["--fail-on", "error"]);
        assert_eq!(outcome.code, 1, "a line that is not true: {outcome:?}");
        assert!(outcome.text().contains("ledger_cells:customer.name"), "{}", outcome.text());
    }
}
