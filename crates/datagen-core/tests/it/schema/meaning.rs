//! Mistakes in the meaning: what each part of a document needs of the others.

use serde_json::{Value, json};

use super::report_edits;

const PROMO: &str = "/nodes/1/columns/0/generator";
const SEGMENT: &str = "/nodes/2/columns/2/generator/choice";
const CREATED: &str = "/nodes/2/columns/4/generator/datetime_series";

#[test]
fn names() {
    let table = |id: &str| {
        json!({
            "id": id, "kind": "entity", "pk": "id",
            "columns": [{ "name": "id", "type": "int", "generator": { "sequence": {} } }]
        })
    };
    let column = |name: &str| json!({ "name": name, "type": "int", "generator": { "sequence": {} } });
    golden!(report_edits(&[
        ("version", &[("/version", json!("2.0"))]),
        ("the dataset's name", &[("/metadata/name", json!(" "))]),
        ("no name", &[("/nodes/1/columns/new", column(""))]),
        ("blanks", &[("/nodes/1/columns/new", column("more "))]),
        ("a control character", &[("/nodes/1/columns/new", column("mo\nre"))]),
        ("a long name", &[("/nodes/1/columns/new", column(&"x".repeat(300)))]),
        ("two columns of one name", &[("/nodes/1/columns/new", column("from_day"))]),
        ("a way out of the directory", &[("/nodes/new", table("../promo")), ("/dag", Value::Null)]),
        ("two tables of one name", &[("/nodes/new", table("promo"))]),
        ("two tables that differ in case", &[("/nodes/new", table("Promo")), ("/dag", Value::Null)]),
        ("pk is no column", &[("/nodes/1/pk", json!("promoid"))]),
        ("pk is nullable", &[("/nodes/1/columns/0/nullable", json!(true))]),
    ]));
}

#[test]
fn timeframe() {
    golden!(report_edits(&[
        ("no date", &[("/timeframe/start", json!("01.01.2024"))]),
        ("no such day", &[("/timeframe/end", json!("2024-02-30"))]),
        ("end before start", &[("/timeframe/end", json!("2023-01-01"))]),
        ("frequency", &[("/timeframe/freq", json!("hourly"))]),
        ("none, where times lie within it", &[("/timeframe", Value::Null)]),
    ]));
}

#[test]
fn kinds() {
    golden!(report_edits(&[
        ("entity with parents", &[("/nodes/1/parents", json!(["country"]))]),
        ("entity with fanout", &[("/nodes/1/fanout", json!({ "distribution": "fixed", "count": 2 }))]),
        ("vocab with parents", &[("/nodes/0/parents", json!(["promo"]))]),
        ("vocab without a list", &[("/nodes/1/kind", json!("vocab"))]),
        ("vocab with rows", &[("/nodes/0/rows", json!(5))]),
        ("vocab with as many rows", &[("/nodes/0/rows", json!(3))]),
        ("lists of two lengths", &[("/nodes/0/columns/1/generator/enum_list/values", json!([0.1, 0.2]))]),
        ("a list outside of a vocab", &[("/nodes/2/columns/2/generator", json!({ "enum_list": { "values": ["a"] } }))]),
        ("a key that stands twice", &[("/nodes/0/columns/0/generator/enum_list/values", json!(["DE", "FR", "DE"]))]),
        ("unknown parent", &[("/nodes/3/parents", json!(["custmer"]))]),
        ("parent twice", &[("/nodes/3/parents", json!(["customer", "customer"]))]),
        ("its own parent", &[("/nodes/3/parents", json!(["customer", "order"]))]),
        ("fact with parents and rows", &[("/nodes/3/rows", json!(7)), ("/nodes/3/order", Value::Null)]),
        ("fact by time with parents and rows", &[("/nodes/3/rows", json!(7))]),
        (
            "fanout without parents",
            &[
                ("/nodes/3/parents", json!([])),
                ("/nodes/3/columns/2", Value::Null),
                ("/constraints/unique", Value::Null),
                ("/nodes/3/columns/2/generator/datetime_series/after", Value::Null)
            ]
        ),
        ("by time without a time", &[("/nodes/1/order", json!("by_time"))]),
        ("vocab by time", &[("/nodes/0/order", json!("by_time"))]),
    ]));
}

