//! The profile of a table of a dataset: its files are read in their order, so that the profile is the same in every run.

use std::fs::File;
use std::path::Path;

use arrow::datatypes::SchemaRef;
use datagen_core::Control;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use crate::data::Table;
use crate::error::{Error, Result};

use super::{Options, Profiler, TableProfile};

/// Rows that are taken up at a time.
const BATCH_ROWS: usize = 8_192;

/// The profiler of all rows of `table`, with the columns that the document and the file have; none when nothing of the
/// table can be read.
///
/// # Errors
/// [`Error::Query`] when a file is damaged, [`Error::Engine`] when the caller cancels.
pub fn profiler_of(table: &Table, options: &Options, control: &Control) -> Result<Option<Profiler>> {
    let mut profiler: Option<Profiler> = None;
    for path in table.files.iter().filter(|_| table.problem.is_none()) {
        let reader = open(path, table)?;
        let schema: SchemaRef = arrow::array::RecordBatchReader::schema(&reader);
        let profiler = profiler.get_or_insert_with(|| Profiler::new(&table.name, &schema, options.clone()));
        for batch in reader {
            control.check()?;
            profiler.update(&batch.map_err(|error| unreadable(path, &error))?)?;
        }
    }
    Ok(profiler)
}

/// What all rows of `table` are like, its columns in the document's order.
///
/// # Errors
/// As [`profiler_of`].
pub fn profile_table(table: &Table, options: &Options, control: &Control) -> Result<Option<TableProfile>> {
    let Some(mut profiler) = profiler_of(table, options, control)? else { return Ok(None) };
    let mut profile = profiler.finish();
    let position = |name: &str| table.columns.iter().position(|(column, _)| column == name);
    profile.columns.sort_by_key(|column| position(&column.name));
    Ok(Some(profile))
}

fn open(path: &Path, table: &Table) -> Result<ParquetRecordBatchReader> {
    let file = File::open(path).map_err(|error| Error::io("read", path, error))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| unreadable(path, &error))?;
    let is_known = |name: &str| table.columns.iter().any(|(column, _)| column == name);
    let fields = builder.schema().fields().iter().enumerate();
    let known: Vec<usize> = fields.filter(|(_, field)| is_known(field.name())).map(|(position, _)| position).collect();
    let mask = ProjectionMask::roots(builder.parquet_schema(), known);
    let reader = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build();
    reader.map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &impl std::fmt::Display) -> Error {
    Error::Query(format!("{}: {error}; write the file again", path.display()))
}
