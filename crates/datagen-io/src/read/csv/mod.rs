//! CSV, read line by line into a columnar file. A bad line is counted, named and skipped; a value that does not convert
//! is counted, named and null.

mod convert;
mod form;
mod records;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as Source;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{Field, Schema, SchemaRef};
use datagen_core::Control;
use parquet::arrow::ArrowWriter;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use self::convert::Column;
use self::records::{Read, Records};
use super::Wanted;
use crate::error::{Error, Result};
use crate::write::{Delimiter, into_io};

pub use self::form::{CsvFiles, CsvForm};

/// How many bad lines, and bad values of a column, are kept.
const EXAMPLES: usize = 10;

/// Rows that are kept until they are written.
const BATCH_ROWS: usize = 32_768;

/// What could not be read of a CSV file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CsvFaults {
    /// Lines that were skipped.
    pub bad_lines: u64,
    /// The first ten of them.
    pub first_bad_lines: Vec<BadLine>,
    /// By column, how many values did not convert, and the first ten.
    pub bad_values: BTreeMap<String, (u64, Vec<BadValue>)>,
}

/// A line that was skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
    /// How it begins.
    pub text: String,
}

/// A value that did not convert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadValue {
    /// The number of its line, from 1.
    pub line: u64,
    /// The value.
    pub value: String,
}

/// What a file had.
#[derive(Debug)]
pub struct Imported {
    /// Columns that it has not.
    pub missing: Vec<String>,
    /// Columns that nobody wanted.
    pub extra: Vec<String>,
    /// What could not be read.
    pub faults: CsvFaults,
}

/// Reads `files`, one after the other, and writes their columns that are `wanted` to the Parquet file `target`. The inner
/// error says why nothing of them can be read.
///
/// # Errors
/// [`Error::Io`] when the target cannot be written, and cancellation.
pub fn import(
    files: &CsvFiles,
    target: &Path,
    wanted: &[Wanted],
    control: &Control,
) -> Result<std::result::Result<Imported, String>> {
    let mut import = Import::new(target, wanted)?;
    for path in &files.files {
        let named = |problem: String| format!("{}: {problem}", path.display());
        let mut records = match begin(path, &files.form, wanted) {
            Ok(records) => records,
            Err(problem) => return Ok(Err(named(problem))),
        };
        let header = files.form.columns.clone().map_or_else(|| header(&mut records, wanted), Ok);
        if let Err(problem) = header.and_then(|header| import.begin(header, wanted)) {
            return Ok(Err(named(problem)));
        }
        // Where there are several files, a line's number does not say where it is.
        import.file = (files.files.len() > 1).then(|| path.clone());
        import.read(&mut records, control)?;
    }
    import.finish().map(Ok)
}

/// The records of a file. Where the delimiter is not known, it is the one by which most wanted columns are found.
fn begin(path: &Path, form: &CsvForm, wanted: &[Wanted]) -> std::result::Result<Records<Box<dyn Source>>, String> {
    let records = |delimiter: u8| match form::open(path) {
        Ok(source) => Ok(Records::new(source, delimiter, &form.null_text)),
        Err(error) => Err(format!("cannot be opened: {error}")),
    };
    if let Some(delimiter) = form.delimiter {
        return records(delimiter as u8);
    }
    let mut best = (0, b',');
    for delimiter in Delimiter::ALL.map(Delimiter::byte) {
        let found = names_found(&mut records(delimiter)?, wanted);
        if found > best.0 {
            best = (found, delimiter);
        }
    }
    records(best.1)
}

fn names_found(records: &mut Records<Box<dyn Source>>, wanted: &[Wanted]) -> usize {
    let Ok(Some(Read::Record)) = records.next(None) else { return 0 };
    (0..records.len()).filter(|field| wanted.iter().any(|(name, _)| *name == records.text(*field))).count()
}

fn header(records: &mut Records<Box<dyn Source>>, wanted: &[Wanted]) -> std::result::Result<Vec<String>, String> {
    let names: Vec<&str> = wanted.iter().map(|(name, _)| name.as_str()).collect();
    let expected = format!("expected a header with the columns {}", names.join(", "));
    let header = match records.next(None) {
        Ok(Some(Read::Record)) => (0..records.len()).map(|field| records.text(field).into_owned()).collect::<Vec<_>>(),
        Ok(Some(Read::Bad(reason))) => return Err(format!("{expected}, found a line that is no header: {reason}")),
        Ok(None) => return Err(format!("{expected}, found an empty file; write the file again")),
        Err(error) => return Err(format!("cannot be read: {error}")),
    };
    if let Some(twice) = header.iter().enumerate().find(|(at, name)| header[..*at].contains(name)) {
        return Err(format!("{expected}, found the column {} twice", twice.1));
    }
    if !header.iter().any(|name| names.contains(&name.as_str())) {
        return Err(format!("{expected}, found {}; add the header", header.join(", ")));
    }
    Ok(header)
}

