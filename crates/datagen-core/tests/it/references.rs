//! Which row a row refers to: parents, fanout, drawn rows, joins, self references.

use std::collections::BTreeMap;

use crate::door::Expected::{Distinct, Every, Rows, Values};
use crate::door::{check, column, complaint, generate, numbers, texts};
use datagen_core::Options;

const BANK: &str = r#"{"version": "1.0", "metadata": {"name": "test"}, "nodes": [
  {"id": "branch", "kind": "entity", "pk": "id", "rows": 50, "columns": [
    {"name": "id", "type": "string", "generator": {"sequence": {"format": "B{:03}"}}},
    {"name": "city", "type": "string", "generator": {"faker": {"method": "city"}}}]},
  {"id": "product", "kind": "vocab", "pk": "code", "columns": [
    {"name": "code", "type": "string", "generator": {"enum_list": {"values": ["C", "S", "L"]}}},
    {"name": "rate", "type": "decimal", "decimals": 3, "generator": {"enum_list": {"values": [0, "1.250", 4.5]}}}]},
  {"id": "account", "kind": "fact", "pk": "id", "parents": ["customer", "branch"],
   "fanout": {"distribution": "uniform", "min": 0, "max": 4}, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {"start": 100}}},
    {"name": "customer", "type": "int", "generator": {"lookup": {"from": "customer.id"}}},
    {"name": "customer_branch", "type": "string", "generator": {"lookup": {"from": "customer.branch"}}},
    {"name": "branch", "type": "string", "generator": {"lookup": {"from": "branch.id"}}},
    {"name": "code", "type": "string", "generator": {"choice": {"choices": ["C", "S", "L"]}}},
    {"name": "rate", "type": "decimal", "decimals": 3, "generator": {"lookup": {"from": "product.rate", "on": {"code": "code"}}}},
    {"name": "nth", "type": "int", "generator": {"ordinal": {}}}]},
  {"id": "customer", "kind": "entity", "pk": "id", "rows": 9000, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "branch", "type": "string", "generator": {"lookup": {"from": "branch.id"}}},
    {"name": "city", "type": "string", "generator": {"lookup": {"from": "branch.city"}}},
    {"name": "popular", "type": "string", "generator": {"lookup": {"from": "branch.id", "weights_kind": "zipf@1"}}},
    {"name": "guide", "type": "int", "nullable": true, "generator": {"lookup": {"from": "customer.id"}}}]},
  {"id": "transfer", "kind": "fact", "pk": "id", "parents": ["account"],
   "fanout": {"distribution": "fixed", "count": 2}, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "account", "type": "int", "generator": {"lookup": {"from": "account.id"}}},
    {"name": "customer", "type": "int", "generator": {"lookup": {"from": "customer.id"}}},
    {"name": "branch", "type": "string", "generator": {"lookup": {"from": "branch.id"}}}]}]}"#;

/// `to[from[i]]` for every row: what a join would find.
fn joined(keys: &[String], key: &[String], values: &[String]) -> Vec<String> {
    let index: BTreeMap<&String, &String> = key.iter().zip(values).collect();
    keys.iter().map(|key| index[key].clone()).collect()
}

#[test]
fn children_know_their_parents() {
    let (tables, _) = generate(BANK, &Options::default());
    let text = |name: &str| texts(&column(&tables, name));
    let branches = joined(&text("account.customer"), &text("customer.id"), &text("customer.branch"));
    assert_eq!(branches, text("account.customer_branch"));
    // A child whose parent refers to a branch refers to the same one.
    assert_eq!(branches, text("account.branch"));
    let of_account = |name: &str| joined(&text("transfer.account"), &text("account.id"), &text(name));
    assert_eq!(of_account("account.customer"), text("transfer.customer"));
    assert_eq!(of_account("account.branch"), text("transfer.branch"));
}

