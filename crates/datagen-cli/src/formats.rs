//! In which formats tables are written, and into which files.

use std::num::{NonZeroU64, NonZeroUsize};

use clap::{Args, ValueEnum};
use datagen_io::write::{
    Compression, CsvOptions, Delimiter, Format, Hive, HiveUnit, JsonLinesOptions, ParquetOptions, Quoting, Split,
    TextCompression,
};
use datagen_io::{WriteOptions, atomic::Existing};

use crate::exit::Failure;
use crate::script::{Described, DialectName};
use crate::units;

/// The formats and their choices.
#[derive(Debug, Args)]
pub(crate) struct FormatArguments {
    /// The format of the files, or several, separated by commas: rows are made once for all of them [default: parquet;
    /// of an export, csv]
    #[arg(long, value_enum, value_name = "FORMATS", value_delimiter = ',', help_heading = "Output")]
    format: Vec<FormatName>,
    /// How files are compressed [default: Parquet by snappy, others not]
    #[arg(long, value_enum, help_heading = "Output")]
    compression: Option<CompressionName>,
    /// Which database the script of --format sql is for [default: postgres]
    #[arg(long, value_enum, help_heading = "Output")]
    dialect: Option<DialectName>,
    /// The choices of CSV.
    #[command(flatten)]
    csv: CsvArguments,
}

/// The choices of CSV.
#[derive(Debug, Args)]
pub(crate) struct CsvArguments {
    /// What stands between the fields of CSV: comma, tab, semicolon or pipe, or the character itself [default: comma]
    #[arg(long, value_name = "CHAR", value_parser = delimiter, help_heading = "Output")]
    delimiter: Option<Delimiter>,
    /// Which fields of CSV are quoted; a null never is [default: minimal]
    #[arg(long, value_enum, value_name = "WHICH", help_heading = "Output")]
    quote: Option<QuoteName>,
    /// Leave out the line of CSV that names the columns
    #[arg(long, help_heading = "Output")]
    no_header: bool,
    /// How CSV shows a null; the empty string is "" [default: nothing]
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    null_text: Option<String>,
    /// Begin CSV with a byte order mark, for Excel
    #[arg(long, help_heading = "Output")]
    bom: bool,
}

/// How tables are divided into files.
#[derive(Debug, Args)]
pub(crate) struct SplitArguments {
    /// Divide tables into files of at most N rows: TABLE/part-00000, ...
    #[arg(long, value_name = "N", value_parser = rows, conflicts_with = "split_bytes", help_heading = "Output")]
    split_rows: Option<NonZeroU64>,
    /// Begin another file of a table as soon as one has SIZE, such as 64MB: TABLE/part-00000, ...
    #[arg(long, value_name = "SIZE", value_parser = size, help_heading = "Output")]
    split_bytes: Option<NonZeroU64>,
    /// Divide a table by a date or datetime, into folders such as TABLE/COLUMN_month=2024-01; by month, or by :year or
    /// :day (repeatable)
    #[arg(long, value_name = "TABLE=COLUMN[:UNIT]", value_parser = hive, help_heading = "Output")]
    hive: Vec<Hive>,
}

/// A file format, as it is called here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatName {
    /// Apache Parquet
    Parquet,
    /// Delimiter-separated values, UTF-8
    Csv,
    /// JSON Lines: an object a row
    Jsonl,
    /// Arrow IPC, also called Feather
    Arrow,
    /// A script that makes and fills all tables, postgres.sql or the like (--dialect)
    Sql,
    /// A file of SQLite with all tables, dataset.sqlite
    #[cfg(feature = "database")]
    Sqlite,
}

/// A compression, as it is called here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompressionName {
    /// Fast, for Parquet
    Snappy,
    /// For text
    Gzip,
    /// Small, for Parquet and text
    Zstd,
    /// Not at all
    None,
}

/// What is quoted, as it is called here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum QuoteName {
    /// Fields that would not read back as themselves
    Minimal,
    /// All fields
    All,
    /// All fields but numbers
    NonNumeric,
}

impl FormatName {
    /// The format without choices; they come from [`FormatArguments::formats`].
    const fn word(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Arrow => "arrow",
            Self::Sql => "sql",
            #[cfg(feature = "database")]
            Self::Sqlite => "sqlite",
        }
    }

    /// Whether it is one file for all tables, which has to know them beforehand.
    const fn is_described(self) -> bool {
        match self {
            Self::Sql => true,
            #[cfg(feature = "database")]
            Self::Sqlite => true,
            _ => false,
        }
    }

    /// Whether its files can be compressed so.
    const fn takes(self, compression: CompressionName) -> bool {
        matches!(
            (self, compression),
            (_, CompressionName::None)
                | (Self::Parquet, CompressionName::Snappy | CompressionName::Zstd)
                | (Self::Csv | Self::Jsonl, CompressionName::Gzip | CompressionName::Zstd)
        )
    }
}

