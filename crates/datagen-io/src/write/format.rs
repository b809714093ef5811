//! The formats, each with its choices.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::metadata::FormatMetadata;
use crate::write::dataset::DatasetFormat;

/// A file format.
#[derive(Debug, Clone)]
pub enum Format {
    /// Apache Parquet: a file a table.
    Parquet(ParquetOptions),
    /// Delimiter-separated values, RFC 4180 with `\n` as the line end: a file a table.
    Csv(CsvOptions),
    /// JSON Lines: a file a table, an object a row.
    JsonLines(JsonLinesOptions),
    /// Arrow IPC: a file a table.
    Arrow,
    /// One file for all tables.
    Dataset(Arc<dyn DatasetFormat>),
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvOptions {
    /// How a null is written, never in quotes. A string of the same text is.
    pub null_text: String,
    /// Whether files begin with a byte order mark, for Excel.
    pub byte_order_mark: bool,
    /// What stands between fields.
    pub delimiter: Delimiter,
    /// What is written in quotes.
    pub quoting: Quoting,
    /// Whether the first line names the columns.
    pub header: bool,
    /// How files are compressed.
    pub compression: TextCompression,
}

/// Choices for JSON Lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JsonLinesOptions {
    /// How files are compressed.
    pub compression: TextCompression,
}

/// What stands between the fields of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    #[default]
    Comma,
    /// A tabulator.
    Tab,
    /// `;`
    Semicolon,
    /// `|`
    Pipe,
}

/// Which fields are written in quotes. A null never is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Quoting {
    /// Those that would not read back as themselves.
    #[default]
    Minimal,
    /// All.
    All,
    /// All but integers, floats and decimals.
    NonNumeric,
}

/// How files of text are compressed: in packets of a fixed number of rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TextCompression {
    /// Not at all.
    #[default]
    None,
    /// gzip, `.gz`.
    Gzip,
    /// Zstandard, `.zst`.
    Zstd,
}

impl Default for Format {
    fn default() -> Self {
        Self::Parquet(ParquetOptions::default())
    }
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self {
            null_text: String::new(),
            byte_order_mark: false,
            delimiter: Delimiter::default(),
            quoting: Quoting::default(),
            header: true,
            compression: TextCompression::default(),
        }
    }
}

impl Delimiter {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Tab, Self::Semicolon, Self::Pipe];

    /// The character.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Semicolon => b';',
            Self::Pipe => b'|',
        }
    }

    /// The delimiter that is this text.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|delimiter| text.as_bytes() == [delimiter.byte()])
    }
}

impl TextCompression {
    /// What is added to the name of a file.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Gzip => ".gz",
            Self::Zstd => ".zst",
        }
    }

    /// The compression as it is called; nothing for none.
    #[must_use]
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Gzip => Some("gzip"),
            Self::Zstd => Some("zstd"),
        }
    }

    /// The compression that is called so.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        [Self::Gzip, Self::Zstd].into_iter().find(|compression| compression.word() == Some(word))
    }
}

impl Format {
    /// The format's name in the metadata, which is also the extension of its files, without a compression's.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Parquet(_) => "parquet",
            Self::Csv(_) => "csv",
            Self::JsonLines(_) => "jsonl",
            Self::Arrow => "arrow",
            Self::Dataset(format) => format.name(),
        }
    }

    /// Whether it has one file for all tables.
    #[must_use]
    pub const fn is_one_file(&self) -> bool {
        matches!(self, Self::Dataset(_))
    }

    /// How the bytes of its files are compressed as a whole.
    #[must_use]
    pub const fn text_compression(&self) -> TextCompression {
        match self {
            Self::Csv(options) => options.compression,
            Self::JsonLines(options) => options.compression,
            Self::Parquet(_) | Self::Arrow | Self::Dataset(_) => TextCompression::None,
        }
    }

    /// What readers have to know of it.
    #[must_use]
    pub fn metadata(&self) -> FormatMetadata {
        let mut metadata = FormatMetadata::new(self.name());
        metadata.compression = self.text_compression().word().map(str::to_owned);
        if let Self::Csv(options) = self {
            metadata.header = options.header;
            metadata.null_text.clone_from(&options.null_text);
            metadata.delimiter = char::from(options.delimiter.byte());
        }
        metadata
    }

    /// The extension of its files, compression included, without the first dot.
    #[must_use]
    pub fn extension(&self) -> String {
        format!("{}{}", self.name(), self.text_compression().suffix())
    }

    pub(super) fn check(&self) -> Result<()> {
        match self {
            Self::Csv(options) => options.check(),
            _ => Ok(()),
        }
    }
}

impl CsvOptions {
    /// Refuses a null that would read as a value, or as more than one field.
    fn check(&self) -> Result<()> {
        let text = self.null_text.as_str();
        let value =
            text == "true" || text == "false" || text.trim_start_matches('-').starts_with(|c| char::is_ascii_digit(&c));
        let delimiter = char::from(self.delimiter.byte());
        let breaks = text.contains([',', delimiter, '"', '\n', '\r']) || text.trim() != text;
        if value || breaks {
            return Err(Error::Usage(format!(
                "null text {text:?} could not be told from a value; choose a word such as NULL, or leave it empty"
            )));
        }
        Ok(())
    }
}
