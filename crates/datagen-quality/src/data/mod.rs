//! A directory opened as the tables of a schema: a SQL engine over its Parquet and CSV files.
//!
//! Every table of the document is a table of the engine, with the document's columns in the document's types, whatever
//! its file is. CSV is read once, line by line, into a columnar file in a directory of its own that disappears with the
//! [`Dataset`]; what could not be read is in [`CsvFaults`]. A file that cannot be read at all is a [`Table::problem`],
//! not an error: the other tables are still there.

mod engine;
mod files;
mod repair;
mod sample;
mod table;

use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use datafusion::prelude::SessionContext;
use datagen_core::schema::document::Document;
use datagen_core::{Control, STREAM_VERSION};
use datagen_io::metadata::{METADATA_FILE, Metadata};
use tempfile::TempDir;

use crate::error::{Error, Result};

use engine::Engine;

pub use datagen_io::read::csv::{BadLine, BadValue, CsvFaults};
pub use datagen_io::read::files::FileFormat;
use datagen_io::read::files::Listing;
pub use files::extra_files;
pub use repair::Ledger;
pub(crate) use repair::{clean_name, dirty_name};
pub use sample::SAMPLE_ROWS;
pub use table::{ColumnState, Table};
pub(crate) use table::{Opening, wanted};

/// How a dataset is opened.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// The most memory that queries may take, in bytes; beyond it they spill to the temporary directory.
    pub memory: u64,
    /// In how many parts queries are carried out. It is fixed, so that results do not depend on the machine.
    pub partitions: usize,
    /// Where temporary files lie; the system's directory for them by default.
    pub temporary: Option<PathBuf>,
    /// Cancels what takes long.
    pub control: Control,
    /// The clean data beside dirty data, which then is held against it too.
    pub clean: Option<PathBuf>,
    /// The ledger of dirty data; by default the file that the metadata names, beside the data.
    pub ledger: Option<PathBuf>,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { memory: 1 << 30, partitions: 8, temporary: None, control: Control::default(), clean: None, ledger: None }
    }
}

/// A directory opened as the tables of a schema.
#[derive(Debug)]
pub struct Dataset {
    directory: PathBuf,
    listing: Listing,
    engine: Engine,
    tables: Vec<Table>,
    metadata: Option<Metadata>,
    /// Why the metadata that is there cannot be used.
    metadata_problem: Option<String>,
    ledger: Option<Ledger>,
    /// Deleted with this value.
    temporary: TempDir,
}

impl Dataset {
    /// Opens `directory` as the tables of `document`. Files are those that the metadata names, else `TABLE.parquet`,
    /// `TABLE.csv`, or those in directories `TABLE`.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such directory, [`Error::Io`] when it cannot be read. Files that cannot be
    /// read are no errors.
    pub fn open(directory: &Path, document: &Document, options: &OpenOptions) -> Result<Self> {
        if !directory.is_dir() {
            let found = if directory.exists() { "it is a file" } else { "there is no such directory" };
            let directory = directory.display();
            return Err(Error::Usage(format!("expected a directory with the tables at {directory}, but {found}")));
        }
        let temporary = temporary_directory(options.temporary.as_deref())?;
        let engine = Engine::new(options, temporary.path())?;
        let metadata = directory.join(METADATA_FILE).exists().then(|| Metadata::read(directory, STREAM_VERSION));
        let (metadata, metadata_problem) = match metadata {
            None => (None, None),
            Some(Ok(metadata)) => (Some(metadata), None),
            Some(Err(error)) => (None, Some(error.to_string())),
        };
        let listing = Listing::of(directory);
        let opening = Opening { directory, listing: &listing, engine: &engine, temporary: temporary.path() };
        let ledger = metadata.as_ref().filter(|metadata| metadata.dirty);
        let ledger = ledger.map(|metadata| Ledger::open(&opening, document, metadata, options)).transpose()?;
        let mut tables = Vec::new();
        for node in &document.nodes {
            let found = match ledger.as_ref().and_then(|ledger| ledger.types(&node.id)) {
                Some(types) => opening.open(&node.id, &dirty_name(&node.id), &types)?.renamed(&node.id),
                None => opening.open(&node.id, &node.id, &wanted(node))?,
            };
            tables.push(found);
        }
        let directory = directory.to_owned();
        let mut dataset = Self { directory, listing, engine, tables, metadata, metadata_problem, ledger, temporary };
        dataset.repair(document)?;
        Ok(dataset)
    }

    /// The files of the directory.
    pub(crate) const fn listing(&self) -> &Listing {
        &self.listing
    }

    /// The directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The tables, in the document's order.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The table with this name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// Why the metadata beside the dataset cannot be used; then it is as if there were none.
    #[must_use]
    pub fn metadata_problem(&self) -> Option<&str> {
        self.metadata_problem.as_deref()
    }

    /// What the dataset says of itself; none when there is no readable metadata beside it.
    #[must_use]
    pub const fn metadata(&self) -> Option<&Metadata> {
        self.metadata.as_ref()
    }

    /// The ledger of dirty data.
    #[must_use]
    pub const fn ledger(&self) -> Option<&Ledger> {
        self.ledger.as_ref()
    }

    pub(crate) const fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(crate) fn opening(&self) -> Opening<'_> {
        let (directory, listing) = (self.directory.as_path(), &self.listing);
        Opening { directory, listing, engine: &self.engine, temporary: self.temporary.path() }
    }

    /// The engine's context, for plans that are not SQL. Its tables are the document's.
    #[must_use]
    pub const fn context(&self) -> &SessionContext {
        self.engine.context()
    }

    /// Runs something on the engine's runtime and waits for it.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.engine.block_on(future)
    }

    /// The result of a query, which should be small.
    ///
    /// # Errors
    /// [`Error::Query`], [`Error::Memory`], and the engine's [`datagen_core::Error::Cancelled`].
    pub fn query(&self, sql: &str) -> Result<Vec<RecordBatch>> {
        self.engine.query(sql)
    }

    /// Hands the result of a query to `take`, batch by batch.
    ///
    /// # Errors
    /// Those of [`Dataset::query`] and of `take`.
    pub fn for_each(&self, sql: &str, take: impl FnMut(RecordBatch) -> Result<()>) -> Result<()> {
        self.engine.for_each(sql, take)
    }
}

fn temporary_directory(wanted: Option<&Path>) -> Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("datagen-");
    match wanted {
        Some(path) => builder.tempdir_in(path).map_err(|error| Error::io("make a temporary directory in", path, error)),
        None => {
            let path = std::env::temp_dir();
            builder.tempdir().map_err(|error| Error::io("make a temporary directory in", &path, error))
        }
    }
}
