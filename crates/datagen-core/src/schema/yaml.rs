//! YAML text to values with their places.
//!
//! Built from the parser's events rather than its tree, so that depth, duplicate names and the copies that aliases
//! make are checked on the way, and nothing calls itself.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};

use super::tree::{self, Element, Key, MAX_DEPTH, Members, SyntaxError, Value};

/// Values that anchors and aliases may copy in all.
const MAX_COPIES: usize = 100_000;

/// Reads YAML.
pub(super) fn read(text: &str) -> Result<Element, SyntaxError> {
    let mut builder = Builder::new(text);
    let mut parser: Parser<'_, StrInput<'_>> = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        let (event, span) = next.map_err(|error| builder.syntax_error(&error))?;
        builder.take(event, span)?;
    }
    builder.root.ok_or_else(|| SyntaxError::new("the text is empty", 0..0).with_hint("a schema is a mapping"))
}

/// A list or mapping that is not closed yet.
struct Open {
    anchor: usize,
    start: usize,
    content: Content,
}

enum Content {
    Array(Vec<Element>),
    Object { members: Members, key: Option<Key> },
}

struct Builder<'text> {
    /// Byte offset of every character; empty when the text is ASCII and both are the same.
    offsets: Vec<usize>,
    text: &'text str,
    stack: Vec<Open>,
    root: Option<Element>,
    anchors: BTreeMap<usize, Element>,
    copies: usize,
}

