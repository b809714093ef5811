//! Each modifier and effect, recovered from the data by an independent estimate.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDateTime, Timelike};
use datagen_core::{Options, math};

use crate::door::Expected::{Every, Law, Values};
use crate::door::{check, check_law, check_shares, column, generate, numbers, one_table, texts};

/// A column that holds the number `value` before its modifiers.
fn constant(name: &str, column_type: &str, value: f64, modifiers: &str) -> String {
    format!(
        r#"{{"name": "{name}", "type": "{column_type}", "modifiers": [{modifiers}], "generator": {{"distribution":
           {{"type": "uniform", "params": {{"low": {value}, "high": {value}}}, "clamp": [-1e9, 1e9]}}}}}}"#
    )
}

fn modifier(transform: &str, arguments: &str) -> String {
    format!(r#"{{"transform": "{transform}", "args": {{{arguments}}}}}"#)
}

fn time(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").unwrap_or_else(|_| panic!("{text}"))
}

fn normal(x: f64) -> f64 {
    // Logistic approximation of the normal distribution function by Bowling et al. (2009), error below 1.4e-4.
    1.0 / (1.0 + math::exp(-(0.07056 * x * x * x + 1.5976 * x)))
}

#[test]
fn arithmetic_comes_in_the_order_written_and_is_cast_at_the_end() {
    let [double, plus, clamp] = [
        modifier("multiply", r#""factor": 2.5"#),
        modifier("add", r#""value": 0.3"#),
        modifier("clamp", r#""max": 20"#),
    ];
    let columns = [
        constant("a", "float", 10.0, &format!("{double},{plus}")),
        constant("b", "float", 10.0, &format!("{plus},{double}")),
        constant("c", "int", 10.0, &format!("{double},{plus},{clamp}")),
        constant("d", "int", 3.0, &format!("{double},{plus}")),
        constant("e", "decimal", 3.0, &format!("{double},{plus}")),
    ];
    check(
        &one_table(2, &columns.join(",")),
        &[
            Values("a", &["25.3"]),
            Values("b", &["25.75"]),
            Values("c", &["20"]),
            Values("d", &["8"]),
            Values("e", &["7.80"]),
        ],
    );
}

#[test]
fn noise_has_its_law() {
    let columns = [
        constant("added", "float", 10.0, &modifier("jitter", r#""std": 2"#)),
        constant("multiplied", "float", 10.0, &modifier("jitter", r#""std": 0.1, "mode": "mul""#)),
    ];
    check(
        &one_table(20_000, &columns.join(",")),
        &[Law("added", &|x| normal((x - 10.0) / 2.0)), Law("multiplied", &|x| normal(x - 10.0))],
    );
}

#[test]
fn outliers_are_a_share_of_the_rows() {
    let outliers = |mode: &str| {
        modifier(
            "outliers",
            &format!(
                r#""rate": 0.05, "mode": "{mode}", "magnitude_dist": {{"type": "uniform", "params": {{"low": 1, "high": 3}}, "clamp": [1, 3]}}"#
            ),
        )
    };
    let columns = ["spike", "drop", "burst"].map(|mode| constant(mode, "float", 10.0, &outliers(mode)));
    let (tables, _) = generate(&one_table(64_000, &columns.join(",")), &Options::default());
    for (mode, low, high) in [("spike", 20.0, 40.0), ("drop", 2.5, 5.0), ("burst", 20.0, 40.0)] {
        let values = numbers(&column(&tables, mode));
        let hit: Vec<f64> = values.iter().copied().filter(|value| *value != 10.0).collect();
        // Bursts come in 2,000 runs, the others in 64,000 rows.
        let deviation =
            if mode == "burst" { (0.05 * 0.95 / 2000.0_f64).sqrt() } else { (0.05 * 0.95 / 64_000.0_f64).sqrt() };
        assert!((hit.len() as f64 / 64_000.0 - 0.05).abs() < 5.0 * deviation, "{mode}: {}", hit.len());
        let magnitudes = hit.iter().map(|value| if mode == "drop" { 10.0 / value - 1.0 } else { value / 10.0 - 1.0 });
        check_law(mode, magnitudes.collect(), &|m| (m - 1.0) / 2.0);
        assert!(hit.iter().all(|value| (low..=high).contains(value)));
    }
    // A run of 32 rows bursts as a whole.
    let bursts = numbers(&column(&tables, "burst"));
    assert!(bursts.chunks(32).all(|run| run.iter().all(|v| *v == 10.0) || run.iter().all(|v| *v != 10.0)));
}

#[test]
fn values_are_replaced_and_others_stay() {
    let columns = r#"
      {"name": "code", "type": "string", "modifiers": [{"transform": "map_values", "args": {"mapping": {"a": "alpha", "b": "beta"}}}],
       "generator": {"sequence": {"start": 1, "format": "{}"}}},
      {"name": "number", "type": "int", "modifiers": [{"transform": "map_values", "args": {"mapping": {"1": 10, "3": 30}}}],
       "generator": {"sequence": {}}},
      {"name": "letter", "type": "string", "modifiers": [{"transform": "map_values", "args": {"mapping": {"x": "ex"}}}],
       "generator": {"choice": {"choices": ["x", "y"]}}},
      {"name": "day", "type": "date", "modifiers": [{"transform": "map_values", "args": {"mapping": {"2024-05-01": "2024-05-02"}}}],
       "generator": {"choice": {"choices": ["2024-05-01"]}}}"#;
    check(
        &one_table(4, columns),
        &[
            Values("code", &["1", "2", "3", "4"]),
            Values("number", &["10", "2", "30", "4"]),
            Every("letter", &|letter| letter == "ex" || letter == "y"),
            Values("day", &["2024-05-02"]),
        ],
    );
}

const AT: &str = r#"{"name": "at", "type": "datetime", "generator": {"datetime_series": {"spread": true}}}"#;

#[test]
fn seasons_and_trends_are_factors_of_the_rows_time() {
    let weights: Vec<String> = (0..7).map(|day| format!("{}", f64::from(day + 1) / 2.0)).collect();
    let season = modifier("seasonality", &format!(r#""dimension": "dow", "weights": [{}]"#, weights.join(",")));
    let grown = |arguments: &str| modifier("trend", arguments);
    let columns = [
        AT.to_owned(),
        constant("season", "float", 1.0, &season),
        constant("exponential", "float", 100.0, &grown(r#""type": "exponential", "growth_rate": 0.2"#)),
        constant("linear", "float", 100.0, &grown(r#""type": "linear", "growth_rate": -0.3"#)),
        constant(
            "logarithmic",
            "float",
            100.0,
            &grown(r#""type": "logarithmic", "params": {"a": 0.5, "b": 3}, "time_reference": "at""#),
        ),
    ];
    let (tables, _) = generate(&one_table(2000, &columns.join(",")), &Options::default());
    let times = texts(&column(&tables, "at"));
    let values = |name: &str| numbers(&column(&tables, name));
    let start = time("2024-01-01T00:00:00");
    for (row, text) in times.iter().enumerate() {
        let at = time(text);
        let years = (at - start).num_seconds() as f64 / 86_400.0 / 365.25;
        let near = |name: &str, expected: f64| {
            let found = values(name)[row];
            assert!((found - expected).abs() < 1e-9 * expected.abs(), "{name} at {at}: {found}, not {expected}");
        };
        if row % 97 == 0 {
            near("season", f64::from(at.weekday().num_days_from_monday() + 1) / 2.0);
            near("exponential", 100.0 * math::pow(1.2, years));
            near("linear", 100.0 * (1.0 - 0.3 * years));
            near("logarithmic", 100.0 * (1.0 + 0.5 * math::ln(1.0 + 3.0 * years)));
        }
    }
}

/// Effects on shop 1 in March and on shop 2 from June on; the first of overlapping windows counts.
fn effects(column: &str, order: &str, rows: u64) -> String {
    format!(
        r#"{{"version": "1.0", "metadata": {{"name": "test"}},
        "timeframe": {{"start": "2024-01-01", "end": "2024-12-31", "freq": "H"}}, "nodes": [
        {{"id": "t", "kind": "{}", {order} "pk": "id", "rows": {rows}, "columns": [
          {{"name": "id", "type": "int", "generator": {{"sequence": {{}}}}}},
          {{"name": "shop", "type": "int", "generator": {{"choice": {{"choices": [1, 2, 3]}}}}}}, {column}]}},
        {{"id": "boost", "kind": "vocab", "pk": "id", "columns": [
          {{"name": "id", "type": "int", "generator": {{"enum_list": {{"values": [1, 2, 3]}}}}}},
          {{"name": "shop_id", "type": "int", "generator": {{"enum_list": {{"values": [1, 1, 2]}}}}}},
          {{"name": "from", "type": "date", "generator": {{"enum_list": {{"values": ["2024-03-01", "2024-03-20", "2024-06-01"]}}}}}},
          {{"name": "until", "type": "date", "nullable": true, "generator": {{"enum_list": {{"values": ["2024-03-31", "2024-04-10", null]}}}}}},
          {{"name": "factor", "type": "float", "generator": {{"enum_list": {{"values": [3, 5, 0.5]}}}}}}]}}]}}"#,
        if order.is_empty() { "entity" } else { "fact" }
    )
}

const BOOST: &str = r#"{"transform": "effect", "args": {"effect_table": "boost", KEYS
  "window": {"start_col": "from", "end_col": "until"}, "map": {"field": "factor", "op": "mul", "default": DEFAULT}}}"#;

fn boost(keys: &str, default: f64) -> String {
    BOOST.replace("KEYS", keys).replace("DEFAULT", &default.to_string())
}

fn expected_boost(shop: Option<&str>, at: NaiveDateTime) -> f64 {
    let day = at.date().format("%m-%d").to_string();
    let within = |from: &str, until: &str| from <= day.as_str() && day.as_str() <= until;
    let matches = |wanted: &str| shop.is_none_or(|shop| shop == wanted);
    match () {
        () if matches("1") && within("03-01", "03-31") => 3.0,
        () if matches("1") && within("03-20", "04-10") => 5.0,
        () if matches("2") && within("06-01", "12-31") => 0.5,
        () => 1.0,
    }
}

#[test]
fn effects_hold_for_their_keys_in_their_windows() {
    let value = format!(
        "{AT},{},{}",
        constant("keyed", "float", 1.0, &boost(r#""on": {"shop": "shop_id"},"#, 1.0)),
        constant("global", "float", 1.0, &boost("", 1.0))
    );
    let (tables, _) = generate(&effects(&value, "", 5000), &Options::default());
    let text = |name: &str| texts(&column(&tables, name));
    let (keyed, global) = (numbers(&column(&tables, "t.keyed")), numbers(&column(&tables, "t.global")));
    for (row, (shop, at)) in text("t.shop").iter().zip(text("t.at")).enumerate() {
        assert_eq!(keyed[row], expected_boost(Some(shop), time(&at)), "shop {shop} at {at}");
        assert_eq!(global[row], expected_boost(None, time(&at)), "at {at}");
    }
}

/// Shares of rows by shop and month, as the product of days and effect says.
fn check_time_effect(schema: &str, keyed: bool) {
    let (tables, warnings) = generate(schema, &Options::default());
    assert!(warnings.is_empty(), "{warnings:?}");
    let shops = texts(&column(&tables, "t.shop"));
    let times = texts(&column(&tables, "t.at"));
    for shop in ["1", "2", "3"] {
        let mut weights: BTreeMap<String, f64> = BTreeMap::new();
        let mut hour = time("2024-01-01T00:00:00");
        while hour <= time("2024-12-31T00:00:00") {
            let month = hour.month().to_string();
            *weights.entry(month).or_insert(0.0) += expected_boost(keyed.then_some(shop), hour);
            hour += chrono::Duration::hours(1);
        }
        let months: Vec<String> =
            shops.iter().zip(&times).filter(|(s, _)| *s == shop).map(|(_, at)| time(at).month().to_string()).collect();
        let shares: Vec<(&str, f64)> = weights.iter().map(|(month, weight)| (month.as_str(), *weight)).collect();
        check_shares(&format!("shop {shop}"), &months, &shares);
    }
}

fn boosted_time(keys: &str) -> String {
    AT.replace(r#""type": "datetime","#, &format!(r#""type": "datetime", "modifiers": [{}],"#, boost(keys, 1.0)))
}

#[test]
fn effects_on_a_time_are_weights_of_its_draw() {
    check_time_effect(&effects(&boosted_time(""), "", 30_000), false);
    check_time_effect(&effects(&boosted_time(r#""on": {"shop": "shop_id"},"#), "", 30_000), true);
    check_time_effect(&effects(&boosted_time(""), r#""order": "by_time","#, 30_000), false);
}

#[test]
fn seasons_trends_and_jitters_on_a_time() {
    let season =
        modifier("seasonality", r#""dimension": "hour", "weights": [0,0,0,0,0,0,0,0,1,2,3,3,2,1,0,0,0,0,0,0,0,0,0,0]"#);
    let trend = modifier("trend", r#""type": "exponential", "growth_rate": 3"#);
    let series = |name: &str, modifiers: &str| {
        format!(
            r#"{{"name": "{name}", "type": "datetime", "modifiers": [{modifiers}], "generator": {{"datetime_series": {{"spread": true}}}}}}"#
        )
    };
    let jitter = modifier("time_jitter", r#""std_minutes": 30"#);
    let columns = [
        series("season", &season),
        series("trend", &trend),
        format!(
            r#"{{"name": "shaken", "type": "datetime", "modifiers": [{jitter}], "generator": {{"datetime_series": {{"freq": "D"}}}}}}"#
        ),
    ];
    let (tables, _) = generate(&one_table(20_000, &columns.join(",")), &Options::default());
    let hours: Vec<String> = texts(&column(&tables, "season")).iter().map(|at| time(at).hour().to_string()).collect();
    check_shares("season", &hours, &[("8", 1.0), ("9", 2.0), ("10", 3.0), ("11", 3.0), ("12", 2.0), ("13", 1.0)]);
    // Growth by 4^t over a year: the distribution function of the time is (4^t - 1) / (4^T - 1).
    let years = |at: &String| (time(at) - time("2024-01-01T00:00:00")).num_seconds() as f64 / 86_400.0 / 365.25;
    let whole = math::pow(4.0, 366.0 / 365.25) - 1.0;
    let trend: Vec<f64> = texts(&column(&tables, "trend")).iter().map(years).collect();
    check_law("trend", trend, &|t| (math::pow(4.0, t) - 1.0) / whole);
    let minutes: Vec<f64> = texts(&column(&tables, "shaken"))
        .iter()
        .map(|at| f64::from(time(at).num_seconds_from_midnight()) / 60.0)
        .map(|minute| if minute > 720.0 { minute - 1440.0 } else { minute })
        .collect();
    check_law("shaken", minutes, &|minute| normal((minute + 0.5 / 60.0) / 30.0));
}

#[test]
fn effects_scale_the_fanout_at_each_parents_time() {
    let schema = r#"{"version": "1.0", "metadata": {"name": "test"},
      "timeframe": {"start": "2024-01-01", "end": "2024-12-31", "freq": "H"}, "nodes": [
      {"id": "visit", "kind": "entity", "pk": "id", "rows": 8000, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "at", "type": "datetime", "generator": {"datetime_series": {}}}]},
      {"id": "none", "kind": "vocab", "pk": "id", "columns": [
        {"name": "id", "type": "int", "generator": {"enum_list": {"values": [1, 2]}}},
        {"name": "from", "type": "datetime", "generator": {"enum_list": {"values": ["2024-03-01", "2024-07-01"]}}},
        {"name": "until", "type": "datetime", "generator": {"enum_list": {"values": ["2024-04-30T23:00:00", "2024-07-31T23:00:00"]}}},
        {"name": "factor", "type": "float", "generator": {"enum_list": {"values": [2.5, 0]}}}]},
      {"id": "sale", "kind": "fact", "pk": "id", "parents": ["visit"], FANOUT
       "modifiers": [{"transform": "effect", "args": {"effect_table": "none", "on": {}, "window": {"start_col": "from", "end_col": "until"},
         "map": {"field": "factor", "op": "mul", "default": 1}}}], "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "at", "type": "datetime", "generator": {"lookup": {"from": "visit.at"}}}]}]}"#;
    for (fanout, mean) in [
        (r#""fanout": {"distribution": "poisson", "lambda": 4},"#, 4.0),
        (r#""fanout": {"distribution": "uniform", "min": 1, "max": 3},"#, 2.0),
        (r#""fanout": {"distribution": "negative_binomial", "mean": 3, "dispersion": 4},"#, 3.0),
        ("", 1.0),
    ] {
        let schema = schema.replace("FANOUT", fanout);
        let (tables, _) = generate(&schema, &Options::default());
        let by_month = |name: &str| {
            let mut counts = [0.0; 13];
            texts(&column(&tables, name)).iter().for_each(|at| counts[time(at).month() as usize] += 1.0);
            counts
        };
        let (visits, sales) = (by_month("visit.at"), by_month("sale.at"));
        let rate = |months: &[usize]| {
            months.iter().map(|m| sales[*m]).sum::<f64>() / months.iter().map(|m| visits[*m]).sum::<f64>()
        };
        let plain = rate(&[1, 2, 5, 6, 8, 9, 10, 11, 12]);
        assert!((plain / mean - 1.0).abs() < 0.03, "{fanout}: {plain}");
        // Uniform and fixed counts keep their bounds after scaling: at most 3 of 2.5 x 1..=3.
        let bounded = fanout.contains("uniform");
        let lifted = rate(&[3, 4]) / plain;
        assert!(if bounded { lifted > 1.2 } else { (lifted - 2.5).abs() < 0.12 }, "{fanout}: {lifted}");
        assert_eq!(rate(&[7]), 0.0, "{fanout}: a factor of 0 gives no children whatever `min` says");
    }
}

#[test]
fn many_windows_are_no_burden() {
    // 10,000 windows on 1,000 keys, 200,000 rows: each effect is one search in its key's windows.
    let schema = r#"{"version": "1.0", "metadata": {"name": "test"},
      "timeframe": {"start": "2024-01-01", "end": "2024-12-31", "freq": "H"}, "nodes": [
      {"id": "price", "kind": "entity", "pk": "id", "rows": 10000, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "key", "type": "int", "generator": {"expression": {"code": "(id - 1) % 1000"}}},
        {"name": "from", "type": "date", "generator": {"expression": {"code": "add_days(to_date('2024-01-01'), (id - 1) // 1000 * 36)"}}},
        {"name": "until", "type": "date", "generator": {"expression": {"code": "add_days(\"from\", 35)"}}},
        {"name": "factor", "type": "float", "generator": {"expression": {"code": "1.0 + (id - 1) // 1000"}}}]},
      {"id": "sale", "kind": "entity", "pk": "id", "rows": 200000, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "key", "type": "int", "generator": {"expression": {"code": "id % 1000"}}},
        {"name": "at", "type": "date", "generator": {"datetime_series": {"freq": "D"}}},
        {"name": "x", "type": "float", "generator": {"choice": {"choices": [1]}}, "modifiers": [{"transform": "effect", "args":
          {"effect_table": "price", "on": {"key": "key"}, "window": {"start_col": "from", "end_col": "until"}, "map": {"field": "factor", "op": "mul"}}}]}]}]}"#;
    let (tables, _) = generate(schema, &Options::default());
    let days = texts(&column(&tables, "sale.at"));
    for (at, x) in days.iter().zip(numbers(&column(&tables, "sale.x"))).step_by(997) {
        let date = chrono::NaiveDate::parse_from_str(at, "%Y-%m-%d").unwrap();
        let window = f64::from(date.ordinal0() / 36);
        assert_eq!(x, if window < 10.0 { 1.0 + window } else { 1.0 }, "{at}");
    }
}
