//! A schema's own output keeps everything that the schema promises: every example, at several seeds, is at 100.

use datagen_quality::Status;

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
