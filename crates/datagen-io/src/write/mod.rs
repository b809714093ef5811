//! Tables become files.
//!
//! Every table is cut into parts of a fixed number of rows. The parts of all tables form one line: threads take the next
//! part, make it once, encode it in every format, and hand it over in order. So no thread waits at the end of a small
//! table, and the bytes cannot depend on the number of threads.
//!
//! A format has a file for each table, or several ([`Split`], [`Hive`]), or one for all tables ([`dataset`]).

mod csv;
pub mod dataset;
mod encoder;
mod file;
mod format;
mod gather;
mod hive;
mod ipc;
mod jsonl;
mod line;
mod names;
mod options;
mod ordered;
mod output;
mod parquet;
mod piece;
mod staged;
mod table;
pub(crate) mod text;
mod written;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use datagen_core::control::Control;

use self::line::PartLine;
use self::names::{claim, file_names};
pub use self::ordered::in_order;
use self::output::{Open, Outputs};
use self::piece::Sink;
use self::table::Table;
use crate::atomic::Staging;
use crate::error::{Error, Result};
use crate::metadata::METADATA_FILE;
use crate::place::Place;
use crate::source::Source;

pub(crate) use self::parquet::into_io;

pub use self::dataset::DatasetFormat;
pub use self::format::{
    Compression, CsvOptions, Delimiter, Format, JsonLinesOptions, ParquetOptions, Quoting, TextCompression,
};
pub use self::options::{Hive, HiveUnit, Split, WriteOptions};
pub use self::staged::Staged;
pub use self::written::{Written, WrittenFile, WrittenTable};

/// Writes tables into `place`, all files or none.
///
/// # Errors
/// The source's; [`Error::AlreadyExists`] and [`Error::Usage`] before the first byte; [`Error::Io`].
pub fn write_dataset(
    source: &dyn Source,
    place: impl Into<Place>,
    options: &WriteOptions,
    control: &Control,
) -> Result<Written> {
    stage_dataset(source, place, options, control)?.commit(None)
}

