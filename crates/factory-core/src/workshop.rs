//! Where the effects of a session are carried out: a folder with the session, its data and what is handed out.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use datagen_core::Control;
use datagen_core::schema::document::Document;
use datagen_io::atomic::Existing;
use datagen_io::write::{CsvOptions, Format, WriteOptions, Written};
use datagen_quality::profile::TableProfile;
use serde_json::json;

use crate::challenge::{self, Damage, Made};
use crate::data::{HandedOut, handed_out_document, threads, write};
use crate::error::{Error, Result};
use crate::pack::{Library, Pack};
use crate::preview::preview;
use crate::quality::QaResults;
use crate::session::{Command, Effect, Session, step};
use crate::sql::{Engine, Query};

/// The file of a session in its folder.
pub const SESSION_FILE: &str = "session.json";

/// A folder in which a session is carried out.
#[derive(Debug)]
pub struct Workshop {
    library: Library,
    folder: PathBuf,
    control: Control,
    /// What was made last, so that it need not be made again for the next phase.
    made: Option<(Session, Made)>,
    scratch: tempfile::TempDir,
}

fn failed<'p>(verb: &'static str, path: &'p Path) -> impl FnOnce(std::io::Error) -> Error + 'p {
    move |error| Error::File { verb, path: path.display().to_string(), error }
}

impl Workshop {
    /// A workshop in `folder`, which is made if it is not there.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn open(library: Library, folder: &Path, control: Control) -> Result<Self> {
        fs::create_dir_all(folder).map_err(failed("make", folder))?;
        let scratch = tempfile::tempdir().map_err(failed("make a temporary directory for", folder))?;
        Ok(Self { library, folder: folder.to_owned(), control, made: None, scratch })
    }

    /// The session of the folder.
    ///
    /// # Errors
    /// [`Error::File`], and [`Error::Request`] when the file is no session.
    pub fn load(&self) -> Result<Session> {
        let path = self.folder.join(SESSION_FILE);
        let text = fs::read_to_string(&path).map_err(failed("read", &path))?;
        let wrong = |error: serde_json::Error| Error::Request(format!("{} is no session: {error}", path.display()));
        serde_json::from_str(&text).map_err(wrong)
    }

    /// Whether the folder has a session.
    #[must_use]
    pub fn has_session(&self) -> bool {
        self.folder.join(SESSION_FILE).exists()
    }

    /// Carries out effects until there are none, and keeps the session. `tell` hears what is being done.
    ///
    /// # Errors
    /// What goes wrong while it is made; the session of the folder is then as it was.
    pub fn carry_out(
        &mut self,
        mut session: Session,
        mut effects: Vec<Effect>,
        mut tell: impl FnMut(&str),
    ) -> Result<Session> {
        while let Some(effect) = effects.pop() {
            self.control.check()?;
            let command = match effect {
                Effect::Make => {
                    tell("planning, generating and proving");
                    Command::Made(Box::new(self.made(&session)?.challenge.clone()))
                }
                Effect::Preview => {
                    tell("taking some rows");
                    let main = self.pack(&session)?.world.main;
                    Command::Previewed(preview(self.made(&session)?, &main)?)
                }
                Effect::Complete => {
                    tell("checking and writing the dataset");
                    Command::Completed(self.complete(&session)?)
                }
            };
            let more;
            (session, more) = step(session, command)?;
            effects.extend(more);
        }
        self.save(&session)?;
        Ok(session)
    }

    /// Keeps a session.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn save(&self, session: &Session) -> Result<()> {
        let text = serde_json::to_string_pretty(session).unwrap_or_default();
        put(&self.folder, SESSION_FILE, &text)?;
        match &session.challenge {
            Some(challenge) => put(&self.folder, "problem_statement.txt", &statement(challenge)),
            None => Ok(()),
        }
    }

    fn pack(&self, session: &Session) -> Result<Pack> {
        let (pack, _) = self.library.for_domain(&session.brief.domain)?;
        session.edits.in_pack(pack)
    }

    /// The challenge and its data; from memory if nothing has changed since.
    fn made(&mut self, session: &Session) -> Result<&Made> {
        let is_same =
            |old: &Session| (&old.brief, old.version, &old.edits) == (&session.brief, session.version, &session.edits);
        if !self.made.as_ref().is_some_and(|(old, _)| is_same(old)) {
            let library = self.library.with_edits(&session.brief.domain, &session.edits)?;
            let made = challenge::make(&library, &session.brief, session.version, self.scratch.path(), &self.control)?;
            self.made = Some((session.clone(), made));
        }
        self.made.as_ref().map(|(_, made)| made).ok_or_else(|| Error::Order("nothing is made".to_owned()))
    }

    /// Phase 4: files, checks, answers.
    ///
    /// All of it is written aside and then takes the place of what an earlier version left, so that no file of that one
    /// is handed out with this one.
    fn complete(&mut self, session: &Session) -> Result<QaResults> {
        let aside = tempfile::Builder::new().prefix(".unfinished-").tempdir_in(&self.folder);
        let aside = aside.map_err(failed("make a directory in", &self.folder))?;
        let (folder, control) = (aside.path().to_owned(), self.control.clone());
        let made = self.made(session)?;
        let challenge = session.challenge.as_ref().unwrap_or(&made.challenge);
        let handed_out = match &made.damage {
            None => HandOut::clean(made, &folder.join("datasets"), &control)?,
            Some(damage) => HandOut::dirty(made, damage, &folder, &control)?,
        };
        let results = made.qa.clone();
        let mut files = handed_out.files();
        files.push(("solution/schema.json".to_owned(), made.world.text.clone()));
        files.push(("solution/challenge.json".to_owned(), pretty(challenge)));
        files.push(("solution/qa_results.json".to_owned(), pretty(&results)));
        for engine in DATABASES {
            files.push((format!("solution/answers_{}.sql", engine.word()), answers(challenge, engine)?));
        }
        for (name, text) in files {
            put(&folder, &name, &text)?;
        }
        control.check()?;
        for name in HANDED_OUT {
            let (old, new) = (self.folder.join(name), folder.join(name));
            if old.exists() {
                fs::rename(&old, folder.join(format!("old-{name}"))).map_err(failed("replace", &old))?;
            }
            fs::rename(&new, &old).map_err(failed("write", &old))?;
        }
        Ok(results)
    }
}

