//! The JSON Schema of the language as Markdown: one table a definition, each shown once, where it is first needed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::page::anchor;

/// The member that every object may have.
const COMMENT: &str = "comment";

/// The language's definitions, and which of them were shown already.
pub(crate) struct Language {
    schema: Value,
    shown: RefCell<BTreeSet<String>>,
    /// Headings of definitions that have a section of their own.
    headings: BTreeMap<String, String>,
}

/// One alternative of a definition: a generator, a modifier.
pub(crate) struct Variant {
    /// Its name, as written in a schema.
    pub(crate) name: String,
    /// What it does.
    pub(crate) description: String,
    /// The definition of what it takes.
    pub(crate) definition: String,
}

impl Language {
    pub(crate) fn new(schema: Value) -> Self {
        Self { schema, shown: RefCell::default(), headings: BTreeMap::new() }
    }

    /// Announces that a definition stands under a heading of its own.
    pub(crate) fn announce(&mut self, definition: &str, heading: String) {
        self.headings.insert(definition.to_owned(), heading);
        self.shown.borrow_mut().insert(definition.to_owned());
    }

    fn definition(&self, name: &str) -> &Value {
        if name == "Document" { &self.schema } else { &self.schema["$defs"][name] }
    }

    /// The alternatives of a definition, in the order in which they are declared: objects with one member, or with a
    /// tag and its content.
    pub(crate) fn variants(&self, definition: &str) -> Vec<Variant> {
        let branches = self.definition(definition)["oneOf"].as_array().map(Vec::as_slice).unwrap_or_default();
        branches.iter().filter_map(variant).collect()
    }

    /// The names of the members of a definition.
    pub(crate) fn members(&self, definition: &str) -> Vec<String> {
        members(self.definition(definition)).into_iter().map(|(name, _)| name.to_owned()).collect()
    }

    /// The description of a member.
    pub(crate) fn member_description(&self, definition: &str, member: &str) -> String {
        description(&self.definition(definition)["properties"][member])
    }

    /// The definition that a member's value has.
    pub(crate) fn member_definition(&self, definition: &str, member: &str) -> Option<String> {
        references(&self.definition(definition)["properties"][member]).into_iter().next()
    }

    /// A definition without its heading: description, members or words, and the definitions it needs.
    pub(crate) fn body(&self, definition: &str) -> String {
        self.shown.borrow_mut().insert(definition.to_owned());
        let schema = self.definition(definition);
        let mut text = format!("{}\n\n", sentence(&description(schema)));
        text.push_str(&self.content(schema));
        for name in references(schema) {
            text.push_str(&self.with_heading(&name));
        }
        text
    }

    /// A definition under a heading, unless it was shown before or is written out where it is used.
    fn with_heading(&self, name: &str) -> String {
        let is_inline = is_inline(self.definition(name));
        if !is_inline && self.shown.borrow().contains(name) {
            return String::new();
        }
        if is_inline {
            let inner = references(self.definition(name));
            return inner.iter().map(|inner| self.with_heading(inner)).collect();
        }
        format!("#### {}\n\n{}", noun(name), self.body(name))
    }

    fn content(&self, schema: &Value) -> String {
        match schema["oneOf"].as_array() {
            Some(branches) if branches.iter().all(|branch| branch["const"].is_string()) => words(branches),
            Some(branches) => branches.iter().map(|branch| self.tagged(branch)).collect(),
            None => self.table(&members(schema)),
        }
    }

