//! A directory of tables as a source.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow::datatypes::{Field, Schema, SchemaRef};
use datagen_core::Control;
use datagen_core::schema::document::{Document, Node};
use tempfile::TempDir;

use super::files::{FileFormat, Found, Listing};
use super::parquet::ParquetFiles;
use super::{Wanted, csv, dirty_types, wanted};
use crate::error::{Error, Result};
use crate::metadata::{METADATA_FILE, Metadata};
use crate::source::{Batches, Source};

/// The tables of a document, read from files.
///
/// CSV is first read into Parquet files of its own, which disappear with this value.
#[derive(Debug)]
pub struct Directory {
    tables: Vec<(String, ParquetFiles)>,
    metadata: Option<Metadata>,
    _temporary: TempDir,
}

impl Directory {
    /// Opens the tables `names` of `document` in `directory`, all of them when `names` is empty. Files are those that the
    /// metadata names, else `TABLE.parquet`, `TABLE.csv`, or those in directories `TABLE`; their columns are those of the
    /// document.
    ///
    /// # Errors
    /// [`Error::Usage`] when the directory or a table is missing, [`Error::Unreadable`] when a file is not what the
    /// document says, [`Error::Io`].
    pub fn open(directory: &Path, document: &Document, names: &[String], control: &Control) -> Result<Self> {
        if !directory.is_dir() {
            let found = if directory.exists() { "it is a file" } else { "there is no such directory" };
            let directory = directory.display();
            return Err(Error::Usage(format!("expected a directory with the tables at {directory}, but {found}")));
        }
        let temporary = tempfile::Builder::new().prefix("datagen-").tempdir();
        let temporary =
            temporary.map_err(|error| Error::io("make a temporary directory in", &std::env::temp_dir(), error))?;
        let metadata = read_metadata(directory, document)?;
        let nodes = document.nodes.iter().filter(|node| names.is_empty() || names.contains(&node.id));
        let listing = Listing::of(directory);
        let opening = Opening { listing: &listing, temporary: temporary.path(), metadata: metadata.as_ref(), control };
        let tables = nodes.map(|node| Ok((node.id.clone(), opening.table(node)?))).collect::<Result<_>>()?;
        Ok(Self { tables, metadata, _temporary: temporary })
    }

    /// What the dataset says of itself; none when nothing is said.
    #[must_use]
    pub const fn metadata(&self) -> Option<&Metadata> {
        self.metadata.as_ref()
    }
}

/// The metadata, if there is one of a dataset of this document.
fn read_metadata(directory: &Path, document: &Document) -> Result<Option<Metadata>> {
    if !directory.join(METADATA_FILE).exists() {
        return Ok(None);
    }
    let metadata = Metadata::read(directory, datagen_core::STREAM_VERSION)?;
    let is_ours = metadata.tables.iter().all(|table| document.nodes.iter().any(|node| node.id == table.name));
    Ok(is_ours.then_some(metadata))
}

/// What opening a table needs.
struct Opening<'a> {
    listing: &'a Listing,
    temporary: &'a Path,
    metadata: Option<&'a Metadata>,
    control: &'a Control,
}

impl Opening<'_> {
    fn table(&self, node: &Node) -> Result<ParquetFiles> {
        let dirty = self.metadata.filter(|metadata| metadata.dirty);
        let types = dirty.map_or_else(|| wanted(node), |metadata| dirty_types(node, metadata));
        let nullable =
            |name: &str| dirty.is_some() || node.columns.iter().any(|column| column.name == name && column.nullable);
        let field = |(name, kind): &Wanted| Field::new(name, kind.clone(), nullable(name));
        let schema = Arc::new(Schema::new(types.iter().map(field).collect::<Vec<_>>()));
        let found = self.listing.find(&node.id).map_err(Error::Usage)?;
        match found.format {
            FileFormat::Parquet => ParquetFiles::open(&found.files, schema),
            FileFormat::Csv => self.csv(&node.id, &found, &types, schema),
        }
    }

    /// Here a bad line is an error: what is handed on has to be whole.
    fn csv(&self, table: &str, found: &Found, types: &[Wanted], schema: SchemaRef) -> Result<ParquetFiles> {
        let unreadable = |message| Error::Unreadable { path: found.path.clone(), message };
        let target = self.temporary.join(format!("{table}.parquet"));
        let read = csv::import(&found.csv(), &target, types, self.control)?.map_err(Error::Usage)?;
        if let Some(missing) = read.missing.first() {
            return Err(unreadable(format!("there is no column `{missing}`")));
        }
        if let Some(bad) = read.faults.first_bad_lines.first() {
            return Err(unreadable(format!("line {}: {}: {}", bad.line, bad.reason, bad.text)));
        }
        if let Some((column, (_, bad))) = read.faults.bad_values.iter().next() {
            let (line, value) = bad.first().map_or((0, ""), |bad| (bad.line, bad.value.as_str()));
            return Err(unreadable(format!("line {line}: {value:?} is no value of `{column}`")));
        }
        ParquetFiles::open(&[target], schema)
    }
}

impl Source for Directory {
    fn tables(&self) -> usize {
        self.tables.len()
    }

    fn name(&self, table: usize) -> &str {
        &self.tables[table].0
    }

    fn schema(&self, table: usize) -> SchemaRef {
        Arc::clone(self.tables[table].1.schema())
    }

    fn rows(&self, table: usize, _: &Control) -> datagen_core::error::Result<u64> {
        Ok(self.tables[table].1.rows())
    }

    /// A row group of ours: less would decode its pages several times.
    fn run_rows(&self) -> u64 {
        131_072
    }

    fn batches<'a>(&'a self, table: usize, rows: Range<u64>, control: &'a Control) -> Batches<'a> {
        let (name, files) = &self.tables[table];
        Box::new(files.batches(rows).map(move |batch| {
            control.check()?;
            let batch = batch.map_err(|error| datagen_core::error::Error::Usage(error.to_string()))?;
            control.advance(name, batch.num_rows() as u64);
            Ok(batch)
        }))
    }
}