/// What phase 4 writes into the folder.
pub const HANDED_OUT: [&str; 3] = ["solution", "datasets", "tables.json"];

/// Copies what was written from one directory to another.
fn copy(written: &Written, from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).map_err(failed("make", to))?;
    for file in &written.files {
        let (old, new) = (from.join(&file.name), to.join(&file.name));
        fs::copy(&old, &new).map_err(failed("write", &new))?;
    }
    Ok(())
}

/// Writes a file below `folder`, whole or not at all.
fn put(folder: &Path, name: &str, text: &str) -> Result<()> {
    let path = folder.join(name);
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(failed("make", parent))?;
    let unfinished = path.with_extension("inprogress");
    fs::write(&unfinished, text).map_err(failed("write", &unfinished))?;
    fs::rename(&unfinished, &path).map_err(failed("write", &path))
}

/// The engines that learners have.
const DATABASES: [Engine; 4] = [Engine::Postgres, Engine::MySql, Engine::DuckDb, Engine::Sqlite];

/// The tables that are handed out, and what is known of them.
struct HandOut<'a> {
    document: Document,
    #[expect(dead_code, reason = "reports are made of them")]
    profiles: &'a [TableProfile],
    damage: Option<&'a Damage>,
}

impl<'a> HandOut<'a> {
    /// Writes the clean tables.
    fn clean(made: &'a Made, directory: &Path, control: &Control) -> Result<Self> {
        let options = WriteOptions {
            formats: vec![Format::Csv(CsvOptions::default())],
            threads: threads(),
            existing: Existing::Replace,
            ..WriteOptions::default()
        };
        write(&HandedOut::new(&made.world.plan, &made.world.shipped)?, directory, &options, control)?;
        let document = handed_out_document(&made.world.schema, &made.world.shipped);
        Ok(Self { document, profiles: &made.profiles, damage: None })
    }

    /// The clean tables, and the dirty ones with their ledger.
    fn dirty(made: &'a Made, damage: &'a Damage, folder: &Path, control: &Control) -> Result<Self> {
        Self::clean(made, &folder.join("solution/clean"), control)?;
        copy(&damage.data.tables, &damage.data.directory, &folder.join("datasets"))?;
        copy(&damage.data.ledger, &damage.data.ledger_directory, &folder.join("solution"))?;
        Ok(Self { document: damage.data.document.clone(), profiles: &damage.data.profiles, damage: Some(damage) })
    }

    /// The files about them.
    fn files(&self) -> Vec<(String, String)> {
        let mut files = vec![("tables.json".to_owned(), pretty(&json!({ "tables": columns(&self.document) })))];
        if let Some(damage) = self.damage {
            files.push(("solution/answer_key.json".to_owned(), pretty(&damage.key)));
            let script =
                |engine: Engine| (format!("solution/cleaning_{}.sql", engine.word()), damage.cleaning.script(engine));
            files.extend(DATABASES.map(script));
        }
        files
    }
}

fn pretty(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn columns(document: &datagen_core::schema::document::Document) -> Vec<serde_json::Value> {
    let table = |node: &datagen_core::schema::document::Node| {
        let column = |column: &datagen_core::schema::document::Column| json!({ "name": column.name, "type": column.column_type, "nullable": column.nullable, "description": column.description, "unit": column.unit });
        json!({ "name": node.id, "primary_key": node.pk, "description": node.description, "columns": node.columns.iter().map(column).collect::<Vec<_>>() })
    };
    document.nodes.iter().map(table).collect()
}

/// The story and its questions as plain text.
#[must_use]
pub fn statement(challenge: &challenge::Challenge) -> String {
    let story = &challenge.story;
    let mut text = format!("{}\n{}\n\n{}\n\n", story.title, story.company, story.text);
    for (number, question) in challenge.questions.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}. {}", number + 1, question.text);
    }
    text
}

/// All queries in the words of one engine.
fn answers(challenge: &challenge::Challenge, engine: Engine) -> Result<String> {
    let mut text = format!("-- {}: answers in {}\n", challenge.story.title, engine.name());
    for (number, question) in challenge.questions.iter().enumerate() {
        let wrong = |error| Error::Sql { place: format!("question {}", question.id), error };
        let query = Query::parse(&question.sql).map_err(wrong)?;
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
