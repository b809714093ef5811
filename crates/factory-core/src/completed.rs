//! A challenge with its data as it is handed out: what reports, workbook and package are made of.

use std::hash::Hasher;

use arrow::array::RecordBatch;
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::row::{RowConverter, SortField};
use datagen_core::Control;
use datagen_core::schema::document::Document;
use datagen_core::schema::relations::Relation;
use datagen_io::Source;
use datagen_quality::profile::{Options, Profiler, TableProfile};

use crate::brand::Brand;
use crate::challenge::Challenge;
use crate::data::{Data, threads};
use crate::dirty::{AnswerKey, Cleaning, IssueFound};
use crate::error::{Error, Result};
use crate::pack::Pack;
use crate::quality::QaResults;
use crate::world::World;

/// Everything that there is to tell of a challenge.
#[derive(Debug, Clone, Copy)]
pub struct Completed<'a> {
    /// The challenge: brief, story, questions with answers, insights, key figures.
    pub challenge: &'a Challenge,
    /// What it was made of.
    pub pack: &'a Pack,
    /// How it looks.
    pub brand: &'a Brand,
    /// What the data was made from.
    pub world: &'a World,
    /// The clean data, by the names of the world; to be asked.
    pub data: &'a Data,
    /// The tables as they are handed out.
    pub tables: &'a Tables,
    /// The same tables without issues.
    pub clean: &'a Tables,
    /// The checks and their score.
    pub qa: &'a QaResults,
    /// What is wrong with the data on purpose; nothing when it is clean.
    pub dirt: Option<Dirt<'a>>,
}

/// Tables that are handed out.
#[derive(Debug, Clone)]
pub struct Tables {
    /// What they are, in the types of their files.
    pub document: Document,
    /// What they are like: one profile a table, in the order of the document.
    pub profiles: Vec<TableProfile>,
}

impl Tables {
    /// What a table is like.
    #[must_use]
    pub fn profile(&self, table: &str) -> Option<&TableProfile> {
        self.profiles.iter().find(|profile| profile.name == table)
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self, table: &str) -> u64 {
        self.profile(table).map_or(0, |profile| profile.rows)
    }
}

/// What is wrong with data on purpose, and how it is mended.
#[derive(Debug, Clone, Copy)]
pub struct Dirt<'a> {
    /// The issues, as the ledger has them.
    pub issues: &'a [IssueFound],
    /// The reference cleaning.
    pub cleaning: &'a Cleaning,
    /// What the questions give before and after it.
    pub key: &'a AnswerKey,
}

impl Completed<'_> {
    /// The columns that hold keys of other tables that are handed out.
    #[must_use]
    pub fn relations(&self) -> Vec<Relation> {
        relations(self.world, &self.tables.document)
    }
}

/// See [`Completed::relations`].
pub(crate) fn relations(world: &World, document: &Document) -> Vec<Relation> {
    let has = |table: &str, column: &str| {
        let node = document.nodes.iter().find(|node| node.id == table);
        node.is_some_and(|node| node.columns.iter().any(|own| own.name == column))
    };
    let clean = crate::data::handed_out_document(&world.schema, &world.shipped);
    let mut relations = clean.relations();
    relations.retain(|relation| has(&relation.table, &relation.column) && has(&relation.to_table, &relation.to_column));
    relations
}

/// A table, looked at once from its first to its last row.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    /// What it is like.
    pub(crate) profile: TableProfile,
    /// Rows that are as an earlier one in everything but their keys.
    pub(crate) repeated: u64,
}

/// The tables of a source, each looked at once.
pub(crate) fn look(source: &dyn Source, document: &Document, control: &Control) -> Result<Vec<Look>> {
    (0..source.tables()).map(|table| look_at(source, table, document, control)).collect()
}

fn look_at(source: &dyn Source, table: usize, document: &Document, control: &Control) -> Result<Look> {
    let wrong = |error: arrow::error::ArrowError| {
        Error::Engine(datagen_core::Error::Bug(format!("a table cannot be profiled: {error}")))
    };
    let (name, schema) = (source.name(table), source.schema(table));
    let node = document.nodes.iter().find(|node| node.id == name);
    let key = node.map(|node| node.pk.clone()).unwrap_or_default();
    let foreign = document.relations().into_iter().filter(|relation| relation.table == name);
    let identifiers = foreign.map(|relation| relation.column).chain([key.clone()]).collect();
    let mut profiler = Profiler::new(name, &schema, Options { identifiers, threads: Some(threads()) });
    let others: Vec<usize> = (0..schema.fields().len()).filter(|at| schema.field(*at).name() != &key).collect();
    let mut rows = Rows::new(&schema.project(&others).map_err(wrong)?).map_err(wrong)?;
    for batch in source.batches(table, 0..source.rows(table, control)?, control) {
        control.check()?;
        let batch = batch?;
        profiler.update(&batch).map_err(wrong)?;
        rows.add(&batch.project(&others).map_err(wrong)?).map_err(wrong)?;
    }
    Ok(Look { profile: profiler.finish(), repeated: rows.repeated() })
}

/// Rows, known again by a hash of 64 bits: among a million the chance of a mistake is one in thirty million.
struct Rows {
    types: Vec<DataType>,
    converter: RowConverter,
    hashes: Vec<u64>,
}

impl Rows {
    fn new(schema: &arrow::datatypes::Schema) -> std::result::Result<Self, arrow::error::ArrowError> {
        let types: Vec<DataType> = schema.fields().iter().map(|field| field.data_type().clone()).collect();
        let fields = types.iter().cloned().map(SortField::new).collect();
        Ok(Self { types, converter: RowConverter::new(fields)?, hashes: Vec::new() })
    }

    fn add(&mut self, batch: &RecordBatch) -> std::result::Result<(), arrow::error::ArrowError> {
        // Some batches have dictionaries where others have plain values.
        let plain = batch.columns().iter().zip(&self.types).map(|(column, wanted)| cast(column, wanted));
        let rows = self.converter.convert_columns(&plain.collect::<std::result::Result<Vec<_>, _>>()?)?;
        self.hashes.extend(rows.iter().map(|row| {
            let mut hasher = std::hash::DefaultHasher::new();
            hasher.write(row.as_ref());
            hasher.finish()
        }));
        Ok(())
    }

    fn repeated(mut self) -> u64 {
        self.hashes.sort_unstable();
        self.hashes.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64
    }
}
