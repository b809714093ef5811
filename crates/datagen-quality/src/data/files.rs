//! Which files of a directory hold which table.

use std::fs;
use std::path::{Path, PathBuf};

use datagen_core::schema::document::Document;
use datagen_io::metadata::Metadata;

use crate::error::{Error, Result};

/// The format of a table's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Apache Parquet: a file, or a directory of files.
    Parquet,
    /// Comma-separated values with a header.
    Csv,
}

impl FileFormat {
    /// The format as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }
}

/// The file or directory that holds `table`.
pub(crate) fn find(directory: &Path, table: &str) -> Option<(PathBuf, FileFormat)> {
    let at = |name: String, format| Some((directory.join(name), format)).filter(|(path, _)| path.is_file());
    at(format!("{table}.parquet"), FileFormat::Parquet)
        .or_else(|| at(format!("{table}.csv"), FileFormat::Csv))
        .or_else(|| Some((directory.join(table), FileFormat::Parquet)).filter(|(path, _)| !parts(path).is_empty()))
}

/// The Parquet files of a directory, by name.
pub(crate) fn parts(path: &Path) -> Vec<PathBuf> {
    let is_part = |path: &PathBuf| path.is_file() && path.extension().is_some_and(|extension| extension == "parquet");
    let entries = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut parts: Vec<PathBuf> = entries.filter(is_part).collect();
    parts.sort();
    parts
}

/// Names of Parquet and CSV files, and of directories of Parquet files, that belong to no table.
///
/// # Errors
/// [`Error::Io`] when the directory cannot be read.
pub fn extra_files(directory: &Path, document: &Document, metadata: Option<&Metadata>) -> Result<Vec<String>> {
    let refused = |error| Error::io("read the directory", directory, error);
    let ledger = metadata.and_then(|metadata| metadata.ledger.as_ref()).map(|ledger| ledger.file.as_str());
    let mut extra = Vec::new();
    for entry in fs::read_dir(directory).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        let is_data = path.extension().is_some_and(|end| end == "parquet" || end == "csv") || !parts(&path).is_empty();
        let known = document.nodes.iter().any(|node| find(directory, &node.id).is_some_and(|(found, _)| found == path));
        if is_data && !known && Some(name.as_str()) != ledger {
            extra.push(name);
        }
    }
    extra.sort();
    Ok(extra)
}
