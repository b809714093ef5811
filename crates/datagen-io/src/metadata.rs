//! `.metadata.json`: what a dataset is, and how to make it again.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The name of the file, beside the tables.
pub const METADATA_FILE: &str = ".metadata.json";

/// A dataset. No clock in it: the same dataset has the same metadata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// What the schema calls itself.
    pub name: String,
    /// SHA-256 of the schema, in lowercase hexadecimal digits.
    pub schema_hash: String,
    /// The seed.
    pub seed: u64,
    /// The version of the values: another one makes other values of the same schema and seed.
    pub stream_version: u32,
    /// The version of the program.
    pub program_version: String,
    /// The format of the files: `parquet` or `csv`.
    pub format: String,
    /// The tables, in the order in which they were written.
    pub tables: Vec<TableMetadata>,
    /// What had no effect, or was replaced by something else.
    pub warnings: Vec<WarningCount>,
    /// Whether the tables are dirty on purpose.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dirty: bool,
    /// Of dirty tables: the ledger of what is wrong with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ledger: Option<LedgerMetadata>,
    /// Which partition of the dataset this is, as in "2/8".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<String>,
    /// The tables of which this is only a part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub row_ranges: Vec<RowRange>,
}

/// The ledger of issues: every damaged cell and every added row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerMetadata {
    /// The name of the file, which may lie in another directory.
    pub file: String,
    /// The number of lines without the header.
    pub rows: u64,
    /// The size of the file.
    pub bytes: u64,
    /// SHA-256 of the file, in lowercase hexadecimal digits.
    pub sha256: String,
}

/// Some rows of a table: from `start`, counted from 0, to before `end`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowRange {
    /// The table.
    pub table: String,
    /// The first row.
    pub start: u64,
    /// The row after the last.
    pub end: u64,
}

/// One table and its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableMetadata {
    /// The name.
    pub name: String,
    /// The kind, as in the schema: `entity`, `fact`, `vocab`.
    pub kind: String,
    /// The number of rows.
    pub rows: u64,
    /// The columns, in order.
    pub columns: Vec<ColumnMetadata>,
    /// The column that identifies a row.
    pub primary_key: Option<String>,
    /// The file, relative to this one.
    pub file: String,
    /// The size of the file.
    pub bytes: u64,
    /// SHA-256 of the file, in lowercase hexadecimal digits.
    pub sha256: String,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnMetadata {
    /// The name.
    pub name: String,
    /// The type, in the schema's words.
    #[serde(rename = "type")]
    pub column_type: String,
    /// Whether it may be null.
    pub nullable: bool,
}

/// A warning, and how often it was due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarningCount {
    /// What happened.
    pub message: String,
    /// How often.
    pub count: u64,
}

/// What is read first: everything else may differ between versions.
#[derive(Deserialize)]
struct Version {
    stream_version: u32,
}

impl Metadata {
    /// The text of the file.
    ///
    /// # Errors
    /// Our bug, if ever.
    pub fn to_json(&self) -> Result<String> {
        let mut text = serde_json::to_string_pretty(self).map_err(|error| Error::bug(error.to_string()))?;
        text.push('\n');
        Ok(text)
    }

    /// Reads the metadata of the dataset in `directory`.
    ///
    /// # Errors
    /// [`Error::Io`] when there is none, [`Error::Unreadable`] when it is of another stream version than
    /// `stream_version` or not metadata at all.
    pub fn read(directory: &Path, stream_version: u32) -> Result<Self> {
        let path = directory.join(METADATA_FILE);
        let text = fs::read_to_string(&path).map_err(|source| Error::io("read", &path, source))?;
        Self::parse(&text, stream_version).map_err(|message| Error::Unreadable { path, message })
    }

    fn parse(text: &str, stream_version: u32) -> std::result::Result<Self, String> {
        let not_ours = |error: serde_json::Error| format!("not the metadata of a dataset: {error}");
        let found = serde_json::from_str::<Version>(text).map_err(not_ours)?.stream_version;
        if found != stream_version {
            return Err(format!(
                "stream_version {found}, but this program makes version {stream_version}: the same seed gives other \
                 values; use the program that wrote it, or generate again"
            ));
        }
        serde_json::from_str(text).map_err(not_ours)
    }
}
