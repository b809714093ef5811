//! Shapes and values: what fits, what it is called, what stands in for what does not fit.

use super::plain::Plain;
use super::shape::{Record, Shape, Shapes};
use super::tree::{Element, Value};
use super::words::{alternatives, counted, list, quoted};

impl Shapes {
    /// Whether the kind of value fits, so that what is wrong within it is told in terms of this shape.
    pub(super) fn accepts(&self, shape: &Shape, element: &Element) -> bool {
        match (self.resolve(shape), &element.value) {
            (Shape::Either(branches), _) => branches.iter().any(|branch| self.accepts(branch, element)),
            (Shape::Any, _)
            | (Shape::Null, Value::Null)
            | (Shape::Bool, Value::Bool(_))
            | (Shape::Text | Shape::Words(_), Value::Text(_))
            | (Shape::Integer { .. }, Value::Int(_))
            | (Shape::Number, Value::Int(_) | Value::Float(_))
            | (Shape::List { .. }, Value::Array(_)) => true,
            (Shape::Record(_) | Shape::Map(_) | Shape::OneMember { .. } | Shape::Tagged { .. }, Value::Object(_)) => {
                true
            }
            _ => false,
        }
    }

    /// What a value of this shape is called.
    pub(super) fn describe(&self, shape: &Shape) -> String {
        match self.resolve(shape) {
            Shape::Any | Shape::Named(_) => "a value".to_owned(),
            Shape::Null => "null".to_owned(),
            Shape::Bool => "true or false".to_owned(),
            Shape::Integer { min, max } => describe_integer(*min, *max),
            Shape::Number => "a number".to_owned(),
            Shape::Text => "a text".to_owned(),
            Shape::Words(words) => alternatives(words),
            Shape::List { min, max, .. } if min == max => format!("a list of {}", counted(*min, "item")),
            Shape::List { .. } => "a list".to_owned(),
            Shape::Record(record) => describe_record(record),
            Shape::Map(_) => "an object".to_owned(),
            Shape::OneMember { noun, .. } => format!("an object that holds one {noun}"),
            Shape::Tagged { tag, .. } => format!("an object with {}", quoted(tag)),
            Shape::Either(branches) => {
                let number = branches.contains(&Shape::Number);
                let (nulls, values): (Vec<_>, Vec<_>) = branches.iter().partition(|branch| **branch == Shape::Null);
                let shown = values.iter().chain(&nulls);
                let shown = shown.filter(|branch| !(number && matches!(branch, Shape::Integer { .. })));
                let mut kinds: Vec<String> = shown.map(|branch| self.describe(branch)).collect();
                kinds.dedup();
                alternatives(&kinds)
            }
        }
    }

    /// Something that can be read in the place of what is wrong.
    pub(super) fn placeholder(&self, shape: &Shape) -> Plain {
        match self.resolve(shape) {
            Shape::Any | Shape::Null | Shape::Named(_) => Plain::Null,
            Shape::Bool => Plain::Bool(false),
            Shape::Integer { min, max } => Plain::Int(i64::try_from(0.clamp(*min, *max)).unwrap_or(0)),
            Shape::Number => Plain::Float(0.0),
            Shape::Text => Plain::Text(String::new()),
            Shape::Words(words) => Plain::Text(words.first().cloned().unwrap_or_default()),
            Shape::List { items, min, .. } => Plain::Array((0..*min).map(|_| self.placeholder(items)).collect()),
            Shape::Map(_) => Plain::Object(Vec::new()),
            Shape::Record(record) => self.placeholder_record(record),
            Shape::OneMember { variants, .. } => {
                let first = variants.iter().next();
                Plain::Object(first.map(|(name, shape)| (name.clone(), self.placeholder(shape))).into_iter().collect())
            }
            Shape::Tagged { variants, .. } => {
                variants.values().next().map_or(Plain::Null, |record| self.placeholder_record(record))
            }
            Shape::Either(branches) => branches.first().map_or(Plain::Null, |branch| self.placeholder(branch)),
        }
    }

    fn placeholder_record(&self, record: &Record) -> Plain {
        let required = record.members.iter().filter(|(_, member)| member.required);
        Plain::Object(required.map(|(name, member)| (name.clone(), self.placeholder(&member.shape))).collect())
    }
}

fn describe_record(record: &Record) -> String {
    let required: Vec<&str> =
        record.members.iter().filter(|(_, member)| member.required).map(|(name, _)| name.as_str()).collect();
    match required.as_slice() {
        [] => "an object".to_owned(),
        _ => format!("an object with {}", list(required)),
    }
}

fn describe_integer(min: i128, max: i128) -> String {
    match (min > i128::from(i64::MIN), max < i128::from(i64::MAX)) {
        (true, true) => format!("a whole number from {min} to {max}"),
        (true, false) => format!("a whole number of at least {min}"),
        _ => "a whole number".to_owned(),
    }
}
