//! A finding before its place in the text is looked up.

use std::ops::Range;

use crate::diagnostic::{Diagnostics, Severity};

use super::tree::Element;

/// Which part of a member a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Its value.
    Value,
    /// Its name.
    Key,
}

/// What a finding takes for given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// Nothing but what it is about.
    Itself,
    /// The names of all tables and columns: it says that one is not there.
    Names,
    /// The parents of all tables: it says that a table has no children.
    Parents,
}

/// A finding, and the JSON pointer to what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) severity: Severity,
    pub(super) pointer: String,
    pub(super) part: Part,
    pub(super) message: String,
    pub(super) hint: Option<String>,
    /// What must have been read without mistakes for it to hold.
    pub(super) given: Given,
}

impl Finding {
    /// Where in the text of `root` it is found.
    pub(super) fn span(&self, root: &Element) -> Range<usize> {
        match self.part {
            Part::Value => root.locate(&self.pointer),
            Part::Key => root.locate_key(&self.pointer),
        }
    }
}

/// Findings in the order in which they were made; no more of a severity than can be shown.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) all: Vec<Finding>,
    errors: usize,
    warnings: usize,
    /// Takes what is not kept.
    spare: Option<Finding>,
}

impl Findings {
    /// An error about the value at `pointer`; the result can be refined.
    pub(super) fn error(&mut self, pointer: impl Into<String>, message: impl Into<String>) -> &mut Finding {
        self.add(Severity::Error, pointer.into(), message.into())
    }

    /// A warning about the value at `pointer`; the result can be refined.
    pub(super) fn warning(&mut self, pointer: impl Into<String>, message: impl Into<String>) -> &mut Finding {
        self.add(Severity::Warning, pointer.into(), message.into())
    }

    /// Whether further errors are not kept, so that nothing need be spent on their hints.
    pub(super) fn is_full(&self) -> bool {
        self.errors >= Diagnostics::LIMIT
    }

    fn add(&mut self, severity: Severity, pointer: String, message: String) -> &mut Finding {
        let finding = Finding { severity, pointer, part: Part::Value, message, hint: None, given: Given::Itself };
        let count = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        if *count > Diagnostics::LIMIT {
            return self.spare.insert(finding);
        }
        let position = self.all.len();
        self.all.push(finding);
        &mut self.all[position]
    }
}

impl Finding {
    /// Says what to write instead.
    pub(super) fn hint(&mut self, hint: impl Into<String>) -> &mut Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says that the finding is about the member's name.
    pub(super) fn at_key(&mut self) -> &mut Self {
        self.part = Part::Key;
        self
    }

    /// Says what the finding takes for given.
    pub(super) fn given(&mut self, given: Given) -> &mut Self {
        self.given = given;
        self
    }
}
