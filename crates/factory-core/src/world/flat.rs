//! One flat table: the same world, with the parents' columns joined to each row of the main table.
//!
//! The joined columns are lookups, so each cell is computed as the cell of the parent is; nothing else changes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::sql::{Flat, Folded};

use super::plant::find;
use super::tags::Tagged;
use super::{FLAT_TABLE, Shipped};

/// Joins the handed out columns of the parents to `main`; the table that is handed out, and how queries are rewritten.
pub(super) fn join(nodes: &mut [Value], main: &str, tagged: &Tagged) -> Result<(Shipped, Flat), String> {
    let own = tagged.table(main).ok_or_else(|| format!("the main table {main} is not handed out"))?.clone();
    let mut columns = own.columns;
    let mut folded = BTreeMap::new();
    for (parent, key, optional) in parents(find(nodes, main)?) {
        let Some(shown) = tagged.table(&parent) else { continue };
        let others: Vec<String> =
            shown.columns.iter().filter(|name| **name != key && !columns.contains(name)).cloned().collect();
        for name in &others {
            let column = looked_up(find(nodes, &format!("{parent}.{name}"))?, &parent, name);
            if let Some(all) = find(nodes, main)?["columns"].as_array_mut() {
                all.retain(|other| other["name"] != name.as_str());
                all.push(column);
            }
        }
        columns.extend(others.iter().cloned());
        folded.insert(parent, Folded { key, columns: others, optional });
    }
    let flat = Flat { table: FLAT_TABLE.to_owned(), main: main.to_owned(), folded };
    Ok((Shipped { node: main.to_owned(), name: FLAT_TABLE.to_owned(), columns }, flat))
}

/// The parents of a table, the columns that hold their keys, and whether these can be null.
fn parents(node: &Value) -> Vec<(String, String, bool)> {
    let columns = node["columns"].as_array().map(Vec::as_slice).unwrap_or_default();
    let key = |column: &Value| {
        let (table, key) = column["generator"]["lookup"]["from"].as_str()?.split_once('.')?;
        let optional = column["nullable"].as_bool().unwrap_or(false);
        (column["name"].as_str()? == key).then(|| (table.to_owned(), key.to_owned(), optional))
    };
    columns.iter().filter_map(key).collect()
}

/// A column of the parent as a column of the child.
fn looked_up(column: &Value, parent: &str, name: &str) -> Value {
    let mut copy = Map::new();
    for member in ["name", "type", "nullable", "precision", "decimals", "description", "unit"] {
        if let Some(value) = column.get(member) {
            copy.insert(member.to_owned(), value.clone());
        }
    }
    copy.insert("generator".to_owned(), json!({ "lookup": { "from": format!("{parent}.{name}") } }));
    Value::Object(copy)
}
