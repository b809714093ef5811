//! What is put beside the tables.

use std::collections::BTreeMap;

use datagen_core::schema::document::{Column, Node};
use datagen_core::{Control, Diagnostic, Plan, STREAM_VERSION};
use datagen_io::hash::sha256;
use datagen_io::metadata::{ColumnMetadata, FileMetadata, Metadata, TableMetadata, WarningCount};
use datagen_io::write::Format;
use datagen_io::{Written, WrittenTable};

use crate::input::Input;

/// The metadata of a dataset.
pub(crate) fn of(input: &Input, plan: &Plan, formats: &[Format], written: &Written, control: &Control) -> Metadata {
    let nodes = &input.schema.document().nodes;
    let node_of = |table: &WrittenTable| nodes.iter().find(|node| node.id == table.name);
    let tables = written.tables.iter().filter_map(|table| node_of(table).map(|node| table_metadata(table, node)));
    Metadata {
        name: plan.name().to_owned(),
        schema_hash: sha256(plan.schema_json().as_bytes()),
        seed: plan.seed(),
        stream_version: STREAM_VERSION,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        format: formats.first().map_or_else(String::new, |format| format.name().to_owned()),
        formats: formats.iter().map(Format::metadata).collect(),
        tables: tables.collect(),
        files: written.files.iter().map(FileMetadata::from).collect(),
        warnings: warnings(input, plan, control),
        dirty: false,
        ledger: None,
        partition: None,
        row_ranges: Vec::new(),
    }
}

fn table_metadata(table: &WrittenTable, node: &Node) -> TableMetadata {
    TableMetadata {
        name: table.name.clone(),
        kind: node.kind.word().to_owned(),
        rows: table.rows,
        columns: node.columns.iter().map(column_metadata).collect(),
        primary_key: Some(node.pk.clone()),
        file: table.file.clone(),
        bytes: table.bytes,
        sha256: table.sha256.clone(),
    }
}

fn column_metadata(column: &Column) -> ColumnMetadata {
    ColumnMetadata {
        name: column.name.clone(),
        column_type: column.column_type.word().to_owned(),
        nullable: column.nullable,
    }
}

/// Those of the schema once each, those of the rows as often as they were due.
fn warnings(input: &Input, plan: &Plan, control: &Control) -> Vec<WarningCount> {
    let of_schema = input.warnings.warnings().chain(plan.warnings().warnings());
    let mut counts: BTreeMap<String, u64> = control.warnings();
    for warning in of_schema {
        *counts.entry(sentence(warning)).or_default() += 1;
    }
    counts.into_iter().map(|(message, count)| WarningCount { message, count }).collect()
}

fn sentence(warning: &Diagnostic) -> String {
    match warning.place.pointer.as_str() {
        "" => warning.message.clone(),
        pointer => format!("{pointer}: {}", warning.message),
    }
}
