//! A test for each generator: its values, and its law.

use crate::door::Expected::{Distinct, Every, Law, Nulls, Same, Shares, Values};
use crate::door::{check, one_table};
use datagen_core::math;

fn column(name: &str, column_type: &str, rest: &str) -> String {
    format!(r#"{{"name": "{name}", "type": "{column_type}", {rest}}}"#)
}

/// The distribution function of N(0, 1), by Abramowitz and Stegun 7.1.26 (error below 1.5e-7).
fn normal(x: f64) -> f64 {
    let z = x.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.3275911 * z);
    let poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    let erf = 1.0 - poly * math::exp(-z * z);
    if x < 0.0 { 0.5 - erf / 2.0 } else { 0.5 + erf / 2.0 }
}

#[test]
fn sequence() {
    let columns = [
        column("plain", "int", r#""generator": {"sequence": {"start": 10, "step": -5}}"#),
        column("text", "string", r#""generator": {"sequence": {"format": "CUST{:06}"}}"#),
        column("number", "float", r#""generator": {"sequence": {"start": 0}}"#),
    ];
    check(
        &one_table(3, &columns.join(",")),
        &[
            Values("id", &["1", "2", "3"]),
            Values("plain", &["10", "5", "0"]),
            Values("text", &["CUST000001", "CUST000002", "CUST000003"]),
            Values("number", &["0.0", "1.0", "2.0"]),
        ],
    );
}

#[test]
fn choice_follows_its_weights() {
    let columns = [
        column("even", "string", r#""generator": {"choice": {"choices": ["a", "b", "c"]}}"#),
        column("weighted", "string", r#""generator": {"choice": {"choices": ["a", "b", "c"], "weights": [6, 0, 2]}}"#),
        column("ranked", "int", r#""generator": {"choice": {"choices": [1, 2, 3, 4], "weights_kind": "zipf@1"}}"#),
        column(
            "headed",
            "int",
            r#""generator": {"choice": {"choices": [1, 2, 3, 4, 5, 6], "weights_kind": "head_tail@{0.7,1}"}}"#,
        ),
    ];
    check(
        &one_table(50_000, &columns.join(",")),
        &[
            Shares("even", &[("a", 1.0), ("b", 1.0), ("c", 1.0)]),
            Shares("weighted", &[("a", 0.75), ("b", 0.0), ("c", 0.25)]),
            Shares("ranked", &[("1", 1.0), ("2", 1.0 / 2.0), ("3", 1.0 / 3.0), ("4", 1.0 / 4.0)]),
            // The head is the first of the six; the tail shares 0.3 by 1, 1/2, 1/3, 1/4, 1/5, whose sum is 137/60.
            Shares(
                "headed",
                &[
                    ("1", 0.7),
                    ("2", 0.3 * 60.0 / 137.0),
                    ("3", 0.3 * 30.0 / 137.0),
                    ("4", 0.3 * 20.0 / 137.0),
                    ("5", 0.3 * 15.0 / 137.0),
                    ("6", 0.3 * 12.0 / 137.0),
                ],
            ),
        ],
    );
}

#[test]
fn choice_of_another_tables_column() {
    let schema = r#"{"version": "1.0", "metadata": {"name": "test"}, "nodes": [
      {"id": "t", "kind": "entity", "pk": "id", "rows": 40000, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "code", "type": "string", "generator": {"choice": {"choices_ref": "kind.code", "weights": [1, 2, 5]}}},
        {"name": "ranked", "type": "string", "generator": {"choice": {"choices_ref": "kind.code", "weights_kind": "zipf@2"}}},
        {"name": "rate", "type": "float", "generator": {"choice": {"choices_ref": "kind.rate"}}}]},
      {"id": "kind", "kind": "vocab", "pk": "code", "columns": [
        {"name": "code", "type": "string", "generator": {"enum_list": {"values": ["x", "y", "z"]}}},
        {"name": "rate", "type": "int", "generator": {"enum_list": {"values": [10, 20, 30]}}}]}]}"#;
    check(
        schema,
        &[
            Values("kind.code", &["x", "y", "z"]),
            Shares("t.code", &[("x", 1.0), ("y", 2.0), ("z", 5.0)]),
            Shares("t.ranked", &[("x", 1.0), ("y", 0.25), ("z", 1.0 / 9.0)]),
            Shares("t.rate", &[("10.0", 1.0), ("20.0", 1.0), ("30.0", 1.0)]),
        ],
    );
}

#[test]
fn distributions_have_their_laws() {
    let distribution = |name: &str, kind: &str, params: &str, clamp: &str| {
        let body = format!(
            r#""generator": {{"distribution": {{"type": "{kind}", "params": {{{params}}}, "clamp": {clamp}}}}}"#
        );
        column(name, "float", &body)
    };
    let columns = [
        distribution("normal", "normal", r#""mean": 5, "std": 2"#, "[-100, 100]"),
        distribution("sigma", "normal", r#""sigma": 3"#, "[-100, 100]"),
        distribution("lognormal", "lognormal", r#""mean": 1, "sigma": 0.5"#, "[0, 1e9]"),
        distribution("uniform", "uniform", r#""low": -2, "high": 3"#, "[-10, 10]"),
        distribution("poisson", "poisson", r#""lambda": 2"#, "[0, 100]"),
        distribution("clamped", "normal", "", "[-1, 1]"),
    ];
    let e2 = math::exp(-2.0);
    let poisson: Vec<(String, f64)> = {
        let mut term = e2;
        (0..13)
            .map(|k| {
                if k > 0 {
                    term *= 2.0 / f64::from(k);
                }
                (format!("{k}.0"), term)
            })
            .collect()
    };
    let poisson: Vec<(&str, f64)> = poisson.iter().map(|(k, p)| (k.as_str(), *p)).collect();
    check(
        &one_table(50_000, &columns.join(",")),
        &[
            Law("normal", &|x| normal((x - 5.0) / 2.0)),
            Law("sigma", &|x| normal(x / 3.0)),
            Law("lognormal", &|x| normal((math::ln(x) - 1.0) / 0.5)),
            Law("uniform", &|x| (x + 2.0) / 5.0),
            Shares("poisson", &poisson),
            Every("clamped", &|x| (-1.0..=1.0).contains(&x.parse::<f64>().unwrap())),
        ],
    );
}

#[test]
fn numbers_are_rounded_to_their_columns() {
    let generator = r#""generator": {"distribution": {"type": "uniform", "params": {"high": 10}, "clamp": [0, 10]}}"#;
    let columns = [
        column("whole", "int", generator),
        column("money", "decimal", &format!(r#""precision": 6, "decimals": 2, {generator}"#)),
        column("short", "float", &format!(r#""decimals": 1, {generator}"#)),
    ];
    let decimals = |text: &str| text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    check(
        &one_table(30_000, &columns.join(",")),
        &[
            // The ends get half a unit each.
            Shares(
                "whole",
                &[
                    ("0", 0.5),
                    ("1", 1.0),
                    ("2", 1.0),
                    ("3", 1.0),
                    ("4", 1.0),
                    ("5", 1.0),
                    ("6", 1.0),
                    ("7", 1.0),
                    ("8", 1.0),
                    ("9", 1.0),
                    ("10", 0.5),
                ],
            ),
            Every("money", &|text| decimals(text) == 2),
            Every("short", &|text| decimals(text) <= 1),
        ],
    );
}

#[test]
fn a_share_of_a_nullable_column_is_null() {
    let columns = [
        column("some", "int", r#""nullable": true, "null_rate": 0.2, "generator": {"sequence": {}}"#),
        column("none", "int", r#""nullable": true, "generator": {"sequence": {}}"#),
    ];
    check(&one_table(20_000, &columns.join(",")), &[Nulls("some", 0.2), Same("none", "id")]);
}

#[test]
fn primary_keys_are_unique_whatever_their_generator() {
    let keyed = |column_type: &str, generator: &str| {
        format!(
            r#"{{"version": "1.0", "metadata": {{"name": "test"}}, "nodes": [{{"id": "t", "kind": "entity", "pk": "k",
                "rows": 900, "columns": [{{"name": "k", "type": "{column_type}", "generator": {generator}}}]}}]}}"#
        )
    };
    let listed: Vec<String> = (0..1000).map(|value| value.to_string()).collect();
    let choice = format!(r#"{{"choice": {{"choices": [{}]}}}}"#, listed.join(","));
    let uniform = r#"{"distribution": {"type": "uniform", "params": {"low": 5, "high": 905}, "clamp": [0, 1e6]}}"#;
    for (column_type, generator) in [
        ("int", choice.as_str()),
        ("int", uniform),
        ("string", r#"{"faker": {"method": "uuid4"}}"#),
        ("string", r#"{"faker": {"method": "email"}}"#),
    ] {
        check(&keyed(column_type, generator), &[Distinct("k")]);
    }
}

#[test]
fn faker_columns_of_a_row_are_one_person() {
    let fake = |name: &str| column(name, "string", &format!(r#""generator": {{"faker": {{"method": "{name}"}}}}"#));
    let columns = ["first_name", "last_name", "name", "email", "user_name"].map(fake);
    let (tables, _) = crate::door::generate(&one_table(500, &columns.join(",")), &datagen_core::Options::default());
    let text = |name: &str| crate::door::texts(&crate::door::column(&tables, name));
    let rows = text("first_name").into_iter().zip(text("last_name")).zip(text("name")).zip(text("email"));
    for (((first, last), name), email) in rows {
        assert!(name.contains(&first) && name.contains(&last), "{name}: {first} {last}");
        let plain = |text: &str| text.to_lowercase().replace([' ', '\'', '-', '.'], "");
        assert!(plain(&email).contains(&plain(&last)) || plain(&email).contains(&plain(&first)), "{name}: {email}");
        assert!(email.ends_with(".example"), "{email}");
    }
}

#[test]
fn every_faker_method_fills_a_column() {
    let methods = datagen_core::faker::methods();
    assert!(methods.len() >= 70, "{}", methods.len());
    let needs_text = ["bothify", "numerify", "lexify"];
    let columns: Vec<String> = methods
        .iter()
        .map(|method| {
            let text = if needs_text.contains(method) { r#", "text": "??-###""# } else { "" };
            column(method, "string", &format!(r#""generator": {{"faker": {{"method": "{method}"{text}}}}}"#))
        })
        .collect();
    let (tables, _) = crate::door::generate(&one_table(50, &columns.join(",")), &datagen_core::Options::default());
    for method in methods {
        let values = crate::door::texts(&crate::door::column(&tables, method));
        assert!(values.iter().all(|value| value != "null"), "{method}: {values:?}");
        let optional = ["prefix", "suffix", "secondary_address"].contains(method);
        assert!(optional || values.iter().all(|value| !value.is_empty()), "{method}: {values:?}");
    }
}

#[test]
fn locale_follows_a_column_and_counts_what_it_does_not_know() {
    let columns = [
        column("country", "string", r#""generator": {"choice": {"choices": ["US", "Atlantis"], "weights": [1, 1]}}"#),
        column("name", "string", r#""generator": {"faker": {"method": "name", "locale_from": "country"}}"#),
    ];
    let (tables, warnings) =
        crate::door::generate(&one_table(100, &columns.join(",")), &datagen_core::Options::default());
    let lost = crate::door::texts(&crate::door::column(&tables, "country")).iter().filter(|c| *c == "Atlantis").count();
    assert_eq!(warnings.values().sum::<u64>(), lost as u64);
}
