//! Mistakes in issues, insights, and the targets beyond the core.

use serde_json::{Value, json};

use super::{edited, report_edits};
use datagen_core::Schema;

fn issue(value: Value) -> [(&'static str, Value); 1] {
    [("/issues", json!([value]))]
}

#[test]
fn issues() {
    golden!(report_edits(&[
        ("unknown kind", &issue(json!({ "kind": "mising", "table": "order", "rate": 0.1 }))),
        ("unknown table", &issue(json!({ "kind": "missing", "table": "orders", "rate": 0.1 }))),
        ("unknown column", &issue(json!({ "kind": "missing", "table": "order", "columns": ["amont"], "rate": 0.1 }))),
        (
            "column twice",
            &issue(json!({ "kind": "missing", "table": "order", "columns": ["paid", "paid"], "rate": 0.1 }))
        ),
        ("no columns", &issue(json!({ "kind": "missing", "table": "order", "columns": [], "rate": 0.1 }))),
        ("rate as a percentage", &issue(json!({ "kind": "missing", "table": "order", "rate": 5 }))),
        ("rate of 0", &issue(json!({ "kind": "missing", "table": "order", "rate": 0 }))),
        (
            "keys",
            &issue(json!({ "kind": "typo", "table": "customer", "columns": ["customer_id", "country"], "rate": 0.1 }))
        ),
        (
            "a source",
            &[
                ("/issues", json!([{ "kind": "unit", "table": "promo", "columns": ["lift"], "rate": 0.1 }])),
                ("/nodes/3/columns/5/generator", json!({ "lookup": { "from": "promo.lift" } }))
            ]
        ),
        (
            "format of a name",
            &issue(json!({ "kind": "format", "table": "customer", "columns": ["name"], "rate": 0.1 }))
        ),
        ("typo in a number", &issue(json!({ "kind": "typo", "table": "order", "columns": ["amount"], "rate": 0.1 }))),
        (
            "whitespace in a time",
            &issue(json!({ "kind": "whitespace", "table": "order", "columns": ["ordered_at"], "rate": 0.1 }))
        ),
        (
            "outlier of a text",
            &issue(json!({ "kind": "outlier", "table": "customer", "columns": ["name"], "rate": 0.1 }))
        ),
        ("no column fits", &issue(json!({ "kind": "case", "table": "order", "rate": 0.1 }))),
        ("factor of another kind", &issue(json!({ "kind": "outlier", "table": "order", "rate": 0.1, "factor": 3 }))),
        ("factor", &issue(json!({ "kind": "unit", "table": "order", "rate": 0.1, "factor": -1 }))),
    ]));
}

#[test]
fn issues_of_rows() {
    golden!(report_edits(&[
        ("swapped without columns", &issue(json!({ "kind": "swapped", "table": "customer", "rate": 0.1 }))),
        (
            "swapped with one",
            &issue(json!({ "kind": "swapped", "table": "customer", "columns": ["name"], "rate": 0.1 }))
        ),
        (
            "swapped types",
            &issue(json!({ "kind": "swapped", "table": "customer", "columns": ["name", "created_at"], "rate": 0.1 }))
        ),
        ("stale without parents", &issue(json!({ "kind": "stale", "table": "customer", "rate": 0.1 }))),
        ("stale by time", &issue(json!({ "kind": "stale", "table": "order", "rate": 0.1 }))),
        (
            "stale of only children",
            &[
                ("/issues", json!([{ "kind": "stale", "table": "order", "rate": 0.1 }])),
                ("/nodes/3/fanout", Value::Null),
                ("/nodes/3/order", Value::Null)
            ]
        ),
        (
            "duplicate with columns",
            &issue(json!({ "kind": "duplicate", "table": "customer", "columns": ["name"], "rate": 0.1 }))
        ),
        (
            "no fresh key",
            &[
                ("/issues", json!([{ "kind": "duplicate", "table": "promo", "rate": 0.1 }])),
                ("/nodes/1/columns/0/generator", json!({ "expression": { "code": "1 + 1" } }))
            ]
        ),
        (
            "nothing to change in a near duplicate",
            &[
                ("/issues", json!([{ "kind": "near_duplicate", "table": "country", "rate": 0.1 }])),
                ("/nodes/0/columns/0/generator/enum_list/values", json!(["DE-D1", "FR", "IT"]))
            ]
        ),
        (
            "the ledger's name",
            &[
                ("/issues", json!([{ "kind": "missing", "table": "Issue_Ledger", "rate": 0.1 }])),
                (
                    "/nodes/new",
                    json!({ "id": "Issue_Ledger", "kind": "entity", "pk": "id", "columns": [
                        { "name": "id", "type": "int", "generator": { "sequence": {} } },
                        { "name": "n", "type": "int", "generator": { "choice": { "choices": [1] } } }] })
                ),
                ("/dag", Value::Null)
            ]
        ),
    ]));
}

fn insight(sql: &str, expect: Value) -> [(&'static str, Value); 1] {
    [("/insights", json!([{ "id": "growth", "claim": "Orders grow.", "sql": sql, "expect": expect }]))]
}

#[test]
fn insights() {
    let one = || json!({ "op": "=", "value": 1 });
    let long = format!("SELECT {}", "1 + ".repeat(1500) + "1");
    golden!(report_edits(&[
        (
            "without a name or a claim, and twice",
            &[(
                "/insights",
                json!([
                    { "id": " ", "claim": "", "sql": "SELECT 1", "expect": { "op": "<", "value": 2 } },
                    { "id": " ", "claim": "Yes.", "sql": "SELECT 1", "expect": { "op": "<", "value": 2 } }
                ])
            )]
        ),
        ("no query", &insight(" ", one())),
        ("no SQL", &insight("SELEKT 1", one())),
        ("an open quote", &insight("SELECT 'a", one())),
        ("two queries", &insight("SELECT 1; SELECT 2", one())),
        ("a change", &insight("DELETE FROM orders", one())),
        ("a change in disguise", &insight("WITH a AS (SELECT 1) SELECT * INTO b FROM a", one())),
        ("too long", &insight(&long, one())),
        ("operator", &insight("SELECT 1", json!({ "op": "!=", "value": 1 }))),
        ("a range for =", &insight("SELECT 1", json!({ "op": "=", "value": [1, 2] }))),
        ("between one value", &insight("SELECT 1", json!({ "op": "between", "value": 1 }))),
        ("between nothing", &insight("SELECT 1", json!({ "op": "between", "value": [2, 1] }))),
        ("null", &insight("SELECT 1", json!({ "op": "=", "value": null }))),
        ("negative tolerance", &insight("SELECT 1", json!({ "op": "=", "value": 1, "tolerance": -1 }))),
        ("tolerance of a text", &insight("SELECT 'a'", json!({ "op": "=", "value": "a", "tolerance": 1 }))),
    ]));
}

#[test]
fn further_targets_only_warn() {
    golden!(report_edits(&[
        (
            "share",
            &[(
                "/targets/share",
                json!([
                    { "table": "customer", "column": "segmnt", "value": "new", "min": 0.7, "max": 0.8 },
                    { "table": "order", "column": "number", "value": "many", "min": 8, "max": 0.5 }
                ])
            )]
        ),
        (
            "correlation",
            &[(
                "/targets/correlation",
                json!([
                    { "table": "order", "columns": ["amount", "paid"], "min": -2, "max": 0.5 },
                    { "table": "order", "columns": ["amount", "amount"], "min": 0.9, "max": 1 }
                ])
            )]
        ),
        (
            "quantile",
            &[("/targets/quantile", json!({ "table": "order", "column": "paid", "q": 50, "min": 5, "max": 1 }))]
        ),
        (
            "ks",
            &[(
                "/targets/ks",
                json!({ "table": "order", "column": "amont", "distribution": "normal", "params": { "std": -1 }, "max": 5 })
            )]
        ),
        (
            "row_count",
            &[(
                "/targets/row_count",
                json!([{ "table": "order" }, { "table": "ordr", "min": 3 }, { "table": "order", "min": 3, "max": 2 }])
            )]
        ),
        (
            "sql",
            &[(
                "/targets/sql",
                json!({ "query": "SELEC 1", "expect": { "op": "between", "value": [3, 1], "tolerance": -1 } })
            )]
        ),
    ]));
}

#[test]
fn what_makes_sense_is_taken() {
    let text = edited(&[
        ("/nodes/3/order", Value::Null),
        (
            "/issues",
            json!([
                { "kind": "missing", "table": "order", "columns": ["paid"], "rate": 0.02, "comment": "why" },
                { "kind": "near_duplicate", "table": "customer", "columns": ["name"], "rate": 0.01 },
                { "kind": "unit", "table": "order", "columns": ["amount"], "rate": 0.01, "factor": 2.2046 },
                { "kind": "stale", "table": "order", "rate": 0.01 }
            ]),
        ),
        (
            "/insights",
            json!([{ "id": "a", "claim": "A.", "public": true, "min_rows": 30,
                "sql": "WITH x AS (SELECT country, count(*) n FROM customer GROUP BY 1) SELECT max(n) FROM x UNION SELECT 1;",
                "expect": { "op": "between", "value": [1, 2] } }]),
        ),
        (
            "/targets",
            json!({
                "share": { "table": "order", "column": "paid", "value": null, "min": 0, "max": 1 },
                "correlation": { "table": "order", "columns": ["amount", "ordered_at"], "min": -1, "max": 1 },
                "quantile": { "table": "order", "column": "amount", "q": 0.5, "min": 1, "max": 99 },
                "ks": { "table": "order", "column": "amount", "distribution": "lognormal", "params": { "mean": 3, "sigma": 0.5 }, "max": 0.1 },
                "row_count": { "table": "order", "min": 1 },
                "sql": { "query": "SELECT count(*) FROM \"order\"", "expect": { "op": ">", "value": 1, "tolerance": 0.5 } }
            }),
        ),
    ]);
    let (schema, diagnostics) = Schema::parse(&text);
    assert_eq!(diagnostics.to_string(), "");
    assert_eq!(schema.document().issues.as_ref().map(Vec::len), Some(4));
    // The canonical form is read as the same document.
    let (again, diagnostics) = Schema::parse(&schema.canonical_json());
    assert!(diagnostics.is_empty(), "{diagnostics}");
    assert_eq!(again.document(), schema.document());
}
