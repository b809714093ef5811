//! What the caller may choose.

use std::num::NonZeroUsize;

use crate::atomic::Existing;
use crate::error::{Error, Result};

/// How a dataset is written.
#[derive(Debug, Clone)]
pub struct WriteOptions {
    /// The tables to write, in this order; empty means all, in the source's order.
    pub tables: Vec<String>,
    /// The format of the files.
    pub format: Format,
    /// Threads that make and encode rows. The bytes are the same for any number.
    pub threads: NonZeroUsize,
    /// What to do with files that stand in the way.
    pub existing: Existing,
    /// Whether [`Staged::commit`](crate::write::Staged::commit) will be given metadata, whose file may stand in the way
    /// as well.
    pub metadata: bool,
}

/// A file format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// Apache Parquet.
    Parquet(ParquetOptions),
    /// Comma-separated values, RFC 4180 with `\n` as the line end.
    Csv(CsvOptions),
}

/// Choices for Parquet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParquetOptions {
    /// How pages are compressed.
    pub compression: Compression,
    /// Key-value metadata of every file.
    pub key_values: Vec<(String, String)>,
}

/// How Parquet's pages are compressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Compression {
    /// Fast.
    #[default]
    Snappy,
    /// Small.
    Zstd,
    /// Not at all.
    None,
}

/// Choices for CSV.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CsvOptions {
    /// How a null is written, never in quotes. A string of the same text is.
    pub null_text: String,
    /// Whether files begin with a byte order mark, for Excel.
    pub byte_order_mark: bool,
}

impl Format {
    /// The extension of the files, without the dot; also the format's name in the metadata.
    #[must_use]
    pub fn extension(&self) -> &'static str {
        match self {
            Self::Parquet(_) => "parquet",
            Self::Csv(_) => "csv",
        }
    }

    pub(super) fn check(&self) -> Result<()> {
        match self {
            Self::Parquet(_) => Ok(()),
            Self::Csv(options) => options.check(),
        }
    }
}

impl CsvOptions {
    /// Refuses a null that would read as a value, or as more than one field.
    fn check(&self) -> Result<()> {
        let text = self.null_text.as_str();
        let value =
            text == "true" || text == "false" || text.trim_start_matches('-').starts_with(|c| char::is_ascii_digit(&c));
        let breaks = text.contains([',', '"', '\n', '\r']) || text.trim() != text;
        if value || breaks {
            return Err(Error::Usage(format!(
                "null text {text:?} could not be told from a value; choose a word such as NULL, or leave it empty"
            )));
        }
        Ok(())
    }
}
