//! A whole dataset as one script, to be run as it is by the shell of its database.

use std::fmt::Write as _;

use arrow::array::RecordBatch;

use super::ddl::{Ddl, Inline};
use super::dialect::Dialect;
use super::rows::{Inserts, copy_head, copy_rows};
use super::tables::{ForeignKey, Table};
use crate::error::Result;
use crate::write::text::Text;

/// Strict, so that no value is changed without a word; references are checked by whoever made the rows.
pub const MYSQL_SESSION: &str =
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION', foreign_key_checks = 0";

/// Writes the script: the beginning, for each table its rows, the end.
#[derive(Debug, Clone)]
pub struct Script {
    ddl: Ddl,
    tables: Vec<Table>,
    title: String,
}

impl Script {
    /// A script that makes `tables` and fills them; `title` is said at its beginning.
    #[must_use]
    pub const fn new(dialect: Dialect, tables: Vec<Table>, title: String) -> Self {
        Self { ddl: Ddl::new(dialect), tables, title }
    }

    /// The tables, in the order in which they are made.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The language.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.ddl.dialect
    }

    /// What stands before all rows: settings, the transaction, the tables.
    #[must_use]
    pub fn begin(&self) -> String {
        let mut text = format!("-- {}\n{}", self.title.replace(['\n', '\r'], " "), self.preamble());
        for table in &self.tables {
            let _ = write!(text, "\n{};\n", self.ddl.create_table(table, &table.name, self.inline()));
            for statement in self.ddl.comments(table) {
                let _ = writeln!(text, "{statement};");
            }
            for key in self.unsaid(table) {
                let (column, to) = (&key.column, format!("{}.{}", key.to_table, key.to_column));
                let _ = writeln!(
                    text,
                    "-- {}.{column} refers to {to}: a circle, which DuckDB does not declare",
                    table.name
                );
            }
        }
        if self.ddl.dialect == Dialect::MySql {
            text.push_str("\nSTART TRANSACTION;\n");
        }
        text
    }

    /// What stands before the rows of a table.
    #[must_use]
    pub fn begin_rows(&self, table: &Table) -> String {
        match self.ddl.dialect {
            Dialect::Postgres => format!("\n{}", copy_head(&self.ddl, table)),
            _ => "\n".to_owned(),
        }
    }

    /// Appends the rows of `batch`, of which the first is the table's row `first`.
    ///
    /// # Errors
    /// A value that the database does not hold.
    pub(crate) fn rows(&self, out: &mut Text, table: &Table, batch: &RecordBatch, first: u64) -> Result<()> {
        if self.ddl.dialect == Dialect::Postgres {
            return copy_rows(out, table, batch, first);
        }
        for statement in Inserts::new(&self.ddl, table, &table.name).statements(batch, first)? {
            out.slice(statement.as_bytes());
        }
        Ok(())
    }

    /// What stands after the rows of a table.
    #[must_use]
    pub const fn end_rows(&self) -> &'static str {
        match self.ddl.dialect {
            Dialect::Postgres => "\\.\n",
            _ => "",
        }
    }

    /// What stands after all rows.
    #[must_use]
    pub fn end(&self) -> String {
        let mut text = String::from("\n");
        if self.ddl.dialect == Dialect::Postgres {
            let keys = self.tables.iter().flat_map(|table| self.ddl.add_keys(table));
            let references = self.tables.iter().filter_map(|table| self.ddl.add_foreign_keys(table));
            for statement in keys.chain(references) {
                let _ = writeln!(text, "{statement};");
            }
        }
        text.push_str("COMMIT;\n");
        if self.ddl.dialect == Dialect::MySql {
            text.push_str("SET SESSION foreign_key_checks = 1, unique_checks = 1;\n");
        }
        text
    }

    fn preamble(&self) -> String {
        match self.ddl.dialect {
            Dialect::Postgres => "\\set ON_ERROR_STOP on\nSET client_encoding = 'UTF8';\nBEGIN;\n".to_owned(),
            Dialect::MySql => format!("SET NAMES utf8mb4;\n{MYSQL_SESSION};\nSET SESSION unique_checks = 0;\n"),
            Dialect::Sqlite => "PRAGMA foreign_keys = OFF;\nBEGIN;\n".to_owned(),
            Dialect::DuckDb => "BEGIN;\n".to_owned(),
        }
    }

    /// PostgreSQL adds keys after the rows, which is faster; the others cannot, or need not.
    const fn inline(&self) -> Inline {
        match self.ddl.dialect {
            Dialect::Postgres => Inline::Nothing,
            Dialect::MySql | Dialect::Sqlite => Inline::All,
            Dialect::DuckDb => Inline::AllForward,
        }
    }

    /// References that the database cannot be told of.
    fn unsaid<'t>(&self, table: &'t Table) -> impl Iterator<Item = &'t ForeignKey> {
        let cannot = self.ddl.dialect == Dialect::DuckDb;
        table.foreign_keys.iter().filter(move |key| cannot && !key.forward)
    }
}
