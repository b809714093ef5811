//! Behaviours of nodes, recovered from the data: segments, vintages, stages, states.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use datagen_core::{Options, math};

use crate::door::Expected::NotBefore;
use crate::door::{Tables, check, check_law, check_shares, column, generate, numbers, texts};

fn time(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").unwrap_or_else(|_| panic!("{text}"))
}

fn days(from: &str, to: &str) -> f64 {
    (time(to) - time(from)).num_seconds() as f64 / 86_400.0
}

/// Mean of `values` by the text of `key`.
fn means(tables: &Tables, key: &str, values: &str) -> BTreeMap<String, f64> {
    let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for (key, value) in texts(&column(tables, key)).into_iter().zip(numbers(&column(tables, values))) {
        let sum = sums.entry(key).or_default();
        *sum = (sum.0 + value, sum.1 + 1.0);
    }
    sums.into_iter().map(|(key, (sum, count))| (key, sum / count)).collect()
}

fn counts(values: &[String]) -> BTreeMap<&str, f64> {
    let mut counts = BTreeMap::new();
    values.iter().for_each(|value| *counts.entry(value.as_str()).or_insert(0.0) += 1.0);
    counts
}

fn near(found: f64, expected: f64, share: f64) {
    assert!((found / expected - 1.0).abs() < share, "{found}, not {expected}");
}

#[test]
fn segments_scale_the_number_of_children_and_their_values() {
    let schema = r#"{"version": "1.0", "metadata": {"name": "test"}, "nodes": [
      {"id": "customer", "kind": "entity", "pk": "id", "rows": 6000,
       "segment_behavior": {"segment_column": "tier", "behaviors": {"gold": {"fanout_multiplier": 3, "value_multiplier": 2},
         "basic": {"fanout_multiplier": 0.5}}, "applies_to_columns": ["amount"]}, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "tier", "type": "string", "generator": {"choice": {"choices": ["gold", "silver", "basic"], "weights": [1, 1, 2]}}}]},
      {"id": "order", "kind": "fact", "pk": "id", "parents": ["customer"], "fanout": {"distribution": "poisson", "lambda": 4}, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "tier", "type": "string", "generator": {"lookup": {"from": "customer.tier"}}},
        {"name": "amount", "type": "float", "generator": {"distribution": {"type": "uniform", "params": {"low": 5, "high": 15}, "clamp": [0, 99]}}},
        {"name": "other", "type": "float", "generator": {"distribution": {"type": "uniform", "params": {"low": 5, "high": 15}, "clamp": [0, 99]}}}]},
      {"id": "shop", "kind": "entity", "pk": "id", "rows": 50, "columns": [{"name": "id", "type": "int", "generator": {"sequence": {}}}]},
      {"id": "visit", "kind": "fact", "pk": "id", "parents": ["shop", "customer"], "fanout": {"distribution": "fixed", "count": 400}, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "customer", "type": "int", "generator": {"lookup": {"from": "customer.id"}}},
        {"name": "tier", "type": "string", "generator": {"lookup": {"from": "customer.tier"}}},
        {"name": "amount", "type": "float", "generator": {"distribution": {"type": "uniform", "params": {"low": 5, "high": 15}, "clamp": [0, 99]}}}]}]}"#;
    let (tables, _) = generate(schema, &Options::default());
    let tiers = texts(&column(&tables, "customer.tier"));
    let children = texts(&column(&tables, "order.tier"));
    for (tier, mean) in [("gold", 12.0), ("silver", 4.0), ("basic", 2.0)] {
        near(counts(&children)[tier] / counts(&tiers)[tier], mean, 0.05);
    }
    let amounts = means(&tables, "order.tier", "order.amount");
    let others = means(&tables, "order.tier", "order.other");
    for (tier, factor) in [("gold", 2.0), ("silver", 1.0), ("basic", 1.0)] {
        near(amounts[tier], 10.0 * factor, 0.02);
        near(others[tier], 10.0, 0.02);
    }
    // On a secondary parent the multiplier is the weight of the draw, and values follow the drawn row.
    let weight = |tier: &str, factor: f64| (counts(&tiers)[tier] * factor, tier.to_owned());
    let weights = [weight("gold", 3.0), weight("silver", 1.0), weight("basic", 0.5)];
    let shares: Vec<(&str, f64)> = weights.iter().map(|(weight, tier)| (tier.as_str(), *weight)).collect();
    check_shares("visit.tier", &texts(&column(&tables, "visit.tier")), &shares);
    near(means(&tables, "visit.tier", "visit.amount")["gold"], 20.0, 0.02);
}

