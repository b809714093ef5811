//! The Parquet files of one table as rows that can be asked for by number.

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::SchemaRef;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};

use crate::error::{Error, Result};
use crate::source::BLOCK_ROWS;

/// Files that hold one table, one after the other.
#[derive(Debug)]
pub(super) struct ParquetFiles {
    files: Vec<ParquetFile>,
    /// The columns as they are wanted.
    schema: SchemaRef,
}

/// One file.
#[derive(Debug)]
struct ParquetFile {
    path: PathBuf,
    footer: ArrowReaderMetadata,
    rows: u64,
    /// For each wanted column, where it is among the file's wanted columns.
    places: Vec<usize>,
}

impl ParquetFiles {
    /// Reads the footers of `paths`; every file has all columns of `schema`, in that type or one that casts to it.
    pub(super) fn open(paths: &[PathBuf], schema: SchemaRef) -> Result<Self> {
        let files = paths.iter().map(|path| ParquetFile::open(path, &schema)).collect::<Result<_>>()?;
        Ok(Self { files, schema })
    }

    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    pub(super) fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    /// The rows of `rows`, in batches of at most [`BLOCK_ROWS`].
    pub(super) fn batches(&self, rows: Range<u64>) -> impl Iterator<Item = Result<RecordBatch>> + '_ {
        let mut start = 0;
        let ranges = self.files.iter().map(move |file| {
            let (first, end) = (start, start + file.rows);
            start = end;
            let clamp = |row: u64| row.clamp(first, end) - first;
            (file, clamp(rows.start)..clamp(rows.end))
        });
        ranges.filter(|(_, rows)| !rows.is_empty()).flat_map(|(file, rows)| file.batches(rows, &self.schema))
    }
}

impl ParquetFile {
    fn open(path: &Path, schema: &SchemaRef) -> Result<Self> {
        let file = File::open(path).map_err(|error| Error::io("open", path, error))?;
        let footer = ArrowReaderMetadata::load(&file, ArrowReaderOptions::default()).map_err(|error| {
            unreadable(path, format!("expected a whole Parquet file ({error}); write the file again"))
        })?;
        let found = footer.schema();
        let missing = schema.fields().iter().find(|field| found.index_of(field.name()).is_err());
        if let Some(field) = missing {
            let names: Vec<&str> = found.fields().iter().map(|field| field.name().as_str()).collect();
            let message = format!("expected a column `{}`, found {}", field.name(), names.join(", "));
            return Err(unreadable(path, message));
        }
        let mut wanted: Vec<usize> =
            schema.fields().iter().filter_map(|field| found.index_of(field.name()).ok()).collect();
        let in_order = wanted.clone();
        wanted.sort_unstable();
        let places = in_order.iter().filter_map(|column| wanted.iter().position(|other| other == column)).collect();
        let rows = u64::try_from(footer.metadata().file_metadata().num_rows()).unwrap_or(0);
        Ok(Self { path: path.to_owned(), footer, rows, places })
    }

    fn batches(&self, rows: Range<u64>, schema: &SchemaRef) -> Box<dyn Iterator<Item = Result<RecordBatch>> + '_> {
        match self.reader(rows, schema) {
            Ok(reader) => {
                let schema = Arc::clone(schema);
                Box::new(reader.map(move |batch| {
                    let batch = batch.map_err(|error| unreadable(&self.path, error.to_string()))?;
                    self.arrange(&batch, &schema)
                }))
            }
            Err(error) => Box::new(std::iter::once(Err(error))),
        }
    }

    /// Only the row groups that `rows` touch are read.
    fn reader(&self, rows: Range<u64>, schema: &SchemaRef) -> Result<ParquetRecordBatchReader> {
        let file = File::open(&self.path).map_err(|error| Error::io("open", &self.path, error))?;
        let (mut groups, mut skipped, mut start) = (Vec::new(), 0, 0);
        for (number, group) in self.footer.metadata().row_groups().iter().enumerate() {
            let end = start + group.num_rows().unsigned_abs();
            if end <= rows.start {
                skipped = end;
            } else if start < rows.end {
                groups.push(number);
            }
            start = end;
        }
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.footer.clone());
        let names = schema.fields().iter().map(|field| field.name().as_str());
        let roots = names.filter_map(|name| self.footer.schema().index_of(name).ok());
        let columns = ProjectionMask::roots(builder.parquet_schema(), roots);
        let number = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
        builder
            .with_projection(columns)
            .with_row_groups(groups)
            .with_offset(number(rows.start - skipped))
            .with_limit(number(rows.end - rows.start))
            .with_batch_size(BLOCK_ROWS as usize)
            .build()
            .map_err(|error| unreadable(&self.path, error.to_string()))
    }

    /// The wanted columns, in their order and types.
    fn arrange(&self, batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
        let options = CastOptions { safe: false, ..CastOptions::default() };
        let columns = schema.fields().iter().zip(&self.places).map(|(field, place)| {
            let column = batch.column(*place);
            if column.data_type() == field.data_type() {
                return Ok(ArrayRef::clone(column));
            }
            cast_with_options(column, field.data_type(), &options).map_err(|error| {
                let (name, wanted, found) = (field.name(), field.data_type(), column.data_type());
                unreadable(&self.path, format!("column `{name}`: expected {wanted}, found {found} ({error})"))
            })
        });
        let columns = columns.collect::<Result<Vec<_>>>()?;
        RecordBatch::try_new(Arc::clone(schema), columns).map_err(|error| unreadable(&self.path, error.to_string()))
    }
}

fn unreadable(path: &Path, message: String) -> Error {
    Error::Unreadable { path: path.to_owned(), message }
}
