//! The tables that are handed out, as other parts take them.

use std::ops::Range;
use std::sync::Arc;

use arrow::datatypes::{Field, Schema, SchemaRef};
use datagen_core::Control;
use datagen_core::schema::checks::Constraints;
use datagen_core::schema::document::Document;
use datagen_core::schema::generators::Generator;
use datagen_core::schema::relations::Relation;
use datagen_io::Source;
use datagen_io::source::Batches;
use datagen_io::sql::{Dialect, Promises, Table, tables};
use serde_json::json;

use crate::data::HandedOut;
use crate::dirty::dirty_of;
use crate::error::{Error, Result};
use crate::world::World;

/// What anybody can see of a document: names, types, keys and descriptions, and nothing of how values come about.
/// `relations` are told as they are; none are of dirty tables, in which keys may stand twice.
pub(crate) fn visible(document: &Document, relations: &[Relation], title: &str) -> Result<Document> {
    let bug = |error: serde_json::Error| {
        Error::Engine(datagen_core::Error::Bug(format!("the document of what is handed out: {error}")))
    };
    let unsaid: Generator = serde_json::from_value(json!({ "sequence": {} })).map_err(bug)?;
    let keys: Vec<_> = relations
        .iter()
        .map(|relation| {
            let name = |table: &str, column: &str| format!("{table}.{column}");
            json!({ "from": name(&relation.table, &relation.column), "to": name(&relation.to_table, &relation.to_column) })
        })
        .collect();
    let keys: Constraints = serde_json::from_value(json!({ "foreign_keys": keys })).map_err(bug)?;
    let mut visible = Document { version: document.version.clone(), constraints: Some(keys), ..Document::default() };
    visible.metadata.name = title.to_owned();
    for node in &document.nodes {
        let mut kept: datagen_core::schema::document::Node = serde_json::from_value(
            json!({ "id": node.id, "kind": node.kind, "pk": node.pk, "description": node.description, "columns": [] }),
        )
        .map_err(bug)?;
        for column in &node.columns {
            let mut column = column.clone();
            (column.generator, column.modifiers, column.constraints) = (unsaid.clone(), None, None);
            column.null_rate = None;
            kept.columns.push(column);
        }
        visible.nodes.push(kept);
    }
    Ok(visible)
}

/// The tables of a document as a database or a workbook declares them.
pub(crate) fn declared(document: &Document) -> Result<Vec<Table>> {
    declared_for(document, Promises::Nothing, Dialect::Sqlite)
}

/// The same, for one database.
pub(crate) fn declared_for(document: &Document, promises: Promises, dialect: Dialect) -> Result<Vec<Table>> {
    Ok(tables(&Declared(document), document, &[], promises, dialect)?)
}

/// Does something with the rows that are handed out.
pub(crate) fn with_handed_out<T>(
    world: &World,
    is_dirty: bool,
    control: &Control,
    then: impl FnOnce(&dyn Source) -> Result<T>,
) -> Result<T> {
    if is_dirty {
        let dirty = dirty_of(world, control)?;
        then(&HandedOut::new(&dirty, &world.shipped)?)
    } else {
        then(&HandedOut::new(&world.plan, &world.shipped)?)
    }
}

/// The tables of a document without their rows.
struct Declared<'a>(&'a Document);

impl Source for Declared<'_> {
    fn tables(&self) -> usize {
        self.0.nodes.len()
    }

    fn name(&self, table: usize) -> &str {
        &self.0.nodes[table].id
    }

    fn schema(&self, table: usize) -> SchemaRef {
        let columns = self.0.nodes[table].columns.iter();
        let fields: Vec<Field> =
            columns.map(|column| Field::new(&column.name, column.data_type(), column.nullable)).collect();
        Arc::new(Schema::new(fields))
    }

    fn rows(&self, _: usize, _: &Control) -> datagen_core::Result<u64> {
        Ok(0)
    }

    fn batches<'a>(&'a self, _: usize, _: Range<u64>, _: &'a Control) -> Batches<'a> {
        Box::new(std::iter::empty())
    }
}
