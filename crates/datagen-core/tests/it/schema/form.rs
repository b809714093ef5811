//! Mistakes in the form: members, types, words, unions.

use datagen_core::schema::{ParseOptions, Schema, json_schema};
use serde_json::{Value, json};

use super::{edited, report, report_edits, report_with, shop};

const COLUMN: &str = "/nodes/2/columns/2";

#[test]
fn members() {
    golden!(report_edits(&[
        ("a near miss", &[("/nodes/0/colums", json!([]))]),
        ("nothing near", &[("/nodes/0/zzz", json!(1))]),
        ("a beginning", &[("/nodes/3/desc", json!("orders"))]),
        ("missing", &[("/nodes/0/pk", Value::Null)]),
        ("misspelt, so not missing too", &[("/nodes/0/pk", Value::Null), ("/nodes/0/PK", json!("code"))]),
        ("misspelt where members are free", &[("/metadata/name", Value::Null), ("/metadata/nam", json!("x"))]),
        ("in a column", &[("/nodes/1/columns/0/typ", json!("int"))]),
        ("in the document", &[("/node", json!([]))]),
    ]));
}

#[test]
fn types() {
    golden!(report_edits(&[
        ("number for text", &[("/version", json!(1.0))]),
        ("text for number", &[("/nodes/1/rows", json!("40"))]),
        ("fraction for whole number", &[("/nodes/1/rows", json!(1.5))]),
        ("negative", &[("/nodes/1/rows", json!(-1))]),
        ("too large for its member", &[("/nodes/3/columns/4/decimals", json!(300))]),
        ("text for bool", &[("/nodes/3/columns/6/nullable", json!("true"))]),
        ("one value for a list", &[("/nodes/3/parents", json!("customer"))]),
        ("list for an object", &[("/metadata", json!(["shop"]))]),
        ("object for text", &[("/nodes/1/id", json!({ "en": "promo" }))]),
        ("null for what is required", &[("/nodes/1/id", json!(null)), ("/nodes/1/kind", json!([]))]),
        ("too few items", &[("/nodes/3/fanout/clamp", json!([1]))]),
        ("too many items", &[("/nodes/3/columns/4/generator/distribution/clamp", json!([1, 2, 3]))]),
        ("an empty list", &[("/nodes/1/columns", json!([]))]),
        ("no object at all", &[("/nodes/1", json!("promo"))]),
        ("none of several kinds", &[("/nodes/1/columns/1/generator/datetime_series/within", json!(2024))]),
        ("a list where literals stand", &[("/nodes/2/columns/2/generator/choice/choices/0", json!([1]))]),
    ]));
}

#[test]
fn words() {
    golden!(report_edits(&[
        ("a near miss", &[("/nodes/1/kind", json!("entitty"))]),
        ("nothing near", &[("/nodes/1/columns/0/type", json!("varchar"))]),
        ("a number", &[("/nodes/1/kind", json!(3))]),
        ("in a constraint", &[("/constraints/inequalities/0/op", json!("=<"))]),
    ]));
}

#[test]
fn unions() {
    golden!(report_edits(&[
        ("no generator", &[("/nodes/2/columns/2/generator", json!({}))]),
        ("a generator without an object", &[("/nodes/1/columns/0/generator", json!({ "sequence": null }))]),
        ("two generators", &[("/nodes/2/columns/2/generator", json!({ "sequence": {}, "choice": {} }))]),
        ("an unknown generator", &[("/nodes/2/columns/2/generator", json!({ "choise": { "choices": [1] } }))]),
        ("a flat generator", &[("/nodes/2/columns/2/generator", json!({ "type": "choice", "choices": [1] }))]),
        ("a generator's name only", &[("/nodes/2/columns/2/generator", json!("sequence"))]),
        ("a member beside the generator", &[("/nodes/1/columns/0/generator", json!({ "sequence": {}, "start": 5 }))]),
        ("an unknown modifier", &[("/nodes/3/columns/4/modifiers/0/transform", json!("efect"))]),
        ("a modifier without its name", &[("/nodes/3/columns/4/modifiers/0", json!({ "args": {} }))]),
        ("a modifier without arguments", &[("/nodes/3/columns/4/modifiers/0", json!({ "transform": "multiply" }))]),
        (
            "a modifier's wrong argument",
            &[("/nodes/3/columns/4/modifiers/0", json!({ "transform": "multiply", "args": { "by": 2 } }),)]
        ),
        ("a modifier's name of another type", &[("/nodes/3/columns/4/modifiers/0/transform", json!(7))]),
        ("an unknown influence", &[("/targets/composite_effect/influences/0/kind", json!("outlier"))]),
    ]));
}

#[test]
fn twelve_mistakes_in_one_run() {
    let text = edited(&[
        ("/version", json!("2.0")),
        ("/metadata/seed", json!("seven")),
        ("/timeframe/end", json!("2023-12-31")),
        ("/nodes/0/rowz", json!(3)),
        ("/nodes/1/columns/3/generator/distribution/clamp", json!([2, 1])),
        ("/nodes/2/columns/1/generator/lookup/from", json!("country.cod")),
        ("/nodes/2/columns/2/generator/choice/weights", json!([1, 2, 3])),
        ("/nodes/3/fanout/lambda", Value::Null),
        ("/nodes/3/columns/2/type", json!("integer")),
        ("/nodes/3/columns/4/modifiers/1/args/rate", json!(1.5)),
        ("/constraints/ranges/0/attr", json!("order.amout")),
        ("/dag/2/0", json!("orders")),
    ]);
    let (_, diagnostics) = Schema::parse(&text);
    assert_eq!(diagnostics.errors().count(), 12);
    golden!(diagnostics.to_string());
}

