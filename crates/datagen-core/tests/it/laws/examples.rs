//! The determinism contract on the examples: for any seed, however the rows are cut.

use std::ops::Range;
use std::path::Path;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use datagen_core::{Control, Options, Plan, Schema};
use proptest::prelude::*;

/// Each example with a scale at which its tables still take several batches, where they are large.
const EXAMPLES: [(&str, f64); 9] = [
    ("bank", 0.05),
    ("ecomm", 0.02),
    ("gov", 0.2),
    ("gov_scaled", 0.01),
    ("healthcare", 0.1),
    ("manufacturing", 0.1),
    ("marketing_funnel", 0.1),
    ("saas", 0.1),
    ("test_patterns", 1.0),
];

fn plan(name: &str, scale: f64, seed: u64) -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).with_extension("json");
    let (schema, diagnostics) = Schema::parse(&std::fs::read_to_string(path).unwrap());
    assert!(!diagnostics.has_errors(), "{diagnostics}");
    Plan::new(&schema, seed, Options { scale, ..Options::default() }).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn rows(plan: &Plan, table: &str, range: Range<u64>) -> RecordBatch {
    let control = Control::default();
    let batches: Vec<_> = plan.batches(table, range, &control).unwrap().collect::<Result<_, _>>().unwrap();
    concat_batches(&plan.schema(table).unwrap(), &batches).unwrap()
}

fn whole(plan: &Plan, table: &str) -> RecordBatch {
    rows(plan, table, 0..plan.rows(table, &Control::default()).unwrap())
}

/// The rows of `table` in pieces of `size`, the last piece first, put together again.
fn in_pieces(plan: &Plan, table: &str, size: u64) -> RecordBatch {
    let total = plan.rows(table, &Control::default()).unwrap();
    let starts: Vec<u64> = (0..total).step_by(size as usize).collect();
    let mut pieces: Vec<RecordBatch> =
        starts.iter().rev().map(|&start| rows(plan, table, start..(start + size).min(total))).collect();
    pieces.reverse();
    concat_batches(&plan.schema(table).unwrap(), &pieces).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Batches of any size give the rows of the whole.
    #[test]
    fn batches_of_any_size_are_the_whole(example in 0..EXAMPLES.len(), seed: u64, size in 700_u64..20_000) {
        let (name, scale) = EXAMPLES[example];
        let (one, other) = (plan(name, scale, seed), plan(name, scale, seed));
        for table in one.tables() {
            prop_assert_eq!(in_pieces(&other, table, size), whole(&one, table), "{} of {}", table, name);
        }
    }

    /// Any number of partitions, each made by a plan of its own, give the rows of the whole: every row once.
    #[test]
    fn any_partitions_are_the_whole(example in 0..EXAMPLES.len(), seed: u64, partitions in 2_u64..9) {
        let (name, scale) = EXAMPLES[example];
        let control = Control::default();
        let plans: Vec<Plan> = (0..partitions).map(|_| plan(name, scale, seed)).collect();
        let parts: Vec<_> =
            plans.iter().zip(0..).map(|(plan, nth)| plan.partitions(partitions, &control).unwrap().swap_remove(nth)).collect();
        let one = plan(name, scale, seed);
        for table in one.tables() {
            let pieces: Vec<RecordBatch> =
                plans.iter().zip(&parts).map(|(plan, part)| rows(plan, table, part[table].clone())).collect();
            let together = concat_batches(&one.schema(table).unwrap(), &pieces).unwrap();
            prop_assert_eq!(together, whole(&one, table), "{} of {}", table, name);
        }
    }
}

/// Fifteen million rows at a hundredth, each of the laws.
#[test]
fn the_largest_example_keeps_the_laws() {
    let (one, other) = (plan("gov_scaled", 0.01, 7), plan("gov_scaled", 0.01, 7));
    for table in one.tables() {
        let all = whole(&one, table);
        assert_eq!(in_pieces(&other, table, 3001), all, "{table}");
    }
}
