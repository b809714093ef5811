//! The forms of the data besides CSV.

use std::sync::Arc;

use arrow::array::RecordBatch;
use chrono::NaiveDate;
use datagen_core::Control;
use datagen_core::schema::document::Document;
use datagen_io::Source;
use datagen_io::sql::{Dialect, Promises, Script, SqliteFile};
use datagen_io::write::dataset::{DatasetFormat, DatasetWriter, Encoded, Out, TableInfo};
use datagen_io::write::{CsvOptions, Format, JsonLinesOptions, ParquetOptions};

use crate::brief::FurtherFormat;
use crate::error::Result;
use crate::workbook::{MOST_ROWS, XlsxFile};

use super::LeftOut;
use super::tables::{declared, declared_for};

/// What the files say about themselves.
#[derive(Debug, Clone)]
pub(crate) struct About {
    pub(crate) title: String,
    pub(crate) date: NaiveDate,
    /// Whether keys may stand twice.
    pub(crate) is_dirty: bool,
}

/// CSV, and what else is wanted of it; and what is wanted but cannot be. `document` is what is visible of the tables.
pub(crate) fn formats(
    wanted: &[FurtherFormat],
    source: &dyn Source,
    document: &Document,
    about: &About,
    control: &Control,
) -> Result<(Vec<Format>, Vec<LeftOut>)> {
    let mut formats = vec![Format::Csv(CsvOptions::default())];
    let mut left_out = Vec::new();
    let longest =
        (0..source.tables()).map(|table| source.rows(table, control)).collect::<datagen_core::Result<Vec<_>>>()?;
    let longest = longest.into_iter().max().unwrap_or(0);
    for format in wanted {
        for (file, made) in made(*format, document, about, longest) {
            match made {
                Ok(format) => formats.push(format),
                Err(reason) => left_out.push(LeftOut { file: format!("datasets/{file}"), reason }),
            }
        }
    }
    Ok((formats, left_out))
}

type Wanted = (String, std::result::Result<Format, String>);

fn made(format: FurtherFormat, document: &Document, about: &About, longest: u64) -> Vec<Wanted> {
    let promises = if about.is_dirty { Promises::Keys } else { Promises::All };
    match format {
        // Nothing is said in a file's own metadata.
        FurtherFormat::Parquet => vec![("*.parquet".to_owned(), Ok(Format::Parquet(ParquetOptions::default())))],
        FurtherFormat::Jsonl => vec![("*.jsonl".to_owned(), Ok(Format::JsonLines(JsonLinesOptions::default())))],
        FurtherFormat::Sqlite => {
            let file = declared_for(document, promises, Dialect::Sqlite).map(SqliteFile::new);
            vec![("dataset.sqlite".to_owned(), dataset(file))]
        }
        FurtherFormat::Xlsx if longest > MOST_ROWS => {
            let reason = format!("a table has {longest} rows, and a sheet of Excel takes {MOST_ROWS}");
            vec![("dataset.xlsx".to_owned(), Err(reason))]
        }
        FurtherFormat::Xlsx => {
            let file = declared(document).map(|tables| XlsxFile::new(tables, about.title.clone(), about.date));
            vec![("dataset.xlsx".to_owned(), dataset(file))]
        }
        FurtherFormat::Sql => {
            let script = |dialect: Dialect| {
                let title = format!("{}: all tables for {}", about.title, dialect.name());
                let tables = declared_for(document, promises, dialect);
                let name = format!("{} script", dialect.word());
                let dump = tables.map(|tables| Dump { script: Script::new(dialect, tables, title), name });
                (format!("{}.sql", dialect.word()), dataset(dump))
            };
            Dialect::ALL.map(script).into()
        }
    }
}

fn dataset(format: Result<impl DatasetFormat + 'static>) -> std::result::Result<Format, String> {
    let format = format.map_err(|error| error.to_string())?;
    Ok(Format::Dataset(Arc::new(format)))
}

/// A script with a name of its own: there are four of them beside each other.
#[derive(Debug)]
struct Dump {
    script: Script,
    name: String,
}

impl DatasetFormat for Dump {
    fn name(&self) -> &str {
        &self.name
    }

    fn file(&self) -> String {
        self.script.file()
    }

    fn encode(&self, table: &TableInfo<'_>, start: u64, batches: Vec<RecordBatch>) -> datagen_io::Result<Encoded> {
        self.script.encode(table, start, batches)
    }

    fn begin(&self, tables: &[TableInfo<'_>], out: &mut Out<'_>) -> datagen_io::Result<Box<dyn DatasetWriter>> {
        DatasetFormat::begin(&self.script, tables, out)
    }
}