    /// One kind of object, known by the word of one of its members.
    fn tagged(&self, schema: &Value) -> String {
        let all = members(schema);
        let (tags, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, member)| member["const"].is_string());
        let tags = tags.iter().map(|(name, member)| format!("`\"{name}\": {}`", member["const"])).collect::<Vec<_>>();
        let words = sentence(&description(schema));
        let title = if tags.is_empty() { words } else { format!("With {}: {words}", tags.join(", ")) };
        format!("{title}\n\n{}", self.table(&others))
    }

    fn table(&self, members: &[(&str, &Value)]) -> String {
        if members.is_empty() {
            return String::new();
        }
        let mut text = "| member | type | if left out | meaning |\n|---|---|---|---|\n".to_owned();
        for (name, member) in members {
            let meaning = description(member);
            let required = member["x-required"] == Value::Bool(true);
            let default = if required { "**required**".to_owned() } else { default_of(member, &meaning) };
            // What may be left out and is no null is false.
            let default =
                if default.is_empty() && member["type"] == "boolean" { "`false`".to_owned() } else { default };
            let cells = [self.type_of(member), default, sentence(&meaning)].map(|cell| cell.replace('|', "\\|"));
            let _ = writeln!(text, "| `{name}` | {} |", cells.join(" | "));
        }
        text.push('\n');
        text
    }

    /// A type in words.
    fn type_of(&self, schema: &Value) -> String {
        if let Some(name) = reference(schema) {
            let definition = self.definition(&name);
            return if is_inline(definition) { self.type_of(definition) } else { self.link(&name) };
        }
        if let Some(branches) = schema["anyOf"].as_array() {
            let mut types: Vec<String> =
                branches.iter().filter(|branch| branch["type"] != "null").map(|branch| self.type_of(branch)).collect();
            types.dedup();
            return if types == ["true or false", "whole number", "number", "text"] {
                "value".to_owned()
            } else {
                types.join(" or ")
            };
        }
        let kinds = match &schema["type"] {
            Value::String(kind) => vec![kind.as_str()],
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect(),
            _ => return "anything".to_owned(),
        };
        kinds.iter().map(|kind| self.simple_type(kind, schema)).collect::<Vec<_>>().join(" or ")
    }

    fn simple_type(&self, kind: &str, schema: &Value) -> String {
        match kind {
            "string" => "text".to_owned(),
            "integer" => "whole number".to_owned(),
            "number" => "number".to_owned(),
            "boolean" => "true or false".to_owned(),
            "array" => match schema["maxItems"].as_u64().filter(|_| schema["minItems"] == schema["maxItems"]) {
                Some(count) => format!("[{}]", vec![self.type_of(&schema["items"]); count as usize].join(", ")),
                None => format!("list of {}", plural(&self.type_of(&schema["items"]))),
            },
            "object" if schema["additionalProperties"].is_object() => {
                format!("object of {}", plural(&self.type_of(&schema["additionalProperties"])))
            }
            "object" => "object".to_owned(),
            other => other.to_owned(),
        }
    }

    fn link(&self, name: &str) -> String {
        let heading = self.headings.get(name).cloned().unwrap_or_else(|| noun(name));
        let text = if self.headings.contains_key(name) { noun(name).to_lowercase() } else { heading.to_lowercase() };
        format!("[{text}](#{})", anchor(&heading))
    }
}

fn variant(branch: &Value) -> Option<Variant> {
    let properties = branch["properties"].as_object()?;
    let content = properties.iter().find_map(|(name, member)| Some((name, reference(member)?)))?;
    let tag = properties.values().find_map(|member| member["const"].as_str());
    let name = tag.unwrap_or(content.0).to_owned();
    Some(Variant { name, description: description(branch), definition: content.1 })
}

/// The members of an object by name, the required ones first. Each says by "x-required" whether it is required.
fn members(schema: &Value) -> Vec<(&str, &Value)> {
    let (required, others): (Vec<_>, Vec<_>) = schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != COMMENT)
        .map(|(name, member)| (name.as_str(), member))
        .partition(|(_, member)| member["x-required"] == Value::Bool(true));
    [required, others].concat()
}

