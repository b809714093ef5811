//! Constraints, correlations and roll-ups: kept by construction, in every row.

use std::collections::{BTreeMap, BTreeSet};

use datagen_core::Options;

use crate::door::Expected::{Distinct, Every, Law, NotBefore, Shares, Warned};
use crate::door::{Tables, check, check_law, column, complaint, generate, numbers, one_table, texts};

/// One table with these columns and constraints.
fn constrained(rows: u64, columns: &str, constraints: &str) -> String {
    one_table(rows, columns).replacen('{', &format!(r#"{{"constraints": {{{constraints}}}, "#), 1)
}

fn uniform(name: &str, column_type: &str, low: f64, high: f64) -> String {
    format!(
        r#"{{"name": "{name}", "type": "{column_type}", "generator": {{"distribution": {{"type": "uniform",
           "params": {{"low": {low}, "high": {high}}}, "clamp": [-1e9, 1e9]}}}}}}"#
    )
}

fn series(name: &str, column_type: &str, start: &str, end: &str) -> String {
    format!(
        r#"{{"name": "{name}", "type": "{column_type}", "generator": {{"datetime_series":
           {{"within": {{"start": "{start}", "end": "{end}"}}, "freq": "D"}}}}}}"#
    )
}

fn pairs(tables: &Tables, a: &str, b: &str) -> Vec<(f64, f64)> {
    numbers(&column(tables, a)).into_iter().zip(numbers(&column(tables, b))).collect()
}

#[test]
fn ranges_clamp() {
    let columns = [
        uniform("x", "int", 0.0, 100.0),
        uniform("m", "decimal", 0.0, 10.0),
        series("d", "date", "2024-01-01", "2024-01-31"),
    ];
    let rules = r#""ranges": [{"attr": "t.x", "min": 20.5, "max": 80}, {"attr": "t.m", "max": 9.99}, {"attr": "t.d", "min": "2024-01-15"}]"#;
    let schema = constrained(5000, &columns.join(","), rules);
    check(
        &schema,
        &[
            Every("x", &|x| (21..=80).contains(&x.parse::<i64>().unwrap())),
            Every("m", &|m| m.parse::<f64>().unwrap() <= 9.99),
            Every("d", &|d| ("2024-01-15"..="2024-01-31").contains(&d)),
        ],
    );
    let (tables, _) = generate(&schema, &Options::default());
    let at = |bound: f64| numbers(&column(&tables, "x")).iter().filter(|x| **x == bound).count();
    assert!(at(21.0) > 900 && at(80.0) > 900, "values beyond are set to the bound");
}