/// Files on their way from lines to columns.
struct Import {
    header: Vec<String>,
    /// The file that is read, where there are several.
    file: Option<PathBuf>,
    /// For each field of a line, the column it belongs to.
    places: Vec<Option<usize>>,
    columns: Vec<Column>,
    schema: SchemaRef,
    writer: ArrowWriter<File>,
    target: PathBuf,
    faults: CsvFaults,
    rows: usize,
}

impl Import {
    fn new(target: &Path, wanted: &[Wanted]) -> Result<Self> {
        let fields: Vec<Field> = wanted.iter().map(|(name, kind)| Field::new(name, kind.clone(), true)).collect();
        let schema = Arc::new(Schema::new(fields));
        let file = File::create(target).map_err(|error| Error::io("create", target, error))?;
        let properties = WriterProperties::builder().set_max_row_group_row_count(Some(131_072)).build();
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))
            .map_err(|error| unwritten(target, error))?;
        Ok(Self {
            header: Vec::new(),
            file: None,
            places: Vec::new(),
            columns: wanted.iter().map(|(_, kind)| Column::new(kind)).collect::<Result<_>>()?,
            schema,
            writer,
            target: target.to_owned(),
            faults: CsvFaults::default(),
            rows: 0,
        })
    }

    /// Begins a file with the columns `header`, which are those of the files before it.
    fn begin(&mut self, header: Vec<String>, wanted: &[Wanted]) -> std::result::Result<(), String> {
        if !self.header.is_empty() && self.header != header {
            let (expected, found) = (self.header.join(", "), header.join(", "));
            return Err(format!("expected the columns of the files before it, {expected}; found {found}"));
        }
        let place = |name: &String| wanted.iter().position(|(wanted, _)| wanted == name);
        self.places = header.iter().map(place).collect();
        self.header = header;
        Ok(())
    }

    fn read(&mut self, records: &mut Records<Box<dyn Source>>, control: &Control) -> Result<()> {
        loop {
            match records.next(Some(self.header.len())) {
                Ok(Some(Read::Record)) => self.row(records),
                Ok(Some(Read::Bad(reason))) => self.bad_line(records, reason),
                Ok(None) => break,
                Err(error) => {
                    self.bad_line(records, format!("cannot be read: {error}"));
                    break;
                }
            }
            if self.rows == BATCH_ROWS {
                control.check()?;
                self.flush()?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Imported> {
        self.flush()?;
        let missing = self.schema.fields().iter().map(|field| field.name().clone());
        let missing = missing.filter(|name| !self.header.contains(name)).collect();
        let extra = self.header.iter().zip(&self.places).filter(|(_, place)| place.is_none());
        let extra = extra.map(|(name, _)| name.clone()).collect();
        self.writer.close().map_err(|error| unwritten(&self.target, error))?;
        Ok(Imported { missing, extra, faults: self.faults })
    }

    fn row(&mut self, records: &Records<Box<dyn Source>>) {
        for (field, place) in self.places.iter().enumerate() {
            let Some(place) = *place else { continue };
            let text = records.text(field);
            if records.is_null(field) {
                self.columns[place].push_null();
            } else if !self.columns[place].push(&text) {
                let (count, first) = self.faults.bad_values.entry(self.header[field].clone()).or_default();
                *count += 1;
                if first.len() < EXAMPLES {
                    first.push(BadValue { line: records.line(), value: shortened(&text) });
                }
            }
        }
        self.rows += 1;
    }

    fn bad_line(&mut self, records: &Records<Box<dyn Source>>, reason: String) {
        self.faults.bad_lines += 1;
        if self.faults.first_bad_lines.len() < EXAMPLES {
            let file = self.file.as_ref().and_then(|path| path.file_name());
            let reason = match file {
                Some(file) => format!("{}: {reason}", file.to_string_lossy()),
                None => reason,
            };
            let bad = BadLine { line: records.line(), reason, text: shortened(&records.raw()) };
            self.faults.first_bad_lines.push(bad);
        }
    }

    fn flush(&mut self) -> Result<()> {
        let columns: Vec<ArrayRef> = self.columns.iter_mut().map(|column| column.finish(self.rows)).collect();
        let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(self.rows));
        let batch = RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options);
        let batch = batch.map_err(|error| Error::bug(error.to_string()))?;
        self.rows = 0;
        self.writer.write(&batch).map_err(|error| unwritten(&self.target, error))
    }
}

/// At most so many characters are shown of what could not be read.
fn shortened(text: &str) -> String {
    const MOST: usize = 120;
    let mut short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn unwritten(path: &Path, error: ParquetError) -> Error {
    match into_io(error) {
        Ok(source) => Error::io("write", path, source),
        Err(other) => Error::bug(format!("{}: {other}", path.display())),
    }
}
