//! A schema's own output keeps everything that the schema promises: every example, at several seeds, is at 100.

use datagen_quality::Status;
use serde_json::json;

use crate::support::{findings, generate, parquet, parse, told};

/// The examples, and the scale at which they have some ten thousand rows.
const EXAMPLES: [(&str, f64); 10] = [
    ("simple", 1.0),
    ("bank", 0.2),
    ("ecomm", 0.05),
    ("gov", 0.3),
    ("gov_scaled", 0.01),
    ("saas", 0.3),
    ("healthcare", 0.3),
    ("manufacturing", 0.3),
    ("marketing_funnel", 0.3),
    ("test_patterns", 1.0),
];

fn check(seeds: std::ops::Range<u64>) {
    let mut told_of = String::new();
    for (name, scale) in EXAMPLES {
        let path = format!("{}/../../examples/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let schema = parse(&std::fs::read_to_string(path).unwrap());
        for seed in seeds.clone() {
            let place = tempfile::tempdir().unwrap();
            generate(&schema, seed, scale, parquet(), place.path());
            let findings = findings(&schema, place.path());
            let words = told(&findings, Status::Failed) + &told(&findings, Status::Warning);
            if findings.score != 100.0 || !words.is_empty() {
                told_of.push_str(&format!("{name}, seed {seed}: {}\n{words}\n", findings.score));
            }
            if std::env::args().any(|argument| argument == "--nocapture") {
                let count = |status| findings.with_status(status).count();
                println!("{name} {seed}: {} passed, not tested:", count(Status::Passed));
                println!("{}", told(&findings, Status::NotTested));
            }
        }
    }
    assert!(told_of.is_empty(), "{told_of}");
}

#[test]
fn every_example_is_at_100() {
    check(1..4);
}

/// A date is some whole days after the day of a time, or the day some hours after it.
#[test]
fn dates_after_times_keep_their_law() {
    let after = |name: &str, unit: &str, shape: f64, scale: f64| {
        json!({ "name": name, "type": "date", "generator": { "datetime_offset": {
            "from": "sent_at", "unit": unit, "distribution": "gamma", "params": { "shape": shape, "scale": scale }
        } } })
    };
    let schema = json!({
        "version": "1.0",
        "metadata": { "name": "post" },
        "timeframe": { "start": "2024-01-01", "end": "2024-12-31", "freq": "min" },
        "nodes": [{
            "id": "letter", "kind": "entity", "pk": "letter_id", "rows": 60_000,
            "columns": [
                { "name": "letter_id", "type": "int", "generator": { "sequence": {} } },
                { "name": "sent_at", "type": "datetime", "generator": { "datetime_series": {
                    "within": { "start": "2024-01-01", "end": "2024-12-31" }, "freq": "min",
                    "pattern": { "dimension": "hour", "weights": [1, 0, 0, 0, 0, 0, 1, 2, 4, 6, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9, 8, 6, 4, 2] }
                } } },
                after("arrived_on", "day", 4.0, 3.0),
                after("opened_on", "hour", 3.0, 20.0),
                after("answered_on", "week", 4.0, 1.0),
            ]
        }]
    });
    let (schema, place) = (parse(&schema.to_string()), tempfile::tempdir().unwrap());
    generate(&schema, 7, 1.0, parquet(), place.path());
    let findings = findings(&schema, place.path());
    let spans: Vec<Status> =
        findings.checks.iter().filter(|check| check.kind == "span").map(|check| check.status).collect();
    assert_eq!(spans, [Status::Passed; 3], "{}", told(&findings, Status::Failed));
}
