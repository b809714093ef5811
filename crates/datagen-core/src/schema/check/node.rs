//! What each kind of table may and must have.

use std::collections::BTreeSet;

use super::Check;
use super::tables::Table;
use crate::schema::document::{ColumnType, NodeKind, RowOrder};
use crate::schema::generators::Generator;
use crate::schema::modifiers::Modifier;
use crate::schema::tree::join;
use crate::schema::words::quoted;

impl<'a> Check<'a> {
    pub(super) fn node(&mut self, table: &'a Table<'a>) {
        match table.node.kind {
            NodeKind::Entity => self.childless_of_parents(table, "an entity"),
            NodeKind::Vocab => {
                self.childless_of_parents(table, "a vocab");
                self.vocab(table);
            }
            NodeKind::Fact => self.fact(table),
        }
        if let Some(fanout) = &table.node.fanout {
            self.fanout(fanout, &table.member("fanout"));
        }
        self.order(table);
        self.node_modifiers(table);
    }

    fn childless_of_parents(&mut self, table: &Table<'_>, kind: &str) {
        let hint = "write \"kind\": \"fact\" if its rows hang on another table, else remove it";
        if !table.parents().is_empty() {
            self.error(table.member("parents"), format!("{kind} has no parents")).hint(hint);
        }
        if table.node.fanout.is_some() {
            self.error(table.member("fanout"), format!("{kind} has no fanout")).hint(hint);
        }
    }

    fn fact(&mut self, table: &'a Table<'a>) {
        let parents = table.parents();
        let mut seen = BTreeSet::new();
        for (index, parent) in parents.iter().enumerate() {
            let pointer = join(&table.member("parents"), index);
            if parent == table.id() {
                let message = format!("table {} names itself as its parent", quoted(parent));
                self.error(pointer, message).hint("refer to earlier rows of the table with a lookup instead");
            } else if !seen.insert(parent) {
                self.error(pointer, format!("the parent {} stands twice", quoted(parent)))
                    .hint("remove one of the two");
            } else {
                self.table_named(parent, &pointer);
            }
        }
        let by_time = table.node.order == Some(RowOrder::ByTime);
        if !parents.is_empty() && table.node.rows.is_some() && !by_time {
            self.error(table.member("rows"), "a fact with parents has as many rows as its fanout gives it")
                .hint("remove \"rows\" and set \"fanout\"; or remove \"parents\"; or let rows lie by time");
        }
        if parents.is_empty() && table.node.fanout.is_some() {
            self.error(table.member("fanout"), "a fanout needs parents whose rows have children")
                .hint("add \"parents\": [...], or set \"rows\" instead");
        }
    }

    /// The lists of a vocab make its rows.
    fn vocab(&mut self, table: &Table<'_>) {
        let mut rows: Option<(usize, String)> = None;
        for column in table.columns() {
            let Generator::EnumList(list) = &column.column.generator else { continue };
            match &rows {
                None => rows = Some((list.values.len(), column.column.name.clone())),
                Some((length, first)) if *length != list.values.len() => {
                    let message =
                        format!("expected {length} values as in column {}, found {}", quoted(first), list.values.len());
                    self.error(join(&column.generator(), "values"), message)
                        .hint("the lists of a vocab stand row by row: make them equally long");
                }
                Some(_) => {}
            }
        }
        match (rows, table.node.rows) {
            (None, _) => {
                self.error(table.pointer.as_str(), format!("the vocab {} has no enum_list column", quoted(table.id())))
                    .hint("add one: its values make the rows; or write \"kind\": \"entity\" with \"rows\"");
            }
            (Some((length, first)), Some(wanted)) if u64::try_from(length) != Ok(wanted) => {
                let message = format!("rows is {wanted}, but column {} has {length} values", quoted(&first));
                self.error(table.member("rows"), message).hint("remove \"rows\": the values make the rows");
            }
            _ => {}
        }
    }

    fn order(&mut self, table: &Table<'_>) {
        if table.node.order != Some(RowOrder::ByTime) {
            return;
        }
        let pointer = table.member("order");
        let timed = table.node.columns.iter().any(|column| column.column_type == ColumnType::Datetime);
        if table.node.kind == NodeKind::Vocab {
            self.error(pointer, "a vocab's rows lie as they are written").hint("remove \"order\"");
        } else if !timed {
            self.error(pointer, "rows in time order need a datetime column")
                .hint("add a column with \"type\": \"datetime\", or remove \"order\"");
        }
    }

    fn node_modifiers(&mut self, table: &'a Table<'a>) {
        let pointer = table.member("modifiers");
        let modifiers = table.node.modifiers.as_deref().unwrap_or_default();
        for (index, modifier) in modifiers.iter().enumerate() {
            let here = join(&pointer, index);
            match modifier {
                Modifier::Effect(effect) => {
                    self.effect(effect, self.tables.primary_parent(table), &join(&here, "args"));
                }
                _ => {
                    self.error(join(&here, "transform"), "only an effect can scale a table's fanout")
                        .hint("put other modifiers on a column");
                }
            }
        }
        if !modifiers.is_empty() && table.parents().is_empty() {
            self.warning(pointer, "modifiers of a table without parents have no effect").hint("remove them");
        }
    }
}
