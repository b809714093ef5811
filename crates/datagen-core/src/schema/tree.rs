//! What a text says before it is known whether that is a schema: values, and where each stands.

use std::ops::Range;

/// How deep values may be nested; a schema needs less than 20.
pub const MAX_DEPTH: usize = 128;

/// A value and its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// The value.
    pub value: Value,
    /// Byte range in the text.
    pub span: Range<usize>,
}

/// A value, whatever the text's format.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// true or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number; finite.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    Array(Vec<Element>),
    /// Members, in the order written; no name twice.
    Object(Vec<(Key, Element)>),
}

/// The name of a member and its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The name.
    pub name: String,
    /// Byte range in the text.
    pub span: Range<usize>,
}

/// Why a text cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What was expected and what was found.
    pub message: String,
    /// What to write instead.
    pub hint: Option<String>,
    /// Byte range in the text.
    pub span: Range<usize>,
}

impl SyntaxError {
    /// An error without a hint.
    pub(crate) fn new(message: impl Into<String>, span: Range<usize>) -> Self {
        Self { message: message.into(), hint: None, span }
    }

    /// The same error with a hint.
    pub(crate) fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Values nested deeper than [`MAX_DEPTH`].
    pub(crate) fn too_deep(span: Range<usize>) -> Self {
        Self::new(format!("values are nested deeper than {MAX_DEPTH} levels"), span)
            .with_hint("a schema needs less than 20 levels; is a bracket missing?")
    }

    /// A number that no column can hold.
    pub(crate) fn number_out_of_range(text: &str, span: Range<usize>) -> Self {
        let shown: String = text.chars().take(40).collect();
        Self::new(format!("the number {shown} is out of range"), span)
            .with_hint("whole numbers reach from -9223372036854775808 to 9223372036854775807, others to about 1.8e308")
    }

    /// Infinity or not-a-number.
    pub(crate) fn not_finite(text: &str, span: Range<usize>) -> Self {
        Self::new(format!("expected a finite number, found {text}"), span)
    }
}

/// Reads the text of a whole number or of any other number.
pub(crate) fn number(text: &str, span: Range<usize>) -> Result<Value, SyntaxError> {
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b'+') {
        return text.parse().map(Value::Int).map_err(|_| SyntaxError::number_out_of_range(text, span));
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Value::Float(value)),
        _ => Err(SyntaxError::number_out_of_range(text, span)),
    }
}

/// Collects the members of an object; a name that stands twice is an error.
#[derive(Debug, Default)]
pub(crate) struct Members {
    entries: Vec<(Key, Element)>,
    names: std::collections::BTreeSet<String>,
}

impl Members {
    /// Adds a member.
    pub(crate) fn push(&mut self, key: Key, element: Element) -> Result<(), SyntaxError> {
        if !self.names.insert(key.name.clone()) {
            let message = format!("\"{}\" stands twice in the same object", key.name);
            return Err(SyntaxError::new(message, key.span).with_hint("keep one of the two"));
        }
        self.entries.push((key, element));
        Ok(())
    }

    /// The object.
    pub(crate) fn into_value(self) -> Value {
        Value::Object(self.entries)
    }
}

impl Element {
    /// The span of the value that `pointer` (RFC 6901) leads to, or of the deepest one on the way that is there.
    #[must_use]
    pub fn locate(&self, pointer: &str) -> Range<usize> {
        let mut here = self;
        for token in pointer.split('/').skip(1) {
            match here.child(&unescape(token)) {
                Some(child) => here = child,
                None => break,
            }
        }
        here.span.clone()
    }

    /// The span of the name under which `pointer`'s value is a member; of the value when it is no member.
    #[must_use]
    pub fn locate_key(&self, pointer: &str) -> Range<usize> {
        let Some((parent, token)) = pointer.rsplit_once('/') else { return self.locate(pointer) };
        let parent = self.get(parent);
        let Some(Value::Object(members)) = parent.map(|element| &element.value) else { return self.locate(pointer) };
        let name = unescape(token);
        members
            .iter()
            .find(|(key, _)| key.name == name)
            .map_or_else(|| self.locate(pointer), |(key, _)| key.span.clone())
    }

    /// The value that `pointer` leads to.
    #[must_use]
    pub fn get(&self, pointer: &str) -> Option<&Self> {
        pointer.split('/').skip(1).try_fold(self, |here, token| here.child(&unescape(token)))
    }

    fn child(&self, token: &str) -> Option<&Self> {
        match &self.value {
            Value::Array(items) => items.get(token.parse::<usize>().ok()?),
            Value::Object(members) => members.iter().find(|(key, _)| key.name == token).map(|(_, element)| element),
            _ => None,
        }
    }

    /// How many values there are, this one included.
    #[must_use]
    pub fn size(&self) -> usize {
        match &self.value {
            Value::Array(items) => 1 + items.iter().map(Self::size).sum::<usize>(),
            Value::Object(members) => 1 + members.iter().map(|(_, element)| element.size()).sum::<usize>(),
            _ => 1,
        }
    }

    /// How many levels of lists and objects there are, this one included.
    #[must_use]
    pub fn depth(&self) -> usize {
        match &self.value {
            Value::Array(items) => 1 + items.iter().map(Self::depth).max().unwrap_or(0),
            Value::Object(members) => 1 + members.iter().map(|(_, element)| element.depth()).max().unwrap_or(0),
            _ => 0,
        }
    }
}

/// `parent` extended by a member's name or an item's index.
#[must_use]
pub fn join(parent: &str, token: impl std::fmt::Display) -> String {
    let token = token.to_string().replace('~', "~0").replace('/', "~1");
    format!("{parent}/{token}")
}

fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}
