//! Open Data Contract Standard 3.1, <https://bitol-io.github.io/open-data-contract-standard/>.

use serde_json::{Map, Value, json};

use super::{Column, Dataset, Table};

pub(super) fn odcs(dataset: &Dataset<'_>) -> Value {
    json!({
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": dataset.slug(),
        "name": dataset.metadata.name,
        "version": "1.0.0",
        "status": "active",
        "description": { "purpose": dataset.description() },
        "servers": [{ "server": "local", "type": "local", "path": format!("./{{model}}.{}", dataset.metadata.format),
            "format": dataset.metadata.format }],
        "schema": dataset.tables.iter().map(object).collect::<Vec<_>>(),
    })
}

fn object(table: &Table<'_>) -> Value {
    let mut object = json!({
        "name": table.metadata.name,
        "physicalName": table.metadata.name,
        "logicalType": "object",
        "physicalType": "table",
        "properties": table.columns.iter().map(property).collect::<Vec<_>>(),
    });
    if let Some(description) = &table.node.description {
        object["description"] = json!(description);
    }
    object
}

fn property(column: &Column<'_>) -> Value {
    let (logical, physical) = types(column.column_type);
    let mut property = json!({ "name": column.name, "logicalType": logical, "physicalType": physical });
    if let Some(description) = column.description {
        property["description"] = json!(description);
    }
    if column.primary {
        property["primaryKey"] = json!(true);
        property["primaryKeyPosition"] = json!(1);
    }
    if !column.nullable {
        property["required"] = json!(true);
    }
    if column.rules.unique {
        property["unique"] = json!(true);
    }
    let options = options(column, logical);
    if !options.is_empty() {
        property["logicalTypeOptions"] = Value::Object(options);
    }
    if let Some(relation) = &column.relation {
        let to = format!("{}.{}", relation.to_table, relation.to_column);
        property["relationships"] = json!([{ "type": "foreignKey", "to": to }]);
    }
    if let Some(allowed) = &column.rules.allowed {
        let arguments = json!({ "validValues": allowed });
        property["quality"] =
            json!([{ "type": "library", "metric": "invalidValues", "mustBe": 0, "arguments": arguments }]);
    }
    property
}

/// The type as the standard calls it, and as DuckDB does.
const fn types(column_type: &str) -> (&'static str, &'static str) {
    match column_type.as_bytes() {
        b"int" => ("integer", "BIGINT"),
        b"float" => ("number", "DOUBLE"),
        b"decimal" => ("number", "DECIMAL"),
        b"bool" => ("boolean", "BOOLEAN"),
        b"date" => ("date", "DATE"),
        b"datetime" => ("timestamp", "TIMESTAMP"),
        _ => ("string", "VARCHAR"),
    }
}

fn options(column: &Column<'_>, logical: &str) -> Map<String, Value> {
    let rules = &column.rules;
    let mut options = Map::new();
    if let (Some(pattern), "string") = (&rules.pattern, logical) {
        options.insert("pattern".to_owned(), json!(pattern));
    }
    for (word, bound) in [("minimum", &rules.min), ("maximum", &rules.max)] {
        if let Some(bound) = bound {
            options.insert(word.to_owned(), bound.clone());
        }
    }
    options
}
