//! A check on its way: what it is about, and the query of what does not keep it.

use crate::findings::{Category, Check, Severity, Status};
use crate::sql::identifier;

/// A check that is still to be made.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) check: Check,
    /// Columns whose values it needs.
    pub(crate) needs: Vec<(String, String)>,
    pub(crate) how: How,
}

/// How violations are found.
#[derive(Debug, Clone)]
pub(crate) enum How {
    /// Rows of the check's table for which this holds.
    Rows(String),
    /// Rows of a join for which a condition holds: `SELECT columns FROM from WHERE condition`.
    Across(Across),
    /// The columns, together, are unique.
    Unique,
    /// The column's values stand in another table's column.
    Member { table: String, column: String },
    /// By other means.
    Other,
}

#[derive(Debug, Clone)]
pub(crate) struct Across {
    /// Expressions that are shown of a violating row, and their names.
    pub(crate) columns: Vec<(String, String)>,
    pub(crate) from: String,
    pub(crate) condition: String,
}

impl Draft {
    /// A check of `columns` of `table`; its values are needed.
    pub(crate) fn new(category: Category, kind: &str, table: &str, columns: &[&str], title: impl Into<String>) -> Self {
        let columns: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
        let mut id = format!("{kind}:{table}");
        if !columns.is_empty() {
            id = format!("{id}.{}", columns.join("+"));
        }
        let needs = columns.iter().map(|column| (table.to_owned(), column.clone())).collect();
        let check = Check {
            id,
            kind: kind.to_owned(),
            category,
            table: (!table.is_empty()).then(|| table.to_owned()),
            columns,
            title: title.into(),
            severity: Severity::Error,
            status: Status::NotTested,
            reason: None,
            expected: None,
            found: None,
            violations: None,
            sql: None,
            examples: Vec::new(),
            advice: None,
            test: None,
            key: false,
        };
        Self { check, needs, how: How::Other }
    }

    pub(crate) fn how(mut self, how: How) -> Self {
        self.how = how;
        self
    }

    /// Rows for which `condition` holds do not keep it.
    pub(crate) fn rows(self, condition: impl Into<String>) -> Self {
        self.how(How::Rows(condition.into()))
    }

    pub(crate) fn id(mut self, id: String) -> Self {
        self.check.id = id;
        self
    }

    pub(crate) fn expected(mut self, expected: impl Into<String>) -> Self {
        self.check.expected = Some(expected.into());
        self
    }

    pub(crate) fn advice(mut self, advice: impl Into<String>) -> Self {
        self.check.advice = Some(advice.into());
        self
    }

    pub(crate) fn sql(mut self, sql: impl Into<String>) -> Self {
        self.check.sql = Some(sql.into());
        self
    }

    pub(crate) fn warning(mut self) -> Self {
        self.check.severity = Severity::Warning;
        self
    }

    pub(crate) fn key(mut self) -> Self {
        self.check.key = true;
        self
    }

    pub(crate) fn needs(mut self, table: &str, column: &str) -> Self {
        self.needs.push((table.to_owned(), column.to_owned()));
        self
    }

    pub(crate) fn table(&self) -> &str {
        self.check.table.as_deref().unwrap_or_default()
    }

    /// What is shown of a violating row of its table: the key and the columns.
    pub(crate) fn shown(&self, pk: &str) -> Vec<String> {
        let mut shown = vec![pk.to_owned()];
        for column in &self.check.columns {
            if !shown.contains(column) {
                shown.push(column.clone());
            }
        }
        shown
    }

    /// The outcome of counting violations.
    pub(crate) fn counted(mut self, violations: u64, rows: u64) -> Check {
        self.check.violations = Some(violations);
        if violations == 0 {
            self.check.status = Status::Passed;
        } else {
            self.check.status = bad(self.check.severity);
            let noun = if rows == 1 { "row" } else { "rows" };
            self.check.found = Some(format!("{violations} of {rows} {noun}"));
        }
        self.check
    }

    /// Passed or not, with what was found.
    pub(crate) fn judged(mut self, keeps: bool, found: impl Into<String>) -> Check {
        self.check.found = Some(found.into());
        self.check.status = if keeps { Status::Passed } else { bad(self.check.severity) };
        self.check
    }
}

/// The status of a check that is not kept.
pub(crate) const fn bad(severity: Severity) -> Status {
    match severity {
        Severity::Error => Status::Failed,
        Severity::Warning => Status::Warning,
    }
}

/// `alias."column"`.
pub(crate) fn of(alias: &str, column: &str) -> String {
    format!("{alias}.{}", identifier(column))
}