/// Notes on every member whether it is required: a member alone then says all that a table needs.
pub(crate) fn annotated(mut schema: Value) -> Value {
    if let Value::Object(members) = &mut schema {
        let required = members.get("required").cloned().unwrap_or_default();
        if let Some(Value::Object(properties)) = members.get_mut("properties") {
            for (name, member) in properties.iter_mut().filter(|(_, member)| member.is_object()) {
                let is_required = required.as_array().is_some_and(|names| names.iter().any(|known| known == name));
                member["x-required"] = Value::Bool(is_required);
            }
        }
        for member in members.values_mut() {
            *member = annotated(member.take());
        }
    } else if let Value::Array(items) = &mut schema {
        for item in items {
            *item = annotated(item.take());
        }
    }
    schema
}

/// What is written out where it is used: literals, and "one or several".
fn is_inline(schema: &Value) -> bool {
    schema["anyOf"].is_array()
}

fn reference(schema: &Value) -> Option<String> {
    Some(schema["$ref"].as_str()?.trim_start_matches("#/$defs/").to_owned())
}

/// The definitions that a schema refers to directly, in the order of its members.
fn references(schema: &Value) -> Vec<String> {
    let mut found: Vec<String> = reference(schema).into_iter().collect();
    let inner: Vec<&Value> = match schema {
        Value::Array(items) => items.iter().collect(),
        Value::Object(_) => {
            let members = members(schema).into_iter().map(|(_, member)| member);
            let others = ["oneOf", "anyOf", "items", "additionalProperties"].into_iter().map(|name| &schema[name]);
            members.chain(others).collect()
        }
        _ => Vec::new(),
    };
    for name in inner.into_iter().flat_map(references) {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

fn words(branches: &[Value]) -> String {
    let line = |branch: &Value| {
        let word = branch["const"].as_str().unwrap_or_default();
        format!("| `{word}` | {} |\n", description(branch).replace('|', "\\|"))
    };
    format!("| word | meaning |\n|---|---|\n{}\n", branches.iter().map(line).collect::<String>())
}

fn description(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sentence(text: &str) -> String {
    if text.is_empty() || text.ends_with(['.', ':']) { text.to_owned() } else { format!("{text}.") }
}

/// What holds when a member is left out, as its description or its type says.
fn default_of(member: &Value, meaning: &str) -> String {
    let written =
        [" by default", " (default)"].iter().find_map(|words| last_value(meaning.split(words).next()?, meaning));
    let introduced = ["Default ", "(default "].iter().find_map(|words| first_value(meaning.split_once(words)?.1));
    let declared = (!member["default"].is_null()).then(|| member["default"].to_string());
    written.or(introduced).or(declared).map_or_else(String::new, |value| format!("`{value}`"))
}

/// The literal at the end of `before`, which is not all of `text`.
fn last_value(before: &str, text: &str) -> Option<String> {
    if before.len() == text.len() {
        return None;
    }
    let start = match before.chars().last()? {
        '"' => before[..before.len() - 1].rfind('"')?,
        ']' => before.rfind('[')?,
        _ => before.rfind([' ', '(']).map_or(0, |space| space + 1),
    };
    first_value(&before[start..])
}

/// The literal at the beginning of a text.
fn first_value(text: &str) -> Option<String> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = values.next()?.ok();
    // "0." is no number of JSON, but a sentence may end behind one.
    let number = || serde_json::from_str(text.split([' ', ')', ';', ',']).next()?.trim_end_matches('.')).ok();
    value.or_else(number).map(|value| value.to_string())
}

fn plural(text: &str) -> String {
    match text {
        "text" => "texts".to_owned(),
        "value" => "values".to_owned(),
        "number" => "numbers".to_owned(),
        "whole number" => "whole numbers".to_owned(),
        other if other.contains(" or ") => format!("({other})"),
        other if other.starts_with("list of ") => other.replacen("list", "lists", 1),
        other => other.to_owned(),
    }
}

/// "OutlierMode" to "Outlier mode".
pub(crate) fn noun(name: &str) -> String {
    let mut noun = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !noun.is_empty() {
            noun.push(' ');
            noun.extend(c.to_lowercase());
        } else {
            noun.push(c);
        }
    }
    noun
}