#[test]
fn fanout() {
    let fanout = |value: Value| [("/nodes/3/fanout", value)];
    golden!(report_edits(&[
        ("poisson without lambda", &fanout(json!({ "distribution": "poisson" }))),
        ("negative lambda", &fanout(json!({ "distribution": "poisson", "lambda": -1 }))),
        ("uniform without bounds", &fanout(json!({ "distribution": "uniform" }))),
        ("uniform in the wrong order", &fanout(json!({ "distribution": "uniform", "min": 5, "max": 2 }))),
        ("negative_binomial", &fanout(json!({ "distribution": "negative_binomial", "dispersion": 0 }))),
        ("zipf", &fanout(json!({ "distribution": "zipf", "max": 0 }))),
        ("geometric", &fanout(json!({ "distribution": "geometric" }))),
        ("fixed", &fanout(json!({ "distribution": "fixed" }))),
        ("lognormal", &fanout(json!({ "distribution": "lognormal", "mean": 0, "sigma": -1 }))),
        ("clamp", &fanout(json!({ "distribution": "fixed", "count": 1, "clamp": [4, 2] }))),
        (
            "what is not read is tolerated",
            &fanout(json!({ "distribution": "poisson", "lambda": 2, "min": 0, "max": 9, "sigma": -3 }))
        ),
    ]));
}

#[test]
fn columns() {
    golden!(report_edits(&[
        ("null_rate above 1", &[("/nodes/3/columns/6/null_rate", json!(10))]),
        ("null_rate without nullable", &[("/nodes/1/columns/3/null_rate", json!(0.1))]),
        ("precision of an int", &[("/nodes/1/columns/0/precision", json!(5))]),
        ("decimals of an int", &[("/nodes/1/columns/0/decimals", json!(2))]),
        ("decimals of a float", &[("/nodes/3/columns/4/decimals", json!(30))]),
        ("precision", &[("/nodes/0/columns/1/precision", json!(39))]),
        (
            "decimals above precision",
            &[("/nodes/0/columns/1/decimals", json!(9)), ("/nodes/0/columns/1/precision", json!(4))]
        ),
        ("allowed values", &[("/nodes/2/columns/2/constraints", json!({ "enum": [], "enum_ref": "country.kode" }))]),
        ("allowed values of another type", &[("/nodes/1/columns/0/constraints", json!({ "enum": [1, "two"] }))]),
    ]));
}

#[test]
fn sequences() {
    golden!(report_edits(&[
        ("on a time", &[("/nodes/1/columns/1/generator", json!({ "sequence": {} }))]),
        ("step 0", &[(PROMO, json!({ "sequence": { "step": 0 } }))]),
        ("format on an int", &[(PROMO, json!({ "sequence": { "format": "P{}" } }))]),
        ("no placeholder", &[("/nodes/2/columns/0/generator/sequence/format", json!("CUST"))]),
        ("two placeholders", &[("/nodes/2/columns/0/generator/sequence/format", json!("{}-{:03}"))]),
        ("ordinal without parents", &[(PROMO, json!({ "ordinal": {} }))]),
        ("ordinal of a text", &[("/nodes/3/columns/2/type", json!("string"))]),
    ]));
}

#[test]
fn choices() {
    golden!(report_edits(&[
        ("neither", &[(SEGMENT, json!({}))]),
        ("both", &[(SEGMENT, json!({ "choices": ["a"], "choices_ref": "country.code" }))]),
        ("nothing to choose from", &[(SEGMENT, json!({ "choices": [] }))]),
        (
            "weights and weights_kind",
            &[(SEGMENT, json!({ "choices": ["a"], "weights": [1], "weights_kind": "uniform" }))]
        ),
        ("weights_kind", &[(SEGMENT, json!({ "choices": ["a"], "weights_kind": "zipf" }))]),
        ("number of weights", &[(SEGMENT, json!({ "choices": ["a", "b"], "weights": [1] }))]),
        ("number of weights of a reference", &[(SEGMENT, json!({ "choices_ref": "country.code", "weights": [1] }))]),
        ("negative weight", &[(SEGMENT, json!({ "choices": ["a", "b"], "weights": [1, -1] }))]),
        ("weights of 0", &[(SEGMENT, json!({ "choices": ["a", "b"], "weights": [0, 0] }))]),
        ("huge weights", &[(SEGMENT, json!({ "choices": ["a", "b"], "weights": [1e308, 1e308] }))]),
        ("a value of another type", &[("/nodes/3/columns/6/generator/choice/choices", json!([true, "maybe", 1]))]),
        ("null where none may be", &[(SEGMENT, json!({ "choices": ["a", null] }))]),
        ("no reference", &[(SEGMENT, json!({ "choices_ref": "code" }))]),
        ("unknown table", &[(SEGMENT, json!({ "choices_ref": "contry.code" }))]),
        ("unknown column", &[(SEGMENT, json!({ "choices_ref": "country.kode" }))]),
        (
            "values of another type",
            &[("/nodes/1/columns/3/generator", json!({ "choice": { "choices_ref": "country.code" } }))]
        ),
    ]));
}

