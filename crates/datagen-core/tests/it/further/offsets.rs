//! Times that count from other times.

use chrono::NaiveDateTime;
use datagen_core::{Options, math};

use super::{column, complaints, table};
use crate::door::Expected::{Every, NotBefore, Nulls, Values};
use crate::door::{Tables, check, check_law, generate, texts};

fn offset(name: &str, column_type: &str, body: &str) -> String {
    column(name, column_type, &format!(r#"{{"datetime_offset": {{{body}}}}}"#))
}

/// A single time, written as a span of one instant.
fn at(name: &str, column_type: &str, text: &str) -> String {
    let body = format!(r#"{{"datetime_series": {{"within": {{"start": "{text}", "end": "{text}"}}, "freq": "D"}}}}"#);
    column(name, column_type, &body)
}

fn seconds_between(tables: &Tables, from: &str, to: &str) -> Vec<f64> {
    let read = |text: &String| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").expect("a time").and_utc();
    let of = |name: &str| texts(&crate::door::column(tables, name));
    let micros =
        |(from, to): (String, String)| (read(&to) - read(&from)).num_microseconds().expect("a short span") as f64 / 1e6;
    of(from).into_iter().zip(of(to)).map(micros).collect()
}

#[test]
fn spans_have_their_law() {
    let columns = [
        column("ordered", "datetime", r#"{"datetime_series": {"spread": true}}"#),
        offset(
            "answered",
            "datetime",
            r#""from": "ordered", "unit": "second", "distribution": "exponential"  , "params": {"rate": 0.5}"#,
        ),
        offset(
            "shipped",
            "datetime",
            r#""from": "ordered", "unit": "hour", "distribution": "gamma", "params": {"shape": 2, "scale": 10}"#,
        ),
        offset(
            "paid",
            "datetime",
            r#""from": "shipped", "unit": "day", "distribution": "uniform", "params": {"low": -1, "high": 3}, "clamp": [0, 2]"#,
        ),
    ];
    let (tables, _) = generate(&table(20_000, &columns), &Options::default());
    check_law("answered", seconds_between(&tables, "ordered", "answered"), &|s| 1.0 - math::exp(-0.5 * s));
    let hours = seconds_between(&tables, "ordered", "shipped").iter().map(|s| s / 3600.0).collect();
    check_law("shipped", hours, &|h| 1.0 - math::exp(-h / 10.0) * (1.0 + h / 10.0));
    let days: Vec<f64> = seconds_between(&tables, "shipped", "paid").iter().map(|s| s / 86_400.0).collect();
    assert!(days.iter().all(|day| (0.0..=2.0).contains(day)));
    let clamped = |bound: f64| days.iter().filter(|day| **day == bound).count() as f64 / days.len() as f64;
    assert!((clamped(0.0) - 0.25).abs() < 0.02 && (clamped(2.0) - 0.25).abs() < 0.02);
}

#[test]
fn months_and_years_follow_the_calendar() {
    let exactly = |name: &str, column_type: &str, from: &str, unit: &str, n: f64| {
        let body = format!(
            r#""from": "{from}", "unit": "{unit}", "distribution": "uniform", "params": {{"low": {n}, "high": {n}}}"#
        );
        offset(name, column_type, &body)
    };
    let columns = [
        at("start", "date", "2024-01-31"),
        at("instant", "datetime", "2024-02-29T10:30:00"),
        exactly("month", "date", "start", "month", 1.0),
        exactly("back", "date", "start", "month", -2.0),
        exactly("half", "date", "start", "month", 12.5),
        exactly("years", "datetime", "instant", "year", 1.0),
        exactly("leap", "datetime", "instant", "year", 4.0),
        exactly("weeks", "date", "instant", "week", 1.0),
        exactly("hours", "date", "instant", "hour", 14.0),
        exactly("midnight", "datetime", "start", "hour", 36.0),
        exactly("far", "date", "start", "year", 9e9),
    ];
    check(
        &table(1, &columns),
        &[
            Values("month", &["2024-02-29"]),
            Values("back", &["2023-11-30"]),
            // A year later, and half of the 28 days of the month that follows.
            Values("half", &["2025-02-14"]),
            Values("years", &["2025-02-28T10:30:00"]),
            Values("leap", &["2028-02-29T10:30:00"]),
            Values("weeks", &["2024-03-07"]),
            Values("hours", &["2024-03-01"]),
            Values("midnight", &["2024-02-01T12:00:00"]),
            Values("far", &["9999-12-31"]),
        ],
    );
}

#[test]
fn nulls_and_parents_are_counted_from() {
    let schema = r#"{"version": "1.0", "metadata": {"name": "test"},
      "timeframe": {"start": "2024-01-01", "end": "2024-12-31", "freq": "H"}, "nodes": [
      {"id": "o", "kind": "entity", "pk": "id", "rows": 5000, "order": "by_time", "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "at", "type": "datetime", "generator": {"datetime_series": {"spread": true}}},
        {"name": "sent", "type": "datetime", "nullable": true, "null_rate": 0.25, "generator":
          {"datetime_offset": {"from": "at", "unit": "day", "distribution": "lognormal"}}},
        {"name": "arrived", "type": "date", "nullable": true, "generator":
          {"datetime_offset": {"from": "sent", "unit": "day", "distribution": "poisson", "params": {"lambda": 3}}}}]},
      {"id": "r", "kind": "fact", "parents": ["o"], "pk": "id", "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "ordered", "type": "datetime", "generator": {"lookup": {"from": "o.at"}}},
        {"name": "at", "type": "datetime", "generator":
          {"datetime_offset": {"from": "parent.at", "unit": "week", "distribution": "exponential"}}}]}]}"#;
    check(
        schema,
        &[
            Nulls("o.sent", 0.25),
            Nulls("o.arrived", 0.25),
            NotBefore("r.at", "r.ordered"),
            Every("o.arrived", &|text| text == "null" || text.len() == 10),
        ],
    );
}

#[test]
fn each_mistake_has_its_words() {
    let time = || column("at", "datetime", r#"{"datetime_series": {}}"#);
    let of = |body: &str| table(5, &[time(), offset("x", "datetime", body)]);
    let lost = r#"{"name": "maybe", "type": "date", "nullable": true, "null_rate": 0.9, "generator": {"datetime_series": {}}}"#;
    let law = r#""unit": "day", "distribution": "exponential""#;
    golden!(complaints(&[
        ("no unit", of(r#""from": "at", "distribution": "normal""#)),
        ("unknown unit", of(r#""from": "at", "unit": "quarter", "distribution": "normal""#)),
        ("unknown column", of(&format!(r#""from": "att", {law}"#))),
        ("itself", of(&format!(r#""from": "x", {law}"#))),
        ("no time", of(&format!(r#""from": "id", {law}"#))),
        ("params", of(r#""from": "at", "unit": "day", "distribution": "gamma", "clamp": [3, 1]"#)),
        ("on a number", table(5, &[time(), offset("x", "int", &format!(r#""from": "at", {law}"#))])),
        ("from a null", table(5, &[lost.to_owned(), offset("x", "datetime", &format!(r#""from": "maybe", {law}"#))])),
        (
            "a modifier without effect",
            table(
                5,
                &[
                    time(),
                    format!(
                        r#"{{"name": "x", "type": "datetime", "modifiers": [{{"transform": "time_jitter",
                "args": {{"std_minutes": 3}}}}], "generator": {{"datetime_offset": {{"from": "at", {law}}}}}}}"#
                    )
                ]
            )
        ),
        (
            "in time order",
            table(5, &[offset("x", "datetime", &format!(r#""from": "at", {law}"#)), time()])
                .replace(r#""kind": "entity""#, r#""kind": "entity", "order": "by_time""#)
        ),
        (
            "as a key",
            table(5, &[time(), offset("x", "datetime", &format!(r#""from": "at", {law}"#))])
                .replace(r#""pk": "id""#, r#""pk": "x""#)
        ),
    ]));
}
