//! The session: a challenge on its way through the phases, as a value. No file, no clock, no network: what has to be done
//! comes out as effects, and what came of it goes in as commands.
//!
//! ```text
//! step(session, command) -> (session, effects)
//! ```

mod edit;
mod feedback;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::brief::Brief;
use crate::challenge::{Challenge, Version};
use crate::error::{Error, Result};
use crate::package::Packed;
use crate::preview::Preview;
use crate::quality::QaResults;

pub use self::edit::{Edit, Edits};
pub use self::feedback::{Change, OFFLINE, understand};

/// What an instructor approves, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 1: story and questions.
    Problem,
    /// 2: tables.
    Schema,
    /// 3: some rows.
    Preview,
    /// 4: all rows, checks, answers.
    Dataset,
}

impl Phase {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Problem, Self::Schema, Self::Preview, Self::Dataset];

    /// The phase as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Schema => "schema",
            Self::Preview => "preview",
            Self::Dataset => "dataset",
        }
    }

    /// The phase called `text`, by name or number.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let number = text.trim().trim_start_matches("phase").parse::<usize>().ok();
        let by_number = number.and_then(|number| Self::ALL.get(number.checked_sub(1)?).copied());
        by_number.or_else(|| Self::ALL.into_iter().find(|phase| phase.word() == text.trim().to_lowercase()))
    }

    const fn next(self) -> Option<Self> {
        match self {
            Self::Problem => Some(Self::Schema),
            Self::Schema => Some(Self::Preview),
            Self::Preview => Some(Self::Dataset),
            Self::Dataset => None,
        }
    }
}

/// A challenge on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// What is wanted now.
    pub brief: Brief,
    /// What differs from the first version of it.
    pub version: Version,
    /// What was changed by hand.
    #[serde(default)]
    pub edits: Edits,
    /// The phase that waits, or is under way.
    pub phase: Phase,
    /// The challenge, once it is made.
    pub challenge: Option<Challenge>,
    /// Some rows, once there are.
    pub preview: Option<Preview>,
    /// The checks of the whole dataset, once it is there.
    pub qa: Option<QaResults>,
    /// What was packed, and what was left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<Packed>,
    /// Every version that there was, the first one first.
    pub history: Vec<Entry>,
}

/// A version, and what led to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What was said, or done.
    pub because: String,
    /// The phase.
    pub phase: Phase,
    /// The brief from then on.
    pub brief: Brief,
    /// The version from then on.
    pub version: Version,
}

/// What is said to a session.
#[derive(Debug, Clone)]
pub enum Command {
    /// The challenge that was asked for.
    Made(Box<Challenge>),
    /// The rows that were asked for.
    Previewed(Preview),
    /// The dataset that was asked for.
    Completed(QaResults, Packed),
    /// The instructor approves the phase that waits.
    Approve,
    /// The instructor wants it otherwise, in plain words.
    Regenerate(String),
    /// The instructor changes something by hand.
    Edit(Edit),
    /// The instructor goes back to a phase.
    Reopen(Phase),
}

/// What has to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Make the challenge, and answer with [`Command::Made`].
    Make,
    /// Take some rows, and answer with [`Command::Previewed`].
    Preview,
    /// Write the whole dataset, and answer with [`Command::Completed`].
    Complete,
}

impl Session {
    /// A session for a brief, and what has to be done first.
    ///
    /// # Errors
    /// [`Error::Brief`] with everything that is wrong with the brief.
    pub fn start(brief: Brief) -> Result<(Self, Vec<Effect>)> {
        brief.check()?;
        let version = Version::default();
        let first = Entry { because: "the brief".to_owned(), phase: Phase::Problem, brief: brief.clone(), version };
        let session = Self {
            brief,
            version,
            edits: Edits::default(),
            phase: Phase::Problem,
            challenge: None,
            preview: None,
            qa: None,
            package: None,
            history: vec![first],
        };
        Ok((session, vec![Effect::Make]))
    }

    /// Whether everything is done.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.qa.is_some()
    }

    /// What has to be done where the work was interrupted.
    #[must_use]
    pub fn pending(&self) -> Vec<Effect> {
        match self.phase {
            _ if self.challenge.is_none() => vec![Effect::Make],
            Phase::Preview if self.preview.is_none() => vec![Effect::Preview],
            Phase::Dataset if self.qa.is_none() => vec![Effect::Complete],
            _ => Vec::new(),
        }
    }

    fn remade(mut self, because: String) -> (Self, Vec<Effect>) {
        self.history.push(Entry { because, phase: self.phase, brief: self.brief.clone(), version: self.version });
        (self.challenge, self.preview, self.qa, self.package) = (None, None, None, None);
        // Another world is another story: everything is shown again.
        self.phase = Phase::Problem;
        (self, vec![Effect::Make])
    }
}

/// One step of a session.
///
/// # Errors
/// [`Error::Order`] when the session is not ready for it, [`Error::Request`] when words cannot be understood or an edit
/// breaks what is proven; the session is then as it was.
pub fn step(mut session: Session, command: Command) -> Result<(Session, Vec<Effect>)> {
    match command {
        Command::Made(challenge) => {
            session.challenge = Some(session.edits.applied(*challenge)?);
            Ok((session, Vec::new()))
        }
        Command::Previewed(preview) => {
            session.preview = Some(preview);
            Ok((session, Vec::new()))
        }
        Command::Completed(results, packed) => {
            (session.qa, session.package) = (Some(results), Some(packed));
            Ok((session, Vec::new()))
        }
        Command::Approve => approve(session),
        Command::Regenerate(words) => {
            let changes = understand(&words)?;
            for change in changes {
                change.apply(&mut session.brief, &mut session.version, &mut session.edits)?;
            }
            session.brief.check()?;
            Ok(session.remade(words))
        }
        Command::Edit(edit) => {
            let challenge = session
                .challenge
                .as_ref()
                .ok_or_else(|| Error::Order("nothing is made yet that could be changed".to_owned()))?;
            edit.check(challenge)?;
            let because = edit.told();
            session.edits.add(edit);
            Ok(session.remade(because))
        }
        Command::Reopen(phase) => reopen(session, phase),
    }
}

fn approve(mut session: Session) -> Result<(Session, Vec<Effect>)> {
    let ready = session.pending().is_empty();
    if !ready || session.is_complete() {
        let found = if ready { "everything is approved already" } else { "it is not made yet" };
        return Err(Error::Order(format!("the phase {} cannot be approved: {found}", session.phase.word())));
    }
    if let Some(next) = session.phase.next() {
        session.phase = next;
    }
    let effects = session.pending();
    Ok((session, effects))
}

fn reopen(mut session: Session, phase: Phase) -> Result<(Session, Vec<Effect>)> {
    if phase > session.phase {
        let expected = session.phase.word();
        return Err(Error::Order(format!(
            "expected a phase up to {expected}, found {}; approve {expected} first",
            phase.word()
        )));
    }
    session.phase = phase;
    (session.qa, session.package) = (None, None);
    if phase < Phase::Preview {
        session.preview = None;
    }
    Ok((session, Vec::new()))
}

/// Edits by question, so that a later one of the same kind takes the place of an earlier one.
pub(crate) type ByQuestion = BTreeMap<String, String>;
