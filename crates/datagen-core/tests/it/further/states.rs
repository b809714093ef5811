//! State machines: the state of a child is that of its elder sibling, one step on.

use std::collections::BTreeMap;

use datagen_core::{Control, Options};

use super::complaints;
use crate::door::Expected::Shares;
use crate::door::{check, column, generate, plan, texts};

const ORDER: &str = r#""new": {"paid": 9, "cancelled": 1}, "paid": {"paid": 0.25, "shipped": 0.7, "cancelled": 0.05},
    "shipped": {"delivered": 1}"#;

/// Orders with `children` events each.
fn orders(rows: u64, children: u64, machine: &str) -> String {
    format!(
        r#"{{"version": "1.0", "metadata": {{"name": "test"}}, "nodes": [
        {{"id": "order", "kind": "entity", "pk": "id", "rows": {rows}, "columns": [
          {{"name": "id", "type": "int", "generator": {{"sequence": {{}}}}}}]}},
        {{"id": "event", "kind": "fact", "pk": "id", "parents": ["order"],
          "fanout": {{"distribution": "fixed", "count": {children}}}, "columns": [
          {{"name": "id", "type": "int", "generator": {{"sequence": {{}}}}}},
          {{"name": "nth", "type": "int", "generator": {{"ordinal": {{"start": 0}}}}}},
          {{"name": "state", "type": "string", "generator": {{"state_machine": {machine}}}}}]}}]}}"#
    )
}

fn machine(transitions: &str) -> String {
    format!(r#"{{"initial": "new", "transitions": {{{transitions}}}}}"#)
}

/// Every run starts with the initial state, and each step has the shares that its state declares.
#[test]
fn steps_have_the_declared_shares() {
    let (tables, _) = generate(&orders(20_000, 6, &machine(ORDER)), &Options::default());
    let states = texts(&column(&tables, "event.state"));
    let mut steps: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    let mut left: BTreeMap<&str, f64> = BTreeMap::new();
    for run in states.chunks(6) {
        assert_eq!(run[0], "new");
        for pair in run.windows(2) {
            *steps.entry((&pair[0], &pair[1])).or_default() += 1.0;
            *left.entry(&pair[0]).or_default() += 1.0;
        }
    }
    let declared = BTreeMap::from([
        (("new", "paid"), 0.9),
        (("new", "cancelled"), 0.1),
        (("paid", "paid"), 0.25),
        (("paid", "shipped"), 0.7),
        (("paid", "cancelled"), 0.05),
        (("shipped", "delivered"), 1.0),
        (("delivered", "delivered"), 1.0),
        (("cancelled", "cancelled"), 1.0),
    ]);
    assert_eq!(steps.keys().collect::<Vec<_>>(), declared.keys().collect::<Vec<_>>());
    for (step, share) in declared {
        let tried = left[step.0];
        let deviation = (steps[&step] / tried - share).abs();
        assert!(deviation <= 5.0 * (share * (1.0 - share) / tried).sqrt(), "{step:?}: {deviation}");
    }
}

#[test]
fn a_run_without_transitions_stays() {
    let schema = orders(50, 4, &machine(""));
    check(&schema, &[Shares("event.state", &[("new", 1.0)])]);
}

/// A child alone has the state that it has among its siblings.
#[test]
fn any_row_can_be_told_alone() {
    let plan = plan(&orders(40, 30, &machine(ORDER)), &Options::default());
    let control = Control::default();
    let states = |rows: std::ops::Range<u64>| -> Vec<String> {
        let batches = plan.batches("event", rows, &control).unwrap();
        batches.flat_map(|batch| texts(batch.unwrap().column_by_name("state").unwrap())).collect()
    };
    let whole = states(0..1200);
    for row in [0, 1, 29, 30, 31, 777, 1199] {
        assert_eq!(states(row..row + 1), whole[row as usize..=row as usize]);
    }
}

#[test]
fn mistakes_of_state_machines() {
    let by_time = orders(5, 2, &machine(ORDER)).replacen(
        r#""pk": "id", "parents""#,
        r#""pk": "id", "order": "by_time", "parents""#,
        1,
    );
    let by_time = by_time.replacen(
        r#"{"name": "nth", "type": "int", "generator": {"ordinal": {"start": 0}}}"#,
        r#"{"name": "at", "type": "datetime", "generator": {"datetime_series": {"freq": "h",
           "within": {"start": "2024-01-01", "end": "2024-12-31"}}}}"#,
        1,
    );
    let alone =
        super::table(5, &[super::column("s", "string", r#"{"state_machine": {"initial": "a", "transitions": {}}}"#)]);
    let number = orders(5, 2, &machine(ORDER)).replace(r#""state", "type": "string""#, r#""state", "type": "int""#);
    golden!(complaints(&[
        ("weights below 0, and none above", orders(5, 2, &machine(r#""new": {"a": -1, "b": 2}, "b": {"a": 0}"#))),
        ("a state that is misspelt", orders(5, 2, &machine(r#""new": {"payed": 1}, "paid": {"new": 1}"#))),
        ("rows in time order", by_time),
        ("no parent", alone),
        ("a number", number),
    ]));
}
