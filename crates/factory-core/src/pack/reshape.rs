//! Packs with other tables and columns: renamed, left out, taken from a higher skill level, or with other seasons.
//!
//! What is changed is the pack, not the data that comes of it, so that everything is proven again as if the pack had
//! been written so.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::brief::Skill;
use crate::error::{Error, Result};

use super::Pack;

/// A table or a column: `orders`, `orders.quantity`, or `quantity` wherever it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The table, if it was said.
    pub table: Option<String>,
    /// The name.
    pub name: String,
}

/// A change of a pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reshape {
    /// Another name for a table or a column, wherever it stands.
    Rename {
        /// What is renamed.
        from: Place,
        /// Its new name.
        to: String,
    },
    /// It is not handed out.
    Drop(Place),
    /// It is handed out, although it is of a higher level.
    Add(Place),
    /// How far months are from the mean is multiplied by this.
    Seasons(f64),
}

/// Members whose text is for people.
const PROSE: [&str; 14] = [
    "about",
    "advice",
    "claim",
    "description",
    "formula",
    "name",
    "summary",
    "symptoms",
    "synonyms",
    "teaches",
    "text",
    "title",
    "trains",
    "trend",
];
/// The least weight that a month keeps.
const LEAST: f64 = 0.05;

fn refuse(message: String) -> Error {
    Error::Request(message)
}

impl Place {
    /// `orders.quantity` or `quantity`.
    #[must_use]
    pub fn named(text: &str) -> Self {
        match text.split_once('.') {
            Some((table, name)) => Self { table: Some(table.to_owned()), name: name.to_owned() },
            None => Self { table: None, name: text.to_owned() },
        }
    }

    fn words(&self) -> String {
        self.table.as_ref().map_or_else(|| self.name.clone(), |table| format!("{table}.{}", self.name))
    }

    fn is_table(&self, node: &Value) -> bool {
        self.table.is_none() && node["id"] == self.name.as_str()
    }

    fn has_column(&self, node: &Value, column: &Value) -> bool {
        self.table.as_ref().is_none_or(|table| node["id"] == table.as_str()) && column["name"] == self.name.as_str()
    }
}

impl Reshape {
    /// What was done, in words.
    #[must_use]
    pub fn told(&self) -> String {
        match self {
            Self::Rename { from, to } => format!("{} renamed to {to}", from.words()),
            Self::Drop(place) => format!("{} dropped", place.words()),
            Self::Add(place) => format!("{} added", place.words()),
            Self::Seasons(factor) if *factor > 1.0 => "more seasonality".to_owned(),
            Self::Seasons(_) => "less seasonality".to_owned(),
        }
    }

    /// The pack with this change.
    ///
    /// # Errors
    /// [`Error::Request`] when it has no such table or column, or would lose what holds it together.
    pub fn of(&self, pack: &Pack) -> Result<Pack> {
        let mut pack = pack.clone();
        match self {
            Self::Rename { from, to } => rename(&mut pack, from, to)?,
            Self::Drop(place) => drop_out(&mut pack, place)?,
            Self::Add(place) => add(&mut pack, place)?,
            Self::Seasons(factor) => seasons(&mut pack, *factor)?,
        }
        pack.reshaped = true;
        Ok(pack)
    }
}

fn columns(node: &Value) -> impl Iterator<Item = &Value> {
    node["columns"].as_array().into_iter().flatten()
}

