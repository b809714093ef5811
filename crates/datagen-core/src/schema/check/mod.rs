//! The meaning of a document: what its types cannot say.
//!
//! One file per part of the document. Every check leaves its findings and goes on; none changes the document. What
//! needs the order of generation (cycles, supports, whether values can be unique) is left to the plan.

mod behaviours;
mod choice;
mod column;
mod conditional;
mod constraints;
mod dag;
mod distribution;
mod fanout;
mod further;
mod further_targets;
mod generator;
mod insights;
mod issues;
mod modifiers;
mod names;
mod node;
mod references;
mod sql;
mod tables;
mod targets;
mod timeframe;
mod values;

use super::document::Document;
use super::finding::{Finding, Findings};
use super::malformed::Malformed;

use self::tables::Tables;

/// Everything that is wrong with what a document means.
pub(super) fn check(document: &Document) -> Findings {
    let tables = Tables::new(document);
    let mut check = Check { document, tables: &tables, findings: Findings::default() };
    check.names();
    check.timeframe();
    for table in tables.iter() {
        check.node(table);
        check.behaviours(table);
        for column in table.columns() {
            check.column(&column);
        }
    }
    check.constraints();
    check.dag();
    check.targets();
    check.issues();
    check.insights();
    check.findings
}

/// A document, its tables by name, and what was found so far.
struct Check<'a> {
    document: &'a Document,
    tables: &'a Tables<'a>,
    findings: Findings,
}

impl Check<'_> {
    fn error(&mut self, pointer: impl Into<String>, message: impl Into<String>) -> &mut Finding {
        self.findings.error(pointer, message)
    }

    fn warning(&mut self, pointer: impl Into<String>, message: impl Into<String>) -> &mut Finding {
        self.findings.warning(pointer, message)
    }

    /// Reports a text that could not be read; returns what was read.
    fn well_formed<T>(&mut self, pointer: &str, read: Result<T, Malformed>) -> Option<T> {
        read.map_err(|malformed| {
            self.error(pointer, malformed.to_string()).hint(malformed.hint);
        })
        .ok()
    }
}
