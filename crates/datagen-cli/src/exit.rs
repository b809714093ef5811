//! What went wrong, in words and as an exit code.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{self, PanicHookInfo};
use std::process::ExitCode;
use std::sync::Once;

use clap::error::ErrorKind;
use datagen_core::diagnostic::{Diagnostic, Diagnostics, Severity};
use datagen_core::error::Error as EngineError;
use datagen_io::{Error as IoError, Fault};
use thiserror::Error;

use crate::terminal::{Paint, tell};

/// How the program ends; documented in `--help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    /// All went well.
    Done = 0,
    /// The schema, or the data it asks for, is at fault.
    Schema = 1,
    /// An argument is at fault, or files are in the way.
    Usage = 2,
    /// A file, the disk, memory or a limit is at fault.
    Environment = 3,
    /// We are.
    Bug = 70,
    /// Somebody asked to stop.
    Interrupted = 130,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

/// Why there is no result.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// The arguments do not fit.
    #[error("{0}")]
    Usage(String),
    /// The schema has mistakes.
    #[error("{name} has {}; nothing was written", number_of(diagnostics))]
    Schema {
        /// What the schema is called in messages.
        name: String,
        /// The mistakes.
        diagnostics: Diagnostics,
    },
    /// The schema is no text.
    #[error("{0}")]
    NotText(String),
    /// The data does not keep what its schema promises.
    #[cfg(feature = "quality")]
    #[error("{0}")]
    Data(String),
    /// Some tables did not come where they should.
    #[cfg(feature = "remote")]
    #[error("{0}")]
    Tables(String),
    /// A database does not take the rows, because they break what their schema promises.
    #[cfg(feature = "database")]
    #[error("{0}")]
    Rows(String),
    /// The machine does not let us.
    #[error("{0}")]
    Environment(String),
    /// The engine's own words.
    #[error("{0}")]
    Engine(EngineError),
    /// The words of whoever reads and writes files.
    #[error("{0}")]
    Io(IoError),
    /// A report could not be made.
    #[cfg(feature = "report")]
    #[error("{0}")]
    Report(datagen_report::Error),
    /// Two datasets differ, which was said already.
    #[cfg(feature = "quality")]
    #[error("the datasets differ")]
    Different,
    /// Nobody reads standard output any more.
    #[error("the reader of standard output went away")]
    ReaderGone,
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

impl From<IoError> for Failure {
    fn from(error: IoError) -> Self {
        match error {
            IoError::Engine(error) => Self::Engine(error),
            error if error.is_broken_pipe() => Self::ReaderGone,
            error => Self::Io(error),
        }
    }
}

#[cfg(feature = "quality")]
impl From<datagen_quality::Error> for Failure {
    fn from(error: datagen_quality::Error) -> Self {
        use datagen_quality::Error as QualityError;
        match error {
            QualityError::Engine(error) => error.into(),
            QualityError::Files(error) => error.into(),
            QualityError::Usage(message) => Self::Usage(message),
            other => Self::Environment(other.to_string()),
        }
    }
}

#[cfg(feature = "database")]
impl From<datagen_database::Error> for Failure {
    fn from(error: datagen_database::Error) -> Self {
        use datagen_database::Error as DatabaseError;
        match error {
            DatabaseError::Source(error) => error.into(),
            DatabaseError::Usage(message) => Self::Usage(message),
            DatabaseError::Data(message) => Self::Rows(message),
            DatabaseError::Environment(message) => Self::Environment(message),
        }
    }
}

#[cfg(feature = "report")]
impl From<datagen_report::Error> for Failure {
    fn from(error: datagen_report::Error) -> Self {
        Self::Report(error)
    }
}

#[cfg(feature = "challenge")]
impl From<factory_core::Error> for Failure {
    fn from(error: factory_core::Error) -> Self {
        use factory_core::Error as FactoryError;
        match error {
            FactoryError::Engine(error) => error.into(),
            FactoryError::Io(error) => error.into(),
            FactoryError::Quality(error) => error.into(),
            error @ (FactoryError::Brief(_) | FactoryError::Order(_) | FactoryError::Request(_)) => {
                Self::Usage(error.to_string())
            }
            error @ FactoryError::File { .. } => Self::Environment(error.to_string()),
            error => Self::Data(error.to_string()),
        }
    }
}

impl Failure {
    /// The exit code.
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::ReaderGone => Code::Done,
            Self::Schema { .. } | Self::NotText(_) => Code::Schema,
            #[cfg(feature = "quality")]
            Self::Data(_) | Self::Different => Code::Schema,
            #[cfg(feature = "remote")]
            Self::Tables(_) => Code::Schema,
            #[cfg(feature = "database")]
            Self::Rows(_) => Code::Schema,
            #[cfg(feature = "report")]
            Self::Report(_) => Code::Bug,
            Self::Usage(_) => Code::Usage,
            Self::Environment(_) => Code::Environment,
            Self::Engine(EngineError::Schema(_) | EngineError::Value { .. }) => Code::Schema,
            Self::Engine(EngineError::Usage(_)) => Code::Usage,
            Self::Engine(EngineError::Resource { .. }) => Code::Environment,
            Self::Engine(EngineError::Cancelled) => Code::Interrupted,
            Self::Engine(EngineError::Bug(_)) => Code::Bug,
            Self::Io(error) => match error.fault() {
                Fault::User => Code::Usage,
                Fault::Environment => Code::Environment,
                Fault::Cancelled => Code::Interrupted,
                Fault::Bug => Code::Bug,
            },
        }
    }

    /// Says it on standard error.
    pub(crate) fn tell(&self) -> Code {
        let paint = Paint::stderr();
        match self {
            Self::ReaderGone => {}
            #[cfg(feature = "quality")]
            Self::Different => {}
            Self::Engine(EngineError::Cancelled) => tell("interrupted; nothing unfinished is left\n"),
            Self::Schema { diagnostics, .. } => {
                tell(shown(diagnostics.iter(), paint));
                tell(format_args!("\n{} {self}\n", paint.error("error:")));
            }
            _ => tell(format_args!("{} {self}\n", paint.error("error:"))),
        }
        self.code()
    }
}

