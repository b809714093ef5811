//! Phase 3: some rows of each table, closed under the keys.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::challenge::Made;
use crate::error::Result;
use crate::result::Table;

/// Rows of a preview.
const ROWS: usize = 30;

/// Some rows of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TablePreview {
    /// The table.
    pub table_name: String,
    /// Up to 30 rows.
    pub sample: Table,
    /// How many there are.
    pub row_count: usize,
    /// How many columns there are.
    pub column_count: usize,
}

/// Some rows of each table, and whether they hold together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// The tables.
    pub tables: Vec<TablePreview>,
    /// Whether each key of the preview is in it.
    pub fk_integrity_passed: bool,
    /// `table.column`: keys that are in no row.
    pub orphan_records: Vec<(String, usize)>,
    /// What is wrong with values: nulls where none may be, keys that stand twice.
    pub data_type_issues: Vec<String>,
    /// 0 to 10.
    pub quality_score: f64,
}

/// Some rows of each table: of the main table the first, of its parents those that these refer to, and of its children
/// those that refer to these.
///
/// # Errors
/// Those of the query engine.
pub fn preview(made: &Made, main: &str) -> Result<Preview> {
    let document = made.world.schema.document();
    let shipped = &made.world.shipped;
    let node = |name: &str| document.nodes.iter().find(|node| node.id == name);
    let mut tables: Vec<TablePreview> = Vec::new();
    let order =
        shipped.iter().filter(|table| table.node == main).chain(shipped.iter().filter(|table| table.node != main));
    for table in order {
        let Some(pk) = node(&table.node).map(|node| node.pk.clone()) else { continue };
        let names = table.columns.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        let condition = condition(&tables, &pk, &table.columns);
        let from = format!("SELECT {names} FROM \"{}\"", table.node);
        let mut sample = made.data.run(&format!(
            "{from} {}ORDER BY \"{pk}\" LIMIT {ROWS}",
            condition.map_or_else(String::new, |inside| format!("WHERE {inside} "))
        ))?;
        sample.rows.truncate(ROWS);
        tables.push(TablePreview {
            table_name: table.name.clone(),
            row_count: sample.rows.len(),
            column_count: sample.columns.len(),
            sample,
        });
    }
    tables.sort_by_key(|table| shipped.iter().position(|shipped| shipped.name == table.table_name));
    Ok(checked(made, tables))
}

/// Which rows belong to those that are there already: by a key that both have.
fn condition(tables: &[TablePreview], pk: &str, columns: &[String]) -> Option<String> {
    let main = tables.first()?;
    let is_key = |name: &String| name == pk || main.sample.columns.first().is_some_and(|column| column.name == *name);
    let key = columns.iter().find(|name| is_key(name) && main.sample.position(name).is_some())?;
    let at = main.sample.position(key)?;
    let literal = |value: &Value| match value {
        Value::String(text) => format!("'{}'", text.replace('\'', "''")),
        other => other.to_string(),
    };
    let mut values: Vec<String> =
        main.sample.rows.iter().map(|row| literal(&row[at])).filter(|value| value != "null").collect();
    values.dedup();
    (!values.is_empty()).then(|| format!("\"{key}\" IN ({})", values.join(", ")))
}

fn checked(made: &Made, tables: Vec<TablePreview>) -> Preview {
    let document = made.world.schema.document();
    let find = |node: &str| {
        let name = made.world.shipped.iter().find(|table| table.node == node).map(|table| table.name.as_str())?;
        tables.iter().find(|table| table.table_name == name)
    };
    let mut orphan_records = Vec::new();
    for relation in document.relations() {
        let (Some(child), Some(parent)) = (find(&relation.table), find(&relation.to_table)) else { continue };
        let (Some(from), Some(to)) =
            (child.sample.position(&relation.column), parent.sample.position(&relation.to_column))
        else {
            continue;
        };
        let is_there =
            |row: &&Vec<Value>| !row[from].is_null() && !parent.sample.rows.iter().any(|other| other[to] == row[from]);
        let orphans = child.sample.rows.iter().filter(is_there).count();
        if orphans > 0 {
            orphan_records.push((format!("{}.{}", relation.table, relation.column), orphans));
        }
    }
    let mut issues = Vec::new();
    for node in &document.nodes {
        let Some(table) = find(&node.id) else { continue };
        for column in &node.columns {
            let Some(at) = table.sample.position(&column.name) else { continue };
            if !column.nullable && table.sample.rows.iter().any(|row| row[at].is_null()) {
                issues.push(format!("{}.{} is null, and must not be", node.id, column.name));
            }
            let mut keys: Vec<String> = table.sample.rows.iter().map(|row| row[at].to_string()).collect();
            let count = keys.len();
            keys.sort();
            keys.dedup();
            if column.name == node.pk && keys.len() < count {
                issues.push(format!("{}.{} stands twice", node.id, column.name));
            }
        }
    }
    let empty = tables.iter().filter(|table| table.row_count == 0).count();
    let quality_score =
        (10.0 - 4.0 * f64::from(u8::from(!orphan_records.is_empty())) - 2.0 * issues.len() as f64 - empty as f64)
            .max(0.0);
    Preview {
        fk_integrity_passed: orphan_records.is_empty(),
        tables,
        orphan_records,
        data_type_issues: issues,
        quality_score,
    }
}
