//! A small dataset, profiled, with findings of every kind.

use std::collections::BTreeSet;

use datagen_core::{Control, Error, Options, Plan, Schema};
use datagen_quality::findings::{Category, Check, Findings, Origin, Severity, Status, TableFound, TestFigures};
use datagen_quality::profile::{Options as ProfileOptions, TableProfile, profile};
use datagen_report::{Document, Source, document};

/// Words that a page, a typesetter or a table could mistake for markup.
pub(crate) const HARM: &str = "<script>alert(1)</script> #panic() $x$ `code` | * \\ \"q\" 日本 🎉";

pub(crate) const SCHEMA: &str = r#"{"version": "1.0",
  "metadata": {"name": "shop <b>&", "description": "Guests and what they buy."},
  "timeframe": {"start": "2023-01-01", "end": "2024-12-31", "freq": "H"},
  "nodes": [
  {"id": "city", "kind": "vocab", "pk": "code", "columns": [
    {"name": "code", "type": "string", "generator": {"enum_list": {"values": ["ber", "par", "rom"]}}}]},
  {"id": "guest", "kind": "entity", "pk": "guest_id", "rows": 400, "columns": [
    {"name": "guest_id", "type": "int", "generator": {"sequence": {}}},
    {"name": "city", "type": "string", "generator": {"lookup": {"from": "city.code"}}},
    {"name": "name", "type": "string", "generator": {"faker": {"method": "name"}}},
    {"name": "active", "type": "bool", "generator": {"choice": {"choices": [true, false], "weights": [9, 1]}}},
    {"name": "since", "type": "datetime", "generator": {"datetime_series": {"within": "timeframe", "freq": "H"}}}]},
  {"id": "purchase", "kind": "fact", "pk": "purchase_id", "parents": ["guest"],
   "fanout": {"distribution": "poisson", "lambda": 4}, "columns": [
    {"name": "purchase_id", "type": "int", "generator": {"sequence": {}}},
    {"name": "guest_id", "type": "int", "generator": {"lookup": {"from": "guest.guest_id"}}},
    {"name": "quantity", "type": "int", "generator": {"distribution": {"type": "poisson", "params": {"lambda": 3}, "clamp": [1, 9]}}},
    {"name": "price", "type": "float", "unit": "EUR", "generator": {"distribution": {"type": "lognormal", "params": {"mean": 3, "sigma": 0.6}, "clamp": [1, 500]}}},
    {"name": "total", "type": "float", "nullable": true, "null_rate": 0.2, "generator": {"expression": {"code": "quantity * price"}}},
    {"name": "bought_at", "type": "datetime", "generator": {"datetime_series": {"within": "timeframe", "freq": "H"}}}]}]}"#;

pub(crate) fn profiles(schema: &Schema) -> Vec<TableProfile> {
    let plan = Plan::new(schema, 42, Options::default()).unwrap();
    let control = Control::default();
    let of = |node: &datagen_core::schema::document::Node| {
        let rows = plan.rows(&node.id, &control).unwrap();
        let batches = plan.batches(&node.id, 0..rows, &control).unwrap();
        let batches = batches
            .map(|batch| batch.map_err(|error: Error| arrow::error::ArrowError::ComputeError(error.to_string())));
        let options = ProfileOptions { identifiers: BTreeSet::from([node.pk.clone()]), threads: None };
        profile(&node.id, &plan.schema(&node.id).unwrap(), batches, options).unwrap()
    };
    schema.document().nodes.iter().map(of).collect()
}

pub(crate) fn check(id: &str, category: Category, status: Status) -> Check {
    Check {
        id: id.to_owned(),
        kind: id.split(':').next().unwrap().to_owned(),
        category,
        table: Some("guest".to_owned()),
        columns: vec!["name".to_owned()],
        title: format!("{id} holds"),
        severity: Severity::Error,
        status,
        reason: None,
        expected: Some("0 rows".to_owned()),
        found: Some("2 rows".to_owned()),
        violations: Some(2),
        sql: Some("SELECT * FROM guest WHERE name LIKE '%<%'".to_owned()),
        examples: Vec::new(),
        advice: Some("correct the rows".to_owned()),
        test: None,
        key: false,
    }
}

/// Findings of every status and category; one of them is full of harm.
pub(crate) fn findings() -> Findings {
    let mut harmful = check("pattern:guest.name", Category::Value, Status::Failed);
    harmful.title = HARM.to_owned();
    harmful.examples =
        vec![[("name".to_owned(), Some(HARM.to_owned())), ("city".to_owned(), None)].into_iter().collect()];
    let mut tested = check("weights:guest.active", Category::Behavioural, Status::NotTested);
    tested.reason = Some("too few rows".to_owned());
    tested.test = Some(TestFigures {
        method: "chi_square".to_owned(),
        n: 400,
        statistic: 3.2,
        p: 0.2,
        effect: 0.01,
        effect_of: "Cramér's V".to_owned(),
        limit: 0.05,
    });
    let checks = vec![
        check("primary_key:guest.guest_id", Category::Structural, Status::Passed),
        harmful,
        tested,
        check("insight:loyal", Category::Insight, Status::Passed),
        check("null:guest.name", Category::Structural, Status::Warning),
    ];
    let table = |name: &str| TableFound {
        name: name.to_owned(),
        file: Some(format!("{name}.parquet")),
        format: Some("parquet".to_owned()),
        rows: Some(400),
        bad_lines: 0,
    };
    let origin = Origin { seed: Some(42), schema_hash: Some("ab".repeat(32)), ..Origin::default() };
    Findings::new("shop".to_owned(), origin, ["city", "guest", "purchase"].map(table).to_vec(), checks)
}

pub(crate) fn report() -> Document {
    let (schema, diagnostics) = Schema::parse(SCHEMA);
    assert!(!diagnostics.has_errors(), "{diagnostics}");
    let (findings, profiles) = (findings(), profiles(&schema));
    let schema_hash = "cd".repeat(32);
    let source = Source {
        schema: &schema,
        schema_hash: &schema_hash,
        findings: &findings,
        profiles: &profiles,
        program: "datagen 0.0.0",
    };
    document(&source)
}
