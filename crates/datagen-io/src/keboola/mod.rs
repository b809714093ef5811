//! What Keboola reads beside a CSV file: a manifest, `TABLE.csv.manifest`, and `dataset.json` about all tables.
//!
//! A manifest has one of two forms, whose members never mix. With native types it describes each column; the legacy form
//! lists the columns of a file without a header.

mod dataset;
mod template;
#[cfg(feature = "remote")]
pub mod upload;

use arrow::datatypes::{DataType, Field, Schema};
use datagen_core::schema::document::{Column, Document, Node};
use serde_json::{Map, Value, json};

use crate::catalog;
use crate::write::CsvOptions;

pub use self::dataset::{DATASET_FILE, DatasetFile, DatasetTable, GenerationStats};
pub use self::template::Template;

/// A form of manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManifestForm {
    /// Columns with types, beside a file with a header.
    NativeTypes,
    /// A list of columns, beside a file without a header.
    Legacy,
}

impl ManifestForm {
    /// Whether the files it stands beside begin with the names of the columns.
    #[must_use]
    pub const fn has_header(self) -> bool {
        matches!(self, Self::NativeTypes)
    }

    /// Members that belong to this form alone.
    const fn own(self) -> &'static [&'static str] {
        match self {
            Self::NativeTypes => &["manifest_type", "has_header", "description", "table_metadata", "schema"],
            Self::Legacy => &["columns", "primary_key", "metadata", "column_metadata"],
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::NativeTypes => Self::Legacy,
            Self::Legacy => Self::NativeTypes,
        }
    }

    /// The form as it is called on a command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NativeTypes => "keboola",
            Self::Legacy => "keboola-legacy",
        }
    }
}

/// A table and its file, as a manifest describes them.
#[derive(Debug, Clone, Copy)]
pub struct Described<'a> {
    /// The schema of all tables.
    pub document: &'a Document,
    /// The table.
    pub node: &'a Node,
    /// The columns as they are in the file.
    pub columns: &'a Schema,
    /// How the file is written.
    pub csv: &'a CsvOptions,
    /// Whether rows are added to those that are there, or replace them by key.
    pub incremental: bool,
}

/// The name of the manifest of a file.
#[must_use]
pub fn manifest_file(file: &str) -> String {
    format!("{file}.manifest")
}

/// The manifest of a table.
#[must_use]
pub fn manifest(table: &Described<'_>, form: ManifestForm) -> Value {
    let mut manifest = json!({
        "incremental": table.incremental,
        "delimiter": char::from(table.csv.delimiter.byte()).to_string(),
        "enclosure": "\"",
    });
    match form {
        ManifestForm::NativeTypes => native(table, &mut manifest),
        ManifestForm::Legacy => legacy(table, &mut manifest),
    }
    manifest
}

/// The text of a manifest.
#[must_use]
pub fn text(manifest: &Value) -> String {
    catalog::json(manifest)
}

fn native(table: &Described<'_>, manifest: &mut Value) {
    manifest["manifest_type"] = json!("output");
    manifest["has_header"] = json!(table.csv.header);
    if let Some(description) = &table.node.description {
        manifest["description"] = json!(description);
    }
    let columns = table.columns.fields().iter().map(|field| native_column(table, field));
    manifest["schema"] = columns.collect();
}

fn native_column(table: &Described<'_>, field: &Field) -> Value {
    let declared = declared(table, field);
    let mut base = json!({ "type": base_type(field.data_type()) });
    if let Some(length) = length(table, field) {
        base["length"] = json!(length);
    }
    let mut column = json!({
        "name": field.name(),
        "data_type": { "base": base },
        "nullable": field.is_nullable(),
        "primary_key": table.node.pk == *field.name(),
    });
    if let Some(description) = declared.and_then(|column| column.description.as_ref()) {
        column["description"] = json!(description);
    }
    if let Some(unit) = declared.and_then(|column| column.unit.as_ref()) {
        column["metadata"] = json!({ "unit": unit });
    }
    column
}

fn legacy(table: &Described<'_>, manifest: &mut Value) {
    let names: Vec<&String> = table.columns.fields().iter().map(|field| field.name()).collect();
    manifest["columns"] = json!(names);
    manifest["primary_key"] = json!([table.node.pk]);
    if let Some(description) = &table.node.description {
        manifest["metadata"] = json!([pair("KBC.description", description)]);
    }
    let columns = table.columns.fields().iter().map(|field| (field.name().clone(), legacy_column(table, field)));
    manifest["column_metadata"] = Value::Object(columns.collect::<Map<_, _>>());
}

fn legacy_column(table: &Described<'_>, field: &Field) -> Value {
    let base = base_type(field.data_type());
    let nullable = if field.is_nullable() { "1" } else { "0" };
    let mut pairs = vec![
        pair("KBC.datatype.basetype", base),
        pair("KBC.datatype.type", base),
        pair("KBC.datatype.nullable", nullable),
    ];
    pairs.extend(length(table, field).map(|length| pair("KBC.datatype.length", &length)));
    let description = declared(table, field).and_then(|column| column.description.as_ref());
    pairs.extend(description.map(|description| pair("KBC.description", description)));
    Value::Array(pairs)
}

fn pair(key: &str, value: &str) -> Value {
    json!({ "key": key, "value": value })
}

fn declared<'a>(table: &Described<'a>, field: &Field) -> Option<&'a Column> {
    table.node.columns.iter().find(|column| column.name == *field.name())
}

const fn base_type(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Int32 | DataType::Int64 => "INTEGER",
        DataType::Float64 => "FLOAT",
        DataType::Decimal128(_, _) => "NUMERIC",
        DataType::Boolean => "BOOLEAN",
        DataType::Date32 => "DATE",
        DataType::Timestamp(_, _) => "TIMESTAMP",
        _ => "STRING",
    }
}

/// Of decimals, precision and scale; of strings, the longest value if the schema lists them all.
fn length(table: &Described<'_>, field: &Field) -> Option<String> {
    match field.data_type() {
        DataType::Decimal128(precision, scale) => Some(format!("{precision},{scale}")),
        DataType::Utf8 => {
            let longest = catalog::longest_text(table.document, table.node, declared(table, field)?)?;
            Some(longest.to_string())
        }
        _ => None,
    }
}
