//! For each kind of check, a dataset that is damaged in exactly that way: `mutations.txt` has the damage as SQL, and what
//! it makes fail. Nothing else may.

use std::fs::File;
use std::path::{Path, PathBuf};

use datagen_core::Schema;
use datagen_quality::{Dataset, Findings, OpenOptions, Status};
use parquet::arrow::ArrowWriter;
use tempfile::TempDir;

use crate::support::{findings, generate, parquet, parse, told};

/// Where the clean tables lie, and the dataset that queries see.
struct Clean {
    schema: Schema,
    place: TempDir,
    dataset: Dataset,
}

fn clean() -> Clean {
    let folder = format!("{}/tests/it", env!("CARGO_MANIFEST_DIR"));
    let schema = parse(&std::fs::read_to_string(format!("{folder}/shop.json")).unwrap());
    let place = tempfile::tempdir().unwrap();
    generate(&schema, 11, 1.0, parquet(), place.path());
    let dataset = Dataset::open(place.path(), schema.document(), &OpenOptions::default()).unwrap();
    Clean { schema, place, dataset }
}

/// One damage, and the checks that fail or warn of it.
#[derive(Default)]
struct Mutation {
    name: String,
    table: String,
    sql: String,
    fails: Vec<String>,
    warns: Vec<String>,
    names: Vec<String>,
}

fn mutations(text: &str) -> Vec<Mutation> {
    let mut mutations: Vec<Mutation> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(name) = line.strip_prefix("# ") {
            mutations.push(Mutation { name: name.to_owned(), ..Mutation::default() });
            continue;
        }
        let (head, rest) = line.split_once(':').unwrap();
        let words = || rest.split_whitespace().map(str::to_owned).collect();
        let last = mutations.last_mut().unwrap();
        match head {
            "fails" => last.fails = words(),
            "warns" => last.warns = words(),
            "names" => last.names = words(),
            table => (last.table, last.sql) = (table.to_owned(), rest.trim().to_owned()),
        }
    }
    mutations
}

/// A directory with the clean files, one of them replaced by the result of a query.
fn damaged(clean: &Clean, mutation: &Mutation) -> TempDir {
    let place = tempfile::tempdir().unwrap();
    for table in clean.dataset.tables().iter().filter(|table| table.name != mutation.table) {
        link(&file(clean.place.path(), &table.name), &file(place.path(), &table.name));
    }
    let batches = clean.dataset.query(&mutation.sql).unwrap_or_else(|error| panic!("{}: {error}", mutation.name));
    let target = File::create(file(place.path(), &mutation.table)).unwrap();
    let mut writer = ArrowWriter::try_new(target, batches[0].schema(), None).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.close().unwrap();
    place
}

fn file(folder: &Path, table: &str) -> PathBuf {
    folder.join(format!("{table}.parquet"))
}

fn link(from: &Path, to: &Path) {
    if std::fs::hard_link(from, to).is_err() {
        std::fs::copy(from, to).unwrap();
    }
}

fn ids(findings: &Findings, status: Status) -> Vec<String> {
    let mut ids: Vec<String> = findings.with_status(status).map(|check| check.id.clone()).collect();
    ids.sort();
    ids
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort();
    ids
}

/// What is not as the file says.
fn objections(mutation: &Mutation, findings: &Findings) -> String {
    let mut words = String::new();
    for (status, expected) in [(Status::Failed, &mutation.fails), (Status::Warning, &mutation.warns)] {
        let found = ids(findings, status);
        if found != sorted(expected.clone()) {
            words.push_str(&format!("  {status:?}: {found:?} instead of {expected:?}\n{}", told(findings, status)));
        }
    }
    let shown: String = findings.with_status(Status::Failed).map(|check| format!("{:?}", check.examples)).collect();
    for name in mutation.names.iter().filter(|name| !shown.contains(name.as_str())) {
        words.push_str(&format!("  {name} is not named in {shown}\n"));
    }
    words
}

#[test]
fn each_damage_fails_its_check_and_nothing_else() {
    let clean = clean();
    let untouched = findings(&clean.schema, clean.place.path());
    let (failed, warned) = (told(&untouched, Status::Failed), told(&untouched, Status::Warning));
    println!("{}", told(&untouched, Status::NotTested));
    let mut objected =
        if failed.is_empty() && warned.is_empty() { String::new() } else { format!("untouched:\n{failed}{warned}") };
    let text = std::fs::read_to_string(format!("{}/tests/it/mutations.txt", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let all = mutations(&text);
    assert!(all.len() >= 40, "{} mutations", all.len());
    for mutation in &all {
        let place = damaged(&clean, mutation);
        let objections = objections(mutation, &findings(&clean.schema, place.path()));
        if !objections.is_empty() {
            objected.push_str(&format!("# {}\n{objections}", mutation.name));
        }
    }
    assert!(objected.is_empty(), "{objected}");
}

/// Every kind of check that the shop has fails in some mutation, or is named here with the test that makes it fail.
#[test]
fn every_kind_has_a_mutation() {
    const ELSEWHERE: [&str; 4] = ["file", "lines", "readable", "rows_written"];
    let clean = clean();
    let text = std::fs::read_to_string(format!("{}/tests/it/mutations.txt", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let all = mutations(&text);
    let findings = findings(&clean.schema, clean.place.path());
    let kinds: std::collections::BTreeSet<&str> = findings
        .checks
        .iter()
        .filter(|check| check.status == Status::Passed)
        .filter_map(|c| c.id.split(':').next())
        .collect();
    let broken = |kind: &&str| {
        let mut ids = all.iter().flat_map(|mutation| mutation.fails.iter().chain(&mutation.warns));
        !ids.any(|id| id.split(':').next() == Some(*kind)) && !ELSEWHERE.contains(kind)
    };
    let missing: Vec<&str> = kinds.into_iter().filter(broken).collect();
    assert!(missing.is_empty(), "no mutation breaks {missing:?}");
}