#[test]
fn lists_and_patterns_restrict_what_is_drawn() {
    let columns = r#"
      {"name": "size", "type": "string", "constraints": {"enum": ["S", "L"]}, "generator": {"choice": {"choices": ["S", "M", "L"], "weights": [1, 5, 3]}}},
      {"name": "code", "type": "string", "constraints": {"pattern": "[A-C]\\d$"}, "generator": {"choice": {"choices": ["A1", "B2", "zz", "C33"]}}},
      {"name": "key", "type": "string", "constraints": {"pattern": "K\\d{4}"}, "generator": {"sequence": {"format": "K{:04}"}}},
      {"name": "mail", "type": "string", "constraints": {"pattern": "[^@ ]+@[^@ ]+\\.example"}, "generator": {"faker": {"method": "email"}}}"#;
    check(
        &constrained(8000, columns, r#""enum": [{"attr": "t.size", "values": ["S", "M", "L", "XL"]}]"#),
        &[Shares("size", &[("S", 0.25), ("L", 0.75)]), Shares("code", &[("A1", 0.5), ("B2", 0.5)])],
    );
}

#[test]
fn an_inequality_narrows_both_sides_and_truncates_the_second() {
    let columns =
        [series("start", "date", "2024-01-01", "2024-12-31"), series("end", "date", "2024-03-01", "2024-10-31")];
    let schema =
        constrained(20_000, &columns.join(","), r#""inequalities": [{"left": "t.start", "op": "<", "right": "end"}]"#);
    // The start is uniform over what is left of it: up to the day before the last possible end.
    let day = |text: &str| {
        (chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
            - chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap())
        .num_days() as f64
    };
    let (tables, warnings) = generate(&schema, &Options::default());
    assert!(warnings.is_empty(), "{warnings:?}");
    let (starts, ends) = (texts(&column(&tables, "start")), texts(&column(&tables, "end")));
    assert!(starts.iter().zip(&ends).all(|(start, end)| start < end));
    let mut counts: BTreeMap<u32, f64> = BTreeMap::new();
    starts.iter().for_each(|start| *counts.entry(day(start) as u32).or_insert(0.0) += 1.0);
    let shares: Vec<(String, f64)> = (0..304).map(|d| (d.to_string(), 1.0)).collect();
    let shares: Vec<(&str, f64)> = shares.iter().map(|(d, w)| (d.as_str(), *w)).collect();
    let days: Vec<String> = starts.iter().map(|start| (day(start) as u32).to_string()).collect();
    crate::door::check_shares("start", &days, &shares);
    // Given the start, the end is uniform over the days after it.
    let quantiles = starts.iter().zip(&ends).filter(|(start, _)| day(start) > 70.0 && day(start) < 200.0);
    let quantiles = quantiles.enumerate().map(|(k, (start, end))| {
        let first = day(start) + 1.0;
        (day(end) - first + (k as f64 * 0.618).fract()) / (305.0 - first)
    });
    check_law("end", quantiles.collect(), &|u| u);
}

#[test]
fn inequalities_between_numbers_of_all_kinds() {
    let columns = [
        uniform("low", "int", 0.0, 50.0),
        uniform("high", "float", 20.0, 60.0),
        uniform("money", "decimal", 0.0, 100.0),
        format!(
            r#"{{"name": "scaled", "type": "float", "modifiers": [{{"transform": "multiply", "args": {{"factor": 3}}}}], "generator": {}}}"#,
            r#"{"distribution": {"type": "uniform", "params": {"low": 0, "high": 40}, "clamp": [0, 40]}}"#
        ),
        r#"{"name": "picked", "type": "int", "generator": {"choice": {"choices": [1, 10, 100], "weights": [5, 1, 1]}}}"#.to_owned(),
    ];
    let rules = r#""inequalities": [{"left": "t.low", "op": "<=", "right": "high"}, {"left": "t.money", "op": ">", "right": "t.low"},
      {"left": "t.scaled", "op": ">=", "right": "t.money"}, {"left": "t.picked", "op": ">", "right": "t.low"}]"#;
    let (tables, warnings) = generate(&constrained(4000, &columns.join(","), rules), &Options::default());
    assert!(pairs(&tables, "low", "high").iter().all(|(low, high)| low <= high));
    assert!(pairs(&tables, "money", "low").iter().all(|(money, low)| money > low));
    // Behind a modifier a value is drawn again; the few that find no place are moved and counted.
    assert!(pairs(&tables, "scaled", "money").iter().all(|(scaled, money)| *scaled >= money - 1e-9));
    assert!(pairs(&tables, "picked", "low").iter().all(|(picked, low)| picked > low));
    assert!(warnings.values().sum::<u64>() < 40, "{warnings:?}");
    check_law(
        "low",
        numbers(&column(&tables, "low"))
            .iter()
            .enumerate()
            .map(|(k, low)| low - 0.5 + (k as f64 * 0.618).fract())
            .collect(),
        &|x| x / 50.0,
    );
}

const SHOP: &str = r#"{"version": "1.0", "metadata": {"name": "test"}, "timeframe": {"start": "2024-01-01", "end": "2024-12-31", "freq": "D"},
  "constraints": {"inequalities": [{"left": "order.placed", "op": ">=", "right": "customer.joined"}, {"left": "order.paid", "op": "<=", "right": "order.total"},
      {"left": "order.shipped", "op": ">", "right": "order.placed"}, {"left": "customer.limit", "op": ">=", "right": "order.total"}],
    "unique": ["customer.email", ["item.order_id", "item.product_id"], ["item.order_id", "item.line"]]}, "nodes": [
  {"id": "customer", "kind": "entity", "pk": "id", "rows": 300, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "email", "type": "string", "generator": {"faker": {"method": "email"}}},
    {"name": "joined", "type": "date", "generator": {"datetime_series": {}}},
    {"name": "limit", "type": "int", "generator": {"distribution": {"type": "uniform", "params": {"low": 100, "high": 500}, "clamp": [0, 1000]}}}]},
  {"id": "product", "kind": "entity", "pk": "id", "rows": 12, "columns": [{"name": "id", "type": "int", "generator": {"sequence": {}}}]},
  {"id": "order", "kind": "fact", "pk": "id", "parents": ["customer"], "fanout": {"distribution": "poisson", "lambda": 5}, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "customer_id", "type": "int", "generator": {"lookup": {"from": "customer.id"}}},
    {"name": "joined", "type": "date", "generator": {"lookup": {"from": "customer.joined"}}},
    {"name": "limit", "type": "int", "generator": {"lookup": {"from": "customer.limit"}}},
    {"name": "placed", "type": "datetime", "generator": {"datetime_series": {"freq": "H", "spread": true}}},
    {"name": "shipped", "type": "date", "generator": {"datetime_series": {}}},
    {"name": "total", "type": "decimal", "generator": {"distribution": {"type": "lognormal", "params": {"mean": 4}, "clamp": [1, 900]}}},
    {"name": "paid", "type": "decimal", "generator": {"distribution": {"type": "lognormal", "params": {"mean": 4}, "clamp": [1, 900]}}}]},
  {"id": "item", "kind": "fact", "pk": "id", "parents": ["order", "product"], "fanout": {"distribution": "uniform", "min": 1, "max": 9}, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "order_id", "type": "int", "generator": {"lookup": {"from": "order.id"}}},
    {"name": "product_id", "type": "int", "generator": {"lookup": {"from": "product.id"}}},
    {"name": "line", "type": "int", "generator": {"ordinal": {}}}]}]}"#;

