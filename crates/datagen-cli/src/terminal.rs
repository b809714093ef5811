//! The only place that prints.
//!
//! Standard output is the result: a reader that went away (`... | head`) ends the program quietly, anything else that
//! goes wrong with it is a failure. Standard error is for people: when nobody listens, nothing is lost.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

use console::{Style, Term};

use crate::exit::Failure;

/// Writes `text` to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes()).and_then(|()| output.flush()).map_err(|error| output_failure(&error))
}

/// Writes what is still waiting for standard output.
pub(crate) fn flush() -> Result<(), Failure> {
    io::stdout().flush().map_err(|error| output_failure(&error))
}

/// Writes `text` to standard error.
pub(crate) fn tell(text: impl Display) {
    // Nobody is left to be told.
    let _ = write!(io::stderr().lock(), "{text}");
}

fn output_failure(error: &io::Error) -> Failure {
    match error.kind() {
        ErrorKind::BrokenPipe => Failure::ReaderGone,
        _ => Failure::Environment(format!("cannot write to standard output: {error}")),
    }
}

/// Whether a person reads standard output.
pub(crate) fn stdout_is_terminal() -> bool {
    Term::stdout().is_term()
}

/// Whether a person reads standard error.
pub(crate) fn stderr_is_terminal() -> bool {
    Term::stderr().is_term()
}

/// The characters of a line on standard output; none when it is no terminal.
pub(crate) fn stdout_width() -> Option<usize> {
    let term = Term::stdout();
    if !term.is_term() {
        return None;
    }
    term.size_checked().map(|(_, columns)| usize::from(columns)).filter(|width| *width > 0)
}

/// The lines of the terminal behind standard error.
pub(crate) fn stderr_height() -> usize {
    Term::stderr().size_checked().map_or(24, |(rows, _)| usize::from(rows))
}

/// Colours, where they are wanted: on a terminal, unless `NO_COLOR` or `TERM=dumb` says otherwise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    on: bool,
}

impl Paint {
    /// No colours.
    #[cfg(test)]
    pub(crate) const NONE: Self = Self { on: false };

    /// Those of standard output.
    pub(crate) fn stdout() -> Self {
        Self { on: console::colors_enabled() }
    }

    /// Those of standard error.
    pub(crate) fn stderr() -> Self {
        Self { on: console::colors_enabled_stderr() }
    }

    fn style(self, style: Style, text: impl Display) -> String {
        style.force_styling(self.on).apply_to(text).to_string()
    }

    /// Something that stops.
    pub(crate) fn error(self, text: impl Display) -> String {
        self.style(Style::new().red().bold(), text)
    }

    /// Something to know.
    pub(crate) fn warning(self, text: impl Display) -> String {
        self.style(Style::new().yellow().bold(), text)
    }

    /// What to do.
    pub(crate) fn help(self, text: impl Display) -> String {
        self.style(Style::new().green(), text)
    }

    /// A title.
    pub(crate) fn bold(self, text: impl Display) -> String {
        self.style(Style::new().bold(), text)
    }

    /// Something less important.
    pub(crate) fn dim(self, text: impl Display) -> String {
        self.style(Style::new().dim(), text)
    }
}
