//! The data dictionary: every column with what it is about, and what it is like in the data that is handed out.

use datagen_core::schema::document::{Column, Node};
use datagen_core::schema::relations::Relation;
use datagen_quality::profile::{ColumnProfile, Distinct};

use crate::completed::Completed;

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) table: String,
    pub(crate) column: String,
    /// Its type, in the schema's words.
    pub(crate) kind: String,
    /// `primary key`, or what it refers to.
    pub(crate) key: String,
    pub(crate) nullable: bool,
    /// The share of rows without a value.
    pub(crate) empty: f64,
    pub(crate) distinct: Distinct,
    pub(crate) least: String,
    pub(crate) greatest: String,
    /// The most frequent value, or the least where nearly all differ.
    pub(crate) example: String,
    pub(crate) unit: String,
    pub(crate) about: String,
}

/// Every column of every table, in their order.
pub(crate) fn entries(completed: &Completed<'_>) -> Vec<Entry> {
    let relations = completed.relations();
    let tables = completed.tables.document.nodes.iter();
    tables.flat_map(|node| node.columns.iter().map(|column| entry(completed, &relations, node, column))).collect()
}

fn entry(completed: &Completed<'_>, relations: &[Relation], node: &Node, column: &Column) -> Entry {
    let table = completed.tables.profile(&node.id);
    let profile = table.and_then(|profile| profile.column(&column.name));
    let text = |of: fn(&ColumnProfile) -> Option<&String>| profile.and_then(of).cloned().unwrap_or_default();
    Entry {
        table: node.id.clone(),
        column: column.name.clone(),
        kind: column.column_type.word().to_owned(),
        key: key(relations, node, column),
        nullable: column.nullable,
        empty: profile.map_or(0.0, ColumnProfile::null_share),
        distinct: profile.map_or(Distinct { count: 0, exact: true }, |profile| profile.distinct),
        least: text(|profile| profile.min.as_ref()),
        greatest: text(|profile| profile.max.as_ref()),
        example: text(|profile| profile.top.first().map(|value| &value.value).or(profile.min.as_ref())),
        unit: column.unit.clone().unwrap_or_default(),
        about: column.description.clone().unwrap_or_default(),
    }
}

fn key(relations: &[Relation], node: &Node, column: &Column) -> String {
    let own = (node.pk == column.name).then(|| "primary key".to_owned());
    let others = relations.iter().filter(|relation| relation.table == node.id && relation.column == column.name);
    let others = others.map(|relation| format!("refers to {}.{}", relation.to_table, relation.to_column));
    own.into_iter().chain(others).collect::<Vec<_>>().join("; ")
}
