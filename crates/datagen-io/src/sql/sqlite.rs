//! Rows into SQLite, by prepared statements.

use arrow::array::RecordBatch;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql};

use super::cells::{Cell, cells};
use super::ddl::{Ddl, Inline};
use super::dialect::Dialect;
use super::literal::{Refusal, check_day, check_digits, check_time, no_such_number, refused};
use super::tables::{Column, Kind, Table};
use crate::error::Error;
use crate::write::text::{Text, date, decimal, timestamp};

/// The statement that makes `table`, with all that it promises.
#[must_use]
pub fn create_table(table: &Table) -> String {
    Ddl::new(Dialect::Sqlite).create_table(table, &table.name, Inline::All)
}

/// Puts rows into one table.
pub struct Inserter<'a> {
    table: &'a Table,
    statement: Statement<'a>,
}

/// Why rows were not put into SQLite.
#[derive(Debug)]
pub enum InsertError {
    /// A value that SQLite does not hold.
    Value(Error),
    /// What SQLite said.
    Sqlite(rusqlite::Error),
}

impl<'a> Inserter<'a> {
    /// Prepares the statement for `table`, which exists.
    ///
    /// # Errors
    /// SQLite's, as when there is no such table or column.
    pub fn new(connection: &'a Connection, table: &'a Table) -> rusqlite::Result<Self> {
        let ddl = Ddl::new(Dialect::Sqlite);
        let places = vec!["?"; table.columns.len()].join(", ");
        let sql = format!("INSERT INTO {} ({}) VALUES ({places})", ddl.table_name(&table.name), ddl.column_list(table));
        Ok(Self { table, statement: connection.prepare(&sql)? })
    }

    /// Puts the rows of `batch`, of which the first is the table's row `first`.
    ///
    /// # Errors
    /// [`InsertError`].
    pub fn insert(&mut self, batch: &RecordBatch, first: u64) -> std::result::Result<(), InsertError> {
        let columns = cells(self.table, batch).map_err(InsertError::Value)?;
        let mut text = Text::default();
        for row in 0..batch.num_rows() {
            for (position, (column, cells)) in self.table.columns.iter().zip(&columns).enumerate() {
                let value = value(&mut text, column, cells.get(row))
                    .map_err(|message| InsertError::Value(refused(self.table, column, first + row as u64, message)))?;
                self.statement.raw_bind_parameter(position + 1, Bound(value)).map_err(InsertError::Sqlite)?;
            }
            self.statement.raw_execute().map_err(InsertError::Sqlite)?;
        }
        Ok(())
    }
}

/// A value that is bound as it is.
struct Bound<'a>(ValueRef<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.0))
    }
}

/// `cell` as SQLite stores it; `text` is room for what has to be written out.
fn value<'a>(text: &'a mut Text, column: &Column, cell: Cell<'a>) -> Refusal<ValueRef<'a>> {
    Ok(match cell {
        Cell::Null => ValueRef::Null,
        Cell::Integer(value) => ValueRef::Integer(value),
        Cell::Float(value) if value.is_nan() => return Err(no_such_number(Dialect::Sqlite, "NaN")),
        Cell::Float(value) => ValueRef::Real(value),
        Cell::Text(value) => ValueRef::Text(value.as_bytes()),
        Cell::Boolean(value) => ValueRef::Integer(i64::from(value)),
        Cell::Decimal(value) => {
            let Kind::Decimal { precision, scale } = column.kind else { return Err("no decimal".to_owned()) };
            if !Dialect::Sqlite.decimal_is_text(precision) {
                check_digits(value, scale)?;
            }
            text.clear();
            decimal(text, value, scale as i8);
            ValueRef::Text(text.as_bytes())
        }
        Cell::Date(days) => {
            check_day(Dialect::Sqlite, days)?;
            text.clear();
            date(text, i64::from(days));
            ValueRef::Text(text.as_bytes())
        }
        Cell::Timestamp(micros) => {
            check_time(Dialect::Sqlite, micros)?;
            text.clear();
            timestamp(text, micros, b' ');
            ValueRef::Text(text.as_bytes())
        }
    })
}