/// The names that a pack knows: of its tables, and of their columns.
fn names(pack: &Pack) -> Vec<String> {
    let node = |node: &Value| {
        let own = columns(node).filter(|column| column["hidden"] != true).map(|column| column["name"].clone());
        std::iter::once(node["id"].clone())
            .chain(own)
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    pack.world.nodes.iter().filter(|node| node["hidden"] != true).flat_map(node).collect()
}

fn unknown(pack: &Pack, place: &Place) -> Error {
    let names = names(pack);
    let near = names
        .iter()
        .max_by(|a, b| strsim::jaro_winkler(a, &place.name).total_cmp(&strsim::jaro_winkler(b, &place.name)));
    let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
    refuse(format!("the pack {} has no table or column {}{near}", pack.about.name, place.words()))
}

/// Whether some text names something: as a whole word.
fn word(character: Option<char>) -> bool {
    character.is_some_and(|character| character.is_alphanumeric() || character == '_')
}

/// `text` with another name in place of each whole word `from` that is not within quotes.
pub(crate) fn renamed(text: &str, from: &str, to: &str) -> String {
    let (mut result, mut rest, mut quotes) = (String::new(), text, 0);
    while let Some(at) = rest.find(from) {
        let (before, after) = (&rest[..at], &rest[at + from.len()..]);
        let is_word = !word(before.chars().next_back().or(result.chars().next_back())) && !word(after.chars().next());
        quotes += before.matches('\'').count();
        result.push_str(before);
        result.push_str(if is_word && quotes % 2 == 0 { to } else { from });
        rest = after;
    }
    result + rest
}

/// As [`renamed`], within slots `{...}` alone.
fn renamed_slots(text: &str, from: &str, to: &str) -> String {
    let mut parts = text.split('{');
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (slot, rest) = part.split_once('}').map_or((part, None), |(slot, rest)| (slot, Some(rest)));
        result.push('{');
        result.push_str(&renamed(slot, from, to));
        rest.into_iter().for_each(|rest| {
            result.push('}');
            result.push_str(rest);
        });
    }
    result
}

/// Renames in a value and all that is in it; `key` is the member that it is.
fn rename_in(value: &mut Value, key: &str, from: &str, to: &str) {
    match value {
        Value::String(text) if key == "answer" => *text = renamed_slots(text, from, to),
        Value::String(_) if PROSE.contains(&key) => {}
        Value::String(text) => *text = renamed(text, from, to),
        Value::Array(items) => items.iter_mut().for_each(|item| rename_in(item, key, from, to)),
        Value::Object(members) => {
            let old = std::mem::take(members);
            for (name, mut member) in old {
                // A column's own name is no prose.
                let own = if name == "name" && member == from { "id" } else { name.as_str() };
                rename_in(&mut member, own, from, to);
                members.insert(if name == from { to.to_owned() } else { name }, member);
            }
        }
        _ => {}
    }
}

fn rename(pack: &mut Pack, from: &Place, to: &str) -> Result<()> {
    let is_name = to.chars().next().is_some_and(|first| first.is_ascii_lowercase())
        && to.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && to.len() <= 40;
    if !is_name {
        return Err(refuse(format!("expected a name of small letters, digits and _, found {to}")));
    }
    let is_there = |node: &Value| {
        from.is_table(node) || columns(node).any(|column| from.has_column(node, column) && column["hidden"] != true)
    };
    if !pack.world.nodes.iter().any(is_there) {
        return Err(unknown(pack, from));
    }
    if names(pack).iter().any(|name| name == to) {
        return Err(refuse(format!("there is a table or column {to} already")));
    }
    pack.world = changed(&pack.world, &from.name, to)?;
    pack.insights = changed(&pack.insights, &from.name, to)?;
    pack.questions = changed(&pack.questions, &from.name, to)?;
    Ok(())
}

fn changed<T: Serialize + DeserializeOwned>(part: &T, from: &str, to: &str) -> Result<T> {
    let bug = |error: serde_json::Error| refuse(format!("{from} cannot be renamed to {to}: {error}"));
    let mut value = serde_json::to_value(part).map_err(bug)?;
    rename_in(&mut value, "", from, to);
    serde_json::from_value(value).map_err(bug)
}

