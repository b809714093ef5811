//! Croissant 1.1, <https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html>: JSON-LD about files, tables and fields.

use serde_json::{Value, json};

use super::{Column, Dataset, Table};

pub(super) fn croissant(dataset: &Dataset<'_>) -> Value {
    json!({
        "@context": context(),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": dataset.metadata.name,
        "description": dataset.description(),
        "version": "1.0.0",
        "distribution": dataset.tables.iter().map(|table| file(dataset, table)).collect::<Vec<_>>(),
        "recordSet": dataset.tables.iter().map(|table| record_set(dataset, table)).collect::<Vec<_>>(),
    })
}

/// The context that the standard prescribes.
fn context() -> Value {
    json!({
        "@language": "en",
        "@vocab": "https://schema.org/",
        "citeAs": "cr:citeAs",
        "column": "cr:column",
        "conformsTo": "dct:conformsTo",
        "containedIn": "cr:containedIn",
        "cr": "http://mlcommons.org/croissant/",
        "data": { "@id": "cr:data", "@type": "@json" },
        "dataType": { "@id": "cr:dataType", "@type": "@vocab" },
        "dct": "http://purl.org/dc/terms/",
        "equivalentProperty": "cr:equivalentProperty",
        "examples": { "@id": "cr:examples", "@type": "@json" },
        "extract": "cr:extract",
        "field": "cr:field",
        "fileObject": "cr:fileObject",
        "fileProperty": "cr:fileProperty",
        "fileSet": "cr:fileSet",
        "format": "cr:format",
        "includes": "cr:includes",
        "isLiveDataset": "cr:isLiveDataset",
        "jsonPath": "cr:jsonPath",
        "key": "cr:key",
        "md5": "cr:md5",
        "parentField": "cr:parentField",
        "path": "cr:path",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "recordSet": "cr:recordSet",
        "references": "cr:references",
        "regex": "cr:regex",
        "repeated": "cr:repeated",
        "replace": "cr:replace",
        "samplingRate": "cr:samplingRate",
        "sc": "https://schema.org/",
        "separator": "cr:separator",
        "source": "cr:source",
        "subField": "cr:subField",
        "transform": "cr:transform",
    })
}

fn file(dataset: &Dataset<'_>, table: &Table<'_>) -> Value {
    json!({
        "@type": "cr:FileObject",
        "@id": table.metadata.file,
        "name": table.metadata.file,
        "contentUrl": table.metadata.file,
        "contentSize": format!("{} B", table.metadata.bytes),
        "encodingFormat": if dataset.is_csv() { "text/csv" } else { "application/x-parquet" },
        "sha256": table.metadata.sha256,
    })
}

fn record_set(dataset: &Dataset<'_>, table: &Table<'_>) -> Value {
    let name = &table.metadata.name;
    // Readers follow references and go no circles: only those to tables before this one are told.
    let before: Vec<&str> =
        dataset.tables.iter().map(|table| table.metadata.name.as_str()).take_while(|other| other != name).collect();
    let mut set = json!({
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "field": table.columns.iter().map(|column| field(table, column, &before)).collect::<Vec<_>>(),
    });
    if let Some(description) = &table.node.description {
        set["description"] = json!(description);
    }
    if let Some(key) = &table.metadata.primary_key {
        set["key"] = json!({ "@id": format!("{name}/{key}") });
    }
    set
}

fn field(table: &Table<'_>, column: &Column<'_>, before: &[&str]) -> Value {
    let mut field = json!({
        "@type": "cr:Field",
        "@id": format!("{}/{}", table.metadata.name, column.name),
        "name": column.name,
        "dataType": data_type(column),
        "source": { "fileObject": { "@id": table.metadata.file }, "extract": { "column": column.name } },
    });
    if let Some(description) = column.description {
        field["description"] = json!(description);
    }
    if let Some(relation) = column.relation.as_ref().filter(|relation| before.contains(&relation.to_table.as_str())) {
        let target = format!("{}/{}", relation.to_table, relation.to_column);
        field["references"] = json!({ "field": { "@id": target } });
    }
    field
}

fn data_type(column: &Column<'_>) -> &'static str {
    match column.column_type {
        "int" => "sc:Integer",
        "float" | "decimal" => "sc:Float",
        "bool" => "sc:Boolean",
        "date" => "sc:Date",
        "datetime" => "sc:DateTime",
        _ => "sc:Text",
    }
}
