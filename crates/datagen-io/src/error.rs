//! The one error of this crate: what failed, where, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why no dataset was written or read.
#[derive(Debug, Error)]
pub enum Error {
    /// No rows came from the source.
    #[error(transparent)]
    Engine(#[from] datagen_core::error::Error),
    /// The operating system refused.
    #[error("cannot {action} {}: {source}{}", path.display(), advice(source))]
    Io {
        /// What was attempted, as in "cannot {action} {path}".
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// An object store refused, or could not be reached.
    #[error("cannot {action} {place}: {message}")]
    Store {
        /// What was attempted, as in "cannot {action} {place}".
        action: &'static str,
        /// The URL of the folder or file.
        place: String,
        /// What the store said, and what to do. Holds no secret.
        message: String,
    },
    /// A service refused, or could not be reached.
    #[error("cannot {action}: {message}")]
    Service {
        /// What was attempted, as in "cannot {action}".
        action: String,
        /// What it said, and what to do. Holds no secret.
        message: String,
    },
    /// Files that would have been replaced; nothing was written.
    #[error("{}", already_exists(.0))]
    AlreadyExists(Vec<PathBuf>),
    /// A request that cannot be met, and why.
    #[error("{0}")]
    Usage(String),
    /// A file that is not what it should be.
    #[error("{}: {message}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What was expected, what was found, what to do.
        message: String,
    },
}

/// What this crate's functions return.
pub type Result<T> = std::result::Result<T, Error>;

/// Who can do something about an [`enum@Error`]; an exit code follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The schema, the request, or a file that is in the way.
    User,
    /// The machine: disk, permissions, a limit.
    Environment,
    /// The caller asked to stop.
    Cancelled,
    /// Us.
    Bug,
}

impl Error {
    /// Who can do something about it.
    #[must_use]
    pub fn fault(&self) -> Fault {
        use datagen_core::error::Error as Engine;
        match self {
            Self::Engine(Engine::Cancelled) => Fault::Cancelled,
            Self::Engine(Engine::Bug(_)) => Fault::Bug,
            Self::Engine(Engine::Resource { .. }) | Self::Io { .. } | Self::Store { .. } | Self::Service { .. } => {
                Fault::Environment
            }
            Self::Engine(_) | Self::AlreadyExists(_) | Self::Usage(_) | Self::Unreadable { .. } => Fault::User,
        }
    }

    /// Whether the reader of a pipe went away, as in `... | head`: no reason to complain.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }

    pub(crate) fn bug(message: impl Into<String>) -> Self {
        Self::Engine(datagen_core::error::Error::Bug(message.into()))
    }

    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), source }
    }
}

/// The next step, when the system's own words leave it open.
fn advice(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "; free some space, choose another directory, or write fewer rows"
        }
        io::ErrorKind::FileTooLarge => {
            "; this file system or a limit forbids so large a file, choose another directory"
        }
        io::ErrorKind::PermissionDenied => "; choose a directory you may write to, or change its permissions",
        io::ErrorKind::ReadOnlyFilesystem => "; this file system is read-only, choose another directory",
        io::ErrorKind::NotADirectory => "; a file stands where a directory is needed, choose another directory",
        io::ErrorKind::ResourceBusy | io::ErrorKind::ExecutableFileBusy => "; close the program that has it open",
        _ => "",
    }
}

fn already_exists(paths: &[PathBuf]) -> String {
    const SHOWN: usize = 10;
    let verb = if paths.len() == 1 { "exists" } else { "exist" };
    let mut list: Vec<String> = paths.iter().take(SHOWN).map(|path| path.display().to_string()).collect();
    if paths.len() > SHOWN {
        list.push(format!("and {} more", paths.len() - SHOWN));
    }
    format!("{} already {verb}; choose another directory, or replace with --overwrite", list.join(", "))
}
