//! The guide's changes: nodes are matched by `id`, columns by `name`; everything else replaces what was there.

use serde_json::{Map, Value};

/// Applies a change.
pub(crate) fn merge(schema: &mut Value, change: Value) {
    match (schema, change) {
        (Value::Object(members), Value::Object(changes)) => merge_members(members, changes),
        (schema, change) => *schema = change,
    }
}

fn merge_members(members: &mut Map<String, Value>, changes: Map<String, Value>) {
    for (name, change) in changes {
        let known = members.get_mut(&name);
        match (name.as_str(), known, change) {
            ("nodes", Some(Value::Array(nodes)), Value::Array(changes)) => merge_list(nodes, changes, "id"),
            ("columns", Some(Value::Array(columns)), Value::Array(changes)) => merge_list(columns, changes, "name"),
            ("constraints", Some(constraints), change) => merge(constraints, change),
            (_, _, change) => {
                members.insert(name, change);
            }
        }
    }
}

/// A new item goes to the end.
fn merge_list(items: &mut Vec<Value>, changes: Vec<Value>, key: &str) {
    for change in changes {
        match items.iter_mut().find(|item| item[key] == change[key]) {
            // A column is given anew, a node is changed.
            Some(item) if key == "name" => *item = change,
            Some(item) => merge(item, change),
            None => items.push(change),
        }
    }
}