/// Like [`write_dataset`], but leaves the last step to [`Staged::commit`].
///
/// # Errors
/// As [`write_dataset`].
pub fn stage_dataset(
    source: &dyn Source,
    place: impl Into<Place>,
    options: &WriteOptions,
    control: &Control,
) -> Result<Staged> {
    let mut tables = select(source, options)?;
    let mut files = file_names(&tables, options)?;
    if options.metadata {
        files.push(METADATA_FILE.to_owned());
    }
    let mut staging = Staging::open(place, &files, options.existing)?;
    claim(&mut staging, &tables)?;
    count_rows(source, &mut tables, options, control)?;
    let open = |name: &str| {
        let file = staging.create(name)?;
        Ok((staging.in_progress(name), Box::new(file) as Sink<'_>))
    };
    let written = write_parts(source, &tables, options, control, open)?;
    Ok(Staged { staging, written })
}

/// Writes the only table of `options` to `writer`, in the only format.
///
/// # Errors
/// The source's; [`Error::Usage`] when the options name more than one table or format; [`Error::Io`] when writing fails.
pub fn write_table(
    source: &dyn Source,
    writer: &mut (dyn Write + Send),
    options: &WriteOptions,
    control: &Control,
) -> Result<WrittenTable> {
    let mut tables = select_one(source, options)?;
    count_rows(source, &mut tables, options, control)?;
    let mut writer = Some(writer);
    let open = |_: &str| match writer.take() {
        Some(writer) => Ok((PathBuf::from("the output"), Box::new(writer) as Sink<'_>)),
        None => Err(Error::bug("one table, two files")),
    };
    let mut written = write_parts(source, &tables, options, control, open)?;
    written.tables.pop().ok_or_else(|| Error::bug("one table, no file"))
}

/// Stages the only table of `options` as the file `name` in `place`, whatever the table's name.
///
/// # Errors
/// As [`stage_dataset`], and [`Error::Usage`] when the options name more than one table or format.
pub fn stage_table(
    source: &dyn Source,
    place: impl Into<Place>,
    name: &str,
    options: &WriteOptions,
    control: &Control,
) -> Result<Staged> {
    let mut tables = select_one(source, options)?;
    let mut staging = Staging::open(place, &[name.to_owned()], options.existing)?;
    count_rows(source, &mut tables, options, control)?;
    let open = |_: &str| {
        let file = staging.create(name)?;
        Ok((staging.in_progress(name), Box::new(file) as Sink<'_>))
    };
    let mut written = write_parts(source, &tables, options, control, open)?;
    written.tables.iter_mut().for_each(|table| name.clone_into(&mut table.file));
    written.files.iter_mut().for_each(|file| name.clone_into(&mut file.name));
    Ok(Staged { staging, written })
}

/// The only table that `options` ask for.
fn select_one(source: &dyn Source, options: &WriteOptions) -> Result<Vec<Table>> {
    let tables = select(source, options)?;
    if options.formats.len() > 1 || !options.is_whole() {
        return Err(Error::Usage(
            "only one file fits into one output; choose one format, and do not divide".to_owned(),
        ));
    }
    if tables.len() == 1 {
        return Ok(tables);
    }
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    Err(Error::Usage(format!("only one table fits into one output, choose one of: {}", names.join(", "))))
}

/// The tables that `options` ask for.
fn select(source: &dyn Source, options: &WriteOptions) -> Result<Vec<Table>> {
    options.check()?;
    let names: Vec<&str> = (0..source.tables()).map(|table| source.name(table)).collect();
    let positions: Vec<usize> = if options.tables.is_empty() {
        (0..names.len()).collect()
    } else {
        options.tables.iter().map(|name| position(&names, name)).collect::<Result<Vec<_>>>()?
    };
    if let Some(hive) = options.hive.iter().find(|hive| !positions.iter().any(|table| names[*table] == hive.table)) {
        let written: Vec<&str> = positions.iter().map(|table| names[*table]).collect();
        let (table, written) = (&hive.table, written.join(", "));
        return Err(Error::Usage(format!("there is no table {table:?} to divide; the tables are: {written}")));
    }
    let spare = Arc::default();
    positions.into_iter().map(|position| Table::new(source, position, options, &spare)).collect()
}

fn position(names: &[&str], wanted: &str) -> Result<usize> {
    names
        .iter()
        .position(|name| *name == wanted)
        .ok_or_else(|| Error::Usage(format!("there is no table {wanted:?}; the tables are: {}", names.join(", "))))
}

/// Asks the source for the number of rows of every table, on all threads: it may have to compute them.
fn count_rows(source: &dyn Source, tables: &mut [Table], options: &WriteOptions, control: &Control) -> Result<()> {
    let control = control.with_threads(options.threads);
    tables.iter_mut().try_for_each(|table| table.set_rows(source.rows(table.position, &control)?))
}

/// Makes, encodes and writes every part of every table.
fn write_parts<'a>(
    source: &dyn Source,
    tables: &[Table],
    options: &WriteOptions,
    control: &Control,
    open: impl Open<'a> + Send,
) -> Result<Written> {
    let mut outputs = Outputs::new(options, tables, open)?;
    for run in tables.chunk_by(|one, next| one.hive.is_none() && next.hive.is_none()) {
        match run {
            [table] if let Some(hive) = &table.hive => {
                hive::write(source, table, hive, options, control, &mut outputs)?;
            }
            tables => write_line(source, tables, options, control, &mut outputs)?,
        }
    }
    written::of(tables, outputs.finish()?)
}

/// Makes, encodes and writes every part of tables that are next to each other.
fn write_line<'a>(
    source: &dyn Source,
    tables: &[Table],
    options: &WriteOptions,
    control: &Control,
    outputs: &mut Outputs<'_, 'a, impl Open<'a> + Send>,
) -> Result<()> {
    let line = PartLine::new(tables);
    let produce = |job| {
        let (table, part) = line.locate(job);
        tables[table].encode(source, part, control)
    };
    let consume = |job, encoded| {
        let (table, part) = line.locate(job);
        outputs.accept(&tables[table], &tables[table].spot(part), encoded)
    };
    in_order(line.parts(), options.threads, produce, consume)
}