/// The keys that rows are found by, and the time of the main table: without them nothing can be asked.
fn is_needed(pack: &Pack, node: &Value, column: &Value) -> bool {
    let keys: Vec<&Value> = pack.world.nodes.iter().map(|node| &node["pk"]).collect();
    let time = node["id"] == pack.world.main.as_str() && column["generator"].get("datetime_series").is_some();
    keys.contains(&&column["name"]) || time
}

fn drop_out(pack: &mut Pack, place: &Place) -> Result<()> {
    if place.table.is_none() && place.name == pack.world.main {
        return Err(refuse(format!("{} cannot be dropped: everything hangs on it", place.name)));
    }
    let needed = pack
        .world
        .nodes
        .iter()
        .any(|node| columns(node).any(|column| place.has_column(node, column) && is_needed(pack, node, column)));
    if needed {
        return Err(refuse(format!("{} cannot be dropped: it is a key, or the time of the main table", place.words())));
    }
    let mut found = false;
    for node in &mut pack.world.nodes {
        if place.is_table(node) {
            node["hidden"] = Value::Bool(true);
            found = true;
        }
        let id = node["id"].clone();
        for column in node["columns"].as_array_mut().into_iter().flatten() {
            let is_of = place.table.as_ref().is_none_or(|table| id == table.as_str());
            if is_of && column["name"] == place.name.as_str() {
                column["hidden"] = Value::Bool(true);
                found = true;
            }
        }
    }
    if found { Ok(()) } else { Err(unknown(pack, place)) }
}

/// What is of a higher level is handed out; what the pack does not know cannot be thought up here.
fn add(pack: &mut Pack, place: &Place) -> Result<()> {
    let lowest = serde_json::json!(Skill::ALL[0].word());
    let mut found = false;
    for node in &mut pack.world.nodes {
        let is_table = place.is_table(node);
        let id = node["id"].clone();
        let mut lift = |value: &mut Value| {
            let of_higher = value.get("skill").is_some() && value["hidden"] != true;
            if of_higher {
                value["skill"] = lowest.clone();
            }
            found |= of_higher;
        };
        if is_table {
            lift(node);
        }
        for column in node["columns"].as_array_mut().into_iter().flatten() {
            let is_of = place.table.as_ref().is_none_or(|table| id == table.as_str());
            if is_of && column["name"] == place.name.as_str() {
                lift(column);
            }
        }
    }
    if found {
        return Ok(());
    }
    let higher = |node: &Value| {
        let own = columns(node).filter(|column| column.get("skill").is_some()).map(|column| column["name"].clone());
        let table = node.get("skill").map(|_| node["id"].clone());
        table.into_iter().chain(own).filter_map(|name| name.as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let known: Vec<String> = pack.world.nodes.iter().flat_map(higher).collect();
    Err(refuse(format!(
        "without a language model only what the pack knows can be added: {}; found {}",
        known.join(", "),
        place.words()
    )))
}

fn seasons(pack: &mut Pack, factor: f64) -> Result<()> {
    let main = pack.world.main.clone();
    let mut found = false;
    for node in pack.world.nodes.iter_mut().filter(|node| node["id"] == main.as_str()) {
        months(node, &mut |weight| {
            found = true;
            (1.0 + (weight - 1.0) * factor).max(LEAST)
        });
    }
    if found { Ok(()) } else { Err(refuse("the time of the main table has no weights of months".to_owned())) }
}

/// Gives each weight of a month to `change`.
fn months(value: &mut Value, change: &mut impl FnMut(f64) -> f64) {
    match value {
        Value::Object(members) => {
            if members.get("dimension").is_some_and(|dimension| dimension == "month") {
                let weights = members.get_mut("weights").and_then(Value::as_array_mut);
                for weight in weights.into_iter().flatten() {
                    *weight = weight
                        .as_f64()
                        .map_or_else(|| weight.clone(), |old| ((change(old) * 1e4).round() / 1e4).into());
                }
            }
            members.values_mut().for_each(|member| months(member, change));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| months(item, change)),
        _ => {}
    }
}