#[test]
fn what_must_differ_differs() {
    let columns = [uniform("a", "int", 0.0, 3.0), uniform("b", "int", 0.0, 3.0), uniform("c", "decimal", 0.0, 0.02)];
    let rules =
        r#""inequalities": [{"left": "t.a", "op": "!=", "right": "b"}, {"left": "t.c", "op": "!=", "right": "b"}]"#;
    let (tables, _) = generate(&constrained(4000, &columns.join(","), rules), &Options::default());
    assert!(pairs(&tables, "a", "b").iter().all(|(a, b)| a != b));
    assert!(pairs(&tables, "c", "b").iter().all(|(c, b)| c != b));
    let threes = numbers(&column(&tables, "a")).iter().filter(|a| **a == 3.0).count();
    assert!((500..850).contains(&threes), "3 is drawn as before: {threes}");
}

#[test]
fn inequalities_reach_across_tables_and_combinations_are_unique() {
    let (tables, _) = generate(SHOP, &Options::default());
    check(SHOP, &[NotBefore("order.placed", "order.joined"), Distinct("customer.email")]);
    assert!(pairs(&tables, "order.paid", "order.total").iter().all(|(paid, total)| paid <= total));
    assert!(pairs(&tables, "order.total", "order.limit").iter().all(|(total, limit)| total <= limit));
    let shipped = texts(&column(&tables, "order.shipped"));
    assert!(
        shipped.iter().zip(texts(&column(&tables, "order.placed"))).all(|(shipped, placed)| **shipped > placed[..10])
    );
    let combinations: Vec<(String, String)> =
        texts(&column(&tables, "item.order_id")).into_iter().zip(texts(&column(&tables, "item.product_id"))).collect();
    let distinct: BTreeSet<&(String, String)> = combinations.iter().collect();
    assert_eq!(distinct.len(), combinations.len());
    let products: Vec<String> = combinations.iter().map(|(_, product)| product.clone()).collect();
    let even: Vec<(String, f64)> = (1..=12).map(|product| (product.to_string(), 1.0)).collect();
    let even: Vec<(&str, f64)> = even.iter().map(|(product, weight)| (product.as_str(), *weight)).collect();
    crate::door::check_shares("product", &products, &even);
}

#[test]
fn a_place_that_is_not_left_is_counted() {
    let columns = [
        series("start", "date", "2024-01-01", "2024-12-31"),
        r#"{"name": "due", "type": "date", "generator": {"expression": {"code": "add_days(start, 400)"}}}"#.to_owned(),
        series("end", "date", "2024-01-01", "2024-12-31"),
    ];
    let schema =
        constrained(100, &columns.join(","), r#""inequalities": [{"left": "t.end", "op": ">", "right": "t.due"}]"#);
    check(&schema, &[NotBefore("end", "due"), Warned("t.end", 100)]);
}

/// Spearman's correlation.
fn rank_correlation(pairs: &[(f64, f64)]) -> f64 {
    let ranks = |values: Vec<f64>| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
        let mut ranks = vec![0.0; values.len()];
        let mut first = 0;
        while first < order.len() {
            let mut end = first;
            while end < order.len() && values[order[end]] == values[order[first]] {
                end += 1;
            }
            order[first..end].iter().for_each(|&row| ranks[row] = (first + end) as f64 / 2.0);
            first = end;
        }
        ranks
    };
    let (a, b) = (ranks(pairs.iter().map(|p| p.0).collect()), ranks(pairs.iter().map(|p| p.1).collect()));
    let mean = a.iter().sum::<f64>() / a.len() as f64;
    let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
}

