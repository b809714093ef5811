//! Each generator alone: time per value.
//!
//! `cargo bench -p datagen-bench`; one iteration makes 131,072 values. The time of `sequence` is in all others, whose
//! tables need a key.

use datagen_core::seed::Seed;
use datagen_core::{Control, Options, Plan, Schema};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

const ROWS: u64 = 131_072;

/// Name, type, generator.
const COLUMNS: [(&str, &str, &str); 34] = [
    ("sequence", "int", r#""sequence": {}"#),
    ("sequence, format", "string", r#""sequence": {"format": "CUST{:06}"}"#),
    ("choice, 8 uniform", "string", r#""choice": {"choices": ["a", "b", "c", "d", "e", "f", "g", "h"]}"#),
    (
        "choice, 8 weighted",
        "string",
        r#""choice": {"choices": ["a", "b", "c", "d", "e", "f", "g", "h"], "weights": [30, 25, 15, 10, 8, 6, 4, 2]}"#,
    ),
    ("choice, bool", "bool", r#""choice": {"choices": [true, false], "weights": [35, 65]}"#),
    (
        "choice, 50 int",
        "int",
        r#""distribution": {"type": "uniform", "params": {"low": 1, "high": 50}, "clamp": [1, 50]}"#,
    ),
    ("distribution normal", "float", r#""distribution": {"type": "normal", "clamp": [-9, 9]}"#),
    ("distribution lognormal", "float", r#""distribution": {"type": "lognormal", "clamp": [0, 1e9]}"#),
    ("distribution uniform", "float", r#""distribution": {"type": "uniform", "clamp": [0, 1]}"#),
    (
        "distribution poisson",
        "int",
        r#""distribution": {"type": "poisson", "params": {"lambda": 20}, "clamp": [0, 99]}"#,
    ),
    ("distribution exponential", "float", r#""distribution": {"type": "exponential", "clamp": [0, 99]}"#),
    ("distribution gamma", "float", r#""distribution": {"type": "gamma", "params": {"shape": 2}, "clamp": [0, 99]}"#),
    (
        "distribution beta",
        "float",
        r#""distribution": {"type": "beta", "params": {"alpha": 2, "beta": 3}, "clamp": [0, 1]}"#,
    ),
    (
        "distribution pareto",
        "float",
        r#""distribution": {"type": "pareto", "params": {"alpha": 2}, "clamp": [1, 999]}"#,
    ),
    (
        "distribution triangular",
        "float",
        r#""distribution": {"type": "triangular", "params": {"low": 0, "high": 1, "mode": 0.3}, "clamp": [0, 1]}"#,
    ),
    (
        "distribution binomial",
        "int",
        r#""distribution": {"type": "binomial", "params": {"n": 50, "p": 0.3}, "clamp": [0, 50]}"#,
    ),
    (
        "distribution student_t",
        "float",
        r#""distribution": {"type": "student_t", "params": {"df": 5}, "clamp": [-99, 99]}"#,
    ),
    (
        "distribution mixture",
        "float",
        r#""distribution": {"type": "mixture", "clamp": [-99, 99], "params": {"components": [
            {"type": "normal", "weight": 3}, {"type": "normal", "weight": 1, "params": {"mean": 5}}]}}"#,
    ),
    (
        "distribution empirical",
        "float",
        r#""distribution": {"type": "empirical", "clamp": [0, 99], "params": {"quantiles": [0, 1, 2, 5, 20]}}"#,
    ),
    ("distribution lognormal, decimal", "decimal", r#""distribution": {"type": "lognormal", "clamp": [0, 1e9]}"#),
    ("datetime_series, grid", "datetime", r#""datetime_series": {}"#),
    ("datetime_series, spread", "datetime", r#""datetime_series": {"spread": true}"#),
    (
        "datetime_series, weighted",
        "datetime",
        r#""datetime_series": {"spread": true, "patterns": [{"dimension": "dow", "weights": [1, 1, 1, 1, 2, 3, 2]},
            {"dimension": "hour", "weights": [2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 10, 11, 10, 9, 9, 10, 11, 12, 12, 10, 8, 5, 3]}]}"#,
    ),
    (
        "datetime_offset",
        "datetime",
        r#""datetime_offset": {"from": "thing.made_at", "unit": "hour", "distribution": "uniform", "params": {"high": 9}}"#,
    ),
    ("lookup, one of 1,000,000 keys", "int", r#""lookup": {"from": "customer.id"}"#),
    ("lookup, zipf", "int", r#""lookup": {"from": "customer.id", "weights_kind": "zipf@0.9"}"#),
    ("expression, arithmetic", "int", r#""expression": {"code": "key * 3 + 1"}"#),
    ("expression, case", "string", r#""expression": {"code": "CASE WHEN key % 2 = 0 THEN 'even' ELSE 'odd' END"}"#),
    ("pattern", "string", r#""pattern": {"regex": "PX-[A-F]{2}\\d{4}"}"#),
    ("uuid", "string", r#""uuid": {"version": 4}"#),
    ("faker name", "string", r#""faker": {"method": "name"}"#),
    ("faker email", "string", r#""faker": {"method": "email"}"#),
    ("faker address", "string", r#""faker": {"method": "address"}"#),
    ("faker text, 43 letters", "string", r#""faker": {"method": "text", "max_nb_chars": 43}"#),
];

fn main() {
    divan::main();
}

/// A table with a key and the column; around it what lookups and offsets refer to.
fn plan(data_type: &str, generator: &str) -> Result<Plan, String> {
    let text = format!(
        r#"{{"version": "1.0", "metadata": {{"name": "micro"}},
            "timeframe": {{"start": "2023-01-01", "end": "2024-12-31T23:00:00", "freq": "H"}},
            "nodes": [
              {{"id": "customer", "kind": "entity", "pk": "id", "rows": 1000000,
                "columns": [{{"name": "id", "type": "int", "generator": {{"sequence": {{}}}}}}]}},
              {{"id": "thing", "kind": "entity", "pk": "key", "rows": 1000,
                "columns": [{{"name": "key", "type": "int", "generator": {{"sequence": {{}}}}}},
                            {{"name": "made_at", "type": "datetime", "generator": {{"datetime_series": {{}}}}}}]}},
              {{"id": "row", "kind": "entity", "pk": "key", "rows": {ROWS},
                "columns": [{{"name": "key", "type": "int", "generator": {{"sequence": {{}}}}}},
                            {{"name": "value", "type": "{data_type}", "generator": {{{generator}}}}}]}}]}}"#
    );
    let (schema, diagnostics) = Schema::parse(&text);
    if diagnostics.has_errors() {
        return Err(diagnostics.to_string());
    }
    Plan::new(&schema, 42, Options::default()).map_err(|error| error.to_string())
}

#[divan::bench(args = COLUMNS.iter().map(|column| column.0))]
fn generator(bencher: Bencher<'_, '_>, name: &str) {
    let column = COLUMNS.iter().find(|column| column.0 == name);
    let plan = match column.map(|(_, data_type, generator)| plan(data_type, generator)) {
        Some(Ok(plan)) => plan,
        Some(Err(error)) => panic!("{name}: {error}"),
        None => return,
    };
    let control = Control::default();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        let batches = plan.batches("row", 0..ROWS, &control).into_iter().flatten();
        batches.for_each(|batch| assert!(black_box(batch).is_ok(), "a batch failed"));
    });
}

#[divan::bench]
fn random_numbers(bencher: Bencher<'_, '_>) {
    let draw = Seed(42).key("row", "value", "value").draw(0);
    let mut block = vec![0; 8192];
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        for first in (0..ROWS).step_by(8192) {
            block.iter_mut().zip(first..).for_each(|(bits, row)| *bits = draw.bits(row));
            black_box(&block);
        }
    });
}
