//! Sources of dbt with tests, <https://docs.getdbt.com/reference/source-properties>; `dbt-duckdb` reads the files as they lie.

use serde_json::{Value, json};

use super::{Column, Dataset, Table};

pub(super) fn dbt(dataset: &Dataset<'_>) -> Value {
    let name = source_name(dataset);
    json!({
        "version": 2,
        "sources": [{
            "name": name,
            "description": dataset.description(),
            "config": { "meta": { "external_location": format!("{{name}}.{}", dataset.metadata.format) } },
            "tables": dataset.tables.iter().map(|table| source_table(&name, table)).collect::<Vec<_>>(),
        }],
    })
}

/// Names of sources are words of SQL.
fn source_name(dataset: &Dataset<'_>) -> String {
    dataset.slug().replace('-', "_")
}

fn source_table(source: &str, table: &Table<'_>) -> Value {
    let mut value = json!({
        "name": table.metadata.name,
        "columns": table.columns.iter().map(|column| source_column(source, column)).collect::<Vec<_>>(),
    });
    if let Some(description) = &table.node.description {
        value["description"] = json!(description);
    }
    value
}

fn source_column(source: &str, column: &Column<'_>) -> Value {
    let mut value = json!({ "name": column.name, "data_type": data_type(column.column_type) });
    if let Some(description) = column.description {
        value["description"] = json!(description);
    }
    let tests = tests(source, column);
    if !tests.is_empty() {
        value["data_tests"] = Value::Array(tests);
    }
    value
}

fn data_type(column_type: &str) -> &str {
    match column_type {
        "int" => "bigint",
        "float" => "double",
        "string" => "varchar",
        "bool" => "boolean",
        "datetime" => "timestamp",
        other => other,
    }
}

fn tests(source: &str, column: &Column<'_>) -> Vec<Value> {
    let mut tests = Vec::new();
    if column.rules.unique {
        tests.push(json!("unique"));
    }
    if !column.nullable {
        tests.push(json!("not_null"));
    }
    if let Some(relation) = &column.relation {
        let to = format!("source('{source}', '{}')", relation.to_table);
        tests.push(json!({ "relationships": { "arguments": { "to": to, "field": relation.to_column } } }));
    }
    if let Some(allowed) = &column.rules.allowed {
        // Numbers stand without quotes.
        let quote = allowed.iter().all(Value::is_string);
        tests.push(json!({ "accepted_values": { "arguments": { "values": allowed, "quote": quote } } }));
    }
    tests
}
