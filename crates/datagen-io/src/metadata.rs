//! `.metadata.json`: what a dataset is, and how to make it again.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::write::WrittenFile;

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
    /// The format by which the tables are described here, the first one.
    pub format: String,
    /// The formats of the files; datasets of earlier versions do not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<FormatMetadata>,
    /// The tables, in the order in which they were written.
    pub tables: Vec<TableMetadata>,
    /// Every file of every format; datasets of earlier versions do not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileMetadata>,
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
    /// The file in the first format, or the directory of several, relative to this one.
    pub file: String,
    /// The size of its files.
    pub bytes: u64,
    /// SHA-256 of the file, in lowercase hexadecimal digits; of several, of the lines `SHA256  NAME` about them.
    pub sha256: String,
}

/// A format, and what readers have to know of it. What is usual is left out of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormatMetadata {
    /// Its name: `parquet`, `csv`, `jsonl`, `arrow`, or that of a format of one file.
    pub format: String,
    /// How files are compressed as a whole: `gzip`, `zstd`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compression: Option<String>,
    /// Of CSV: what stands between fields.
    #[serde(default = "comma", skip_serializing_if = "is_comma")]
    pub delimiter: char,
    /// Of CSV: whether the first line names the columns.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub header: bool,
    /// Of CSV: how a null is written, never in quotes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub null_text: String,
}

const fn comma() -> char {
    ','
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_comma(delimiter: &char) -> bool {
    *delimiter == ','
}

const fn yes() -> bool {
    true
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMetadata {
    /// The name, relative to this file, with `/` between directories.
    pub name: String,
    /// The name of its format.
    pub format: String,
    /// The table; none of a file of all tables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The number of rows.
    pub rows: u64,
    /// The size.
    pub bytes: u64,
    /// SHA-256, in lowercase hexadecimal digits.
    pub sha256: String,
}

impl FormatMetadata {
    /// A format of which there is nothing special to say.
    #[must_use]
    pub fn new(format: &str) -> Self {
        Self {
            format: format.to_owned(),
            compression: None,
            delimiter: comma(),
            header: yes(),
            null_text: String::new(),
        }
    }
}

impl From<&WrittenFile> for FileMetadata {
    fn from(file: &WrittenFile) -> Self {
        let WrittenFile { format, name, table, rows, bytes, sha256 } = file.clone();
        Self { name, format, table, rows, bytes, sha256 }
    }
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

    /// What is said of a format; nothing special when nothing is said.
    #[must_use]
    pub fn format_of(&self, format: &str) -> FormatMetadata {
        let found = self.formats.iter().find(|found| found.format == format);
        found.cloned().unwrap_or_else(|| FormatMetadata::new(format))
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
