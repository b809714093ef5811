//! What can go wrong while a challenge is made.

use std::fmt::Write as _;

use datagen_core::Diagnostics;

use crate::sql::SqlError;

/// The result of making a challenge.
pub type Result<T> = std::result::Result<T, Error>;

/// What is wrong with one member of a brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The member.
    pub field: String,
    /// What was expected and what was found.
    pub message: String,
}

/// What can go wrong while a challenge is made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The brief cannot be served as it is.
    #[error("the brief cannot be served:{}", listed(.0))]
    Brief(Vec<Problem>),
    /// A file of a pack is not as it should be.
    #[error("{file} of the pack {pack} is not as it should be:\n{diagnostics}")]
    Pack {
        /// The pack.
        pack: String,
        /// The file.
        file: String,
        /// All that is wrong.
        diagnostics: Diagnostics,
    },
    /// What a pack makes cannot be built.
    #[error("the pack {pack}, {place}: {message}")]
    World {
        /// The pack.
        pack: String,
        /// The part of the pack.
        place: String,
        /// What was expected, found, and what to do.
        message: String,
    },
    /// A query of a pack.
    #[error("{place}: {error}")]
    Sql {
        /// Whose query it is.
        place: String,
        /// What is wrong with it.
        error: SqlError,
    },
    /// No try kept its promises.
    #[error(
        "no dataset keeps its promises after {tries} tries: {reason}; try another --seed, more --rows, or a wider --date-range"
    )]
    NotProven {
        /// How many seeds were tried.
        tries: u32,
        /// What was missing in the best one.
        reason: String,
    },
    /// A command that the session is not ready for.
    #[error("{0}")]
    Order(String),
    /// A request that cannot be understood or served.
    #[error("{0}")]
    Request(String),
    /// The engine.
    #[error(transparent)]
    Engine(#[from] datagen_core::Error),
    /// Reading or writing.
    #[error(transparent)]
    Io(#[from] datagen_io::Error),
    /// Checks and queries.
    #[error(transparent)]
    Quality(#[from] datagen_quality::Error),
    /// A file that could not be made.
    #[error("cannot make {what}: {message}")]
    Make {
        /// Which one.
        what: String,
        /// Why not.
        message: String,
    },
    /// A report.
    #[error("a report cannot be made: {0}")]
    Report(#[from] datagen_report::Error),
    /// A file of a session or a pack.
    #[error("cannot {verb} {path}: {error}")]
    File {
        /// What was tried.
        verb: &'static str,
        /// The file.
        path: String,
        /// Why not.
        error: std::io::Error,
    },
}

impl Error {
    /// A part of a pack that cannot be built.
    pub(crate) fn world(pack: &str, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self::World { pack: pack.to_owned(), place: place.into(), message: message.into() }
    }
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().fold(String::new(), |mut text, problem| {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n  {}: {}", problem.field, problem.message);
        text
    })
}
