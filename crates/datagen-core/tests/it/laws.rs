//! The determinism contract, clause by clause.

mod examples;

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use datagen_core::{BATCH_ROWS, Control, Options, Plan, Schema};
use proptest::prelude::*;

use crate::door::{SEED, plan, table};

const WORLD: &str = r#"{"version": "1.0", "metadata": {"name": "world"},
  "timeframe": {"start": "2023-01-01", "end": "2024-12-31", "freq": "H"}, "nodes": [
  {"id": "shop", "kind": "entity", "pk": "id", "rows": 30, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "city", "type": "string", "generator": {"faker": {"method": "city"}}}]},
  {"id": "customer", "kind": "entity", "order": "by_time", "pk": "id", "rows": 20000, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "name", "type": "string", "generator": {"faker": {"method": "name"}}},
    {"name": "since", "type": "datetime", "generator": {"datetime_series": {"spread": true}}},
    {"name": "shop", "type": "int", "generator": {"lookup": {"from": "shop.id", "weights_kind": "zipf@1"}}},
    {"name": "guide", "type": "int", "nullable": true, "null_rate": 0.3, "generator": {"lookup": {"from": "customer.id"}}}]},
  {"id": "order", "kind": "fact", "parents": ["customer"], "order": "by_time", "pk": "id",
   "fanout": {"distribution": "lognormal", "mean": 2, "sigma": 1}, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "customer", "type": "int", "generator": {"lookup": {"from": "customer.id"}}},
    {"name": "at", "type": "datetime", "generator": {"datetime_series": {"spread": true}}},
    {"name": "city", "type": "string", "generator": {"lookup": {"from": "shop.city"}}}]},
  {"id": "item", "kind": "fact", "parents": ["order"], "pk": "id",
   "fanout": {"distribution": "poisson", "lambda": 1.2}, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "order", "type": "int", "generator": {"lookup": {"from": "order.id"}}},
    {"name": "sent", "type": "datetime", "generator": {"datetime_series": {"after": "parent.at", "spread": true}}},
    {"name": "price", "type": "decimal", "generator": {"distribution": {"type": "lognormal", "params": {"mean": 3}, "clamp": [1, 999]}}},
    {"name": "twice", "type": "decimal", "generator": {"expression": {"code": "price * 2"}}}]}]}"#;

fn rows(plan: &Plan, name: &str, range: std::ops::Range<u64>) -> RecordBatch {
    let control = Control::default();
    let batches: Vec<_> = plan.batches(name, range, &control).unwrap().collect::<Result<_, _>>().unwrap();
    concat_batches(&plan.schema(name).unwrap(), &batches).unwrap()
}