#[test]
fn fanout_is_as_declared() {
    let (tables, _) = generate(BANK, &Options::default());
    let mut counts = BTreeMap::new();
    for customer in texts(&column(&tables, "account.customer")) {
        *counts.entry(customer).or_insert(0) += 1;
    }
    let mut shares: Vec<String> = counts.values().map(ToString::to_string).collect();
    shares.resize(9000, "0".to_owned());
    crate::door::check_shares("fanout", &shares, &[("0", 1.0), ("1", 1.0), ("2", 1.0), ("3", 1.0), ("4", 1.0)]);
    let accounts = texts(&column(&tables, "account.id")).len() as u64;
    check(BANK, &[Rows("transfer", 2 * accounts), Distinct("account.id"), Distinct("transfer.id")]);
    // Ordinals count each customer's accounts from 1.
    let mut last = String::new();
    let mut nth = 0;
    for (customer, ordinal) in
        texts(&column(&tables, "account.customer")).iter().zip(numbers(&column(&tables, "account.nth")))
    {
        nth = if *customer == last { nth + 1 } else { 1 };
        assert_eq!(ordinal, f64::from(nth));
        last.clone_from(customer);
    }
}

#[test]
fn lookups_of_one_table_are_one_row() {
    let (tables, _) = generate(BANK, &Options::default());
    let text = |name: &str| texts(&column(&tables, name));
    // `popular` says how its row is drawn, so the plain lookups of the same table follow it.
    assert_eq!(text("customer.branch"), text("customer.popular"));
    assert_eq!(joined(&text("customer.branch"), &text("branch.id"), &text("branch.city")), text("customer.city"));
    let mut counts: BTreeMap<String, f64> = BTreeMap::new();
    for branch in text("customer.popular") {
        *counts.entry(branch).or_insert(0.0) += 1.0;
    }
    let mut sorted: Vec<f64> = counts.into_values().collect();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let harmonic: f64 = (1..=50).map(|rank| 1.0 / f64::from(rank)).sum();
    assert!((sorted[0] / 9000.0 * harmonic - 1.0).abs() < 0.08, "{sorted:?}");
    assert!((sorted[1] / 9000.0 * harmonic - 0.5).abs() < 0.08, "{sorted:?}");
}

#[test]
fn joins_find_the_first_match_in_pk_order() {
    let (tables, _) = generate(BANK, &Options::default());
    let text = |name: &str| texts(&column(&tables, name));
    assert_eq!(joined(&text("account.code"), &text("product.code"), &text("product.rate")), text("account.rate"));
    let repeated = r#"{"version": "1.0", "metadata": {"name": "test"}, "nodes": [
      {"id": "t", "kind": "entity", "pk": "id", "rows": 3, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {"start": 5}}},
        {"name": "group", "type": "int", "generator": {"choice": {"choices": [7]}}},
        {"name": "name", "type": "string", "generator": {"lookup": {"from": "kind.name", "on": {"group": "group"}}}},
        {"name": "labelled", "type": "string", "generator": {"lookup": {"from": "kind.name", "on": {"whatever": "group"}}}},
        {"name": "missing", "type": "string", "nullable": true, "generator": {"lookup": {"from": "kind.name", "on": {"id": "group"}}}}]},
      {"id": "kind", "kind": "vocab", "pk": "code", "columns": [
        {"name": "code", "type": "string", "generator": {"enum_list": {"values": ["b", "c", "a"]}}},
        {"name": "group", "type": "int", "generator": {"enum_list": {"values": [7, 7, 7]}}},
        {"name": "name", "type": "string", "generator": {"enum_list": {"values": ["B", "C", "A"]}}}]}]}"#;
    check(
        repeated,
        &[
            Values("t.name", &["A", "A", "A"]),
            Values("t.labelled", &["A", "A", "A"]),
            // 5 and 6 have no match; 7 has three, of which the first in pk order counts.
            Values("t.missing", &["null", "null", "A"]),
        ],
    );
    insta::assert_snapshot!(complaint(&repeated.replace(r#""nullable": true, "#, "")));
}

#[test]
fn a_self_reference_is_an_earlier_row() {
    let (tables, _) = generate(BANK, &Options::default());
    let guides = texts(&column(&tables, "customer.guide"));
    assert_eq!(guides[0], "null");
    for (row, guide) in guides.iter().enumerate().skip(1) {
        assert!(guide.parse::<usize>().unwrap() <= row, "row {row} has {guide}");
    }
    // Not nullable: the first row refers to itself.
    let strict =
        BANK.replace(r#""name": "guide", "type": "int", "nullable": true"#, r#""name": "guide", "type": "int""#);
    check(&strict, &[Values("customer.guide", &["1", "1"])]);
}

#[test]
fn a_fact_without_fanout_has_one_row_for_each_parent() {
    let schema = r#"{"version": "1.0", "metadata": {"name": "test"}, "nodes": [
      {"id": "child", "kind": "fact", "pk": "id", "parents": ["parent_table"], "columns": [
        {"name": "id", "type": "int", "generator": {"lookup": {"from": "parent_table.id"}}},
        {"name": "double", "type": "int", "generator": {"expression": {"code": "parent.id * 2"}}}]},
      {"id": "parent_table", "kind": "entity", "pk": "id", "rows": 4, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}}]},
      {"id": "free", "kind": "fact", "pk": "id", "rows": 7, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}}]}]}"#;
    check(
        schema,
        &[Values("child.id", &["1", "2", "3", "4"]), Values("child.double", &["2", "4", "6", "8"]), Rows("free", 7)],
    );
}

