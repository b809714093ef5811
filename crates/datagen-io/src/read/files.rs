//! Which files of a directory hold which table.

use std::fs;
use std::path::{Path, PathBuf};

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
#[must_use]
pub fn find(directory: &Path, table: &str) -> Option<(PathBuf, FileFormat)> {
    let at = |name: String, format| Some((directory.join(name), format)).filter(|(path, _)| path.is_file());
    at(format!("{table}.parquet"), FileFormat::Parquet)
        .or_else(|| at(format!("{table}.csv"), FileFormat::Csv))
        .or_else(|| Some((directory.join(table), FileFormat::Parquet)).filter(|(path, _)| !parts(path).is_empty()))
}

/// The Parquet files of a directory, by name.
#[must_use]
pub fn parts(path: &Path) -> Vec<PathBuf> {
    let is_part = |path: &PathBuf| path.is_file() && path.extension().is_some_and(|extension| extension == "parquet");
    let entries = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut parts: Vec<PathBuf> = entries.filter(is_part).collect();
    parts.sort();
    parts
}
