//! How an insight comes into the data.

use serde_json::{Value, json};

use crate::fill::Values;
use crate::pack::InsightTemplate;

/// Plants `insight` in `nodes`.
pub(super) fn plant(nodes: &mut Vec<Value>, insight: &InsightTemplate, values: &Values) -> Result<(), String> {
    let scope = Some(insight.id.as_str());
    let plant = &insight.plant;
    for (place, modifiers) in &plant.modifiers {
        let target = find(nodes, place)?;
        if !target["modifiers"].is_array() {
            target["modifiers"] = json!([]);
        }
        let all = target["modifiers"].as_array_mut().ok_or("modifiers are a list")?;
        for modifier in modifiers {
            all.push(values.fill(scope, modifier)?);
        }
    }
    for (place, generator) in &plant.generators {
        find(nodes, place)?["generator"] = values.fill(scope, generator)?;
    }
    for (place, member) in &plant.members {
        let (node, name) = place.split_once('.').ok_or_else(|| format!("expected TABLE.MEMBER, found {place}"))?;
        find(nodes, node)?[name] = values.fill(scope, member)?;
    }
    for node in &plant.nodes {
        let mut node = values.fill(scope, node)?;
        node["hidden"] = json!(true);
        nodes.push(node);
    }
    Ok(())
}

/// The node, or the column, called `TABLE` or `TABLE.COLUMN`.
pub(super) fn find<'n>(nodes: &'n mut [Value], place: &str) -> Result<&'n mut Value, String> {
    let (table, column) = place.split_once('.').map_or((place, None), |(table, column)| (table, Some(column)));
    let nameless = || format!("expected a table or a column of world.yaml, found {place}");
    let node = nodes.iter_mut().find(|node| node["id"] == table).ok_or_else(nameless)?;
    let Some(column) = column else { return Ok(node) };
    let columns = node.get_mut("columns").and_then(Value::as_array_mut).ok_or_else(nameless)?;
    columns.iter_mut().find(|other| other["name"] == column).ok_or_else(nameless)
}
