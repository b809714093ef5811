//! What the caller may choose.

use std::num::{NonZeroU64, NonZeroUsize};

use crate::atomic::Existing;
use crate::error::{Error, Result};
use crate::write::format::Format;

/// How a dataset is written.
#[derive(Debug, Clone)]
pub struct WriteOptions {
    /// The tables to write, in this order; empty means all, in the source's order.
    pub tables: Vec<String>,
    /// The formats of the files, at least one; rows are made once for all of them. The first is the one by which the
    /// metadata describes the tables.
    pub formats: Vec<Format>,
    /// Where the files of a table are divided; then they lie in a directory of the table's name.
    pub split: Option<Split>,
    /// Tables whose files are divided by a column's time. Their files lie in directories of directories.
    pub hive: Vec<Hive>,
    /// Threads that make and encode rows. The bytes are the same for any number.
    pub threads: NonZeroUsize,
    /// What to do with files that stand in the way.
    pub existing: Existing,
    /// Whether [`Staged::commit`](crate::write::Staged::commit) will be given metadata, whose file may stand in the way
    /// as well.
    pub metadata: bool,
}

/// When a file of a table is followed by another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// After so many rows.
    Rows(NonZeroU64),
    /// As soon as it has so many bytes. Files grow by 32,768 rows of text, or 131,072 rows of another format.
    Bytes(NonZeroU64),
}

/// A table divided by the time in a column: a directory for each value, `COLUMN_month=2024-01` and the like. The column
/// itself stays in the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hive {
    /// The table.
    pub table: String,
    /// The column, of dates or times.
    pub column: String,
    /// What rows of one directory have in common.
    pub unit: HiveUnit,
}

/// What the rows of one directory have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HiveUnit {
    /// The year, `2024`.
    Year,
    /// The month, `2024-01`.
    Month,
    /// The day, `2024-01-31`.
    Day,
}

impl HiveUnit {
    /// The unit as it is called.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
        }
    }
}

impl Default for WriteOptions {
    /// All tables as Parquet, on one thread, refusing to replace.
    fn default() -> Self {
        Self {
            tables: Vec::new(),
            formats: vec![Format::default()],
            split: None,
            hive: Vec::new(),
            threads: NonZeroUsize::MIN,
            existing: Existing::Refuse,
            metadata: false,
        }
    }
}

impl WriteOptions {
    /// These options with one format.
    #[must_use]
    pub fn with_format(self, format: Format) -> Self {
        Self { formats: vec![format], ..self }
    }

    /// Whether every table is one file, or one part of one.
    pub(super) fn is_whole(&self) -> bool {
        self.split.is_none() && self.hive.is_empty()
    }

    pub(super) fn check(&self) -> Result<()> {
        if self.formats.is_empty() {
            return Err(Error::bug("no format to write"));
        }
        self.formats.iter().try_for_each(Format::check)?;
        for (position, format) in self.formats.iter().enumerate() {
            let name = format.name();
            if self.formats[..position].iter().any(|earlier| earlier.name() == name) {
                return Err(Error::Usage(format!("the format {name} is asked for twice; name it once")));
            }
            if format.is_one_file() && !self.is_whole() {
                return Err(Error::Usage(format!(
                    "{name} is one file for all tables, which cannot be divided; leave it out, or do not divide"
                )));
            }
        }
        Ok(())
    }
}