fn correlated(matrix: &str) -> String {
    let columns = [
        uniform("a", "float", 0.0, 1.0),
        r#"{"name": "b", "type": "float", "generator": {"distribution": {"type": "lognormal", "params": {"mean": 2}, "clamp": [0, 1e6]}}}"#.to_owned(),
        r#"{"name": "c", "type": "int", "generator": {"distribution": {"type": "poisson", "params": {"lambda": 4}, "clamp": [0, 99]}}}"#.to_owned(),
    ];
    one_table(100_000, &columns.join(",")).replace(
        r#""pk": "id","#,
        &format!(r#""pk": "id", "correlations": [{{"columns": ["a", "b", "c"], "matrix": {matrix}}}],"#),
    )
}

#[test]
fn correlated_columns_keep_their_own_distributions() {
    let schema = correlated("[[1, 0.7, -0.4], [0.7, 1, 0.1], [-0.4, 0.1, 1]]");
    let (tables, _) = generate(&schema, &Options::default());
    for (a, b, expected, tolerance) in [("a", "b", 0.7, 0.02), ("a", "c", -0.4, 0.05), ("b", "c", 0.1, 0.05)] {
        let found = rank_correlation(&pairs(&tables, a, b));
        assert!((found - expected).abs() < tolerance, "{a}, {b}: {found}");
    }
    check(&schema, &[Law("a", &|x| x)]);
    let logs = numbers(&column(&tables, "b")).into_iter().map(datagen_core::math::ln).map(|x| x - 2.0).collect();
    check_law("b", logs, &|z| 0.5 * datagen_core::math::erfc(-z / std::f64::consts::SQRT_2));
}

const ROLLED: &str = r#"{"version": "1.0", "metadata": {"name": "test"}, "nodes": [
  {"id": "customer", "kind": "entity", "pk": "id", "rows": 900, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "spent", "type": "decimal", "generator": {"rollup": {"from": "order.total", "aggregate": "sum"}}},
    {"name": "orders", "type": "int", "generator": {"rollup": {"from": "order.id", "aggregate": "count"}}},
    {"name": "notes", "type": "int", "generator": {"rollup": {"from": "order.note", "aggregate": "count"}}},
    {"name": "largest", "type": "decimal", "nullable": true, "generator": {"rollup": {"from": "order.total", "aggregate": "max"}}}]},
  {"id": "order", "kind": "fact", "pk": "id", "parents": ["customer"], "fanout": {"distribution": "geometric", "mean": 3}, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "customer", "type": "int", "generator": {"lookup": {"from": "customer.id"}}},
    {"name": "note", "type": "string", "nullable": true, "null_rate": 0.4, "generator": {"choice": {"choices": ["gift", "express"]}}},
    {"name": "total", "type": "decimal", "generator": {"rollup": {"from": "line.price", "aggregate": "sum"}}},
    {"name": "least", "type": "int", "generator": {"rollup": {"from": "line.quantity", "aggregate": "min"}}},
    {"name": "mean", "type": "float", "decimals": 4, "generator": {"rollup": {"from": "line.quantity", "aggregate": "avg"}}}]},
  {"id": "line", "kind": "fact", "pk": "id", "parents": ["order"], "fanout": {"distribution": "uniform", "min": 1, "max": 5}, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "order", "type": "int", "generator": {"lookup": {"from": "order.id"}}},
    {"name": "quantity", "type": "int", "generator": {"distribution": {"type": "poisson", "params": {"lambda": 3}, "clamp": [1, 20]}}},
    {"name": "price", "type": "decimal", "generator": {"distribution": {"type": "lognormal", "params": {"mean": 3}, "clamp": [1, 999]}}}]}]}"#;