#[test]
fn distributions() {
    let generator = |value: Value| [("/nodes/3/columns/4/generator", json!({ "distribution": value }))];
    golden!(report_edits(&[
        ("clamp", &generator(json!({ "type": "normal", "clamp": [5, 1] }))),
        ("clamp missing", &generator(json!({ "type": "normal" }))),
        ("negative std", &generator(json!({ "type": "normal", "params": { "std": -1 }, "clamp": [0, 1] }))),
        ("std and sigma", &generator(json!({ "type": "normal", "params": { "std": 1, "sigma": 2 }, "clamp": [0, 1] }))),
        ("low above high", &generator(json!({ "type": "uniform", "params": { "low": 3 }, "clamp": [0, 1] }))),
        ("negative lambda", &generator(json!({ "type": "poisson", "params": { "lambda": -3 }, "clamp": [0, 1] }))),
        ("not read", &generator(json!({ "type": "poisson", "params": { "mean": 3 }, "clamp": [0, 1] }))),
        (
            "on a bool",
            &[("/nodes/3/columns/6/generator", json!({ "distribution": { "type": "normal", "clamp": [0, 1] } }))]
        ),
        (
            "on a date",
            &[("/nodes/1/columns/1/generator", json!({ "distribution": { "type": "normal", "clamp": [0, 1] } }))]
        ),
    ]));
}

#[test]
fn times() {
    let series = |value: Value| [(CREATED, value)];
    golden!(report_edits(&[
        ("on a text", &[("/nodes/2/columns/3/generator", json!({ "datetime_series": {} }))]),
        ("within", &series(json!({ "within": "time_frame" }))),
        ("within a span", &series(json!({ "within": { "start": "2024-02-01", "end": "2024-01-01" } }))),
        ("frequency", &series(json!({ "freq": "1.5H" }))),
        ("hours", &series(json!({ "pattern": { "dimension": "hour", "weights": [1, 2] } }))),
        ("months", &series(json!({ "patterns": [{ "dimension": "month", "weights": [] }] }))),
        ("weekdays of 0", &series(json!({ "pattern": { "dimension": "dow", "weights": [0, 0, 0, 0, 0, 0, 0] } }))),
        ("after an unknown column", &series(json!({ "after": "create_at" }))),
        ("after itself", &series(json!({ "after": "created_at" }))),
        ("after a text", &series(json!({ "after": "segment" }))),
        ("after a parent that is not there", &series(json!({ "after": "parent.created_at" }))),
        (
            "after an unknown column of the parent",
            &[("/nodes/3/columns/3/generator/datetime_series/after", json!("parent.birthday"))]
        ),
    ]));
}

#[test]
fn lookups_and_others() {
    let lookup = |value: Value| [("/nodes/3/columns/1/generator", json!({ "lookup": value }))];
    golden!(report_edits(&[
        ("no reference", &lookup(json!({ "from": "customer_id" }))),
        ("unknown table", &lookup(json!({ "from": "costumer.customer_id" }))),
        ("unknown column", &lookup(json!({ "from": "customer.id" }))),
        ("itself", &lookup(json!({ "from": "order.customer_id" }))),
        ("weights_kind", &lookup(json!({ "from": "customer.customer_id", "weights_kind": "head_tail@2,1" }))),
        (
            "join",
            &lookup(json!({ "from": "customer.customer_id", "on": { "order_id": "nothing", "label": "segment" } }))
        ),
        ("a join's label", &lookup(json!({ "from": "country.code", "on": { "label": "code" } }))),
        ("another type", &[("/nodes/3/columns/6/generator", json!({ "lookup": { "from": "customer.created_at" } }))]),
        ("expression", &[("/nodes/3/columns/5/generator/expression/code", json!(" "))]),
        (
            "faker",
            &[(
                "/nodes/2/columns/3/generator/faker",
                json!({ "method": "", "locale_from": "land", "min": 2, "max": 1, "minimum_age": 9, "maximum_age": 3, "chance_of_getting_true": 101 })
            )]
        ),
    ]));
}

