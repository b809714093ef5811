//! The values of the first rows of every further generator, in full. They change only with `STREAM_VERSION`.

use datagen_core::Options;

use crate::door::{generate, texts};

/// Every table's columns, one a line.
fn shown(schema: &str) -> String {
    let (tables, _) = generate(schema, &Options::default());
    let of_table = |(name, batch): &(String, arrow::array::RecordBatch)| {
        let schema = batch.schema();
        let columns = schema.fields().iter().zip(batch.columns());
        let lines: Vec<String> =
            columns.map(|(field, values)| format!("{}: {}", field.name(), texts(values).join(" | "))).collect();
        format!("{name}\n{}", lines.join("\n"))
    };
    tables.iter().map(of_table).collect::<Vec<_>>().join("\n\n")
}

fn distribution(name: &str, kind: &str, params: &str) -> String {
    format!(
        r#"{{"name": "{name}", "type": "float", "decimals": 12, "generator": {{"distribution": {{"type": "{kind}",
           "params": {params}, "clamp": [-1e9, 1e9]}}}}}}"#
    )
}

#[test]
fn golden_values_of_the_further_distributions() {
    let columns = [
        distribution("exponential", "exponential", r#"{"rate": 2}"#),
        distribution("gamma", "gamma", r#"{"shape": 0.7, "scale": 3}"#),
        distribution("beta", "beta", r#"{"alpha": 2, "beta": 5}"#),
        distribution("pareto", "pareto", r#"{"alpha": 2.5}"#),
        distribution("triangular", "triangular", r#"{"low": -1, "mode": 0, "high": 4}"#),
        distribution("binomial", "binomial", r#"{"n": 40, "p": 0.2}"#),
        distribution("student_t", "student_t", r#"{"df": 3}"#),
        distribution(
            "mixture",
            "mixture",
            r#"{"components": [{"weight": 1, "type": "normal"},
            {"weight": 2, "type": "gamma", "params": {"shape": 9}}]}"#,
        ),
        distribution("values", "empirical", r#"{"values": [1, 5, 25], "weights": [1, 1, 3]}"#),
        distribution("quantiles", "empirical", r#"{"quantiles": [1, 5, 25]}"#),
    ];
    golden!(shown(&super::table(6, &columns)));
}

#[test]
fn golden_values_of_the_further_generators() {
    let schema = r#"{"version": "1.0", "metadata": {"name": "golden"},
      "timeframe": {"start": "2024-01-01", "end": "2024-12-31", "freq": "H"}, "nodes": [
      {"id": "t", "kind": "entity", "pk": "code", "rows": 6, "columns": [
        {"name": "code", "type": "string", "generator": {"pattern": {"regex": "[A-Z]{3}-\\d{2}"}}},
        {"name": "segment", "type": "string", "generator": {"choice": {"choices": ["a", "b"]}}},
        {"name": "plan", "type": "string", "generator": {"choice": {"by": "segment", "cases":
          {"b": {"choices": ["x", "y"]}, "a": {"choices": ["u", "v", "w"], "weights_kind": "zipf@1"}}}}},
        {"name": "price", "type": "decimal", "generator": {"distribution": {"type": "lognormal", "clamp": [0, 99], "by": "segment",
          "cases": {"a": {"params": {"mean": 3}}}, "default": {"params": {"mean": 1}}}}},
        {"name": "at", "type": "datetime", "generator": {"datetime_series": {"spread": true}}},
        {"name": "plate", "type": "string", "generator": {"pattern": {"regex": "(?:[BHM]|HH) [A-Z]{1,2} \\d{1,4}"}}},
        {"name": "v4", "type": "string", "generator": {"uuid": {}}},
        {"name": "v7", "type": "string", "generator": {"uuid": {"version": 7}}},
        {"name": "sent", "type": "datetime", "generator": {"datetime_offset": {"from": "at", "unit": "hour", "distribution": "exponential"}}},
        {"name": "due", "type": "date", "generator": {"datetime_offset": {"from": "sent", "unit": "month", "distribution": "poisson",
          "params": {"lambda": 3}}}}]}]}"#;
    golden!(shown(schema));
}

#[test]
fn golden_values_of_people_holidays_and_picks() {
    let schema = r#"{"version": "1.0", "metadata": {"name": "golden"},
      "timeframe": {"start": "2024-12-01", "end": "2024-12-31", "freq": "H"}, "nodes": [
      {"id": "shop", "kind": "entity", "pk": "id", "rows": 20, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "size", "type": "int", "generator": {"distribution": {"type": "poisson", "params": {"lambda": 4}, "clamp": [0, 99]}}},
        {"name": "owner", "type": "string", "generator": {"pattern": {"regex": "[a-c]{3}"}}}]},
      {"id": "t", "kind": "entity", "pk": "id", "rows": 6, "columns": [
        {"name": "id", "type": "int", "generator": {"sequence": {}}},
        {"name": "at", "type": "datetime", "generator": {"datetime_series": {"spread": true, "holidays": "US"}}},
        {"name": "size", "type": "int", "generator": {"choice": {"choices": [3, 4, 5]}}},
        {"name": "large", "type": "int", "generator": {"lookup": {"from": "shop.id", "weight_by": "size"}}},
        {"name": "equal", "type": "int", "generator": {"lookup": {"from": "shop.id", "where": "size = local.size"}}}]}]}"#;
    golden!(shown(schema));
}
