//! Tables and columns by name.

use std::collections::BTreeMap;

use crate::schema::convert::{MAX_PRECISION, ValueType};
use crate::schema::document::{Column, Document, Node};
use crate::schema::tree::join;

/// All tables; of two with one name, the first.
pub(super) struct Tables<'a> {
    tables: Vec<Table<'a>>,
    by_id: BTreeMap<&'a str, usize>,
}

impl<'a> Tables<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let tables: Vec<_> = document.nodes.iter().enumerate().map(|(index, node)| Table::new(index, node)).collect();
        let mut by_id = BTreeMap::new();
        for (index, table) in tables.iter().enumerate() {
            by_id.entry(table.node.id.as_str()).or_insert(index);
        }
        Self { tables, by_id }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Table<'a>> {
        self.tables.iter()
    }

    pub(super) fn get(&self, id: &str) -> Option<&Table<'a>> {
        self.by_id.get(id).and_then(|index| self.tables.get(*index))
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.tables.iter().map(|table| table.node.id.as_str())
    }

    /// The table that the rows of `table` hang on.
    pub(super) fn primary_parent(&self, table: &Table<'_>) -> Option<&Table<'a>> {
        table.parents().first().and_then(|parent| self.get(parent))
    }

    pub(super) fn all_parents_known(&self) -> bool {
        self.tables.iter().flat_map(Table::parents).all(|parent| self.by_id.contains_key(parent.as_str()))
    }

    /// The tables whose rows hang on `table`.
    pub(super) fn children<'t>(&'t self, table: &'t Table<'_>) -> impl Iterator<Item = &'t Table<'a>> {
        self.iter().filter(move |child| child.parents().contains(&table.node.id))
    }
}

/// One table.
pub(super) struct Table<'a> {
    pub(super) node: &'a Node,
    pub(super) pointer: String,
    columns: BTreeMap<&'a str, usize>,
}

impl<'a> Table<'a> {
    fn new(index: usize, node: &'a Node) -> Self {
        let mut columns = BTreeMap::new();
        for (index, column) in node.columns.iter().enumerate() {
            columns.entry(column.name.as_str()).or_insert(index);
        }
        Self { node, pointer: join("/nodes", index), columns }
    }

    pub(super) fn id(&self) -> &'a str {
        &self.node.id
    }

    pub(super) fn parents(&self) -> &'a [String] {
        self.node.parents.as_deref().unwrap_or_default()
    }

    pub(super) fn get(&self, name: &str) -> Option<ColumnOf<'_, 'a>> {
        self.columns.get(name).and_then(|index| self.column_at(*index))
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = ColumnOf<'_, 'a>> {
        (0..self.node.columns.len()).filter_map(|index| self.column_at(index))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.node.columns.iter().map(|column| column.name.as_str())
    }

    /// The pointer to a member of the node.
    pub(super) fn member(&self, name: &str) -> String {
        join(&self.pointer, name)
    }

    fn column_at(&self, index: usize) -> Option<ColumnOf<'_, 'a>> {
        let column = self.node.columns.get(index)?;
        Some(ColumnOf { table: self, column, pointer: join(&self.member("columns"), index) })
    }
}

/// A column of a table.
#[derive(Clone)]
pub(super) struct ColumnOf<'t, 'a> {
    pub(super) table: &'t Table<'a>,
    pub(super) column: &'a Column,
    pub(super) pointer: String,
}

impl ColumnOf<'_, '_> {
    /// The type; of a decimal whose digits make no sense, which is reported once, one that holds as much as can be.
    pub(super) fn value_type(&self) -> ValueType {
        match ValueType::of(self.column) {
            ValueType::Decimal { precision, scale } if precision > MAX_PRECISION || scale > precision => {
                ValueType::Decimal { precision: MAX_PRECISION, scale: scale.min(MAX_PRECISION / 2) }
            }
            other => other,
        }
    }

    /// The pointer to a member of the column.
    pub(super) fn member(&self, name: &str) -> String {
        join(&self.pointer, name)
    }

    /// The pointer to the members of the column's generator.
    pub(super) fn generator(&self) -> String {
        join(&self.member("generator"), self.column.generator.name())
    }

    /// `table.column`.
    pub(super) fn reference(&self) -> String {
        format!("{}.{}", self.table.id(), self.column.name)
    }
}
