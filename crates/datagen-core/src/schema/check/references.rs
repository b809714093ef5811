//! Names that refer to tables and columns.

use super::Check;
use super::tables::{ColumnOf, Table};
use crate::schema::finding::Given;
use crate::schema::words::{list, nearest, quoted, suggestion};

/// The word that stands for the primary parent in a reference.
const PARENT: &str = "parent";

impl<'a> Check<'a> {
    /// The table with this name.
    pub(super) fn table_named(&mut self, name: &str, pointer: &str) -> Option<&'a Table<'a>> {
        let tables = self.tables;
        let table = tables.get(name);
        if table.is_none() {
            let hint = self.hint(|| suggestion(name, "tables", tables.ids()));
            self.error(pointer, format!("there is no table {}", quoted(name))).hint(hint).given(Given::Names);
        }
        table
    }

    /// The column of `table` with this name.
    pub(super) fn column_named(&mut self, table: &'a Table<'a>, name: &str, pointer: &str) -> Option<ColumnOf<'a, 'a>> {
        let column = table.get(name);
        if column.is_none() {
            let message = format!("table {} has no column {}", quoted(table.id()), quoted(name));
            let hint = self.hint(|| columns_hint(table, name));
            self.error(pointer, message).hint(hint).given(Given::Names);
        }
        column
    }

    /// The column that `table.column` names.
    pub(super) fn reference(&mut self, text: &str, pointer: &str) -> Option<ColumnOf<'a, 'a>> {
        let Some((table, column)) = text.split_once('.') else {
            let hint = self.hint(|| self.qualified(text));
            self.error(pointer, format!("expected \"table.column\", found {}", quoted(text)))
                .hint(hint)
                .given(Given::Names);
            return None;
        };
        let table = self.table_named(table, pointer)?;
        self.column_named(table, column, pointer)
    }

    /// The column that `text` names for the rows of `table`: one of its own, `parent.column` or `table.column`.
    pub(super) fn row_reference(
        &mut self,
        table: &'a Table<'a>,
        text: &str,
        pointer: &str,
    ) -> Option<ColumnOf<'a, 'a>> {
        match text.split_once('.') {
            None => self.column_named(table, text, pointer),
            Some((PARENT, column)) if self.tables.get(PARENT).is_none() => {
                let parent = self.parent_of(table, pointer)?;
                self.column_named(parent, column, pointer)
            }
            Some(_) => self.reference(text, pointer),
        }
    }

    /// The primary parent, where one is needed.
    fn parent_of(&mut self, table: &'a Table<'a>, pointer: &str) -> Option<&'a Table<'a>> {
        if table.parents().is_empty() {
            let message = format!("table {} has no parent that \"parent\" could stand for", quoted(table.id()));
            self.error(pointer, message).hint("name a column of the table itself, or write \"table.column\"");
        }
        // A parent that does not exist is reported where it is named.
        self.tables.primary_parent(table)
    }

    /// Looking for near misses takes time, which is not spent on findings that are not kept.
    fn hint(&self, hint: impl FnOnce() -> String) -> String {
        if self.findings.is_full() { String::new() } else { hint() }
    }

    /// What to write instead of a bare word where `table.column` is expected.
    fn qualified(&self, column: &str) -> String {
        let with = |name: &str| {
            let tables = self.tables.iter().filter(|table| table.get(name).is_some());
            tables.map(|table| format!("\"{}.{name}\"", table.id())).collect::<Vec<_>>()
        };
        let all = self.tables.iter().flat_map(Table::names);
        let found = nearest(column, all).map(with).unwrap_or_default();
        match found.as_slice() {
            [] => "write the table's name, a dot and the column's name".to_owned(),
            _ => format!("write {}", list(found.iter().map(String::as_str))),
        }
    }
}

/// The nearest column, and all of them.
pub(super) fn columns_hint(table: &Table<'_>, name: &str) -> String {
    let columns = list(table.names());
    match nearest(name, table.names()) {
        Some(column) => format!("did you mean {}? columns of {}: {columns}", quoted(column), table.id()),
        None => format!("columns of {}: {columns}", table.id()),
    }
}
