//! The language's JSON Schema in a form that is easy to check values against.
//!
//! Knows the few forms that `schemars` writes for our types; nothing here knows the types themselves.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::language::COMMENT;

/// What a value may be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// Anything.
    Any,
    /// null.
    Null,
    /// true or false.
    Bool,
    /// A whole number within bounds.
    Integer { min: i128, max: i128 },
    /// A number.
    Number,
    /// Text.
    Text,
    /// One of some words.
    Words(Vec<String>),
    /// A list.
    List { items: Box<Self>, min: usize, max: usize },
    /// An object with listed members.
    Record(Record),
    /// An object whose members the author names.
    Map(Box<Self>),
    /// An object with one member, whose name says what it is.
    OneMember { noun: String, variants: BTreeMap<String, Self> },
    /// An object in which one member says what it is.
    Tagged { noun: String, tag: String, variants: BTreeMap<String, Record> },
    /// Whichever fits the kind of value.
    Either(Vec<Self>),
    /// A definition.
    Named(String),
}

/// An object with listed members.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Record {
    pub(super) members: BTreeMap<String, Member>,
    /// Whether other members are allowed, and ignored.
    pub(super) open: bool,
}

/// A listed member.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    pub(super) shape: Shape,
    pub(super) required: bool,
}

/// All shapes of a language.
#[derive(Debug)]
pub(super) struct Shapes {
    pub(super) root: Shape,
    named: BTreeMap<String, Shape>,
}

impl Shapes {
    /// Reads a JSON Schema.
    pub(super) fn new(schema: &Value) -> Self {
        let definitions = schema.get("$defs").and_then(Value::as_object);
        let named = definitions
            .into_iter()
            .flatten()
            .map(|(name, definition)| (name.clone(), shape(definition, &noun(name))))
            .collect();
        Self { root: shape(schema, "document"), named }
    }

    /// The shape itself, in place of a definition's name.
    pub(super) fn resolve<'a>(&'a self, shape: &'a Shape) -> &'a Shape {
        match shape {
            Shape::Named(name) => self.named.get(name).map_or(&Shape::Any, |shape| self.resolve(shape)),
            _ => shape,
        }
    }
}

/// "OutlierMode" to "outlier mode".
fn noun(name: &str) -> String {
    let mut noun = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !noun.is_empty() {
            noun.push(' ');
        }
        noun.extend(c.to_lowercase());
    }
    noun
}

fn shape(schema: &Value, noun: &str) -> Shape {
    let Some(schema) = schema.as_object() else { return Shape::Any };
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return Shape::Named(reference.trim_start_matches("#/$defs/").to_owned());
    }
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return Shape::Words(vec![word.to_owned()]);
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return Shape::Words(texts(words));
    }
    if let Some(branches) = schema.get("oneOf").and_then(Value::as_array) {
        return one_of(branches, noun);
    }
    if let Some(branches) = schema.get("anyOf").and_then(Value::as_array) {
        return Shape::Either(branches.iter().map(|branch| shape(branch, noun)).collect());
    }
    match schema.get("type") {
        Some(Value::String(kind)) => of_type(kind, schema),
        Some(Value::Array(kinds)) => Shape::Either(texts(kinds).iter().map(|kind| of_type(kind, schema)).collect()),
        _ => Shape::Any,
    }
}

fn of_type(kind: &str, schema: &Map<String, Value>) -> Shape {
    let limit = |name: &str| schema.get(name).and_then(Value::as_i64).map(i128::from);
    let count = |name: &str| schema.get(name).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
    match kind {
        "null" => Shape::Null,
        "boolean" => Shape::Bool,
        "integer" => Shape::Integer {
            min: limit("minimum").unwrap_or(i128::from(i64::MIN)),
            max: limit("maximum").unwrap_or(i128::from(i64::MAX)),
        },
        "number" => Shape::Number,
        "string" => Shape::Text,
        "array" => Shape::List {
            items: Box::new(schema.get("items").map_or(Shape::Any, |items| shape(items, "item"))),
            min: count("minItems").unwrap_or(0),
            max: count("maxItems").unwrap_or(usize::MAX),
        },
        "object" if schema.contains_key("properties") => Shape::Record(record(schema)),
        "object" => Shape::Map(Box::new(
            schema.get("additionalProperties").map_or(Shape::Any, |member| shape(member, "member")),
        )),
        _ => Shape::Any,
    }
}

fn record(schema: &Map<String, Value>) -> Record {
    let required = schema.get("required").and_then(Value::as_array).map(|names| texts(names)).unwrap_or_default();
    let properties = schema.get("properties").and_then(Value::as_object);
    let members = properties
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != COMMENT)
        .map(|(name, property)| {
            let required = required.contains(name);
            let shape = shape(property, &noun(name));
            (name.clone(), Member { shape: if required { shape } else { without_null(shape) }, required })
        })
        .collect();
    Record { members, open: schema.get("additionalProperties") != Some(&Value::Bool(false)) }
}

/// An optional member may be null, which is the same as leaving it out and no value of its own.
fn without_null(shape: Shape) -> Shape {
    let Shape::Either(mut branches) = shape else { return shape };
    branches.retain(|branch| *branch != Shape::Null);
    if branches.len() == 1 { branches.remove(0) } else { Shape::Either(branches) }
}

fn one_of(branches: &[Value], noun: &str) -> Shape {
    let shapes: Vec<Shape> = branches.iter().map(|branch| shape(branch, noun)).collect();
    words(&shapes)
        .or_else(|| tagged(&shapes, noun))
        .or_else(|| one_member(&shapes, noun))
        .unwrap_or(Shape::Either(shapes))
}

fn words(shapes: &[Shape]) -> Option<Shape> {
    let mut all = Vec::new();
    for shape in shapes {
        let Shape::Words(words) = shape else { return None };
        all.extend(words.iter().cloned());
    }
    Some(Shape::Words(all))
}

/// Objects that share a member which holds another word in each.
fn tagged(shapes: &[Shape], noun: &str) -> Option<Shape> {
    let mut variants = BTreeMap::new();
    let Shape::Record(first) = shapes.first()? else { return None };
    let tag = first.members.iter().find(|(_, member)| matches!(member.shape, Shape::Words(_)))?.0.clone();
    for shape in shapes {
        let Shape::Record(record) = shape else { return None };
        let Shape::Words(words) = &record.members.get(&tag)?.shape else { return None };
        variants.insert(words.first()?.clone(), record.clone());
    }
    Some(Shape::Tagged { noun: noun.to_owned(), tag, variants })
}

fn one_member(shapes: &[Shape], noun: &str) -> Option<Shape> {
    let mut variants = BTreeMap::new();
    for shape in shapes {
        let Shape::Record(record) = shape else { return None };
        let mut members = record.members.iter();
        let (Some((name, member)), None) = (members.next(), members.next()) else { return None };
        variants.insert(name.clone(), member.shape.clone());
    }
    Some(Shape::OneMember { noun: noun.to_owned(), variants })
}

fn texts(values: &[Value]) -> Vec<String> {
    values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
