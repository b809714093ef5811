//! What phase 4 writes: the tables that are handed out, and the solution.

use std::fmt::Write as _;
use std::path::Path;

use datagen_core::Control;
use datagen_core::schema::document::{Column, Document, Node};
use datagen_io::atomic::Existing;
use datagen_io::write::{CsvOptions, Format, WriteOptions};
use datagen_io::{Source, Written};
use serde_json::json;

use crate::challenge::{Challenge, Damage, Made};
use crate::completed::{Tables, relations};
use crate::data::{HandedOut, threads, write};
use crate::error::{Error, Result};
use crate::package::{About, LeftOut, formats, put, visible};
use crate::quality::QaResults;
use crate::sql::{Engine, Query};

/// The engines that learners have.
const DATABASES: [Engine; 4] = [Engine::Postgres, Engine::MySql, Engine::DuckDb, Engine::Sqlite];

/// The tables that are handed out, and what is known of them.
pub(crate) struct HandOut<'a> {
    tables: &'a Tables,
    /// Their files.
    pub(crate) written: Written,
    /// Formats that were wanted and could not be written.
    pub(crate) left_out: Vec<LeftOut>,
    damage: Option<&'a Damage>,
}

impl<'a> HandOut<'a> {
    /// Writes `datasets`, and of dirty data what the solution has of it: the clean tables and the ledger.
    pub(crate) fn write(made: &'a Made, challenge: &Challenge, folder: &Path, control: &Control) -> Result<Self> {
        match &made.damage {
            None => Self::clean(made, challenge, folder, control),
            Some(damage) => Self::dirty(made, damage, challenge, folder, control),
        }
    }

    fn clean(made: &'a Made, challenge: &Challenge, folder: &Path, control: &Control) -> Result<Self> {
        let files = made.data.files(&made.world, control)?;
        let source = HandedOut::new(&files, &made.world.shipped)?;
        let (formats, left_out) = wanted(made, challenge, &source, &made.tables.document, control)?;
        let written = write_as(formats, &source, &folder.join("datasets"), control)?;
        Ok(Self { tables: &made.tables, written, left_out, damage: None })
    }

    fn dirty(
        made: &'a Made,
        damage: &'a Damage,
        challenge: &Challenge,
        folder: &Path,
        control: &Control,
    ) -> Result<Self> {
        let files = made.data.files(&made.world, control)?;
        let clean = HandedOut::new(&files, &made.world.shipped)?;
        write_as(vec![Format::Csv(CsvOptions::default())], &clean, &folder.join("solution/clean"), control)?;
        let (tables, source) = (&damage.data.tables, damage.data.files(control)?);
        let (formats, left_out) = wanted(made, challenge, &source, &tables.document, control)?;
        let written = write_as(formats, &source, &folder.join("datasets"), control)?;
        for file in &damage.data.ledger.files {
            copy(&damage.data.ledger_directory.join(&file.name), &folder.join("solution").join(&file.name))?;
        }
        Ok(Self { tables, written, left_out, damage: Some(damage) })
    }

    /// Writes what describes the tables, and the rest of the solution.
    pub(crate) fn write_solution(
        &self,
        made: &Made,
        challenge: &Challenge,
        results: &QaResults,
        folder: &Path,
    ) -> Result<()> {
        let mut files = vec![
            ("tables.json".to_owned(), pretty(&json!({ "tables": tables(&self.tables.document) }))),
            ("solution/schema.json".to_owned(), made.world.text.clone()),
            ("solution/challenge.json".to_owned(), pretty(challenge)),
            ("solution/qa_results.json".to_owned(), pretty(results)),
        ];
        for engine in DATABASES {
            files.push((format!("solution/answers_{}.sql", engine.word()), answers(challenge, engine)?));
        }
        if let Some(damage) = self.damage {
            files.push(("solution/answer_key.json".to_owned(), pretty(&damage.key)));
            let script =
                |engine: Engine| (format!("solution/cleaning_{}.sql", engine.word()), damage.cleaning.script(engine));
            files.extend(DATABASES.map(script));
        }
        files.iter().try_for_each(|(name, text)| put(folder, name, text.as_bytes()))
    }
}

/// The formats of the brief.
fn wanted(
    made: &Made,
    challenge: &Challenge,
    source: &dyn Source,
    document: &Document,
    control: &Control,
) -> Result<(Vec<Format>, Vec<LeftOut>)> {
    let (title, brief) = (&challenge.story.title, &challenge.brief);
    let visible = visible(document, &relations(&made.world, document), title)?;
    let about = About { title: title.clone(), date: brief.date, is_dirty: !made.world.issues.is_empty() };
    formats(&brief.formats, source, &visible, &about, control)
}

fn write_as(formats: Vec<Format>, source: &dyn Source, directory: &Path, control: &Control) -> Result<Written> {
    let options = WriteOptions { formats, threads: threads(), existing: Existing::Replace, ..WriteOptions::default() };
    write(source, directory, &options, control)
}

fn copy(old: &Path, new: &Path) -> Result<()> {
    let failed = |error| Error::File { verb: "write", path: new.display().to_string(), error };
    new.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(failed)?;
    std::fs::copy(old, new).map(drop).map_err(failed)
}

fn pretty(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn tables(document: &Document) -> Vec<serde_json::Value> {
    let table = |node: &Node| {
        let column = |column: &Column| json!({ "name": column.name, "type": column.column_type, "nullable": column.nullable, "description": column.description, "unit": column.unit });
        json!({ "name": node.id, "primary_key": node.pk, "description": node.description, "columns": node.columns.iter().map(column).collect::<Vec<_>>() })
    };
    document.nodes.iter().map(table).collect()
}

/// All queries in the words of one engine.
fn answers(challenge: &Challenge, engine: Engine) -> Result<String> {
    let mut text = format!("-- {}: answers in {}\n", challenge.story.title, engine.name());
    for (number, question) in challenge.questions.iter().enumerate() {
        let wrong = |error| Error::Sql { place: format!("question {}", question.id), error };
        let query = Query::parse(&question.sql).map_err(wrong)?;
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "\n-- {}. {}\n-- {}\n{};\n",
            number + 1,
            question.text,
            question.answer,
            query.for_engine(engine)
        );
    }
    Ok(text)
}
