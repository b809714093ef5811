//! Whatever an author writes, there is an answer and no panic: the kept corpus, the documentation's examples, and both
//! with bytes changed, taken out, doubled and mixed.
//!
//! `FUZZ_CASES=100000 cargo test -p datagen-core corpus` looks further. What it finds is kept in `tests/corpus/`.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use datagen_core::expression::Expression;
use datagen_core::schema::{Format, ParseOptions};
use datagen_core::{Control, Limits, Options, Plan, Schema};
use proptest::prelude::*;

/// The files of a folder, by name.
fn files(folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read(&path).unwrap())).collect()
}

static SCHEMAS: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
    let folders = ["tests/corpus/schemas", "../../docs/examples"];
    folders.into_iter().flat_map(files).collect()
});

static EXPRESSIONS: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| files("tests/corpus/expressions"));

/// Reads, plans and generates the first rows: anything but a panic is an answer.
fn read_whole(path: &Path, bytes: &[u8]) {
    let format = match path.extension().and_then(|extension| extension.to_str()) {
        Some("yaml") => Format::Yaml,
        Some("toml") => Format::Toml,
        _ => Format::Json,
    };
    let text = String::from_utf8_lossy(bytes);
    let (schema, diagnostics) =
        Schema::parse_with(&text, &ParseOptions { format: Some(format), ..ParseOptions::default() });
    let _ = diagnostics.to_string();
    if diagnostics.has_errors() {
        return;
    }
    let limits = Limits { rows: 20_000, cells: 400_000, bytes_kept: 1 << 24, ..Limits::default() };
    let Ok(plan) = Plan::new(&schema, 1, Options { limits, ..Options::default() }) else { return };
    let control = Control::default();
    for table in plan.tables() {
        let Ok(rows) = plan.rows(table, &control) else { return };
        if let Ok(batches) = plan.batches(table, 0..rows.min(40), &control) {
            let _ = batches.collect::<Result<Vec<_>, _>>();
        }
    }
}

fn compile(bytes: &[u8]) {
    use arrow::datatypes::DataType::{Boolean, Date32, Float64, Int64, Utf8};
    let columns = [("i", Int64), ("f", Float64), ("s", Utf8), ("b", Boolean), ("d", Date32), ("parent.i", Int64)];
    let columns: Vec<_> = columns.map(|(name, data_type)| (name.to_owned(), data_type)).into();
    let code = String::from_utf8_lossy(bytes);
    let empty: Vec<_> = columns.iter().map(|(_, data_type)| arrow::array::new_null_array(data_type, 2)).collect();
    if let Ok(expression) = Expression::compile(&code, &columns, Limits::default().expression_depth) {
        let _ = expression.evaluate(&empty, 2);
    }
}

#[test]
fn the_kept_corpus_is_answered() {
    SCHEMAS.iter().for_each(|(path, bytes)| read_whole(path, bytes));
    EXPRESSIONS.iter().for_each(|(_, bytes)| compile(bytes));
}

/// One change to a text.
#[derive(Debug, Clone)]
enum Change {
    Byte(u8),
    Remove(usize),
    Double(usize),
    /// A part of another file of the corpus.
    Mix(prop::sample::Index, prop::sample::Index, usize),
    Word(&'static str),
}

const WORDS: [&str; 30] = [
    "\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "9223372036854775807",
    "\"\"",
    "\\u0000",
    "(",
    ")",
    "'",
    "parent.",
    "id",
    "\"int\"",
    "\"string\"",
    "\"date\"",
    "\"datetime\"",
    "\"decimal\"",
    " and ",
    " - ",
    "é",
    "\u{10ffff}",
    "\n",
];

fn change() -> impl Strategy<Value = (prop::sample::Index, Change)> {
    let change = prop_oneof![
        any::<u8>().prop_map(Change::Byte),
        (1..40_usize).prop_map(Change::Remove),
        (1..200_usize).prop_map(Change::Double),
        (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1..200_usize)
            .prop_map(|(file, at, length)| Change::Mix(file, at, length)),
        prop::sample::select(&WORDS[..]).prop_map(Change::Word),
    ];
    (any::<prop::sample::Index>(), change)
}

fn apply(bytes: &mut Vec<u8>, at: &prop::sample::Index, change: &Change, corpus: &[(PathBuf, Vec<u8>)]) {
    let at = at.index(bytes.len() + 1);
    let end = |length: usize| (at + length).min(bytes.len());
    match change {
        Change::Byte(byte) => drop(bytes.splice(at..end(1), [*byte])),
        Change::Remove(length) => drop(bytes.drain(at..end(*length))),
        Change::Double(length) => {
            let part = bytes[at..end(*length)].to_vec();
            bytes.splice(at..at, part);
        }
        Change::Mix(file, from, length) => {
            let other = &corpus[file.index(corpus.len())].1;
            let from = from.index(other.len() + 1);
            let part = other[from..(from + length).min(other.len())].to_vec();
            bytes.splice(at..end(*length), part);
        }
        Change::Word(word) => drop(bytes.splice(at..end(word.len()), word.bytes())),
    }
}

#[expect(clippy::disallowed_methods, reason = "how long to look is the caller's choice, and changes no value")]
fn cases() -> u32 {
    std::env::var("FUZZ_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(600)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_schemas_are_answered(file: prop::sample::Index, changes in prop::collection::vec(change(), 1..6)) {
        let (path, bytes) = &SCHEMAS[file.index(SCHEMAS.len())];
        let mut bytes = bytes.clone();
        changes.iter().for_each(|(at, change)| apply(&mut bytes, at, change, &SCHEMAS));
        read_whole(path, &bytes);
    }

    #[test]
    fn damaged_expressions_are_answered(file: prop::sample::Index, changes in prop::collection::vec(change(), 1..6)) {
        let mut bytes = EXPRESSIONS[file.index(EXPRESSIONS.len())].1.clone();
        changes.iter().for_each(|(at, change)| apply(&mut bytes, at, change, &EXPRESSIONS));
        compile(&bytes);
    }
}
