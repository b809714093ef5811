//! `dataset.json`: all tables of an export.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The name of the file, beside the tables.
pub const DATASET_FILE: &str = "dataset.json";

/// The tables of an export, this one's and those of exports before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetFile {
    /// What the schema calls itself.
    pub dataset_name: String,
    /// The version of the language of the schema.
    pub version: String,
    /// The seed; none of tables of which it is not known.
    pub master_seed: Option<u64>,
    /// The name of the schema's file.
    pub schema_file: String,
    /// The tables by name.
    pub tables: BTreeMap<String, DatasetTable>,
    /// How many there are, and in what form.
    pub generation_stats: GenerationStats,
}

/// A table of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetTable {
    /// The number of rows.
    pub rows: u64,
    /// The number of columns.
    pub columns: u64,
    /// The column that identifies a row.
    pub primary_key: String,
    /// `entity`, `fact` or `vocab`.
    pub kind: String,
    /// The columns, in order.
    pub column_names: Vec<String>,
    /// Changes when the files that were exported do, or the choices of the export.
    pub source_hash: String,
}

/// How many tables there are, and in what form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GenerationStats {
    /// The formats, separated by commas, with their choices where they are unusual.
    pub exported_format: String,
    /// The number of tables.
    pub total_tables: u64,
    /// The number of their rows.
    pub total_rows: u64,
}

impl DatasetFile {
    /// The text of the file.
    ///
    /// # Errors
    /// Our bug, if ever.
    pub fn to_json(&self) -> Result<String> {
        let mut text = serde_json::to_string_pretty(self).map_err(|error| Error::bug(error.to_string()))?;
        text.push('\n');
        Ok(text)
    }

    /// The file of the export in `directory`; none when there is none.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Unreadable`] when it is something else.
    pub fn read(directory: &Path) -> Result<Option<Self>> {
        let path = directory.join(DATASET_FILE);
        if !path.exists() {
            return Ok(None);
        }
        let text = fs::read_to_string(&path).map_err(|source| Error::io("read", &path, source))?;
        serde_json::from_str(&text).map(Some).map_err(|error| {
            let message = format!("not what an export writes ({error}); export into another directory");
            Error::Unreadable { path, message }
        })
    }
}
