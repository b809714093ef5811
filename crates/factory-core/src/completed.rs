//! A challenge with its data as it is handed out: what reports, workbook and package are made of.

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
    /// The tables as they are handed out, in the types of their files.
    pub document: &'a Document,
    /// What these are like: one profile a table, in the order of the document.
    pub profiles: &'a [TableProfile],
    /// The checks and their score.
    pub qa: &'a QaResults,
    /// What is wrong with the data on purpose; nothing when it is clean.
    pub dirt: Option<Dirt<'a>>,
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
        relations(self.world, self.document)
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

/// The tables of a world without issues as they are handed out: what they are, and what they are like.
///
/// # Errors
/// Those of the engine, and cancellation.
pub fn clean_tables(world: &World, control: &Control) -> Result<(Document, Vec<TableProfile>)> {
    let source = crate::data::HandedOut::new(&world.plan, &world.shipped)?;
    let document = crate::data::handed_out_document(&world.schema, &world.shipped);
    let profiles = profiles(&source, &document, control)?;
    Ok((document, profiles))
}

/// What the tables of a source are like.
pub(crate) fn profiles(source: &dyn Source, document: &Document, control: &Control) -> Result<Vec<TableProfile>> {
    let keys = |table: &str| {
        let own = document.nodes.iter().filter(|node| node.id == table).map(|node| node.pk.clone());
        let others = document.relations().into_iter().filter(|relation| relation.table == table);
        own.chain(others.map(|relation| relation.column)).collect()
    };
    let wrong = |error: arrow::error::ArrowError| {
        Error::Engine(datagen_core::Error::Bug(format!("a table cannot be profiled: {error}")))
    };
    let mut profiles = Vec::new();
    for table in 0..source.tables() {
        let name = source.name(table);
        let options = Options { identifiers: keys(name), threads: Some(threads()) };
        let mut profiler = Profiler::new(name, &source.schema(table), options);
        for batch in source.batches(table, 0..source.rows(table, control)?, control) {
            control.check()?;
            profiler.update(&batch?).map_err(wrong)?;
        }
        profiles.push(profiler.finish());
    }
    Ok(profiles)
}