#[test]
fn modifiers() {
    let amount = |value: Value| [("/nodes/3/columns/4/modifiers", json!([value]))];
    golden!(report_edits(&[
        ("clamp", &amount(json!({ "transform": "clamp", "args": { "min": 3, "max": 1 } }))),
        ("an empty clamp", &amount(json!({ "transform": "clamp", "args": {} }))),
        ("jitter", &amount(json!({ "transform": "jitter", "args": { "std": -1 } }))),
        ("time_jitter", &amount(json!({ "transform": "time_jitter", "args": { "std_minutes": -1 } }))),
        (
            "seasonality",
            &amount(json!({ "transform": "seasonality", "args": { "dimension": "hour", "weights": [1] } }))
        ),
        (
            "map_values",
            &amount(json!({ "transform": "map_values", "args": { "mapping": { "one": 1, "2": "two", "3": null } } }))
        ),
        (
            "outliers",
            &amount(
                json!({ "transform": "outliers", "args": { "rate": 5, "magnitude_dist": { "type": "normal", "params": { "std": -1 }, "clamp": [3, 1] } } })
            )
        ),
        ("trend without growth", &amount(json!({ "transform": "trend", "args": { "type": "linear" } }))),
        (
            "trend without params",
            &amount(json!({ "transform": "trend", "args": { "type": "logarithmic", "growth_rate": 1 } }))
        ),
        (
            "trend to below nothing",
            &amount(json!({ "transform": "trend", "args": { "type": "exponential", "growth_rate": -1.5 } }))
        ),
        (
            "trend by no time",
            &amount(
                json!({ "transform": "trend", "args": { "type": "linear", "growth_rate": 1, "time_reference": "gross" } })
            )
        ),
        (
            "no effect on a text",
            &[("/nodes/2/columns/2/modifiers", json!([{ "transform": "multiply", "args": { "factor": 2 } }]))]
        ),
        (
            "no effect on a time",
            &[("/nodes/2/columns/4/modifiers", json!([{ "transform": "add", "args": { "value": 2 } }]))]
        ),
        ("on a table", &[("/nodes/3/modifiers", json!([{ "transform": "multiply", "args": { "factor": 2 } }]))]),
    ]));
}

#[test]
fn effects() {
    let node_effect = json!([{ "transform": "effect", "args": { "effect_table": "promo", "on": { "land": "promo_id" }, "window": { "start_col": "from_day", "end_col": "to_day" }, "map": { "field": "lift", "op": "mul" } } }]);
    golden!(report_edits(&[
        ("unknown table", &[("/nodes/3/columns/4/modifiers/0/args/effect_table", json!("promos"))]),
        (
            "unknown window",
            &[("/nodes/3/columns/4/modifiers/0/args/window", json!({ "start_col": "start_day", "end_col": "lift" }))]
        ),
        ("unknown field", &[("/nodes/3/columns/4/modifiers/0/args/map", json!({ "field": "left", "op": "mul" }))]),
        (
            "a field without numbers",
            &[("/nodes/3/columns/4/modifiers/0/args/map", json!({ "field": "to_day", "op": "add" }))]
        ),
        ("keys", &[("/nodes/3/columns/4/modifiers/0/args/on", json!({ "country": "code" }))]),
        ("keys of a table's effect are its parent's", &[("/nodes/3/modifiers", node_effect)]),
        (
            "a table's effect without parents",
            &[(
                "/nodes/1/modifiers",
                json!([{ "transform": "effect", "args": { "effect_table": "promo", "window": { "start_col": "from_day", "end_col": "to_day" }, "map": { "field": "lift", "op": "mul" } } }])
            )]
        ),
    ]));
}

