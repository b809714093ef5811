//! Draws that another column decides.

use datagen_core::Options;

use super::{column, complaints, keyed, table};
use crate::door::Expected::{Every, Law, Nulls, Shares};
use crate::door::{check, check_law, check_shares, generate, one_table, texts};

const SEGMENT: &str = r#"{"name": "segment", "type": "string", "generator": {"choice": {"choices": ["gold", "iron", "tin"], "weights": [5, 3, 2]}}}"#;

/// Values of `name` in the rows whose `by` is `value`.
fn given(schema: &str, name: &str, by: &str, value: &str) -> Vec<String> {
    let (tables, _) = generate(schema, &Options::default());
    let of = |name: &str| texts(&crate::door::column(&tables, name));
    of(name).into_iter().zip(of(by)).filter(|(_, found)| found == value).map(|(value, _)| value).collect()
}

#[test]
fn a_choice_follows_the_case_of_its_row() {
    let choice = column(
        "plan",
        "string",
        r#"{"choice": {"by": "segment", "cases": {
            "tin": {"choices": ["free"]},
            "gold": {"choices": ["pro", "team", "free"], "weights": [6, 3, 1]}},
            "default": {"choices": ["free", "pro", "team"], "weights_kind": "zipf@1"}}}"#,
    );
    let schema = table(40_000, &[SEGMENT.to_owned(), choice]);
    check_shares("gold", &given(&schema, "plan", "segment", "gold"), &[("pro", 6.0), ("team", 3.0), ("free", 1.0)]);
    let zipf = [("free", 1.0), ("pro", 1.0 / 2.0), ("team", 1.0 / 3.0)];
    check_shares("iron", &given(&schema, "plan", "segment", "iron"), &zipf);
    assert!(given(&schema, "plan", "segment", "tin").iter().all(|plan| plan == "free"));
}

#[test]
fn a_distribution_follows_the_case_of_its_row() {
    let price = column(
        "price",
        "float",
        r#"{"distribution": {"type": "uniform", "clamp": [0, 1000], "by": "segment", "cases": {
            "gold": {"params": {"low": 100, "high": 300}},
            "iron": {"type": "exponential", "params": {"rate": 0.1}, "clamp": [0, 900]}},
            "default": {"params": {"low": 1, "high": 2}}}}"#,
    );
    let schema = table(40_000, &[SEGMENT.to_owned(), price]);
    let numbers = |segment: &str| -> Vec<f64> {
        given(&schema, "price", "segment", segment).iter().map(|text| text.parse().unwrap()).collect()
    };
    check_law("gold", numbers("gold"), &|x| (x - 100.0) / 200.0);
    check_law("iron", numbers("iron"), &|x| 1.0 - datagen_core::math::exp(-x / 10.0));
    check_law("tin", numbers("tin"), &|x| x - 1.0);
}

/// Cases are named by text, whatever the type of the column that decides, and wherever it stands.
#[test]
fn cases_name_numbers_truth_values_and_columns_of_others() {
    let schema = r#"{"version": "1.0", "metadata": {"name": "test"}, "nodes": [
      {"id": "p", "kind": "entity", "pk": "id", "rows": 3000, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "stars", "type": "float", "generator": {"choice": {"choices": [1, 2.5]}}},
        {"name": "vip", "type": "bool", "generator": {"choice": {"choices": [true, false]}}}]},
      {"id": "c", "kind": "fact", "parents": ["p"], "pk": "id", "fanout": {"distribution": "fixed", "count": 3}, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "stars", "type": "float", "generator": {"lookup": {"from": "p.stars"}}},
        {"name": "mood", "type": "string", "generator": {"choice": {"by": "parent.stars", "cases":
          {"1": {"choices": ["bad"]}, "2.50": {"choices": ["good"]}}}}},
        {"name": "fee", "type": "int", "generator": {"distribution": {"type": "uniform", "clamp": [0, 9], "by": "p.vip", "cases":
          {"true": {"params": {"low": 0, "high": 0}}, "false": {"params": {"low": 9, "high": 9}}}}}}]}]}"#;
    let mood = |stars: &str| given(schema, "c.mood", "c.stars", stars);
    assert!(mood("1.0").iter().all(|mood| mood == "bad") && !mood("1.0").is_empty());
    assert!(mood("2.5").iter().all(|mood| mood == "good") && !mood("2.5").is_empty());
    check(schema, &[Shares("c.fee", &[("0", 1.0), ("9", 1.0)])]);
}

