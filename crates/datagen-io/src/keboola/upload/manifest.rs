//! What the manifest beside a CSV file says of its table, in either form.

use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, Result};

/// What is known of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The columns, in the file's order; empty when there is no manifest.
    pub columns: Vec<ManifestColumn>,
    /// The columns of the primary key.
    pub primary_key: Vec<String>,
    /// Whether the file's first line names the columns.
    pub has_header: bool,
    /// Whether rows are added to a table that exists.
    pub incremental: bool,
    /// What separates fields.
    pub delimiter: String,
    /// What encloses fields.
    pub enclosure: String,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestColumn {
    /// The name.
    pub name: String,
    /// The base type, such as `INTEGER`; none where the table has no types.
    pub base_type: Option<String>,
}

/// Both forms at once; which one it is shows by `schema`.
#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    schema: Option<Vec<Column>>,
    #[serde(default)]
    columns: Option<Vec<String>>,
    #[serde(default)]
    primary_key: Vec<String>,
    has_header: Option<bool>,
    #[serde(default)]
    incremental: bool,
    delimiter: Option<String>,
    enclosure: Option<String>,
}

#[derive(Deserialize)]
struct Column {
    name: String,
    #[serde(default)]
    data_type: Option<DataType>,
    #[serde(default)]
    primary_key: bool,
}

#[derive(Deserialize)]
struct DataType {
    base: Base,
}

#[derive(Deserialize)]
struct Base {
    #[serde(rename = "type")]
    base_type: String,
}

impl Manifest {
    /// Of a file without a manifest: comma-separated, with a header.
    pub(super) fn none() -> Self {
        Self { has_header: true, delimiter: ",".to_owned(), enclosure: "\"".to_owned(), ..Self::default() }
    }

    /// Reads the text of the manifest at `path`.
    pub(super) fn parse(path: &Path, text: &str) -> Result<Self> {
        let unreadable = |message: String| Error::Unreadable { path: path.to_owned(), message };
        let document: Document = serde_json::from_str(text)
            .map_err(|error| unreadable(format!("expected a manifest of a table: {error}; export the tables again")))?;
        let none = Self::none();
        let common = Self {
            incremental: document.incremental,
            delimiter: document.delimiter.unwrap_or(none.delimiter),
            enclosure: document.enclosure.unwrap_or(none.enclosure),
            ..Self::default()
        };
        match (document.schema, document.columns) {
            (Some(_), Some(_)) => Err(unreadable(
                "expected either `schema` or `columns`, found both; the two forms of a manifest cannot be mixed"
                    .to_owned(),
            )),
            (Some(schema), None) => Ok(Self {
                primary_key: schema.iter().filter(|c| c.primary_key).map(|c| c.name.clone()).collect(),
                columns: schema.into_iter().map(Column::known).collect(),
                has_header: document.has_header.unwrap_or(true),
                ..common
            }),
            (None, columns) => Ok(Self {
                primary_key: document.primary_key,
                // A legacy manifest that names columns goes with a file without a header.
                has_header: columns.is_none(),
                columns: columns.into_iter().flatten().map(|name| ManifestColumn { name, base_type: None }).collect(),
                ..common
            }),
        }
    }

    /// Whether all columns have types.
    pub(super) fn is_typed(&self) -> bool {
        !self.columns.is_empty() && self.columns.iter().all(|column| column.base_type.is_some())
    }

    pub(super) fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }
}

impl Column {
    fn known(self) -> ManifestColumn {
        ManifestColumn { name: self.name, base_type: self.data_type.map(|data_type| data_type.base.base_type) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Manifest> {
        Manifest::parse(Path::new("t.csv.manifest"), text)
    }

    #[test]
    fn both_forms() {
        let native = r#"{"manifest_type": "output", "has_header": true, "schema": [
            {"name": "id", "data_type": {"base": {"type": "INTEGER"}}, "nullable": false, "primary_key": true},
            {"name": "x", "data_type": {"base": {"type": "STRING", "length": "10"}}}]}"#;
        let manifest = parse(native).unwrap();
        assert_eq!((manifest.names(), manifest.primary_key.clone()), (vec!["id", "x"], vec!["id".to_owned()]));
        assert!(manifest.is_typed() && manifest.has_header);
        let legacy = parse(r#"{"columns": ["id"], "primary_key": ["id"], "incremental": true}"#).unwrap();
        assert!(!legacy.is_typed() && !legacy.has_header && legacy.incremental);
        assert!(parse("{}").unwrap().has_header);
    }

    #[test]
    fn what_is_no_manifest() {
        let mixed = parse(r#"{"columns": ["id"], "schema": []}"#).unwrap_err().to_string();
        assert!(mixed.contains("found both"), "{mixed}");
        let wrong = parse(r#"{"columns": [{"name": "id"}]}"#).unwrap_err().to_string();
        assert!(wrong.starts_with("t.csv.manifest: expected a manifest of a table"), "{wrong}");
    }
}