#[test]
fn rollups_are_exact() {
    let (tables, _) = generate(ROLLED, &Options::default());
    let cents =
        |name: &str| numbers(&column(&tables, name)).iter().map(|x| (x * 100.0).round() as i64).collect::<Vec<_>>();
    let keys = |name: &str| numbers(&column(&tables, name)).iter().map(|x| *x as usize - 1).collect::<Vec<_>>();
    let mut totals = vec![0; keys("order.id").len()];
    let mut quantities: Vec<Vec<f64>> = vec![Vec::new(); totals.len()];
    for ((order, cents), quantity) in
        keys("line.order").into_iter().zip(cents("line.price")).zip(numbers(&column(&tables, "line.quantity")))
    {
        totals[order] += cents;
        quantities[order].push(quantity);
    }
    assert_eq!(cents("order.total"), totals);
    for (row, (least, mean)) in
        numbers(&column(&tables, "order.least")).into_iter().zip(numbers(&column(&tables, "order.mean"))).enumerate()
    {
        assert_eq!(least, quantities[row].iter().copied().fold(f64::INFINITY, f64::min));
        assert!((mean - quantities[row].iter().sum::<f64>() / quantities[row].len() as f64).abs() < 5.1e-5);
    }
    let mut spent = vec![0; 900];
    let mut orders: Vec<Vec<i64>> = vec![Vec::new(); 900];
    for (customer, total) in keys("order.customer").into_iter().zip(&totals) {
        spent[customer] += total;
        orders[customer].push(*total);
    }
    assert_eq!(cents("customer.spent"), spent);
    let largest: Vec<String> = orders
        .iter()
        .map(|of| of.iter().max().map_or("null".to_owned(), |max| format!("{}.{:02}", max / 100, max % 100)))
        .collect();
    assert_eq!(texts(&column(&tables, "customer.largest")), largest);
    assert_eq!(
        numbers(&column(&tables, "customer.orders")),
        orders.iter().map(|of| of.len() as f64).collect::<Vec<_>>()
    );
    let mut notes = vec![0.0; 900];
    for (customer, note) in keys("order.customer").into_iter().zip(texts(&column(&tables, "order.note"))) {
        notes[customer] += f64::from(note != "null");
    }
    assert_eq!(numbers(&column(&tables, "customer.notes")), notes);
}