#[test]
fn every_kind_of_fanout_has_its_mean() {
    let schema = |fanout: &str| {
        format!(
            r#"{{"version": "1.0", "metadata": {{"name": "test"}}, "nodes": [
              {{"id": "p", "kind": "entity", "pk": "id", "rows": 20000, "columns": [{{"name": "id", "type": "int", "generator": {{"sequence": {{}}}}}}]}},
              {{"id": "c", "kind": "fact", "parents": ["p"], "pk": "id", "fanout": {fanout}, "columns": [
                {{"name": "id", "type": "int", "generator": {{"sequence": {{}}}}}}]}}]}}"#
        )
    };
    // Mean and standard deviation of one count.
    for (fanout, mean, deviation) in [
        (r#"{"distribution": "poisson", "lambda": 3.5}"#, 3.5, 1.87),
        (r#"{"distribution": "uniform", "min": 2, "max": 6}"#, 4.0, 1.42),
        (r#"{"distribution": "negative_binomial", "mean": 5, "dispersion": 2}"#, 5.0, 4.19),
        (r#"{"distribution": "zipf", "a": 1, "max": 4}"#, 1.92, 1.07),
        (r#"{"distribution": "geometric", "mean": 2}"#, 2.0, 2.45),
        (r#"{"distribution": "fixed", "count": 3}"#, 3.0, 0.001),
        (r#"{"distribution": "lognormal", "mean": 4, "sigma": 0.8}"#, 4.0, 3.8),
        (r#"{"distribution": "poisson", "lambda": 1, "clamp": [1, 1]}"#, 1.0, 0.001),
    ] {
        let (tables, _) = generate(&schema(fanout), &Options::default());
        let found = texts(&column(&tables, "c.id")).len() as f64 / 20_000.0;
        let off = (found - mean).abs() / (deviation / 20_000_f64.sqrt());
        assert!(off < 5.0, "{fanout}: {found} instead of {mean}");
    }
}

#[test]
fn a_choice_of_a_large_table_is_one_of_its_values() {
    let schema = r#"{"version": "1.0", "metadata": {"name": "test"}, "nodes": [
      {"id": "t", "kind": "entity", "pk": "id", "rows": 2000, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "n", "type": "int", "generator": {"choice": {"choices_ref": "big.id", "weights_kind": "zipf@1.1"}}},
        {"name": "h", "type": "int", "generator": {"choice": {"choices_ref": "big.id", "weights_kind": "head_tail@{0.8,1}"}}},
        {"name": "p", "type": "int", "generator": {"lookup": {"from": "leaf.parent"}}},
        {"name": "q", "type": "int", "generator": {"lookup": {"from": "leaf.id"}}}]},
      {"id": "big", "kind": "entity", "pk": "id", "rows": 100000, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}}]},
      {"id": "leaf", "kind": "fact", "pk": "id", "parents": ["big"], "fanout": {"distribution": "poisson", "lambda": 1}, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "parent", "type": "int", "generator": {"lookup": {"from": "big.id"}}}]}]}"#;
    let (tables, _) = generate(schema, &Options::default());
    let text = |name: &str| texts(&column(&tables, name));
    check(schema, &[Every("t.n", &|text| (1..=100_000).contains(&text.parse::<u64>().unwrap()))]);
    let head = numbers(&column(&tables, "t.h")).iter().filter(|n| **n <= 20_000.0).count();
    assert!((head as f64 / 2000.0 - 0.8).abs() < 0.05, "{head}");
    // A fanned-out table, hit at random: the row drawn has the parent that the table itself says.
    assert_eq!(joined(&text("t.q"), &text("leaf.id"), &text("leaf.parent")), text("t.p"));
}
