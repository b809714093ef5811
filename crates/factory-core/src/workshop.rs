//! Where the effects of a session are carried out: a folder with the session, its data and what is handed out.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use datagen_core::Control;

use crate::challenge::{self, Challenge, Made, Tell};
use crate::completed::Completed;
use crate::error::{Error, Result};
use crate::handout::HandOut;
use crate::pack::{Library, Pack};
use crate::package::{self, PACKAGES, Packed, Packing, put};
use crate::preview::preview;
use crate::progress::{Doing, Step};
use crate::quality::QaResults;
use crate::session::{Command, Effect, Session, step};

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
    packing: Packing,
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
        Ok(Self { library, folder: folder.to_owned(), control, made: None, scratch, packing: Packing::default() })
    }

    /// The same, with packages made another way.
    #[must_use]
    pub fn with_packing(mut self, packing: Packing) -> Self {
        self.packing = packing;
        self
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
        mut tell: impl FnMut(Doing),
    ) -> Result<Session> {
        while let Some(effect) = effects.pop() {
            self.control.check()?;
            let command = match effect {
                Effect::Make => {
                    tell(Doing::Work("planning"));
                    Command::Made(Box::new(self.made(&session, &mut tell)?.challenge.clone()))
                }
                Effect::Preview => {
                    tell(Doing::Work("taking some rows"));
                    let main = self.pack(&session)?.world.main;
                    Command::Previewed(preview(self.made(&session, &mut tell)?, &main)?)
                }
                Effect::Complete => {
                    let (results, packed) = self.complete(&session, &mut tell)?;
                    tell(Doing::Step(Step::Completed));
                    Command::Completed(results, packed)
                }
            };
            let more;
            (session, more) = step(session, command)?;
            effects.extend(more);
        }
        self.save(&session)?;
        Ok(session)
    }

    /// Makes everything of a complete session again, as it was, and its package as it is now wanted.
    ///
    /// # Errors
    /// [`Error::Order`] when the session is not complete, and what goes wrong while it is made.
    pub fn pack_again(&mut self, session: Session, tell: impl FnMut(Doing)) -> Result<Session> {
        if !session.is_complete() {
            let phase = session.phase.word();
            return Err(Error::Order(format!("the phase {phase} is not complete; approve it before packing")));
        }
        self.carry_out(session, vec![Effect::Complete], tell)
    }

    /// Keeps a session.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn save(&self, session: &Session) -> Result<()> {
        let text = serde_json::to_string_pretty(session).unwrap_or_default();
        put(&self.folder, SESSION_FILE, text.as_bytes())?;
        match &session.challenge {
            Some(challenge) => put(&self.folder, "problem_statement.txt", statement(challenge).as_bytes()),
            None => Ok(()),
        }
    }

    fn pack(&self, session: &Session) -> Result<Pack> {
        let (pack, _) = self.library.for_domain(&session.brief.domain)?;
        session.edits.in_pack(pack)
    }

    /// The challenge and its data; from memory if nothing has changed since.
    fn made(&mut self, session: &Session, tell: Tell<'_>) -> Result<&Made> {
        let is_same =
            |old: &Session| (&old.brief, old.version, &old.edits) == (&session.brief, session.version, &session.edits);
        if !self.made.as_ref().is_some_and(|(old, _)| is_same(old)) {
            let library = self.library.with_edits(&session.brief.domain, &session.edits)?;
            let (brief, version) = (&session.brief, session.version);
            let made = challenge::make_telling(&library, brief, version, self.scratch.path(), &self.control, tell)?;
            self.made = Some((session.clone(), made));
        }
        self.made.as_ref().map(|(_, made)| made).ok_or_else(|| Error::Order("nothing is made".to_owned()))
    }

    /// Phase 4: files, checks, answers, reports, the package.
    ///
    /// All of it is written aside and then takes the place of what an earlier version left, so that no file of that one
    /// is handed out with this one.
    fn complete(&mut self, session: &Session, tell: Tell<'_>) -> Result<(QaResults, Packed)> {
        let aside = tempfile::Builder::new().prefix(".unfinished-").tempdir_in(&self.folder);
        let aside = aside.map_err(failed("make a directory in", &self.folder))?;
        let (folder, control) = (aside.path().to_owned(), self.control.clone());
        let (pack, brand, packing) = (self.pack(session)?, session.brief.brand(), self.packing.clone());
        let made = self.made(session, tell)?;
        let challenge = session.challenge.as_ref().unwrap_or(&made.challenge);
        tell(Doing::Step(Step::DataGeneration));
        let handed_out = HandOut::write(made, challenge, &folder, &control)?;
        tell(Doing::Step(Step::QualityValidation));
        let results = made.qa.clone();
        handed_out.write_solution(made, challenge, &results, &folder)?;
        control.check()?;
        let completed = Completed { challenge, ..made.completed(&pack, &brand) };
        let left_out = handed_out.left_out.clone();
        let packed =
            package::package(&completed, &handed_out.written, &folder, left_out, &packing, &control, |step| {
                tell(Doing::Step(step));
            })?;
        control.check()?;
        put_in_place(&self.folder, &folder)?;
        Ok((results, packed))
    }
}

/// Puts what was written aside in the place of what an earlier version left.
fn put_in_place(folder: &Path, aside: &Path) -> Result<()> {
    for name in HANDED_OUT {
        let (old, new) = (folder.join(name), aside.join(name));
        if old.exists() {
            fs::rename(&old, aside.join(format!("old-{name}"))).map_err(failed("replace", &old))?;
        }
        if new.exists() {
            fs::rename(&new, &old).map_err(failed("write", &old))?;
        }
    }
    Ok(())
}

/// What phase 4 writes into the folder.
pub const HANDED_OUT: [&str; 11] = [
    "solution",
    "datasets",
    "tables.json",
    "documentation",
    "reports",
    "load",
    "metadata.json",
    "datapackage.json",
    "croissant.json",
    "SHA256SUMS",
    PACKAGES,
];

/// The story and its questions as plain text.
#[must_use]
pub fn statement(challenge: &Challenge) -> String {
    let story = &challenge.story;
    let mut text = format!("{}\n{}\n\n{}\n\n", story.title, story.company, story.text);
    for (number, question) in challenge.questions.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}. {}", number + 1, question.text);
    }
    text
}