#[test]
fn behaviours() {
    let stages = json!({
        "stages": [{ "stage_name": "cart", "transition_rate": 1.5 }, { "stage_name": "cart", "transition_rate": 0.5 }],
        "segment_variation": { "old": { "transition_multiplier": -1 } },
        "time_between_stages_hours": -2
    });
    let states = json!({
        "initial_state": "activ",
        "states": {
            "active": { "transition_prob_per_period": 2, "next_states": { "gone": 0 } },
            "ended": { "terminal": true }
        }
    });
    golden!(report_edits(&[
        ("segment column", &[("/nodes/2/segment_behavior/segment_column", json!("segmnt"))]),
        ("negative multiplier", &[("/nodes/2/segment_behavior/behaviors/old/fanout_multiplier", json!(-1))]),
        ("columns of no child", &[("/nodes/2/segment_behavior/applies_to_columns", json!(["amount", "amout"]))]),
        ("segments without children", &[("/nodes/1/segment_behavior", json!({ "segment_column": "lift" }))]),
        ("created at", &[("/nodes/2/vintage_behavior/created_at_column", json!("segment"))]),
        (
            "applies to no column",
            &[("/nodes/2/vintage_behavior/age_based_multipliers/loyalty/applies_to", json!(["all", "amuont"]))]
        ),
        ("stages", &[("/nodes/3/stage_config", stages)]),
        ("states", &[("/nodes/3/fanout", Value::Null), ("/nodes/3/state_transition_model", states.clone())]),
        ("states without parents", &[("/nodes/1/state_transition_model", states)]),
    ]));
}

#[test]
fn constraints() {
    golden!(report_edits(&[
        (
            "unique",
            &[("/constraints/unique", json!(["order.id", ["order.number", "customer.segment"], [], ["nothing.x"]]))]
        ),
        (
            "foreign keys",
            &[(
                "/constraints/foreign_keys",
                json!([{ "from": "order.customer", "to": "customers.customer_id" }, { "from": "order.paid", "to": "customer.created_at" }])
            )]
        ),
        ("range without a place", &[("/constraints/ranges/0/attr", json!("amount"))]),
        ("range in the wrong order", &[("/constraints/ranges/0/max", json!(0))]),
        ("range of texts", &[("/constraints/ranges/0/attr", json!("customer.segment"))]),
        (
            "range of another type",
            &[(
                "/constraints/ranges/0",
                json!({ "attr": "order.ordered_at", "min": "yesterday", "max": "2024-05-05" })
            )]
        ),
        ("an empty range", &[("/constraints/ranges/0", json!({ "attr": "order.amount" }))]),
        ("inequality", &[("/constraints/inequalities/0/right", json!("promo.until"))]),
        ("inequality of two types", &[("/constraints/inequalities/0/right", json!("lift"))]),
        ("inequality with itself", &[("/constraints/inequalities/0/right", json!("from_day"))]),
        ("pattern", &[("/constraints/pattern/0/attr", json!("customer.customerid"))]),
        ("enum without values", &[("/constraints/enum/0/enum_ref", Value::Null)]),
        ("enum with both", &[("/constraints/enum/0/values", json!(["DE"]))]),
        ("enum of another type", &[("/constraints/enum/0", json!({ "attr": "order.paid", "values": ["perhaps"] }))]),
    ]));
}

#[test]
fn levels() {
    golden!(report_edits(&[
        ("unknown table", &[("/dag/0", json!(["country", "promo", "products"]))]),
        ("twice", &[("/dag/2", json!(["order", "promo"]))]),
        ("a parent later", &[("/dag", json!([["order", "promo"], ["country"], ["customer"]]))]),
        ("a lookup's table in the same level", &[("/dag", json!([["country", "customer", "promo"], ["order"]]))]),
        ("a table in no level", &[("/dag", json!([["country"], ["customer"]]))]),
        (
            "tables that need each other",
            &[("/nodes/1/columns/3/generator", json!({ "lookup": { "from": "order.amount" } })),]
        ),
    ]));
}

#[test]
fn targets_only_warn() {
    golden!(report_edits(&[
        (
            "weekend_share",
            &[(
                "/targets/weekend_share",
                json!({ "table": "customer", "timestamp": "segment", "min": 0.6, "max": 0.3 })
            )]
        ),
        (
            "mean_in_range",
            &[(
                "/targets/mean_in_range",
                json!([{ "table": "orders", "column": "amount", "min": 1, "max": 2 }, { "table": "order", "column": "paid", "min": 1, "max": 2 }])
            )]
        ),
        (
            "composite_effect",
            &[(
                "/targets/composite_effect",
                json!({
                    "table": "order",
                    "influences": [
                        { "kind": "seasonality", "dimension": "dow", "weights": [1] },
                        { "kind": "effect", "table": "promo", "on": { "cntry": "promo_id" }, "field": "lft" },
                        { "kind": "outliers", "rate": 3 }
                    ],
                    "tolerance": {}
                })
            )]
        ),
    ]));
}
