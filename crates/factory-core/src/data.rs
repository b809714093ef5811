//! Data of a world: written once, and asked by SQL.

use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema as ArrowSchema, SchemaRef};
use datagen_core::schema::document::Document;
use datagen_core::{Control, Schema};
use datagen_io::Source;
use datagen_io::atomic::Existing;
use datagen_io::read::Directory;
use datagen_io::source::Batches;
use datagen_io::write::{Format, ParquetOptions, WriteOptions, stage_dataset};
use datagen_io::{Place, write::Written};
use datagen_quality::{Dataset, OpenOptions};
use std::ops::Range;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::result::Table;
use crate::sql::{Engine, Query};
use crate::world::{Shipped, World};

/// Tables that can be asked.
#[derive(Debug)]
pub struct Data {
    dataset: Dataset,
    directory: PathBuf,
}

impl Data {
    /// Generates every table of the plan, also those that are not handed out, into `directory`, and opens them. Flat data
    /// can be asked as its one table and as the tables that it is made of.
    ///
    /// # Errors
    /// Those of the engine, of writing and of reading.
    pub fn generate(world: &World, directory: &Path, control: &Control) -> Result<Self> {
        let options = WriteOptions {
            formats: vec![Format::Parquet(ParquetOptions::default())],
            existing: Existing::Replace,
            threads: threads(),
            ..WriteOptions::default()
        };
        write(&world.plan, directory, &options, control)?;
        let data = Self::open(directory, world.schema.document(), control)?;
        if world.flat.is_some() {
            for table in &world.shipped {
                let columns = table.columns.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
                data.dataset
                    .query(&format!("CREATE VIEW \"{}\" AS SELECT {columns} FROM \"{}\"", table.name, table.node))?;
            }
        }
        Ok(data)
    }

    /// Opens the tables of `document` in a directory.
    ///
    /// # Errors
    /// Those of reading.
    pub fn open(directory: &Path, document: &Document, control: &Control) -> Result<Self> {
        // One partition: sums come together in the order of the rows, so that their last digits are always the same.
        let options = OpenOptions { partitions: 1, control: control.clone(), ..OpenOptions::default() };
        let dataset = Dataset::open(directory, document, &options)?;
        Ok(Self { dataset, directory: directory.to_owned() })
    }

    /// The tables as checks see them.
    #[must_use]
    pub const fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// Where the files lie.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The tables that are handed out, from their files: to be written in other forms, or looked at.
    ///
    /// # Errors
    /// Those of reading.
    pub(crate) fn files(&self, world: &World, control: &Control) -> Result<Directory> {
        let nodes: Vec<String> = world.shipped.iter().map(|table| table.node.clone()).collect();
        Ok(Directory::open(&self.directory, world.schema.document(), &nodes, control)?)
    }

    /// The result of a query in the portable subset.
    ///
    /// # Errors
    /// Those of the query engine.
    pub fn ask(&self, query: &Query) -> Result<Table> {
        self.run(&query.for_engine(Engine::DataFusion))
    }

    /// The result of a query in the query engine's own words.
    ///
    /// # Errors
    /// Those of the query engine.
    pub(crate) fn run(&self, sql: &str) -> Result<Table> {
        let batches: Vec<RecordBatch> = self.dataset.query(sql)?;
        Table::of(&batches)
    }
}

/// As many as the machine has; bytes do not depend on it.
pub(crate) fn threads() -> std::num::NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(std::num::NonZeroUsize::MIN)
}

/// Writes all tables of `source` into a directory.
pub(crate) fn write(
    source: &dyn Source,
    directory: &Path,
    options: &WriteOptions,
    control: &Control,
) -> Result<Written> {
    let staged = stage_dataset(source, Place::from(directory), options, control)?;
    Ok(staged.commit(None)?)
}

/// The tables that are handed out, under the names and with the columns that they then have.
pub(crate) struct HandedOut<'a> {
    source: &'a dyn Source,
    tables: Vec<Chosen>,
}

struct Chosen {
    table: usize,
    name: String,
    columns: Vec<usize>,
    schema: SchemaRef,
}

impl<'a> HandedOut<'a> {
    /// Of a source that has all tables.
    pub(crate) fn new(source: &'a dyn Source, shipped: &[Shipped]) -> Result<Self> {
        let gone = |name: &str| Error::Request(format!("{name} is handed out, but not generated"));
        let mut tables = Vec::new();
        for wanted in shipped {
            let found = (0..source.tables()).find(|table| source.name(*table) == wanted.node);
            let table = found.ok_or_else(|| gone(&wanted.node))?;
            let whole = source.schema(table);
            let index = |name: &String| whole.index_of(name).map_err(|_| gone(name));
            let columns = wanted.columns.iter().map(index).collect::<Result<Vec<usize>>>()?;
            let fields: Vec<_> = columns.iter().map(|column| Arc::clone(&whole.fields()[*column])).collect();
            let schema = Arc::new(ArrowSchema::new(fields));
            tables.push(Chosen { table, name: wanted.name.clone(), columns, schema });
        }
        Ok(Self { source, tables })
    }
}

impl Source for HandedOut<'_> {
    fn tables(&self) -> usize {
        self.tables.len()
    }

    fn name(&self, table: usize) -> &str {
        &self.tables[table].name
    }

    fn schema(&self, table: usize) -> SchemaRef {
        Arc::clone(&self.tables[table].schema)
    }

    fn rows(&self, table: usize, control: &Control) -> datagen_core::Result<u64> {
        self.source.rows(self.tables[table].table, control)
    }

    fn run_rows(&self) -> u64 {
        self.source.run_rows()
    }

    fn batches<'b>(&'b self, table: usize, rows: Range<u64>, control: &'b Control) -> Batches<'b> {
        let chosen = &self.tables[table];
        let project = |batch: RecordBatch| {
            batch
                .project(&chosen.columns)
                .map_err(|error| datagen_core::Error::Bug(format!("a column is gone: {error}")))
        };
        Box::new(self.source.batches(chosen.table, rows, control).map(move |batch| batch.and_then(project)))
    }
}

/// The document of what is handed out: the names, types and keys of tables and columns, and nothing of how they came about
/// but what their readers need.
pub(crate) fn handed_out_document(schema: &Schema, shipped: &[Shipped]) -> Document {
    document_of(schema.document(), shipped)
}

/// See [`handed_out_document`].
pub(crate) fn document_of(document: &Document, shipped: &[Shipped]) -> Document {
    let mut document = document.clone();
    let wanted = |id: &str| shipped.iter().find(|table| table.node == id);
    document.nodes.retain(|node| wanted(&node.id).is_some());
    for node in &mut document.nodes {
        let Some(table) = wanted(&node.id) else { continue };
        let place = |name: &String| table.columns.iter().position(|column| column == name);
        node.columns.retain(|column| place(&column.name).is_some());
        node.columns.sort_by_key(|column| place(&column.name));
        node.id.clone_from(&table.name);
        node.modifiers = None;
    }
    (document.insights, document.issues, document.constraints) = (None, None, None);
    document
}
