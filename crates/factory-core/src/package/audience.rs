//! Who gets what.

use serde::{Deserialize, Serialize};

/// Whom an archive is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Data, documents and the questions.
    Learner,
    /// Everything.
    Instructor,
}

/// Folders of which learners get all files.
const FOLDERS: [&str; 2] = ["datasets/", "load/"];

/// Further files that learners get. Whatever is not named here they do not.
const FILES: [&str; 8] = [
    "documentation/challenge.pdf",
    "documentation/data_dictionary.csv",
    "documentation/data_dictionary.txt",
    "documentation/problem_statement.txt",
    "documentation/schema_diagram.png",
    "documentation/schema_diagram.svg",
    "croissant.json",
    "datapackage.json",
];

/// Folders and files of a session that are packed.
pub(super) const PACKED: [&str; 7] =
    ["croissant.json", "datapackage.json", "datasets", "documentation", "load", "reports", "solution"];

impl Audience {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Learner, Self::Instructor];

    /// The audience as it is called.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Learner => "learner",
            Self::Instructor => "instructor",
        }
    }

    /// Whether it gets a file.
    pub(super) fn gets(self, name: &str) -> bool {
        self == Self::Instructor || FILES.contains(&name) || FOLDERS.iter().any(|folder| name.starts_with(folder))
    }
}
