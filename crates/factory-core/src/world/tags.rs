//! What a pack says of tables and columns beyond the schema language: from which level on they are handed out, whether at
//! all, and how many rows they have.

use serde_json::{Value, json};

use crate::brief::{Brief, Skill, Structure};

use super::Shipped;

/// Which tables and columns are handed out, in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tagged {
    tables: Vec<Shipped>,
}

impl Tagged {
    /// The tables.
    pub(crate) fn shipped(&self) -> Vec<Shipped> {
        self.tables.clone()
    }

    /// The table of this name, if it is handed out.
    pub(crate) fn table(&self, node: &str) -> Option<&Shipped> {
        self.tables.iter().find(|table| table.node == node)
    }
}

/// Takes the tags off `nodes`, and what is only there in the other structure.
pub(crate) fn take(nodes: &mut [Value], brief: &Brief) -> Tagged {
    let mut tagged = Tagged::default();
    for node in nodes {
        let is_shown = take_shown(node, brief);
        if let Some(share) = remove(node, "share") {
            node["rows"] = json!(rows(&share, brief.dataset_size));
        }
        let Some(columns) = node.get_mut("columns").and_then(Value::as_array_mut) else { continue };
        columns.retain(|column| is_of(column, brief.data_structure));
        let mut shown = Vec::new();
        for column in columns {
            remove(column, "only");
            let is_shown = take_shown(column, brief);
            shown.extend(column["name"].as_str().filter(|_| is_shown).map(str::to_owned));
        }
        let name = node["id"].as_str().unwrap_or_default().to_owned();
        if is_shown {
            tagged.tables.push(Shipped { node: name.clone(), name, columns: shown });
        }
    }
    tagged
}

fn take_shown(value: &mut Value, brief: &Brief) -> bool {
    let hidden = remove(value, "hidden").and_then(|hidden| hidden.as_bool()).unwrap_or(false);
    let skill = remove(value, "skill").and_then(|skill| skill.as_str().and_then(Skill::named));
    !hidden && skill.is_none_or(|skill| skill <= brief.skill_level)
}

fn is_of(column: &Value, structure: Structure) -> bool {
    column.get("only").and_then(Value::as_str).is_none_or(|only| only.eq_ignore_ascii_case(structure.word()))
}

fn remove(value: &mut Value, member: &str) -> Option<Value> {
    value.as_object_mut()?.remove(member)
}

fn rows(share: &Value, main: u64) -> u64 {
    let number = |name: &str| share.get(name).and_then(Value::as_f64);
    let rows = (number("of_main").unwrap_or(1.0) * main as f64).round();
    rows.min(number("max").unwrap_or(f64::MAX)).max(number("min").unwrap_or(1.0)) as u64
}