#[test]
fn vintages_scale_by_age() {
    let schema = |curve: &str, applies: &str| {
        format!(
            r#"{{"version": "1.0", "metadata": {{"name": "test"}}, "timeframe": {{"start": "2024-01-01", "end": "2024-12-31", "freq": "H"}}, "nodes": [
          {{"id": "user", "kind": "entity", "pk": "id", "rows": 4000,
           "vintage_behavior": {{"created_at_column": "since", "age_based_multipliers": {{"m": {{"curve": {curve}, "time_unit": "month", "applies_to": {applies}}}}}}}, "columns": [
            {{"name": "id", "type": "int", "generator": {{"sequence": {{}}}}}},
            {{"name": "since", "type": "datetime", "generator": {{"datetime_series": {{"spread": true}}}}}}]}},
          {{"id": "event", "kind": "fact", "pk": "id", "parents": ["user"], "fanout": {{"distribution": "poisson", "lambda": 5}}, "columns": [
            {{"name": "id", "type": "int", "generator": {{"sequence": {{}}}}}},
            {{"name": "user", "type": "int", "generator": {{"lookup": {{"from": "user.id"}}}}}},
            {{"name": "at", "type": "datetime", "generator": {{"datetime_series": {{"spread": true}}}}}},
            {{"name": "since", "type": "datetime", "generator": {{"lookup": {{"from": "user.since"}}}}}},
            {{"name": "value", "type": "float", "generator": {{"choice": {{"choices": [10]}}}}}}]}}]}}"#
        )
    };
    let exponential = r#"{"curve_type": "exponential", "params": {"a": 2, "b": -0.2}}"#;
    let (tables, _) = generate(&schema(exponential, r#"["value"]"#), &Options::default());
    let rows = texts(&column(&tables, "event.since")).into_iter().zip(texts(&column(&tables, "event.at")));
    for ((since, at), value) in rows.zip(numbers(&column(&tables, "event.value"))) {
        assert!(since <= at, "{at} before {since}");
        near(value, 10.0 * 2.0 * math::exp(-0.2 * days(&since, &at) / 30.0), 1e-9);
    }
    // "all" is every number that is no key; the time that ages are measured by stays.
    let (all, _) = generate(&schema(exponential, r#""all""#), &Options::default());
    assert!(numbers(&column(&all, "event.value")).iter().all(|value| *value != 10.0));
    // On fanout: by the age at the timeframe's end, rounded; the last value holds.
    let (tables, _) = generate(&schema("[0, 1, 1, 1, 1, 1, 3]", r#""fanout""#), &Options::default());
    let children = texts(&column(&tables, "event.user"));
    let children = counts(&children);
    let mut by_factor: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for (row, since) in texts(&column(&tables, "user.since")).iter().enumerate() {
        let age = (days(since, "2024-12-31T00:00:00").max(0.0) / 30.0).round_ties_even();
        let factor = if age < 0.5 {
            0
        } else if age < 5.5 {
            1
        } else {
            3
        };
        let sum = by_factor.entry(factor).or_default();
        *sum = (sum.0 + children.get((row + 1).to_string().as_str()).copied().unwrap_or(0.0), sum.1 + 1.0);
    }
    let mean = |factor: u32| by_factor[&factor].0 / by_factor[&factor].1;
    assert_eq!(mean(0), 0.0);
    near(mean(1), 5.0, 0.05);
    near(mean(3), 15.0, 0.05);
    check(&schema("[0, 1, 1, 1, 1, 1, 3]", r#""fanout""#), &[NotBefore("event.at", "event.since")]);
}

#[test]
fn stages_lose_their_share_and_grow_in_time() {
    let schema = r#"{"version": "1.0", "metadata": {"name": "test"}, "timeframe": {"start": "2024-01-01", "end": "2024-12-31", "freq": "H"}, "nodes": [
      {"id": "lead", "kind": "entity", "pk": "id", "rows": 12000, "segment_behavior": {"segment_column": "size"}, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "size", "type": "string", "generator": {"choice": {"choices": ["small", "large"], "weights": [2, 1]}}},
        {"name": "at", "type": "datetime", "generator": {"datetime_series": {"within": {"start": "2024-01-01", "end": "2024-06-30"}, "spread": true}}}]},
      {"id": "funnel", "kind": "fact", "pk": "id", "parents": ["lead"],
       "stage_config": {"stages": [{"stage_name": "visit", "transition_rate": 0.5}, {"stage_name": "cart", "transition_rate": 0.4}, {"stage_name": "paid", "transition_rate": 0}],
         "segment_variation": {"large": {"transition_multiplier": 1.5}}, "time_between_stages_hours": 12}, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "lead", "type": "int", "generator": {"lookup": {"from": "lead.id"}}},
        {"name": "size", "type": "string", "generator": {"lookup": {"from": "lead.size"}}},
        {"name": "lead_at", "type": "datetime", "generator": {"lookup": {"from": "lead.at"}}},
        {"name": "stage_name", "type": "string", "generator": {"choice": {"choices": ["filled by the process"]}}},
        {"name": "stage_index", "type": "int", "generator": {"sequence": {}}},
        {"name": "previous_stage", "type": "string", "nullable": true, "generator": {"choice": {"choices": ["filled by the process"]}}}]}]}"#
        .replace(r#"{"name": "lead_at","#, r#"{"name": "at", "type": "datetime", "generator": {"datetime_series": {}}}, {"name": "lead_at","#);
    let (tables, _) = generate(&schema, &Options::default());
    let text = |name: &str| texts(&column(&tables, name));
    let (leads, sizes, stages) = (text("funnel.lead"), text("funnel.size"), text("funnel.stage_name"));
    let reached =
        |size: &str, stage: &str| stages.iter().zip(&sizes).filter(|(s, z)| *s == stage && *z == size).count() as f64;
    for (size, factor) in [("small", 1.0), ("large", 1.5)] {
        near(reached(size, "cart") / reached(size, "visit"), 0.5 * factor, 0.04);
        near(reached(size, "paid") / reached(size, "cart"), 0.4 * factor, 0.05);
    }
    assert_eq!(reached("small", "visit") + reached("large", "visit"), 12_000.0, "every parent reaches the first stage");
    let (times, starts, previous) = (text("funnel.at"), text("funnel.lead_at"), text("funnel.previous_stage"));
    let indexes = numbers(&column(&tables, "funnel.stage_index"));
    let mut waits = Vec::new();
    for row in 0..leads.len() {
        if indexes[row] == 0.0 {
            assert_eq!((times[row].as_str(), previous[row].as_str()), (starts[row].as_str(), "null"));
        } else {
            assert_eq!((&leads[row], &previous[row]), (&leads[row - 1], &stages[row - 1]));
            assert_eq!(indexes[row], indexes[row - 1] + 1.0);
            waits.push(days(&times[row - 1], &times[row]) * 2.0);
        }
    }
    check_law("waits in half days", waits, &|wait| 1.0 - math::exp(-(wait + 1.0 / 43_200.0)));
}

#[test]
fn states_are_left_by_their_probability_for_their_successors() {
    let schema = r#"{"version": "1.0", "metadata": {"name": "test"}, "timeframe": {"start": "2024-01-01", "end": "2025-12-31", "freq": "H"}, "nodes": [
      {"id": "account", "kind": "entity", "pk": "id", "rows": 4000, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "at", "type": "datetime", "generator": {"datetime_series": {"within": {"start": "2024-01-01", "end": "2024-01-02"}}}}]},
      {"id": "history", "kind": "fact", "pk": "id", "parents": ["account"],
       "state_transition_model": {"initial_state": "trial", "period_unit": "day", "states": {
         "trial": {"transition_prob_per_period": 0.2, "next_states": {"active": 3, "lost": 1}},
         "active": {"transition_prob_per_period": 0.01, "next_states": {"lost": 1}},
         "lost": {"terminal": true}}}, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "account", "type": "int", "generator": {"lookup": {"from": "account.id"}}},
        {"name": "state", "type": "string", "generator": {"choice": {"choices": ["filled by the process"]}}},
        {"name": "since", "type": "datetime", "generator": {"datetime_series": {}}}]}]}"#;
    let (tables, _) = generate(schema, &Options::default());
    let text = |name: &str| texts(&column(&tables, name));
    let (accounts, states, times) = (text("history.account"), text("history.state"), text("history.since"));
    let (mut after_trial, mut waits) = (Vec::new(), Vec::new());
    for row in 0..accounts.len() {
        let first = row == 0 || accounts[row] != accounts[row - 1];
        assert_eq!(first, states[row] == "trial");
        if !first {
            assert_ne!(states[row - 1], "lost", "a terminal state is never left");
            if states[row - 1] == "trial" {
                after_trial.push(states[row].clone());
                waits.push((days(&times[row - 1], &times[row]) as u32).min(10).to_string());
            }
        }
    }
    check_shares("after trial", &after_trial, &[("active", 3.0), ("lost", 1.0)]);
    let geometric: Vec<(String, f64)> = (1..=10)
        .map(|day| {
            (day.to_string(), if day == 10 { math::pow(0.8, 9.0) } else { 0.2 * math::pow(0.8, f64::from(day - 1)) })
        })
        .collect();
    let geometric: Vec<(&str, f64)> = geometric.iter().map(|(day, share)| (day.as_str(), *share)).collect();
    check_shares("days in trial", &waits, &geometric);
    assert!(times.iter().all(|at| at.as_str() <= "2025-12-31T00:00:00"));
}