#[test]
fn one_mistake_is_not_told_twice() {
    // Each would lead to findings about the meaning, were they not held back.
    for edits in [
        &[("/nodes/2/columns/1/name", json!(5))] as &[_],
        &[("/nodes/2/columns/1/type", json!("text"))],
        &[("/nodes/2/columns/2/generator/choice", json!({ "choises": ["a"] }))],
        &[("/nodes/3/fanout", json!({ "distribution": "poisson", "lamda": 2 }))],
        &[("/nodes/3/kind", json!("facts"))],
        &[("/nodes/3/parents", json!(["customer", 5]))],
        &[("/nodes/2", json!(5))],
        &[("/nodes/3/parents", json!("customer"))],
    ] {
        let (_, diagnostics) = Schema::parse(&edited(edits));
        assert_eq!(diagnostics.len(), 1, "{edits:?}\n{diagnostics}");
    }
}

#[test]
fn null_is_the_same_as_leaving_it_out() {
    let (with, diagnostics) = Schema::parse(&text(|document| {
        document["timeframe"]["freq"] = Value::Null;
        document["nodes"][0]["rows"] = Value::Null;
        document["nodes"][3]["columns"][0]["generator"]["sequence"]["format"] = Value::Null;
        document["nodes"][3]["columns"][0]["generator"]["choice"] = Value::Null;
    }));
    assert_eq!(diagnostics.to_string(), "");
    let (without, _) = Schema::parse(&edited(&[("/timeframe/freq", Value::Null)]));
    assert_eq!(with.document(), without.document());
    // Within lists it is a value.
    let (schema, _) = Schema::parse(&edited(&[]));
    let nulls = schema.canonical_json().matches("null").count();
    assert_eq!(nulls, "nullable, null_rate, null".matches("null").count());
}

#[test]
fn comments_are_ignored_everywhere() {
    let mut document = shop();
    comment(&mut document);
    let (commented, diagnostics) = Schema::parse(&serde_json::to_string_pretty(&document).expect("JSON"));
    assert_eq!(diagnostics.to_string(), "");
    let (plain, _) = Schema::parse(&edited(&[]));
    assert_eq!(commented.document(), plain.document());
    assert_eq!(commented.canonical_json(), plain.canonical_json());
}

fn comment(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(comment),
        Value::Object(members) => {
            members.values_mut().for_each(comment);
            members.insert("comment".to_owned(), json!("why this is so"));
        }
        _ => {}
    }
}

#[test]
fn a_member_named_comment_stays_where_authors_name_members() {
    let edits = [(
        "/nodes/3/columns/6/modifiers",
        json!([
            { "transform": "map_values", "args": { "mapping": { "true": false, "comment": true } } }
        ]),
    )];
    golden!(report_edits(&[("a value to map", &edits)]));
}

#[test]
fn lenient_makes_unknown_members_warnings() {
    let cases = [
        ("unknown members", edited(&[("/nodes/0/rowz", json!(3)), ("/nodez", json!([]))])),
        ("beside a generator", edited(&[("/nodes/1/columns/0/generator", json!({ "sequence": {}, "start": 5 }))])),
        ("other mistakes are none the less", edited(&[("/nodes/1/columns/0/generator", json!({ "sequenz": {} }))])),
    ];
    let options = ParseOptions { lenient: true, ..ParseOptions::default() };
    golden!(report_with(&cases, &options));
}

#[test]
fn a_minified_text_is_not_repeated_whole() {
    let mut document = shop();
    document["nodes"][1]["columns"][3]["type"] = json!("flaot");
    document.sort_all_objects();
    golden!(report(&[("one line", document.to_string())]));
}

#[test]
fn findings_are_limited_and_errors_kept() {
    let mut document = shop();
    for index in 0..5000 {
        document[format!("member {index}")] = json!(index);
    }
    let (schema, diagnostics) = Schema::parse(&document.to_string());
    assert!(!schema.is_valid());
    assert_eq!(diagnostics.len(), 1000);
}

#[test]
fn the_json_schema_is_strict_and_complete() {
    let schema = json_schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["$defs"]["Metadata"]["additionalProperties"], true);
    assert!(schema.get("$id").is_none());
    golden!(shape_of(&schema));
}

/// Every definition with the names of its members: a change of the language is a change here.
fn shape_of(schema: &Value) -> String {
    let names = |value: &Value| {
        let mut names: Vec<String> = value
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect();
        names.sort_unstable();
        names.join(" ")
    };
    let mut lines = vec![format!("document: {}", names(schema))];
    for (name, definition) in schema["$defs"].as_object().expect("definitions") {
        let branches = definition.get("oneOf").or(definition.get("anyOf")).and_then(Value::as_array);
        let words: Vec<_> = branches
            .into_iter()
            .flatten()
            .map(|branch| branch["const"].as_str().map_or_else(|| names(branch), str::to_owned))
            .collect();
        lines.push(format!("{name}: {}{}", names(definition), words.join(" | ")));
    }
    lines.sort_unstable();
    lines.join("\n")
}

fn text(change: impl FnOnce(&mut Value)) -> String {
    let mut document = shop();
    change(&mut document);
    document.to_string()
}

#[test]
fn pointers_find_their_places() {
    let (schema, _) = Schema::parse(&edited(&[]));
    let place = schema.place(COLUMN);
    assert_eq!(&schema.text()[place.span.start..place.span.start + 1], "{");
    let deeper = schema.place(&format!("{COLUMN}/generator/choice/not/there"));
    assert_eq!(deeper.span, schema.place(&format!("{COLUMN}/generator/choice")).span);
    assert_eq!(deeper.pointer, format!("{COLUMN}/generator/choice/not/there"));
}