fn whole(text: &str, options: &Options) -> Vec<(String, RecordBatch)> {
    let plan = plan(text, options);
    plan.tables().map(|name| (name.to_owned(), table(&plan, name, &Control::default()))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any range of rows, computed alone by a plan of its own, is that slice of the whole.
    #[test]
    fn any_part_alone_is_that_slice_of_the_whole(start in 0.0..1.0_f64, length in 0_u64..20_000) {
        static WHOLE: std::sync::LazyLock<Vec<(String, RecordBatch)>> =
            std::sync::LazyLock::new(|| whole(WORLD, &Options::default()));
        let fresh = plan(WORLD, &Options::default());
        for (name, all) in WHOLE.iter() {
            let total = all.num_rows() as u64;
            let first = (start * total as f64) as u64;
            let end = (first + length).min(total);
            prop_assert_eq!(rows(&fresh, name, first..end), all.slice(first as usize, (end - first) as usize));
        }
    }
}

#[test]
fn batches_begin_at_multiples_of_the_batch_size() {
    let plan = plan(WORLD, &Options::default());
    let control = Control::default();
    let sizes: Vec<usize> =
        plan.batches("customer", 8000..20_000, &control).unwrap().map(|batch| batch.unwrap().num_rows()).collect();
    assert_eq!(sizes, [BATCH_ROWS as usize - 8000, BATCH_ROWS as usize, 20_000 - 2 * BATCH_ROWS as usize]);
}

#[test]
fn threads_see_the_same_values() {
    let plan = Arc::new(plan(WORLD, &Options::default()));
    let expected = whole(WORLD, &Options::default());
    std::thread::scope(|scope| {
        for (name, all) in expected.iter().rev() {
            let plan = Arc::clone(&plan);
            scope.spawn(move || assert_eq!(table(&plan, name, &Control::default()), *all));
        }
    });
}

#[test]
fn every_row_belongs_to_exactly_one_partition() {
    let plan = plan(WORLD, &Options::default());
    let control = Control::default();
    let partitions = plan.partitions(7, &control).unwrap();
    for name in plan.tables() {
        let mut next = 0;
        for partition in &partitions {
            assert_eq!(partition[name].start, next, "{name}");
            next = partition[name].end;
        }
        assert_eq!(next, plan.rows(name, &control).unwrap(), "{name}");
    }
    // Items lie with their orders.
    for partition in &partitions {
        let items = rows(&plan, "item", partition["item"].clone());
        let orders = crate::door::numbers(items.column_by_name("order").unwrap());
        let range = &partition["order"];
        assert!(orders.iter().all(|order| (range.start as f64 + 1.0..=range.end as f64).contains(order)));
    }
}

#[test]
fn other_tables_and_columns_change_nothing() {
    let before = whole(WORLD, &Options::default());
    let document: serde_json::Value = serde_json::from_str(WORLD).unwrap();
    let mut changed = document;
    let nodes = changed["nodes"].as_array_mut().unwrap();
    for node in nodes.iter_mut() {
        let columns = node["columns"].as_array_mut().unwrap();
        columns.reverse();
        columns.push(
            serde_json::json!({"name": "extra", "type": "bool", "generator": {"choice": {"choices": [true, false]}}}),
        );
    }
    nodes.reverse();
    nodes.push(serde_json::json!({"id": "new", "kind": "entity", "pk": "id", "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}}]}));
    let after = whole(&changed.to_string(), &Options::default());
    for (name, batch) in before {
        let (_, other) = after.iter().find(|(found, _)| *found == name).unwrap();
        for field in batch.schema().fields() {
            assert_eq!(
                batch.column_by_name(field.name()),
                other.column_by_name(field.name()),
                "{name}.{}",
                field.name()
            );
        }
    }
}

#[test]
fn more_rows_keep_the_earlier_ones_and_their_children() {
    let grown = |rows: u64| {
        format!(
            r#"{{"version": "1.0", "metadata": {{"name": "g"}}, "nodes": [
              {{"id": "p", "kind": "entity", "pk": "id", "rows": {rows}, "columns": [
                {{"name": "id", "type": "int", "generator": {{"sequence": {{}}}}}},
                {{"name": "name", "type": "string", "generator": {{"faker": {{"method": "name"}}}}}},
                {{"name": "guide", "type": "int", "generator": {{"lookup": {{"from": "p.id"}}}}}}]}},
              {{"id": "c", "kind": "fact", "parents": ["p"], "pk": "id", "fanout": {{"distribution": "poisson", "lambda": 2}}, "columns": [
                {{"name": "id", "type": "int", "generator": {{"sequence": {{}}}}}},
                {{"name": "p", "type": "int", "generator": {{"lookup": {{"from": "p.id"}}}}}},
                {{"name": "x", "type": "float", "generator": {{"distribution": {{"type": "normal", "clamp": [-9, 9]}}}}}}]}}]}}"#
        )
    };
    let (few, many) = (whole(&grown(500), &Options::default()), whole(&grown(5000), &Options::default()));
    for ((name, few), (_, many)) in few.iter().zip(&many) {
        assert_eq!(*few, many.slice(0, few.num_rows()), "{name}");
    }
}

#[test]
fn another_seed_is_other_data_and_the_same_seed_the_same() {
    let (schema, _) = Schema::parse(WORLD);
    let of_seed = |seed| {
        let plan = Plan::new(&schema, seed, Options::default()).unwrap();
        rows(&plan, "customer", 0..100)
    };
    assert_eq!(of_seed(SEED), of_seed(SEED));
    for (a, b) in [(0, 1), (1, 2), (SEED, u64::MAX)] {
        assert_ne!(of_seed(a).column(1), of_seed(b).column(1));
    }
}

#[test]
fn a_plan_survives_the_way_to_another_process() {
    let plan = plan(WORLD, &Options { scale: 0.1, ..Options::default() });
    let sent = serde_json::to_string(&plan).unwrap();
    let received: Plan = serde_json::from_str(&sent).unwrap();
    assert_eq!(received.summary(), plan.summary());
    assert_eq!(rows(&received, "item", 5..50), rows(&plan, "item", 5..50));
    let other = sent.replace(&format!("\"stream_version\":{}", datagen_core::STREAM_VERSION), "\"stream_version\":999");
    assert!(serde_json::from_str::<Plan>(&other).unwrap_err().to_string().contains("stream version"));
}

/// The values of the first rows of every generator, in full. They change only with `STREAM_VERSION`.
#[test]
fn golden_values_of_every_generator() {
    let schema = r#"{"version": "1.0", "metadata": {"name": "golden"},
      "timeframe": {"start": "2024-01-01", "end": "2024-12-31", "freq": "H"}, "nodes": [
      {"id": "kind", "kind": "vocab", "pk": "code", "columns": [
        {"name": "code", "type": "string", "generator": {"enum_list": {"values": ["a", "b", "c", "d"]}}},
        {"name": "rate", "type": "decimal", "decimals": 3, "generator": {"enum_list": {"values": [0.5, 1, 2, 4]}}}]},
      {"id": "parent_table", "kind": "entity", "pk": "id", "rows": 6, "order": "by_time", "columns": [
        {"name": "id", "type": "string", "generator": {"sequence": {"format": "P{:03}"}}},
        {"name": "at", "type": "datetime", "generator": {"datetime_series": {"spread": true, "pattern": {"dimension": "dow", "weights": [1,1,1,1,1,3,3]}}}},
        {"name": "boss", "type": "string", "nullable": true, "generator": {"lookup": {"from": "parent_table.id"}}},
        {"name": "normal", "type": "float", "generator": {"distribution": {"type": "normal", "clamp": [-9, 9]}}},
        {"name": "lognormal", "type": "float", "generator": {"distribution": {"type": "lognormal", "clamp": [0, 99]}}},
        {"name": "uniform", "type": "float", "generator": {"distribution": {"type": "uniform", "clamp": [0, 1]}}},
        {"name": "poisson", "type": "int", "generator": {"distribution": {"type": "poisson", "params": {"lambda": 7}, "clamp": [0, 99]}}},
        {"name": "price", "type": "decimal", "generator": {"distribution": {"type": "lognormal", "params": {"mean": 3}, "clamp": [0, 999]}}},
        {"name": "some", "type": "int", "nullable": true, "null_rate": 0.4, "generator": {"choice": {"choices": [1, 2, 3], "weights": [3, 2, 1]}}},
        {"name": "code", "type": "string", "generator": {"choice": {"choices_ref": "kind.code", "weights_kind": "zipf@1"}}},
        {"name": "rate", "type": "decimal", "decimals": 3, "generator": {"lookup": {"from": "kind.rate", "on": {"code": "code"}}}},
        {"name": "name", "type": "string", "generator": {"faker": {"method": "name"}}},
        {"name": "email", "type": "string", "generator": {"faker": {"method": "email"}}}]},
      {"id": "child", "kind": "fact", "parents": ["parent_table"], "pk": "id", "fanout": {"distribution": "negative_binomial", "mean": 2, "dispersion": 1}, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "parent", "type": "string", "generator": {"lookup": {"from": "parent_table.id"}}},
        {"name": "nth", "type": "int", "generator": {"ordinal": {}}},
        {"name": "after", "type": "datetime", "generator": {"datetime_series": {"after": "parent.at", "freq": "D"}}},
        {"name": "double", "type": "float", "generator": {"expression": {"code": "round(parent.normal * 2, 3)"}}}]}]}"#;
    let shown: Vec<String> = whole(schema, &Options::default())
        .iter()
        .map(|(name, batch)| {
            let columns = batch
                .schema()
                .fields()
                .iter()
                .zip(batch.columns())
                .map(|(field, values)| format!("{}: {}", field.name(), crate::door::texts(values).join(" | ")))
                .collect::<Vec<_>>();
            format!("{name}\n{}", columns.join("\n"))
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n\n"));
}
