//! Tables become files.
//!
//! Every table is cut into parts of a fixed number of rows. The parts of all tables form one line: threads take the next
//! part, make and encode it, and hand it over in order. So no thread waits at the end of a small table, and the bytes
//! cannot depend on the number of threads.

pub(crate) mod csv;
mod file;
mod options;
mod ordered;
mod parquet;
mod table;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use datagen_core::control::Control;

use self::file::{Part, Sink, TableFile};
pub use self::ordered::in_order;
use self::table::{Encoders, Table};
use crate::atomic::Staging;
use crate::error::{Error, Result};
use crate::hash::Fingerprint;
use crate::metadata::{METADATA_FILE, Metadata};
use crate::source::Source;

pub(crate) use self::parquet::into_io;

pub use self::options::{Compression, CsvOptions, Format, ParquetOptions, WriteOptions};

/// A table that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenTable {
    /// Its position in the source.
    pub table: usize,
    /// Its name.
    pub name: String,
    /// The number of rows.
    pub rows: u64,
    /// The name of its file.
    pub file: String,
    /// The size of its file.
    pub bytes: u64,
    /// SHA-256 of its file, in lowercase hexadecimal digits.
    pub sha256: String,
}

/// Tables that were written, in the order of writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The tables.
    pub tables: Vec<WrittenTable>,
}

/// Files that are whole but do not bear their names yet. Dropped, they disappear.
#[derive(Debug)]
#[must_use = "files appear only when committed"]
pub struct Staged {
    staging: Staging,
    written: Written,
}

impl Staged {
    /// What will appear.
    #[must_use]
    pub fn written(&self) -> &Written {
        &self.written
    }

    /// Adds a further file, which appears with the tables.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub fn add(&mut self, name: &str, text: &str) -> Result<()> {
        let mut file = self.staging.create(name)?;
        let path = self.staging.in_progress(name);
        file.write_all(text.as_bytes()).map_err(|source| Error::io("write", &path, source))
    }

    /// Makes all files appear, with `metadata` as the last.
    ///
    /// # Errors
    /// [`Error::Io`] when a file cannot be written or renamed; then none appears.
    pub fn commit(self, metadata: Option<&Metadata>) -> Result<Written> {
        let mut written = Self::commit_all(vec![(self, metadata)])?;
        written.pop().ok_or_else(|| Error::bug("one dataset, no files"))
    }

    /// Makes all files of several datasets appear, each with its metadata, or none of them.
    ///
    /// # Errors
    /// [`Error::Usage`] when two of them have the same file; [`Error::Io`] when a file cannot be written or renamed.
    pub fn commit_all(all: Vec<(Self, Option<&Metadata>)>) -> Result<Vec<Written>> {
        let (mut stagings, mut written) = (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()));
        for (mut staged, metadata) in all {
            staged.write(metadata)?;
            stagings.push(staged.staging);
            written.push(staged.written);
        }
        Staging::commit_all(stagings)?;
        Ok(written)
    }

    fn write(&mut self, metadata: Option<&Metadata>) -> Result<()> {
        metadata.map_or(Ok(()), |metadata| self.add(METADATA_FILE, &metadata.to_json()?))
    }
}

/// Writes tables into `directory`, one file each, all or none.
///
/// # Errors
/// The source's; [`Error::AlreadyExists`] and [`Error::Usage`] before the first byte; [`Error::Io`].
pub fn write_dataset(
    source: &dyn Source,
    directory: &Path,
    options: &WriteOptions,
    control: &Control,
) -> Result<Written> {
    stage_dataset(source, directory, options, control)?.commit(None)
}

