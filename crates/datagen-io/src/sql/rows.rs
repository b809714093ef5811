//! Rows as statements: `INSERT` for all databases, `COPY` for PostgreSQL's shell.

use arrow::array::RecordBatch;

use super::cells::{Cell, cells};
use super::ddl::Ddl;
use super::dialect::Dialect;
use super::literal::{Refusal, check_day, check_time, literal, refused};
use super::tables::{Column, Kind, Table};
use crate::error::{Error, Result};
use crate::write::text::{Text, date, decimal, float, integer, timestamp};

/// A statement is ended once it has so many bytes: far below what servers take at once.
const STATEMENT_BYTES: usize = 1 << 18;

/// `INSERT` statements for one table.
#[derive(Debug, Clone)]
pub struct Inserts<'a> {
    dialect: Dialect,
    table: &'a Table,
    /// What stands before the rows.
    head: String,
}

impl<'a> Inserts<'a> {
    /// Statements that put rows of `table` into the table `name`.
    #[must_use]
    pub fn new(ddl: &Ddl, table: &'a Table, name: &str) -> Self {
        let head = format!("INSERT INTO {} ({}) VALUES\n", ddl.table_name(name), ddl.column_list(table));
        Self { dialect: ddl.dialect, table, head }
    }

    /// The statements for the rows of `batch`, of which the first is the table's row `first`; each ends in `;` and a line
    /// end.
    ///
    /// # Errors
    /// A value that the database does not hold.
    pub fn statements(&self, batch: &RecordBatch, first: u64) -> Result<Vec<String>> {
        let columns = cells(self.table, batch)?;
        let (mut statements, mut out) = (Vec::new(), Text::default());
        for row in 0..batch.num_rows() {
            out.slice(if out.as_bytes().is_empty() { self.head.as_bytes() } else { b",\n" });
            for (position, (column, cells)) in self.table.columns.iter().zip(&columns).enumerate() {
                out.byte(if position == 0 { b'(' } else { b',' });
                literal(&mut out, self.dialect, column, cells.get(row))
                    .map_err(|message| refused(self.table, column, first + row as u64, message))?;
            }
            out.byte(b')');
            if out.as_bytes().len() >= STATEMENT_BYTES || row + 1 == batch.num_rows() {
                out.slice(b";\n");
                statements.push(text(&out)?);
                out.clear();
            }
        }
        Ok(statements)
    }
}

fn text(out: &Text) -> Result<String> {
    String::from_utf8(out.as_bytes().to_vec()).map_err(|error| Error::bug(error.to_string()))
}

/// The line before the rows of `table` in a script for `psql`.
pub(super) fn copy_head(ddl: &Ddl, table: &Table) -> String {
    format!("COPY {} ({}) FROM stdin;\n", ddl.table_name(&table.name), ddl.column_list(table))
}

/// The rows of `batch` in the text format of PostgreSQL's `COPY`.
pub(super) fn copy_rows(out: &mut Text, table: &Table, batch: &RecordBatch, first: u64) -> Result<()> {
    let columns = cells(table, batch)?;
    for row in 0..batch.num_rows() {
        for (position, (column, cells)) in table.columns.iter().zip(&columns).enumerate() {
            if position > 0 {
                out.byte(b'\t');
            }
            field(out, column, cells.get(row))
                .map_err(|message| refused(table, column, first + row as u64, message))?;
        }
        out.byte(b'\n');
    }
    Ok(())
}

fn field(out: &mut Text, column: &Column, cell: Cell<'_>) -> Refusal<()> {
    match cell {
        Cell::Null => out.slice(b"\\N"),
        Cell::Integer(value) => integer(out, value),
        Cell::Float(value) if value.is_nan() => out.slice(b"NaN"),
        Cell::Float(value) if value.is_infinite() => out.slice(if value > 0.0 { b"Infinity" } else { b"-Infinity" }),
        Cell::Float(value) => float(out, value, true),
        Cell::Decimal(value) => {
            let scale = if let Kind::Decimal { scale, .. } = column.kind { scale } else { 0 };
            decimal(out, value, scale as i8);
        }
        Cell::Text(value) => copy_text(out, value)?,
        Cell::Boolean(value) => out.byte(if value { b't' } else { b'f' }),
        Cell::Date(days) => {
            check_day(Dialect::Postgres, days)?;
            date(out, i64::from(days));
        }
        Cell::Timestamp(micros) => {
            check_time(Dialect::Postgres, micros)?;
            timestamp(out, micros, b' ');
        }
    }
    Ok(())
}

/// What is said of a text that PostgreSQL does not hold.
pub const NO_NUL: &str = "PostgreSQL's texts hold no character NUL (U+0000), this one does; take it out of the values";

fn copy_text(out: &mut Text, value: &str) -> Refusal<()> {
    let bytes = value.as_bytes();
    let mut start = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let letter = match byte {
            0 => return Err(NO_NUL.to_owned()),
            b'\\' => b'\\',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            _ => continue,
        };
        out.slice(&bytes[start..at]);
        out.byte(b'\\');
        out.byte(letter);
        start = at + 1;
    }
    out.slice(&bytes[start..]);
    Ok(())
}