/// The draw has the same address whatever the case, so equal cases give equal values.
#[test]
fn a_row_keeps_its_draw_when_its_case_changes() {
    let of = |cases: &str| {
        let body = format!(
            r#"{{"distribution": {{"type": "normal", "clamp": [-99, 99], "by": "segment", "cases": {cases}}}}}"#
        );
        let schema = table(500, &[SEGMENT.to_owned(), column("x", "float", &body)]);
        let (tables, _) = generate(&schema, &Options::default());
        texts(&crate::door::column(&tables, "x"))
    };
    let all = r#"{"gold": {}, "iron": {}, "tin": {}}"#;
    let shuffled = r#"{"tin": {"params": {"mean": 0}}, "iron": {"params": {"std": 1}}, "gold": {}}"#;
    assert_eq!(of(all), of(shuffled));
    let plain = table(500, &[column("x", "float", r#"{"distribution": {"type": "normal", "clamp": [-99, 99]}}"#)]);
    let (tables, _) = generate(&plain, &Options::default());
    assert_eq!(of(all), texts(&crate::door::column(&tables, "x")));
}

#[test]
fn a_value_without_a_case_is_null_where_that_is_allowed() {
    let nullable = |name: &str, column_type: &str, generator: &str| {
        format!(r#"{{"name": "{name}", "type": "{column_type}", "nullable": true, "generator": {generator}}}"#)
    };
    let columns = [
        SEGMENT.to_owned(),
        nullable("plan", "string", r#"{"choice": {"by": "segment", "cases": {"gold": {"choices": ["pro"]}}}}"#),
        nullable(
            "price",
            "decimal",
            r#"{"distribution": {"type": "uniform", "clamp": [0, 1], "by": "segment", "cases": {"gold": {}}}}"#,
        ),
    ];
    check(
        &table(20_000, &columns),
        &[
            Nulls("plan", 0.5),
            Nulls("price", 0.5),
            Every("plan", &|plan| plan == "pro" || plan == "null"),
            Law("price", &|x| x + 0.005),
        ],
    );
}

#[test]
fn each_mistake_has_its_words() {
    let choice =
        |body: &str| table(40, &[SEGMENT.to_owned(), column("x", "string", &format!(r#"{{"choice": {body}}}"#))]);
    let law =
        |body: &str| table(40, &[SEGMENT.to_owned(), column("x", "float", &format!(r#"{{"distribution": {body}}}"#))]);
    golden!(complaints(&[
        ("no cases", choice(r#"{"by": "segment"}"#)),
        ("cases without by", choice(r#"{"cases": {"gold": {"choices": ["a"]}}, "default": {"choices": ["b"]}}"#)),
        ("choices beside by", choice(r#"{"by": "segment", "choices": ["a"], "cases": {"gold": {"choices": ["a"]}}}"#)),
        ("unknown column", choice(r#"{"by": "segmnt", "cases": {"gold": {"choices": ["a"]}}}"#)),
        ("its own case", choice(r#"{"by": "x", "cases": {"gold": {"choices": ["a"]}}}"#)),
        ("nothing to choose", choice(r#"{"by": "segment", "cases": {"gold": {"choices": []}}}"#)),
        (
            "weights of a case",
            choice(
                r#"{"by": "segment", "cases": {"gold": {"choices": ["a"], "weights": [1, 2]},
                "iron": {"choices": ["a"], "weights": [1], "weights_kind": "uniform"}}, "default": {"choices": ["a"], "weights": [0]}}"#
            )
        ),
        (
            "a case that never holds",
            choice(r#"{"by": "segment", "cases": {"gld": {"choices": ["a"]}}, "default": {"choices": ["b"]}}"#)
        ),
        ("values without a case", choice(r#"{"by": "segment", "cases": {"gold": {"choices": ["a"]}}}"#)),
        ("a name of another type", choice(r#"{"by": "id", "cases": {"one": {"choices": ["a"]}}}"#)),
        (
            "a cycle",
            one_table(
                3,
                &format!(
                    "{},{}",
                    column("x", "string", r#"{"choice": {"by": "y", "cases": {"a": {"choices": ["a"]}}}}"#),
                    column("y", "string", r#"{"choice": {"by": "x", "cases": {"a": {"choices": ["a"]}}}}"#)
                )
            )
        ),
        (
            "params beside by",
            law(
                r#"{"type": "normal", "clamp": [0, 1], "params": {"mean": 1}, "by": "segment", "cases": {"gold": {}}}"#
            )
        ),
        (
            "params of a case",
            law(r#"{"type": "normal", "clamp": [0, 1], "by": "segment", "cases": {"gold": {"params": {"std": -1}},
                "tin": {"type": "gamma", "clamp": [2, 1]}}, "default": {"type": "beta"}}"#)
        ),
        (
            "numbers without a case",
            law(r#"{"type": "normal", "clamp": [0, 1], "by": "segment", "cases": {"gold": {}}}"#)
        ),
        (
            "a key by cases",
            keyed(3, "int", r#"{"choice": {"by": "j", "cases": {"1": {"choices": [1]}}}}"#).replace(
                "\"columns\": [",
                r#""columns": [{"name": "j", "type": "int", "generator": {"sequence": {}}}, "#
            )
        ),
    ]));
}
