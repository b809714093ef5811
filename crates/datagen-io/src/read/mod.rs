//! Tables from files: a directory of Parquet or CSV files is a [`Source`](crate::Source) like any other.

pub mod csv;
mod directory;
pub mod files;
mod parquet;

use arrow::datatypes::DataType;
use datagen_core::schema::document::Node;

use crate::metadata::Metadata;

pub use self::directory::Directory;

/// A column as it is wanted: its name and type.
pub type Wanted = (String, DataType);

/// The columns of a node, in the types that the language gives them.
#[must_use]
pub fn wanted(node: &Node) -> Vec<Wanted> {
    node.columns.iter().map(|column| (column.name.clone(), column.data_type())).collect()
}

/// The columns of a node in dirty data, where some are texts that were not.
#[must_use]
pub fn dirty_types(node: &Node, metadata: &Metadata) -> Vec<Wanted> {
    let columns = metadata.tables.iter().find(|table| table.name == node.id).map(|table| &table.columns);
    let is_text = |name: &str| {
        columns
            .is_some_and(|columns| columns.iter().any(|column| column.name == name && column.column_type == "string"))
    };
    let dirty = |(name, kind): Wanted| if is_text(&name) { (name, DataType::Utf8) } else { (name, kind) };
    wanted(node).into_iter().map(dirty).collect()
}