#[test]
fn rows_in_time_order_can_be_counted_beforehand() {
    let schema = |rows: &str| {
        format!(
            r#"{{"version": "1.0", "metadata": {{"name": "test"}}, "timeframe": {{"start": "2024-01-01", "end": "2024-12-31", "freq": "H"}}, "nodes": [
  {{"id": "customer", "kind": "entity", "pk": "id", "rows": 200, "columns": [{{"name": "id", "type": "int", "generator": {{"sequence": {{}}}}}}]}},
  {{"id": "order", "kind": "fact", "pk": "id", "parents": ["customer"], {rows} "fanout": {{"distribution": "lognormal", "mean": 4, "sigma": 1}}, "columns": [
    {{"name": "id", "type": "int", "generator": {{"sequence": {{}}}}}},
    {{"name": "customer", "type": "int", "generator": {{"lookup": {{"from": "customer.id"}}}}}},
    {{"name": "at", "type": "datetime", "generator": {{"datetime_series": {{}}}}}}]}}]}}"#
        )
    };
    let (tables, _) = generate(&schema(r#""rows": 1234, "order": "by_time","#), &Options::default());
    assert_eq!(column(&tables, "order.id").len(), 1234);
    let rows = [("order".to_owned(), 77)].into();
    let (tables, _) =
        generate(&schema(r#""rows": 1234, "order": "by_time","#), &Options { rows, ..Options::default() });
    assert_eq!(column(&tables, "order.id").len(), 77);
    let (_, diagnostics) = datagen_core::Schema::parse(&schema(r#""rows": 1234,"#));
    assert!(diagnostics.to_string().contains("a fact with parents has as many rows as its fanout gives it"));
}

#[test]
fn what_cannot_be_kept_is_said() {
    let expression = r#"{"name": "y", "type": "int", "generator": {"expression": {"code": "x * 2"}}}"#;
    let x = uniform("x", "int", 0.0, 9.0);
    let inequality = |left: &str, op: &str, right: &str| {
        format!(r#""inequalities": [{{"left": "t.{left}", "op": "{op}", "right": "t.{right}"}}]"#)
    };
    let cases = [
        (
            "no value is left",
            constrained(9, &format!("{x},{}", uniform("z", "int", 20.0, 30.0)), &inequality("x", ">", "z")),
        ),
        (
            "no time is left",
            constrained(
                9,
                &format!(
                    "{},{}",
                    series("a", "date", "2024-05-01", "2024-05-31"),
                    series("b", "date", "2024-01-01", "2024-02-01")
                ),
                &inequality("a", "<", "b"),
            ),
        ),
        ("neither side can be drawn again", constrained(9, &format!("{x},{expression}"), &inequality("x", ">", "y"))),
        (
            "a list that a faker cannot keep",
            constrained(
                9,
                r#"{"name": "n", "type": "string", "constraints": {"enum": ["a"]}, "generator": {"faker": {"method": "name"}}}"#,
                "",
            ),
        ),
        (
            "a pattern that a faker does not keep",
            constrained(
                9,
                r#"{"name": "n", "type": "string", "constraints": {"pattern": "A.*"}, "generator": {"faker": {"method": "name"}}}"#,
                "",
            ),
        ),
        (
            "no choice is allowed",
            constrained(
                9,
                r#"{"name": "n", "type": "string", "constraints": {"pattern": "Q"}, "generator": {"choice": {"choices": ["A", "B"]}}}"#,
                "",
            ),
        ),
        (
            "a regular expression that is none",
            constrained(
                9,
                r#"{"name": "n", "type": "string", "constraints": {"pattern": "a("}, "generator": {"choice": {"choices": ["A", "B"]}}}"#,
                "",
            ),
        ),
        (
            "unique and repeating",
            constrained(
                9,
                r#"{"name": "n", "type": "string", "generator": {"faker": {"method": "name"}}}"#,
                r#""unique": ["t.n"]"#,
            ),
        ),
        (
            "a combination that cannot be kept",
            constrained(9, &format!("{x},{}", uniform("z", "int", 0.0, 9.0)), r#""unique": [["t.x", "t.z"]]"#),
        ),
        ("not positive definite", correlated("[[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]")),
        ("not symmetric", correlated("[[1, 0.9, 0.9], [0.8, 1, 0.9], [0.9, 0.9, 1]]")),
        (
            "correlation with an expression",
            one_table(9, &format!("{x},{expression}")).replace(
                r#""pk": "id","#,
                r#""pk": "id", "correlations": [{"columns": ["x", "y"], "matrix": [[1, 0], [0, 1]]}],"#,
            ),
        ),
        (
            "a roll-up of no child",
            one_table(
                9,
                r#"{"name": "n", "type": "int", "generator": {"rollup": {"from": "t.id", "aggregate": "sum"}}}"#,
            ),
        ),
        ("a range of keys", constrained(9, &x, r#""ranges": [{"attr": "t.id", "min": 5}]"#)),
    ];
    let words: Vec<String> = cases.iter().map(|(what, schema)| format!("## {what}\n{}", complaint(schema))).collect();
    insta::assert_snapshot!(words.join("\n"));
}

#[test]
fn an_inequality_that_an_expression_keeps_is_tried() {
    let due = r#"{"name": "due", "type": "date", "generator": {"expression": {"code": "add_days(start, 30)"}}}"#;
    let start = series("start", "date", "2024-01-01", "2024-12-31");
    let rule = r#""inequalities": [{"left": "t.due", "op": ">", "right": "t.start"}]"#;
    insta::assert_snapshot!(complaint(&constrained(50, &format!("{start},{due}"), rule)));
}

#[test]
fn foreign_keys_between_lists_are_looked_at() {
    let schema = r#"{"version": "1.0", "metadata": {"name": "t"}, "constraints": {"foreign_keys": [{"from": "b.a_id", "to": "a.id"}]}, "nodes": [
      {"id": "a", "kind": "vocab", "pk": "id", "columns": [{"name": "id", "type": "int", "generator": {"enum_list": {"values": [1, 2]}}}]},
      {"id": "b", "kind": "vocab", "pk": "id", "columns": [{"name": "id", "type": "int", "generator": {"enum_list": {"values": [1, 2]}}},
        {"name": "a_id", "type": "int", "generator": {"enum_list": {"values": [2, 1]}}}]}]}"#;
    assert_eq!(complaint(schema), "no error; warnings:\n");
    insta::assert_snapshot!(complaint(&schema.replace("[2, 1]", "[2, 7]")));
}
