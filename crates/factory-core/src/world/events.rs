//! What happened in the world: more or fewer rows of the main table for some days.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use crate::brief::Brief;
use crate::pack::Event;

use super::plant::find;

/// The table of events, which is not handed out.
const TABLE: &str = "calendar_events";

/// An event on its days.
#[derive(Debug, Clone)]
pub(crate) struct Dated<'e> {
    /// The event.
    pub(crate) event: &'e Event,
    /// First day.
    pub(crate) start: NaiveDate,
    /// Last day.
    pub(crate) end: NaiveDate,
}

/// The events within the dates of `brief`, in the order of time; those of every year once for each year.
pub(crate) fn dated<'e>(events: &'e [Event], brief: &Brief) -> Result<Vec<Dated<'e>>, String> {
    let range = brief.date_range;
    let mut all = Vec::new();
    for event in events {
        let one = |start: &str, end: &str| -> Result<Dated<'e>, String> {
            Ok(Dated { event, start: day(start)?, end: day(end)? })
        };
        if event.start.len() > 5 {
            all.push(one(&event.start, &event.end)?);
        } else {
            for year in range.start.year()..=range.end.year() {
                all.push(one(&format!("{year}-{}", event.start), &format!("{year}-{}", event.end))?);
            }
        }
    }
    all.retain(|event| event.start <= range.end && event.end >= range.start);
    all.sort_by_key(|event| event.start);
    Ok(all)
}

fn day(text: &str) -> Result<NaiveDate, String> {
    let wrong = |_| format!("expected a day as 2020-03-15, or 11-24 for every year, found {text}");
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(wrong)
}

/// Lets the events act on the time of the main table's rows.
pub(super) fn add(nodes: &mut Vec<Value>, main: &str, events: &[Event], brief: &Brief) -> Result<(), String> {
    let events = dated(events, brief)?;
    if events.is_empty() {
        return Ok(());
    }
    let node = find(nodes, main)?;
    let columns = node.get_mut("columns").and_then(Value::as_array_mut).ok_or("a table has columns")?;
    let is_time = |column: &&mut Value| column["generator"].get("datetime_series").is_some();
    let time =
        columns.iter_mut().find(is_time).ok_or_else(|| format!("{main}: expected a column with a datetime_series"))?;
    if !time["modifiers"].is_array() {
        time["modifiers"] = json!([]);
    }
    if let Some(modifiers) = time["modifiers"].as_array_mut() {
        modifiers.push(json!({ "transform": "effect", "args": {
            "effect_table": TABLE, "on": {}, "window": { "start_col": "event_start", "end_col": "event_end" },
            "map": { "field": "event_factor", "op": "mul", "default": 1 } } }));
    }
    nodes.push(table(&events));
    Ok(())
}

fn table(events: &[Dated<'_>]) -> Value {
    let column = |name: &str, kind: &str, values: Vec<Value>| json!({ "name": name, "type": kind, "generator": { "enum_list": { "values": values } } });
    json!({ "id": TABLE, "kind": "vocab", "pk": "event_id", "columns": [
        column("event_id", "int", (1..=events.len()).map(|id| json!(id)).collect()),
        column("event_name", "string", events.iter().map(|event| json!(event.event.name)).collect()),
        column("event_start", "date", events.iter().map(|event| json!(event.start.to_string())).collect()),
        column("event_end", "date", events.iter().map(|event| json!(event.end.to_string())).collect()),
        column("event_factor", "float", events.iter().map(|event| json!(event.event.factor)).collect()),
    ] })
}
