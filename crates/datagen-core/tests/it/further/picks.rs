//! Rows drawn by the weights that a column holds, and under a condition.

use std::collections::BTreeMap;

use datagen_core::{Control, Options, Plan, Schema};

use super::complaints;
use crate::door::Expected::{Every, Nulls, Shares};
use crate::door::{SEED, check, check_law, check_shares, generate, numbers, texts};

/// Shops in cities, and sales that look one up as told.
fn market(rows: u64, shops: u64, lookup: &str) -> String {
    format!(
        r#"{{"version": "1.0", "metadata": {{"name": "test"}}, "nodes": [
      {{"id": "sale", "kind": "entity", "pk": "id", "rows": {rows}, "columns": [
        {{"name": "id", "type": "int", "generator": {{"sequence": {{}}}}}},
        {{"name": "city", "type": "string", "generator": {{"choice": {{"choices": ["Rome", "Oslo"], "weights": [3, 1]}}}}}},
        {{"name": "shop", "type": "int", "nullable": true, "generator": {{"lookup": {lookup}}}}},
        {{"name": "shop_city", "type": "string", "nullable": true, "generator": {{"lookup": {{"from": "shop.city"}}}}}},
        {{"name": "shop_size", "type": "float", "nullable": true, "generator": {{"lookup": {{"from": "shop.size"}}}}}}]}},
      {{"id": "shop", "kind": "entity", "pk": "id", "rows": {shops}, "columns": [
        {{"name": "id", "type": "int", "generator": {{"sequence": {{}}}}}},
        {{"name": "size", "type": "float", "generator": {{"distribution": {{"type": "uniform", "clamp": [0, 1]}}}}}},
        {{"name": "rank", "type": "int", "nullable": true, "generator": {{"expression": {{"code": "case when id < 4 then id else null end"}}}}}},
        {{"name": "city", "type": "string", "generator": {{"choice": {{"choices": ["Rome", "Oslo"], "weights": [1, 4]}}}}}},
        {{"name": "open", "type": "bool", "generator": {{"choice": {{"choices": [true, false]}}}}}}]}}]}}"#
    )
}

