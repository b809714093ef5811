//! Dirty data that is handed out, the ledger of its damage, and how it is cleaned.
//!
//! ```text
//! World -> write()      the dirty tables, and a line of the ledger for each damaged cell
//!       -> Cleaning     for each table the SELECT that repairs it, for each engine
//!       -> AnswerKey    what the questions give on the tables as they are, and on the cleaned ones
//! ```

mod answers;
mod cleaning;
mod compare;
mod copies;
mod forms;
mod ledger;
mod repair;
mod values;
mod words;

use std::path::{Path, PathBuf};

use datagen_core::Control;
use datagen_core::dirty::Dirty;
use datagen_core::schema::document::Document;
use datagen_io::atomic::Existing;
use datagen_io::read::Directory;
use datagen_io::write::{CsvOptions, Format, ParquetOptions, WriteOptions, Written};

use crate::completed::{self, Tables};
use crate::data::{self, HandedOut};
use crate::error::{Error, Result};
use crate::world::World;

pub use self::answers::{AnswerKey, CleanedAnswer, CleanedInsight, RawAnswer};
pub use self::cleaning::{Cleaning, RAW_PREFIX};
pub use self::ledger::IssueFound;

/// Dirty tables as files.
#[derive(Debug)]
pub struct DirtyData {
    /// Where the tables lie.
    pub directory: PathBuf,
    /// The tables.
    pub tables: Tables,
    /// Their files.
    pub written: Written,
    /// Where the ledger lies.
    pub ledger_directory: PathBuf,
    /// The file of the ledger.
    pub ledger: Written,
    /// What the ledger tells of.
    pub issues: Vec<IssueFound>,
}

impl DirtyData {
    /// How many cells and rows are damaged.
    #[must_use]
    pub fn ledger_lines(&self) -> u64 {
        self.ledger.tables.iter().map(|table| table.rows).sum()
    }

    /// The tables from their files: to be written in other forms.
    pub(crate) fn files(&self, control: &Control) -> Result<Directory> {
        Ok(Directory::open(&self.directory, &self.tables.document, &[], control)?)
    }
}

/// Writes the tables that are handed out with their issues into `directory`, as Parquet when no formats are given, and
/// `issue_ledger.csv` into `ledger`: the lines about tables and columns that are handed out, by the names that they then
/// have.
///
/// # Errors
/// [`Error::Request`] when the world has no issues, and those of the engine and of writing.
pub fn write(
    world: &World,
    directory: &Path,
    ledger: &Path,
    formats: &[Format],
    control: &Control,
) -> Result<DirtyData> {
    let formats = if formats.is_empty() { vec![Format::Parquet(ParquetOptions::default())] } else { formats.to_vec() };
    let dirty = dirty_of(world, control)?;
    let document = document(world, &dirty)?;
    let source = HandedOut::new(&dirty, &world.shipped)?;
    let options =
        WriteOptions { formats, existing: Existing::Replace, threads: data::threads(), ..WriteOptions::default() };
    let written = data::write(&source, directory, &options, control)?;
    // Reading rows is several times faster than making them once more.
    let files = Directory::open(directory, &document, &[], control)?;
    let profiles = completed::look(&files, &document, control)?.into_iter().map(|look| look.profile).collect();
    let lines = ledger::Lines::of(&dirty, &world.shipped, control)?;
    let issues = lines.issues(&world.issues);
    let options = WriteOptions { formats: vec![Format::Csv(CsvOptions::default())], ..options };
    let (directory, ledger_directory) = (directory.to_owned(), ledger.to_owned());
    let ledger = data::write(&lines, ledger, &options, control)?;
    Ok(DirtyData { directory, tables: Tables { document, profiles }, written, ledger_directory, ledger, issues })
}

pub(crate) fn dirty_of<'w>(world: &'w World, control: &Control) -> Result<Dirty<'w>> {
    let none =
        || Error::Request("expected a world with issues, found none; choose another issue level than none".to_owned());
    let dirty = world.plan.dirty(control)?.ok_or_else(none)?;
    let nodes: Vec<String> = world.shipped.iter().map(|table| table.node.clone()).collect();
    Ok(dirty.with_ledger_of(&nodes))
}

/// The dirty tables as they are handed out.
fn document(world: &World, dirty: &Dirty<'_>) -> Result<Document> {
    let bug = |error: serde_json::Error| {
        Error::Engine(datagen_core::Error::Bug(format!("the document of dirty data: {error}")))
    };
    let whole: Document = serde_json::from_str(&dirty.document_json()).map_err(bug)?;
    Ok(data::document_of(&whole, &world.shipped))
}