/// Like [`write_dataset`], but leaves the last step to [`Staged::commit`].
///
/// # Errors
/// As [`write_dataset`].
pub fn stage_dataset(
    source: &dyn Source,
    directory: &Path,
    options: &WriteOptions,
    control: &Control,
) -> Result<Staged> {
    let mut tables = select(source, options)?;
    let mut files = file_names(&tables, options)?;
    if options.metadata {
        files.push(METADATA_FILE.to_owned());
    }
    let mut staging = Staging::open(directory, &files, options.existing)?;
    count_rows(source, &mut tables, options, control)?;
    let open = |name: &str| {
        let file = staging.create(name)?;
        Ok((staging.in_progress(name), Box::new(file) as Sink<'_>))
    };
    let written = write_parts(source, &tables, options, control, open)?;
    Ok(Staged { staging, written })
}

/// Writes the only table of `options` to `writer`.
///
/// # Errors
/// The source's; [`Error::Usage`] when the options name more than one table; [`Error::Io`] when writing fails.
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

/// Stages the only table of `options` as `file`, whatever the table's name.
///
/// # Errors
/// As [`stage_dataset`], and [`Error::Usage`] when the options name more than one table or `file` is no name of a file.
pub fn stage_table(source: &dyn Source, file: &Path, options: &WriteOptions, control: &Control) -> Result<Staged> {
    let mut tables = select_one(source, options)?;
    let name = file.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| Error::Usage(format!("{} cannot be the name of a file", file.display())))?;
    let directory = file.parent().filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut staging = Staging::open(directory, &[name.to_owned()], options.existing)?;
    count_rows(source, &mut tables, options, control)?;
    let open = |_: &str| {
        let file = staging.create(name)?;
        Ok((staging.in_progress(name), Box::new(file) as Sink<'_>))
    };
    let mut written = write_parts(source, &tables, options, control, open)?;
    written.tables.iter_mut().for_each(|table| name.clone_into(&mut table.file));
    Ok(Staged { staging, written })
}

/// The only table that `options` ask for.
fn select_one(source: &dyn Source, options: &WriteOptions) -> Result<Vec<Table>> {
    let tables = select(source, options)?;
    if tables.len() == 1 {
        return Ok(tables);
    }
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    Err(Error::Usage(format!("only one table fits into one output, choose one of: {}", names.join(", "))))
}

/// The tables that `options` ask for.
fn select(source: &dyn Source, options: &WriteOptions) -> Result<Vec<Table>> {
    options.format.check()?;
    let names: Vec<&str> = (0..source.tables()).map(|table| source.name(table)).collect();
    let positions = if options.tables.is_empty() {
        (0..names.len()).collect()
    } else {
        options.tables.iter().map(|name| position(&names, name)).collect::<Result<Vec<_>>>()?
    };
    let encoders = Encoders::new(&options.format);
    positions.into_iter().map(|position| Table::new(source, position, &encoders)).collect()
}

fn position(names: &[&str], wanted: &str) -> Result<usize> {
    names
        .iter()
        .position(|name| *name == wanted)
        .ok_or_else(|| Error::Usage(format!("there is no table {wanted:?}; the tables are: {}", names.join(", "))))
}

/// The files, after a check that every system tells them apart and none lies elsewhere.
fn file_names(tables: &[Table], options: &WriteOptions) -> Result<Vec<String>> {
    let mut seen = BTreeMap::new();
    let mut files = Vec::with_capacity(tables.len());
    for Table { name, .. } in tables {
        let forbidden = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
        if name.is_empty() || name.starts_with('.') || name.contains(forbidden) {
            return Err(Error::Usage(format!("table {name:?} cannot be the name of a file; rename the table")));
        }
        if let Some(other) = seen.insert(name.to_lowercase(), name) {
            return Err(Error::Usage(format!("tables {other:?} and {name:?} would share a file; write one of them")));
        }
        files.push(file_name(name, options));
    }
    Ok(files)
}

fn file_name(table: &str, options: &WriteOptions) -> String {
    format!("{table}.{}", options.format.extension())
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
    open: impl FnMut(&str) -> Result<(PathBuf, Sink<'a>)> + Send,
) -> Result<Written> {
    let line = PartLine::new(tables);
    let mut files = Files::new(tables, options, open);
    let produce = |job| {
        let (table, part) = line.locate(job);
        tables[table].encode(source, part, control)
    };
    let consume = |job, encoded| {
        let (table, part) = line.locate(job);
        files.accept(table, part, encoded)
    };
    in_order(line.parts(), options.threads, produce, consume)?;
    Ok(Written { tables: files.written })
}

/// The parts of all tables, one after another.
struct PartLine {
    /// For every table, the number of parts up to its end.
    ends: Vec<u64>,
}

impl PartLine {
    fn new(tables: &[Table]) -> Self {
        let mut end = 0;
        let ends = tables.iter().map(|table| {
            end += table.parts();
            end
        });
        Self { ends: ends.collect() }
    }

    fn parts(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The table of a part, and the part's number within it.
    fn locate(&self, job: u64) -> (usize, u64) {
        let table = self.ends.partition_point(|end| *end <= job);
        let start = if table == 0 { 0 } else { self.ends[table - 1] };
        (table, job - start)
    }
}

/// The files, of which one is open at a time.
struct Files<'t, 'a, Open> {
    tables: &'t [Table],
    options: &'t WriteOptions,
    open: Open,
    current: Option<TableFile<'a>>,
    written: Vec<WrittenTable>,
}

impl<'t, 'a, Open: FnMut(&str) -> Result<(PathBuf, Sink<'a>)>> Files<'t, 'a, Open> {
    fn new(tables: &'t [Table], options: &'t WriteOptions, open: Open) -> Self {
        Self { tables, options, open, current: None, written: Vec::with_capacity(tables.len()) }
    }

    /// The next part, in order.
    fn accept(&mut self, position: usize, part: u64, encoded: Part) -> Result<()> {
        let table = &self.tables[position];
        let name = file_name(&table.name, self.options);
        let mut file = match self.current.take() {
            Some(file) => file,
            None => {
                let (path, sink) = (self.open)(&name)?;
                TableFile::begin(&path, sink, &table.encoder)?
            }
        };
        file.append(encoded, &table.encoder)?;
        if part + 1 < table.parts() {
            self.current = Some(file);
            return Ok(());
        }
        let Fingerprint { bytes, sha256 } = file.finish()?;
        let (name_of_table, rows) = (table.name.clone(), table.rows);
        self.written.push(WrittenTable { table: table.position, name: name_of_table, rows, file: name, bytes, sha256 });
        Ok(())
    }
}
