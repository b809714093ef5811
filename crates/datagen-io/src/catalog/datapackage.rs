//! Data Package 2.0, <https://datapackage.org/standard/data-package/>.

use serde_json::{Map, Value, json};

use super::{Column, Dataset, Table};

pub(super) fn datapackage(dataset: &Dataset<'_>) -> Value {
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": dataset.slug(),
        "title": dataset.metadata.name,
        "description": dataset.description(),
        "resources": dataset.tables.iter().map(|table| resource(dataset, table)).collect::<Vec<_>>(),
    })
}

fn resource(dataset: &Dataset<'_>, table: &Table<'_>) -> Value {
    let mut resource = json!({
        "name": table.metadata.name,
        "path": table.metadata.file,
        "type": "table",
        "format": dataset.metadata.format,
        "mediatype": if dataset.is_csv() { "text/csv" } else { "application/vnd.apache.parquet" },
        "bytes": table.metadata.bytes,
        "hash": format!("sha256:{}", table.metadata.sha256),
        "schema": schema(dataset, table),
    });
    if dataset.is_csv() {
        resource["encoding"] = json!("utf-8");
    }
    if let Some(description) = &table.node.description {
        resource["description"] = json!(description);
    }
    resource
}

fn schema(dataset: &Dataset<'_>, table: &Table<'_>) -> Value {
    let mut schema = json!({
        "fields": table.columns.iter().map(|column| field(dataset, column)).collect::<Vec<_>>(),
        "missingValues": [""],
    });
    if let Some(key) = &table.metadata.primary_key {
        schema["primaryKey"] = json!([key]);
    }
    let keys: Vec<Value> = table.columns.iter().filter_map(|column| foreign_key(table, column)).collect();
    if !keys.is_empty() {
        schema["foreignKeys"] = Value::Array(keys);
    }
    schema
}

/// A reference within a table names no resource.
fn foreign_key(table: &Table<'_>, column: &Column<'_>) -> Option<Value> {
    let relation = column.relation.as_ref()?;
    let resource = if relation.to_table == table.metadata.name { "" } else { relation.to_table.as_str() };
    let reference = json!({ "resource": resource, "fields": [relation.to_column] });
    Some(json!({ "fields": [column.name], "reference": reference }))
}

fn field(dataset: &Dataset<'_>, column: &Column<'_>) -> Value {
    let mut field = json!({ "name": column.name, "type": field_type(column.column_type) });
    if column.column_type == "datetime" && dataset.is_csv() {
        // As our CSV writes them; fractions of a second only where there are some.
        field["format"] = json!("any");
    }
    if let Some(description) = column.description {
        field["description"] = json!(description);
    }
    if let Some(unit) = column.unit {
        field["unit"] = json!(unit);
    }
    let constraints = constraints(column);
    if !constraints.is_empty() {
        field["constraints"] = Value::Object(constraints);
    }
    field
}

fn field_type(column_type: &str) -> &str {
    match column_type {
        "int" => "integer",
        "float" | "decimal" => "number",
        "bool" => "boolean",
        other => other,
    }
}

fn constraints(column: &Column<'_>) -> Map<String, Value> {
    let rules = &column.rules;
    let mut constraints = Map::new();
    if !column.nullable {
        constraints.insert("required".to_owned(), json!(true));
    }
    if rules.unique {
        constraints.insert("unique".to_owned(), json!(true));
    }
    if let Some(allowed) = &rules.allowed {
        constraints.insert("enum".to_owned(), json!(allowed));
    }
    if let Some(pattern) = &rules.pattern {
        constraints.insert("pattern".to_owned(), json!(pattern));
    }
    for (word, bound) in [("minimum", &rules.min), ("maximum", &rules.max)] {
        if let Some(bound) = bound {
            constraints.insert(word.to_owned(), bound.clone());
        }
    }
    constraints
}
