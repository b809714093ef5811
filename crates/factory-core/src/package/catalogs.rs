//! What other tools read about the tables: Data Package and Croissant.

use datagen_core::STREAM_VERSION;
use datagen_core::schema::document::{Document, Node};
use datagen_io::Written;
use datagen_io::catalog::Catalog;
use datagen_io::metadata::{ColumnMetadata, Metadata, TableMetadata};

use crate::completed::Completed;
use crate::error::Result;

use super::tables::visible;

/// The catalogs of the tables that lie in `datasets`.
pub(super) fn catalogs(completed: &Completed<'_>, written: &Written) -> Result<Vec<(String, String)>> {
    let is_dirty = completed.dirt.is_some();
    // In dirty tables a key may stand twice, or lead nowhere.
    let relations = if is_dirty { Vec::new() } else { completed.relations() };
    let story = &completed.challenge.story;
    let mut document = visible(&completed.tables.document, &relations, &story.title)?;
    document.metadata.description = Some(format!("{}: the tables of {}.", story.title, story.company));
    if is_dirty {
        document.nodes.iter_mut().for_each(|node| node.pk.clear());
    }
    let metadata = metadata(&document, written, &story.title, is_dirty);
    Ok([Catalog::DataPackage, Catalog::Croissant]
        .iter()
        .flat_map(|catalog| catalog.write(&document, &metadata))
        .collect())
}

/// What catalogs ask for; nothing in it tells how to make the data again.
fn metadata(document: &Document, written: &Written, title: &str, is_dirty: bool) -> Metadata {
    let table = |node: &Node| {
        let written = written.tables.iter().find(|table| table.name == node.id)?;
        let columns = node.columns.iter().map(|column| ColumnMetadata {
            name: column.name.clone(),
            column_type: column.column_type.word().to_owned(),
            nullable: column.nullable,
        });
        let has_key = !is_dirty && node.columns.iter().any(|column| column.name == node.pk);
        Some(TableMetadata {
            name: node.id.clone(),
            kind: String::new(),
            rows: written.rows,
            columns: columns.collect(),
            primary_key: has_key.then(|| node.pk.clone()),
            file: format!("datasets/{}", written.file),
            bytes: written.bytes,
            sha256: written.sha256.clone(),
        })
    };
    Metadata {
        name: title.to_owned(),
        schema_hash: String::new(),
        seed: 0,
        stream_version: STREAM_VERSION,
        program_version: String::new(),
        format: "csv".to_owned(),
        formats: Vec::new(),
        tables: document.nodes.iter().filter_map(table).collect(),
        files: Vec::new(),
        warnings: Vec::new(),
        dirty: is_dirty,
        ledger: None,
        partition: None,
        row_ranges: Vec::new(),
    }
}
