//! The version, and the names of the dataset, its tables and their columns.

use std::collections::BTreeMap;

use super::Check;
use super::tables::Table;
use crate::schema::finding::Given;
use crate::schema::tree::join;
use crate::schema::words::quoted;

/// The version of the language.
const VERSION: &str = "1.0";

/// Table names become file names, which are at most 255 bytes with their endings.
const LONGEST: usize = 200;

impl Check<'_> {
    pub(super) fn names(&mut self) {
        let document = self.document;
        if document.version != VERSION {
            let message = format!("expected version \"{VERSION}\", found {}", quoted(&document.version));
            self.error("/version", message).hint(format!("write \"version\": \"{VERSION}\""));
        }
        if document.metadata.name.trim().is_empty() {
            self.error("/metadata/name", "the dataset's name is empty").hint("give it a name");
        }
        self.tables_are_unique();
        for table in self.tables.iter() {
            self.table_name(table);
            self.columns_are_unique(table);
            self.primary_key(table);
        }
    }

    fn tables_are_unique(&mut self) {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for table in self.tables.iter() {
            let pointer = table.member("id");
            match seen.insert(table.id().to_lowercase(), table.id()) {
                Some(other) if other == table.id() => {
                    let message = format!("two tables are named {}", quoted(other));
                    self.error(pointer, message).hint("give one of them another name");
                }
                Some(other) => {
                    let message =
                        format!("the tables {} and {} differ only in case", quoted(other), quoted(table.id()));
                    self.warning(pointer, message)
                        .hint("some file systems and databases take them for one; choose another name");
                }
                None => {}
            }
        }
    }

    fn table_name(&mut self, table: &Table<'_>) {
        let pointer = table.member("id");
        self.name("table", table.id(), &pointer);
        if table.id().contains(['.', '/', '\\']) {
            let message = format!("the table's name {} holds a dot or a slash", quoted(table.id()));
            self.error(pointer, message).hint("references are written table.column and files are named after tables");
        }
    }

    fn name(&mut self, what: &str, name: &str, pointer: &str) {
        if name.trim().is_empty() {
            self.error(pointer, format!("the {what}'s name is empty")).hint("give it a name");
        } else if name.trim() != name || name.chars().any(char::is_control) {
            let message =
                format!("the {what}'s name {} has blanks around it or holds control characters", quoted(name));
            let plain: String = name.trim().chars().filter(|c| !c.is_control()).collect();
            self.error(pointer, message).hint(format!("write {}", quoted(&plain)));
        } else if name.len() > LONGEST {
            self.error(pointer, format!("the {what}'s name is longer than {LONGEST} bytes")).hint("shorten it");
        }
    }

    fn columns_are_unique(&mut self, table: &Table<'_>) {
        let mut seen = BTreeMap::new();
        for column in table.columns() {
            let name = column.column.name.as_str();
            let pointer = column.member("name");
            self.name("column", name, &pointer);
            if seen.insert(name, ()).is_some() {
                let message = format!("two columns of table {} are named {}", quoted(table.id()), quoted(name));
                self.error(pointer, message).hint("give one of them another name");
            }
        }
    }

    fn primary_key(&mut self, table: &Table<'_>) {
        let pk = table.node.pk.as_str();
        let pointer = table.member("pk");
        let Some(column) = table.get(pk) else {
            let message = format!("the primary key {} is no column of table {}", quoted(pk), quoted(table.id()));
            let hint = super::references::columns_hint(table, pk);
            self.error(pointer, message).hint(hint).given(Given::Names);
            return;
        };
        if column.column.nullable {
            let message = format!("the primary key {} is nullable", quoted(pk));
            self.error(join(&column.pointer, "nullable"), message)
                .hint("remove \"nullable\": a primary key is never null");
        }
    }
}