#[test]
fn rows_are_drawn_by_the_weight_that_a_column_holds() {
    // Null counts as 0, so only the first three shops are drawn.
    let schema = market(40_000, 50, r#"{"from": "shop.id", "weight_by": "rank"}"#);
    check(&schema, &[Shares("sale.shop", &[("1", 1.0), ("2", 2.0), ("3", 3.0)])]);
}

#[test]
fn large_tables_are_drawn_by_weight_too() {
    // A size that is drawn with itself as weight has the density 2 x.
    let schema = market(20_000, 200_000, r#"{"from": "shop.id", "weight_by": "size"}"#);
    let (tables, _) = generate(&schema, &Options::default());
    check_law("shop_size", numbers(&crate::door::column(&tables, "sale.shop_size")), &|x| x * x);
    let (schema, _) = Schema::parse(&schema);
    let plan = Plan::new(&schema, SEED, Options::default()).unwrap();
    let kept = plan.summary().tables.iter().find(|table| table.name == "sale").unwrap().bytes_kept;
    assert!(kept >= 8 * 200_000, "{kept}");
    let text = plan.summary().tables.iter().flat_map(|table| table.columns.clone()).find_map(|column| column.reference);
    assert_eq!(text.as_deref(), Some("shop.id of a row drawn by its size"));
}

#[test]
fn drawn_rows_satisfy_their_condition() {
    let schema =
        market(20_000, 3000, r#"{"from": "shop.id", "where": "open and city = local.city and shop.size > 0.5"}"#);
    let (tables, _) = generate(&schema, &Options::default());
    let of = |name: &str| texts(&crate::door::column(&tables, name));
    // The other lookups tell of the same shop.
    assert_eq!(of("sale.city"), of("sale.shop_city"));
    assert!(numbers(&crate::door::column(&tables, "sale.shop_size")).iter().all(|size| *size > 0.5));
    // All open, large shops of Rome, each as likely as any other.
    let sizes = numbers(&crate::door::column(&tables, "shop.size"));
    let shops = of("shop.id").into_iter().zip(of("shop.open")).zip(of("shop.city")).zip(sizes);
    let suitable: Vec<String> = shops
        .filter(|(((_, open), city), size)| open == "true" && city == "Rome" && *size > 0.5)
        .map(|(((id, _), _), _)| id)
        .collect();
    let shares: Vec<(&str, f64)> = suitable.iter().map(|id| (id.as_str(), 1.0)).collect();
    let sold = of("sale.shop").into_iter().zip(of("sale.city")).filter(|(_, city)| city == "Rome");
    check_shares("shops of Rome", &sold.map(|(shop, _)| shop).collect::<Vec<_>>(), &shares);
}

#[test]
fn weights_and_conditions_go_together() {
    let schema = market(40_000, 50, r#"{"from": "shop.id", "weight_by": "rank", "where": "rank != 2"}"#);
    check(&schema, &[Shares("sale.shop", &[("1", 1.0), ("3", 3.0)])]);
    let schema = market(40_000, 5, r#"{"from": "shop.id", "weights_kind": "zipf@1", "where": "id <= 5"}"#);
    let (tables, _) = generate(&schema, &Options::default());
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for shop in texts(&crate::door::column(&tables, "sale.shop")) {
        *counts.entry(shop).or_insert(0) += 1;
    }
    let mut counts: Vec<f64> = counts.values().map(|count| f64::from(*count)).collect();
    counts.sort_unstable_by(f64::total_cmp);
    assert!((counts[4] / counts[3] - 2.0).abs() < 0.15 && (counts[4] / counts[0] - 5.0).abs() < 0.5, "{counts:?}");
}

#[test]
fn a_row_that_no_row_suits_has_none() {
    let schema = market(20_000, 500, r#"{"from": "shop.id", "where": "local.city = 'Rome'"}"#);
    check(&schema, &[Nulls("sale.shop", 0.25), Nulls("sale.shop_city", 0.25)]);
    // A rare row of a small table is found by looking at all of them.
    let rare = market(3000, 400, r#"{"from": "shop.id", "where": "local.city = 'Rome' or id = 77"}"#);
    let (tables, _) = generate(&rare, &Options::default());
    let of = |name: &str| texts(&crate::door::column(&tables, name));
    assert!(of("sale.city").iter().zip(of("sale.shop")).all(|(city, shop)| city == "Rome" || shop == "77"));
    check(&rare, &[Every("sale.shop", &|shop| shop != "null")]);
}

/// Any rows alone are those rows of the whole, though each takes another number of draws.
#[test]
fn drawn_rows_do_not_depend_on_their_neighbours() {
    let schema = market(9000, 300, r#"{"from": "shop.id", "weight_by": "size", "where": "city = local.city"}"#);
    let (tables, _) = generate(&schema, &Options::default());
    let whole = texts(&crate::door::column(&tables, "sale.shop"));
    let (parsed, _) = Schema::parse(&schema);
    let plan = Plan::new(&parsed, SEED, Options::default()).unwrap();
    let control = Control::default();
    for (from, to) in [(8999, 9000), (4000, 4010), (0, 1)] {
        let batch = plan.batches("sale", from..to, &control).unwrap().next().unwrap().unwrap();
        assert_eq!(texts(batch.column_by_name("shop").unwrap()), whole[from as usize..to as usize]);
    }
}

#[test]
fn each_mistake_has_its_words() {
    let of = |lookup: &str| market(30, 100, lookup);
    let strict = |lookup: &str| market(30, 100, lookup).replacen(r#""nullable": true, "#, "", 1);
    golden!(complaints(&[
        ("unknown weight", of(r#"{"from": "shop.id", "weight_by": "sise"}"#)),
        ("weight without numbers", of(r#"{"from": "shop.id", "weight_by": "city"}"#)),
        ("two weights", of(r#"{"from": "shop.id", "weight_by": "size", "weights_kind": "zipf@1"}"#)),
        ("beside a join", of(r#"{"from": "shop.id", "on": {"city": "city"}, "where": "open", "weight_by": "size"}"#)),
        ("of earlier rows", of(r#"{"from": "sale.id", "where": "id > 3"}"#)),
        ("empty", of(r#"{"from": "shop.id", "where": " "}"#)),
        ("unknown column there", of(r#"{"from": "shop.id", "where": "opened"}"#)),
        ("unknown column here", of(r#"{"from": "shop.id", "where": "city = local.town"}"#)),
        ("no condition", of(r#"{"from": "shop.id", "where": "size * 2"}"#)),
        ("unreadable", of(r#"{"from": "shop.id", "where": "size >"}"#)),
        ("its own row", of(r#"{"from": "shop.id", "where": "city = local.shop_city"}"#)),
        ("hardly ever", of(r#"{"from": "shop.id", "where": "id = 7 and size > 2"}"#)),
        ("never for a row", strict(r#"{"from": "shop.id", "where": "local.city = 'Rome'"}"#)),
        (
            "negative weights",
            of(r#"{"from": "shop.id", "weight_by": "size"}"#)
                .replace(r#""clamp": [0, 1]"#, r#""params": {"low": -1}, "clamp": [-1, 1]"#)
        ),
        (
            "weights of 0",
            of(r#"{"from": "shop.id", "weight_by": "size"}"#).replace(r#""clamp": [0, 1]"#, r#""clamp": [0, 0]"#)
        ),
    ]));
}
