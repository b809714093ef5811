//! Times: the grid, its weights, bounds, and rows in time order.

use chrono::{Datelike, NaiveDateTime, Timelike};

use crate::door::Expected::{Every, NotBefore, Rows, Shares, Values, Warned};
use crate::door::{check, check_law, check_shares, column, generate, one_table, texts};
use datagen_core::Options;

fn series(name: &str, column_type: &str, members: &str) -> String {
    format!(r#"{{"name": "{name}", "type": "{column_type}", "generator": {{"datetime_series": {{{members}}}}}}}"#)
}

fn time(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").unwrap_or_else(|_| panic!("{text}"))
}

#[test]
fn times_lie_on_the_grid_between_its_ends() {
    let columns = [
        series("hourly", "datetime", ""),
        series("quarter", "datetime", r#""freq": "15min""#),
        series("odd", "datetime", r#""freq": "7h""#),
        series("monthly", "date", r#""freq": "MS""#),
        series("monday", "date", r#""freq": "W-MON""#),
        series("business", "date", r#""freq": "B""#),
        series("own", "date", r#""within": {"start": "2020-02-27", "end": "2020-03-01"}, "freq": "D""#),
        series("quarter_end", "date", r#""freq": "QE""#),
    ];
    let odd_hours = |text: &str| {
        let hours = (time(text) - time("2024-01-01T00:00:00")).num_hours();
        hours % 7 == 0 && text.ends_with("00:00")
    };
    check(
        &one_table(5000, &columns.join(",")),
        &[
            Every("hourly", &|text| {
                text.ends_with("00:00") && ("2024-01-01T00:00:00"..="2024-12-31T00:00:00").contains(&text)
            }),
            Every("quarter", &|text| time(text).minute().is_multiple_of(15) && time(text).second() == 0),
            Every("odd", &odd_hours),
            Every("monthly", &|text| text.ends_with("-01")),
            Every("monday", &|text| {
                chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap().weekday() == chrono::Weekday::Mon
            }),
            Every("business", &|text| {
                chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap().weekday().num_days_from_monday() < 5
            }),
            Shares("own", &[("2020-02-27", 1.0), ("2020-02-28", 1.0), ("2020-02-29", 1.0), ("2020-03-01", 1.0)]),
            Shares(
                "quarter_end",
                &[("2024-03-31", 1.0), ("2024-06-30", 1.0), ("2024-09-30", 1.0), ("2024-12-31", 1.0)],
            ),
        ],
    );
}

#[test]
fn patterns_are_weights_and_multiply() {
    let hours = "[0,0,0,0,0,0,0,1,2,4,6,6,4,4,5,6,6,5,4,3,2,1,1,0]";
    let columns = [
        series("hour", "datetime", &format!(r#""pattern": {{"dimension": "hour", "weights": {hours}}}"#)),
        series("dow", "date", r#""freq": "D", "pattern": {"dimension": "dow", "weights": [5, 4, 4, 4, 5, 2, 1]}"#),
        series(
            "month",
            "date",
            r#""freq": "D", "pattern": {"dimension": "month", "weights": [1,1,1,1,1,1,1,1,1,1,2,4]}"#,
        ),
        series(
            "both",
            "datetime",
            &format!(
                r#""spread": true, "patterns": [{{"dimension": "hour", "weights": {hours}}}, {{"dimension": "dow", "weights": [1,1,1,1,1,0,0]}}]"#
            ),
        ),
    ];
    let (tables, _) = generate(&one_table(60_000, &columns.join(",")), &Options::default());
    let weights = [
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 4.0, 6.0, 6.0, 4.0, 4.0, 5.0, 6.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0,
        1.0, 0.0,
    ];
    let names: Vec<String> = (0..24).map(|hour| hour.to_string()).collect();
    let by_hour: Vec<(&str, f64)> = names.iter().map(String::as_str).zip(weights).collect();
    for name in ["hour", "both"] {
        let hours: Vec<String> =
            texts(&column(&tables, name)).iter().map(|text| time(text).hour().to_string()).collect();
        check_shares(name, &hours, &by_hour);
    }
    let weekday = |text: &String| {
        let date = chrono::NaiveDate::parse_from_str(&text[..10], "%Y-%m-%d").unwrap();
        date.weekday().num_days_from_monday().to_string()
    };
    // 2024 has 366 days and begins on a Monday: 53 Mondays and Tuesdays, 52 of the others.
    let days: Vec<String> = texts(&column(&tables, "dow")).iter().map(weekday).collect();
    let expected =
        [("0", 5.0 * 53.0), ("1", 4.0 * 53.0), ("2", 208.0), ("3", 208.0), ("4", 260.0), ("5", 104.0), ("6", 52.0)];
    check_shares("dow", &days, &expected);
    assert!(texts(&column(&tables, "both")).iter().all(|text| weekday(text).parse::<u32>().unwrap() < 5));
    let months: Vec<String> = texts(&column(&tables, "month")).iter().map(|text| text[5..7].to_owned()).collect();
    let days = [31.0, 29.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 2.0 * 30.0, 4.0 * 31.0];
    let names: Vec<String> = (1..=12).map(|month| format!("{month:02}")).collect();
    let by_month: Vec<(&str, f64)> = names.iter().map(String::as_str).zip(days).collect();
    check_shares("month", &months, &by_month);
    // Spread: minutes are not all zero, but uniform.
    let minutes: Vec<f64> = texts(&column(&tables, "both"))
        .iter()
        .map(|text| f64::from(time(text).minute() * 60 + time(text).second()) / 3600.0)
        .collect();
    check_law("minutes", minutes, &|x| x + 0.5 / 3600.0);
}

#[test]
fn a_time_is_never_before_its_bound() {
    let columns = [
        series("start", "datetime", r#""spread": true"#),
        series("end", "datetime", r#""after": "start", "spread": true"#),
        series("on_grid", "datetime", r#""after": "start""#),
        series("day", "date", r#""freq": "D", "after": "start""#),
        series("early", "datetime", r#""within": {"start": "2023-01-01", "end": "2023-01-31"}, "after": "start""#),
    ];
    check(
        &one_table(3000, &columns.join(",")),
        &[
            NotBefore("end", "start"),
            NotBefore("on_grid", "start"),
            NotBefore("day", "start"),
            // No time of that grid lies after the bound: the bound itself is taken, and counted.
            NotBefore("early", "start"),
            Warned("t.early", 3000),
        ],
    );
}

const SHOP: &str = r#"{"version": "1.0", "metadata": {"name": "test"},
  "timeframe": {"start": "2024-01-01", "end": "2024-12-31", "freq": "H"}, "nodes": [
  {"id": "customer", "kind": "entity", "order": "by_time", "pk": "id", "rows": 800, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "since", "type": "datetime", "generator": {"datetime_series": {"spread": true,
      "pattern": {"dimension": "month", "weights": [1,1,1,1,1,1,2,2,2,2,2,2]}}}}]},
  {"id": "order", "kind": "fact", "parents": ["customer"], "order": "by_time", "pk": "id",
   "fanout": {"distribution": "negative_binomial", "mean": 12, "dispersion": 0.5}, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "customer", "type": "int", "generator": {"lookup": {"from": "customer.id"}}},
    {"name": "at", "type": "datetime", "generator": {"datetime_series": {"spread": true,
      "pattern": {"dimension": "dow", "weights": [1,1,1,1,1,3,3]}}}},
    {"name": "since", "type": "datetime", "generator": {"lookup": {"from": "customer.since"}}}]},
  {"id": "item", "kind": "fact", "parents": ["order"], "pk": "id",
   "fanout": {"distribution": "poisson", "lambda": 1.3, "min": 1}, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "order", "type": "int", "generator": {"lookup": {"from": "order.id"}}},
    {"name": "at", "type": "datetime", "generator": {"lookup": {"from": "order.at"}}},
    {"name": "customer", "type": "int", "generator": {"lookup": {"from": "customer.id"}}}]}]}"#;

#[test]
fn rows_in_time_order_grow_with_time_and_follow_their_parents() {
    let (tables, _) = generate(SHOP, &Options::default());
    for name in ["customer.since", "order.at", "item.at"] {
        let times = texts(&column(&tables, name));
        assert!(times.windows(2).all(|pair| pair[0] <= pair[1]), "{name} is not in order");
    }
    check(SHOP, &[NotBefore("order.at", "order.since")]);
    let weekend = |text: &String| time(text).weekday().num_days_from_monday() >= 5;
    let orders = texts(&column(&tables, "order.at"));
    let share = orders.iter().filter(|text| weekend(text)).count() as f64 / orders.len() as f64;
    assert!((share - 6.0 / 11.0).abs() < 0.04, "weekend share {share}");
}

#[test]
fn heavy_tailed_parents_stay_heavy_tailed_in_time_order() {
    let (tables, _) = generate(SHOP, &Options::default());
    let mut counts = vec![0.0; 800];
    for customer in texts(&column(&tables, "order.customer")) {
        counts[customer.parse::<usize>().unwrap() - 1] += 1.0;
    }
    counts.sort_unstable_by(f64::total_cmp);
    let total: f64 = counts.iter().sum();
    let weighted: f64 = counts.iter().enumerate().map(|(rank, count)| (rank + 1) as f64 * count).sum();
    let gini = 2.0 * weighted / (800.0 * total) - 801.0 / 800.0;
    assert!(gini > 0.5, "Gini {gini}");
    assert!((total / 800.0 / 12.0 - 1.0).abs() < 0.15, "{total} orders");
}

#[test]
fn rows_in_time_order_without_parents() {
    let schema = one_table(1000, &series("at", "datetime", r#""spread": true"#))
        .replace(r#""kind": "entity""#, r#""kind": "fact", "order": "by_time""#);
    let (tables, _) = generate(&schema, &Options::default());
    let times = texts(&column(&tables, "at"));
    assert!(times.windows(2).all(|pair| pair[0] <= pair[1]));
    check(&schema, &[Rows("t", 1000), Values("id", &["1"])]);
}
