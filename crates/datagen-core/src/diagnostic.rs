//! What is wrong with a schema, or deserves a word: the place, what was expected, what was found, what to do.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Generation goes on.
    Warning,
    /// Generation is refused.
    Error,
}

/// A place in the text of a schema.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// JSON pointer (RFC 6901) to the value, whatever the text's format; "" is the document.
    pub pointer: String,
    /// Byte range in the text.
    pub span: Range<usize>,
    /// Line, from 1; 0 when the value stands nowhere in the text.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The source line around the place, without its line break, shortened to about 100 characters.
    pub source_line: String,
}

/// One finding about a schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What was expected and what was found.
    pub message: String,
    /// What to write instead.
    pub hint: Option<String>,
}

/// Findings, in the order of their places in the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// How many findings are kept: a text with a million mistakes is answered with its first thousand.
    pub const LIMIT: usize = 1000;

    /// Adds one, keeping the order of places; the same finding twice counts once. Beyond [`Diagnostics::LIMIT`]
    /// findings are dropped, warnings before errors.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.0.contains(&diagnostic) || !self.make_room(diagnostic.severity) {
            return;
        }
        let after = self.0.partition_point(|other| other.place.span.start <= diagnostic.place.span.start);
        self.0.insert(after, diagnostic);
    }

    /// Whether one more of this severity has a place, if need be that of a warning.
    fn make_room(&mut self, severity: Severity) -> bool {
        if self.0.len() < Self::LIMIT {
            return true;
        }
        let warning = self.0.iter().rposition(|other| other.severity < severity);
        warning.map(|position| self.0.remove(position)).is_some()
    }

    /// Adds all of `others`.
    pub fn extend(&mut self, others: Self) {
        for diagnostic in others.0 {
            self.push(diagnostic);
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Those that stop generation.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.iter().filter(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Those that do not.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.iter().filter(|diagnostic| diagnostic.severity == Severity::Warning)
    }

    /// Whether any stops generation.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        writeln!(formatter, "{severity}: {}", self.message)?;
        let pointer = if self.place.pointer.is_empty() { "/" } else { &self.place.pointer };
        if self.place.line == 0 {
            writeln!(formatter, "  at {pointer}")?;
        } else {
            writeln!(formatter, "  at {pointer} (line {}, column {})", self.place.line, self.place.column)?;
            writeln!(formatter, "  | {}", self.place.source_line)?;
        }
        if let Some(hint) = &self.hint {
            writeln!(formatter, "  help: {hint}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, diagnostic) in self.0.iter().enumerate() {
            if position > 0 {
                writeln!(formatter)?;
            }
            diagnostic.fmt(formatter)?;
        }
        Ok(())
    }
}