impl FormatArguments {
    /// The formats with their choices; a choice that none of them has is refused rather than ignored.
    /// `usual` is the format where none was chosen; without a `dataset`, there are no formats that have to know it.
    pub(crate) fn formats(&self, usual: FormatName, dataset: Option<&Described<'_>>) -> Result<Vec<Format>, Failure> {
        self.check(usual)?;
        self.names(usual).iter().map(|name| self.of(*name, dataset)).collect()
    }

    fn names(&self, usual: FormatName) -> Vec<FormatName> {
        if self.format.is_empty() { vec![usual] } else { self.format.clone() }
    }

    /// The choices that a CSV file for Keboola cannot have.
    pub(crate) fn beyond_keboola(&self) -> Option<&'static str> {
        let chosen = [
            (self.csv.null_text.is_some(), "--null-text"),
            (self.csv.bom, "--bom"),
            (self.compression.is_some_and(|compression| compression != CompressionName::None), "--compression"),
        ];
        chosen.into_iter().find(|(is_chosen, _)| *is_chosen).map(|(_, option)| option)
    }

    /// Whether one of them has to know the tables beforehand.
    pub(crate) fn are_described(&self) -> bool {
        self.format.iter().any(|name| name.is_described())
    }

    fn of(&self, name: FormatName, dataset: Option<&Described<'_>>) -> Result<Format, Failure> {
        let described = || {
            dataset.ok_or_else(|| {
                Failure::Usage(format!(
                    "--format {}: it is written by `datagen generate`; to bring files into a database, use `datagen load`",
                    name.word()
                ))
            })
        };
        let compression = self.compression.filter(|compression| name.takes(*compression));
        let text = match compression {
            Some(CompressionName::Gzip) => TextCompression::Gzip,
            Some(CompressionName::Zstd) => TextCompression::Zstd,
            _ => TextCompression::None,
        };
        Ok(match name {
            FormatName::Parquet => Format::Parquet(ParquetOptions {
                compression: match compression {
                    Some(CompressionName::Zstd) => Compression::Zstd,
                    Some(CompressionName::None) => Compression::None,
                    _ => Compression::Snappy,
                },
                key_values: Vec::new(),
            }),
            FormatName::Csv => Format::Csv(CsvOptions { compression: text, ..self.csv.options() }),
            FormatName::Jsonl => Format::JsonLines(JsonLinesOptions { compression: text }),
            FormatName::Arrow => Format::Arrow,
            FormatName::Sql => described()?.script(self.dialect.unwrap_or(DialectName::Postgres).into())?,
            #[cfg(feature = "database")]
            FormatName::Sqlite => described()?.sqlite()?,
        })
    }

    /// Refuses choices that do not fit, before anything is read.
    pub(crate) fn check(&self, usual: FormatName) -> Result<(), Failure> {
        let names = self.names(usual);
        let refuse = |option: &str, formats: &str| {
            let one = formats.split_whitespace().next().unwrap_or_default();
            Err(Failure::Usage(format!("{option} is a choice of {formats}; leave it out, or pass --format {one}")))
        };
        if !names.contains(&FormatName::Csv)
            && let Some(option) = self.csv.chosen()
        {
            return refuse(option, "csv");
        }
        if self.dialect.is_some() && !names.contains(&FormatName::Sql) {
            return refuse("--dialect", "sql");
        }
        match self.compression {
            Some(compression) if !names.iter().any(|format| format.takes(compression)) => match compression {
                CompressionName::Snappy => refuse("--compression snappy", "parquet"),
                CompressionName::Gzip => refuse("--compression gzip", "csv and jsonl"),
                _ => refuse("--compression zstd", "parquet, csv and jsonl"),
            },
            _ => self.check_once(),
        }
    }

    fn check_once(&self) -> Result<(), Failure> {
        let twice = self.format.iter().enumerate().find(|(at, name)| self.format[..*at].contains(name));
        match twice {
            Some((_, name)) => Err(Failure::Usage(format!("--format: {} is there twice; name it once", name.word()))),
            None => Ok(()),
        }
    }
}

