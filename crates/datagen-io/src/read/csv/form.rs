//! How files of CSV are to be read, and their bytes.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use crate::metadata::Metadata;

/// How lines are to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CsvForm {
    /// What stands between fields; none where the header has to tell.
    pub delimiter: Option<char>,
    /// How a null is written beside nothing at all, without quotes.
    pub null_text: String,
    /// The columns of files without a header.
    pub columns: Option<Vec<String>>,
}

/// The files of a table, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvFiles {
    /// The files; `.gz` and `.zst` are unpacked.
    pub files: Vec<PathBuf>,
    /// How they are read.
    pub form: CsvForm,
}

impl CsvForm {
    /// As the metadata says it of `table`.
    #[must_use]
    pub fn of(metadata: &Metadata, table: &str) -> Self {
        let format = metadata.format_of("csv");
        let columns = metadata.tables.iter().find(|found| found.name == table).map(|table| &table.columns);
        let names = || columns.into_iter().flatten().map(|column| column.name.clone()).collect();
        let is_told = metadata.formats.iter().any(|format| format.format == "csv");
        Self {
            delimiter: is_told.then_some(format.delimiter),
            null_text: format.null_text,
            columns: (!format.header).then(names),
        }
    }
}

impl From<&Path> for CsvFiles {
    /// One file of usual CSV.
    fn from(path: &Path) -> Self {
        Self { files: vec![path.to_owned()], form: CsvForm::default() }
    }
}

/// The text of a file.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    let file = File::open(path)?;
    let ending = path.extension().map(|ending| ending.to_string_lossy().into_owned());
    Ok(match ending.as_deref() {
        Some("gz") => Box::new(MultiGzDecoder::new(BufReader::new(file))),
        Some("zst") => Box::new(zstd::stream::read::Decoder::new(file)?),
        _ => Box::new(file),
    })
}