/// `2 errors and 1 warning`.
fn number_of(diagnostics: &Diagnostics) -> String {
    let plural = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let errors = plural(diagnostics.errors().count(), "error");
    match diagnostics.warnings().count() {
        0 => errors,
        warnings => format!("{errors} and {}", plural(warnings, "warning")),
    }
}

/// Findings about a schema, one below the other.
pub(crate) fn shown<'d>(diagnostics: impl Iterator<Item = &'d Diagnostic>, paint: Paint) -> String {
    diagnostics.map(|diagnostic| one_shown(diagnostic, paint)).collect::<Vec<_>>().join("\n")
}

/// A finding's own words, coloured line by line.
fn one_shown(diagnostic: &Diagnostic, paint: Paint) -> String {
    let text = diagnostic.to_string();
    let lines = text.lines().enumerate().map(|(number, line)| match (number, line.split_once(": ")) {
        (0, Some((severity, message))) => format!("{} {message}\n", headline(diagnostic.severity, severity, paint)),
        (_, Some(("  help", _))) => format!("{}\n", paint.help(line)),
        _ if line.starts_with("  at ") => format!("{}\n", paint.dim(line)),
        _ => format!("{line}\n"),
    });
    lines.collect()
}

fn headline(severity: Severity, word: &str, paint: Paint) -> String {
    match severity {
        Severity::Error => paint.error(format_args!("{word}:")),
        Severity::Warning => paint.warning(format_args!("{word}:")),
    }
}

/// Shows what clap has to say: help and version on standard output, mistakes on standard error.
pub(crate) fn arguments(message: &clap::Error) -> Code {
    let text = message.to_string();
    match without_passwords(&text).filter(|_| message.use_stderr()) {
        Some(text) => tell(format_args!("{text}")),
        // A reader that went away has seen enough of the help.
        None => drop(message.print()),
    }
    match message.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Code::Done,
        _ => Code::Usage,
    }
}

/// The text without what stands before the `@` of its URLs, as arguments are repeated in messages; none when there is no
/// such thing.
fn without_passwords(text: &str) -> Option<String> {
    let mut parts = text.split("://");
    let mut hidden = parts.next()?.to_owned();
    for part in parts {
        let end = part.find(|c: char| c == '/' || c == '\'' || c.is_whitespace()).unwrap_or(part.len());
        let secret = part[..end].rfind('@').unwrap_or(0);
        hidden.push_str("://");
        hidden.push_str(if secret > 0 { "***" } else { "" });
        hidden.push_str(&part[secret..]);
    }
    (hidden != text).then_some(hidden)
}

/// Runs `body`; a panic is a bug, is said once in plain words, and ends with its own exit code.
pub(crate) fn guarded(body: impl FnOnce() -> Code + panic::UnwindSafe) -> Code {
    panic::set_hook(Box::new(tell_panic));
    panic::catch_unwind(body).unwrap_or(Code::Bug)
}

fn tell_panic(panic: &PanicHookInfo<'_>) {
    // Threads that were waiting for the first one fall over as well; that is no news.
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let place = panic.location().map(|place| format!(" at {}:{}", file_name(place.file()), place.line()));
        tell(format_args!(
            "{} internal error{}: {}; this is a bug in Data Factory, please report it with the schema and the seed\n",
            Paint::stderr().error("error:"),
            place.unwrap_or_default(),
            words(panic.payload())
        ));
        let backtrace = Backtrace::capture();
        if backtrace.status() == BacktraceStatus::Captured {
            tell(backtrace);
        }
    });
}

/// The name of a source file without the directories of the machine it was built on.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn words(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no details")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_our_bug() {
        assert_eq!(guarded(|| panic!("a panic that a test wanted")), Code::Bug);
        assert_eq!(guarded(|| Code::Done), Code::Done);
        let _ = panic::take_hook();
    }

    #[test]
    fn every_failure_has_its_code() {
        let resource = EngineError::Resource { message: String::new() };
        let value = EngineError::Value { table: "t".into(), column: "c".into(), row: 1, message: String::new() };
        let broken = IoError::Io {
            action: "write",
            path: "x".into(),
            source: std::io::Error::from(std::io::ErrorKind::BrokenPipe),
        };
        let full = IoError::Io {
            action: "write",
            path: "x".into(),
            source: std::io::Error::from(std::io::ErrorKind::StorageFull),
        };
        let cases: [(Failure, u8); 10] = [
            (Failure::Usage(String::new()), 2),
            (Failure::NotText(String::new()), 1),
            (Failure::Environment(String::new()), 3),
            (value.into(), 1),
            (EngineError::Usage(String::new()).into(), 2),
            (resource.into(), 3),
            (EngineError::Bug(String::new()).into(), 70),
            (IoError::Engine(EngineError::Cancelled).into(), 130),
            (broken.into(), 0),
            (full.into(), 3),
        ];
        for (failure, code) in cases {
            assert_eq!(failure.code() as u8, code, "{failure:?}");
        }
    }
}