impl CsvArguments {
    fn options(&self) -> CsvOptions {
        CsvOptions {
            null_text: self.null_text.clone().unwrap_or_default(),
            byte_order_mark: self.bom,
            delimiter: self.delimiter.unwrap_or_default(),
            quoting: match self.quote {
                Some(QuoteName::All) => Quoting::All,
                Some(QuoteName::NonNumeric) => Quoting::NonNumeric,
                Some(QuoteName::Minimal) | None => Quoting::Minimal,
            },
            header: !self.no_header,
            compression: TextCompression::None,
        }
    }

    /// The first choice that was made.
    fn chosen(&self) -> Option<&'static str> {
        let chosen = [
            (self.null_text.is_some(), "--null-text"),
            (self.bom, "--bom"),
            (self.delimiter.is_some(), "--delimiter"),
            (self.quote.is_some(), "--quote"),
            (self.no_header, "--no-header"),
        ];
        chosen.into_iter().find(|(is_chosen, _)| *is_chosen).map(|(_, option)| option)
    }
}

impl SplitArguments {
    /// Whether every table is one file.
    pub(crate) const fn is_whole(&self) -> bool {
        self.split_rows.is_none() && self.split_bytes.is_none() && self.hive.is_empty()
    }

    /// The options of writing `tables` in `formats`.
    pub(crate) fn options(
        &self,
        tables: &[String],
        formats: &[Format],
        threads: NonZeroUsize,
        existing: Existing,
    ) -> WriteOptions {
        let split = match (self.split_rows, self.split_bytes) {
            (Some(rows), _) => Some(Split::Rows(rows)),
            (None, Some(bytes)) => Some(Split::Bytes(bytes)),
            (None, None) => None,
        };
        WriteOptions {
            tables: tables.to_vec(),
            formats: formats.to_vec(),
            split,
            hive: self.hive.clone(),
            threads,
            existing,
            metadata: false,
        }
    }
}

fn delimiter(text: &str) -> Result<Delimiter, String> {
    let named = match text {
        "comma" => Some(Delimiter::Comma),
        "tab" | "\\t" => Some(Delimiter::Tab),
        "semicolon" => Some(Delimiter::Semicolon),
        "pipe" => Some(Delimiter::Pipe),
        other => Delimiter::of(other),
    };
    named.ok_or_else(|| format!("expected comma, tab, semicolon or pipe, or one of , ; |; found {text:?}"))
}

/// Digits may be grouped by underscores.
fn rows(text: &str) -> Result<NonZeroU64, String> {
    let expected = || format!("expected a number of rows from 1 on, found {text:?}");
    text.replace('_', "").parse().map_err(|_| expected())
}

fn size(text: &str) -> Result<NonZeroU64, String> {
    NonZeroU64::new(units::parse_bytes(text)?).ok_or_else(|| format!("expected a size from 1 byte on, found {text:?}"))
}

/// `table=column` or `table=column:unit`.
fn hive(text: &str) -> Result<Hive, String> {
    let expected = || format!("expected TABLE=COLUMN, or with :year, :month or :day behind it, found {text:?}");
    let (table, rest) = text.split_once('=').ok_or_else(expected)?;
    let (column, unit) = match rest.rsplit_once(':') {
        Some((column, "year")) => (column, HiveUnit::Year),
        Some((column, "month")) => (column, HiveUnit::Month),
        Some((column, "day")) => (column, HiveUnit::Day),
        Some(_) => return Err(expected()),
        None => (rest, HiveUnit::Month),
    };
    if table.is_empty() || column.is_empty() {
        return Err(expected());
    }
    Ok(Hive { table: table.to_owned(), column: column.to_owned(), unit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters() {
        let read =
            ["comma", ",", "tab", "\t", "\\t", "semicolon", ";", "pipe", "|"].map(|text| delimiter(text).unwrap());
        use Delimiter::{Comma, Pipe, Semicolon, Tab};
        assert_eq!(read, [Comma, Comma, Tab, Tab, Tab, Semicolon, Semicolon, Pipe, Pipe]);
        for wrong in ["", ":", ",,", "Tab", "\""] {
            assert!(delimiter(wrong).unwrap_err().contains("expected comma, tab"), "{wrong}");
        }
    }

    #[test]
    fn folders() {
        let read = hive("order=at:day").unwrap();
        assert_eq!((read.table.as_str(), read.column.as_str(), read.unit), ("order", "at", HiveUnit::Day));
        assert_eq!(hive("order=at").unwrap().unit, HiveUnit::Month);
        for wrong in ["order", "=at", "order=", "order=at:week", "order=:day"] {
            assert!(hive(wrong).unwrap_err().contains("expected TABLE=COLUMN"), "{wrong}");
        }
        assert_eq!(rows("1_000").unwrap().get(), 1000);
        assert!(rows("0").is_err() && size("0").is_err() && size("x").is_err());
    }
}