impl<'text> Builder<'text> {
    fn new(text: &'text str) -> Self {
        let offsets =
            if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(offset, _)| offset).collect() };
        Self { offsets, text, stack: Vec::new(), root: None, anchors: BTreeMap::new(), copies: 0 }
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), SyntaxError> {
        let span = self.range(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar(&text, style, tag.as_deref(), span.clone())?;
                self.add(Element { value, span }, anchor, Some(text))
            }
            Event::SequenceStart(anchor, _) => self.open(anchor, span, Content::Array(Vec::new())),
            Event::MappingStart(anchor, _) => {
                self.open(anchor, span, Content::Object { members: Members::default(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(&span),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::DocumentStart(_) if self.root.is_some() => {
                Err(SyntaxError::new("the text holds a second document", span).with_hint("a schema is one document"))
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, anchor: usize, span: Range<usize>, content: Content) -> Result<(), SyntaxError> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(SyntaxError::too_deep(span));
        }
        self.refuse_as_key(&span)?;
        self.stack.push(Open { anchor, start: span.start, content });
        Ok(())
    }

    fn close(&mut self, span: &Range<usize>) -> Result<(), SyntaxError> {
        let Some(open) = self.stack.pop() else { return Ok(()) };
        let value = match open.content {
            Content::Array(items) => Value::Array(items),
            Content::Object { members, .. } => members.into_value(),
        };
        let element = Element { value, span: open.start..span.end.max(open.start) };
        self.add(element, open.anchor, None)
    }

    fn alias(&mut self, anchor: usize, span: Range<usize>) -> Result<(), SyntaxError> {
        self.refuse_as_key(&span)?;
        let Some(original) = self.anchors.get(&anchor) else {
            return Err(SyntaxError::new("an alias stands inside of the value it names", span));
        };
        if self.stack.len() + original.depth() > MAX_DEPTH {
            return Err(SyntaxError::too_deep(span));
        }
        self.copies += original.size();
        let copy = Element { value: original.value.clone(), span: span.clone() };
        self.refuse_explosion(span)?;
        self.add(copy, 0, None)
    }

    /// Adds a finished value to the list or mapping around it. `name` is the text it would have as a key.
    fn add(&mut self, element: Element, anchor: usize, name: Option<Cow<'_, str>>) -> Result<(), SyntaxError> {
        if anchor > 0 {
            self.copies += element.size();
            self.refuse_explosion(element.span.clone())?;
            self.anchors.insert(anchor, element.clone());
        }
        match self.stack.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(element),
            Some(Content::Array(items)) => items.push(element),
            Some(Content::Object { members, key }) => match (key.take(), name) {
                (Some(name), _) => members.push(name, element)?,
                (None, Some(name)) => *key = Some(Key { name: name.into_owned(), span: element.span }),
                (None, None) => return Err(no_key(element.span)),
            },
        }
        Ok(())
    }

    /// Lists, mappings and aliases are no names of members.
    fn refuse_as_key(&self, span: &Range<usize>) -> Result<(), SyntaxError> {
        match self.stack.last().map(|open| &open.content) {
            Some(Content::Object { key: None, .. }) => Err(no_key(span.clone())),
            _ => Ok(()),
        }
    }

    fn refuse_explosion(&self, span: Range<usize>) -> Result<(), SyntaxError> {
        if self.copies <= MAX_COPIES {
            return Ok(());
        }
        let message = format!("anchors and aliases copy more than {MAX_COPIES} values");
        Err(SyntaxError::new(message, span).with_hint("write the values out"))
    }

    fn range(&self, span: Span) -> Range<usize> {
        let start = self.offset(span.start.index());
        start..self.offset(span.end.index()).max(start)
    }

    fn offset(&self, index: usize) -> usize {
        if self.offsets.is_empty() {
            return index.min(self.text.len());
        }
        self.offsets.get(index).copied().unwrap_or(self.text.len())
    }

    fn syntax_error(&self, error: &ScanError) -> SyntaxError {
        let start = self.offset(error.marker().index());
        // The scanner, which runs ahead, counts open brackets in a byte.
        if error.info().contains("recursion limit") {
            return SyntaxError::too_deep(start..start);
        }
        SyntaxError::new(format!("not YAML: {}", error.info()), start..start)
    }
}

fn no_key(span: Range<usize>) -> SyntaxError {
    SyntaxError::new("the name of a member must be a plain text", span)
}

/// The value of a scalar by the YAML 1.2 core schema.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Range<usize>) -> Result<Value, SyntaxError> {
    let tag = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str());
    if tag == Some("str") || (style != ScalarStyle::Plain && tag.is_none()) {
        return Ok(Value::Text(text.to_owned()));
    }
    let value = plain(text, span.clone())?;
    match (tag, value) {
        (Some("float"), Value::Int(number)) => Ok(Value::Float(number as f64)),
        (None, value)
        | (Some("null"), value @ Value::Null)
        | (Some("bool"), value @ Value::Bool(_))
        | (Some("int"), value @ Value::Int(_))
        | (Some("float"), value @ Value::Float(_)) => Ok(value),
        (Some(tag), _) => Err(SyntaxError::new(format!("the tag !!{tag} does not fit the value"), span)),
    }
}

fn plain(text: &str, span: Range<usize>) -> Result<Value, SyntaxError> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => return Err(SyntaxError::not_finite(text, span)),
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Err(SyntaxError::not_finite(text, span));
    }
    if let Some(value) = radix(text, "0x", 16).or_else(|| radix(text, "0o", 8)) {
        return value.map(Value::Int).ok_or_else(|| SyntaxError::number_out_of_range(text, span));
    }
    if is_number(unsigned) { tree::number(text, span) } else { Ok(Value::Text(text.to_owned())) }
}

/// A hexadecimal or octal number; the inner `None` is one that is too large.
fn radix(text: &str, prefix: &str, radix: u32) -> Option<Option<i64>> {
    let digits = text.strip_prefix(prefix)?;
    let all = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    all.then(|| i64::from_str_radix(digits, radix).ok())
}

/// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_fits = match mantissa.split_once('.') {
        None => digits(mantissa),
        Some(("", fraction)) => digits(fraction),
        Some((whole, fraction)) => digits(whole) && (fraction.is_empty() || digits(fraction)),
    };
    mantissa_fits && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)))
}
