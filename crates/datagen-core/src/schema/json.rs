//! JSON text to values with their places.

use std::ops::Range;

use jsonc_parser::ast::{Object, ObjectPropName, StringLit, Value as Ast};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::depth;
use super::tree::{self, Element, Key, MAX_DEPTH, Members, SyntaxError, Value};

/// RFC 8259 and nothing beyond it.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads JSON.
pub(super) fn read(text: &str) -> Result<Element, SyntaxError> {
    if let Some(span) = depth::json(text, MAX_DEPTH) {
        return Err(SyntaxError::too_deep(span));
    }
    let parsed = parse_to_ast(text, &CollectOptions::default(), &STRICT).map_err(|error| syntax_error(&error, text))?;
    match parsed.value {
        Some(value) => element(&value, text),
        None => Err(SyntaxError::new("the text is empty", 0..0).with_hint("a schema is an object: { ... }")),
    }
}

fn element(ast: &Ast<'_>, text: &str) -> Result<Element, SyntaxError> {
    let span = span_of(ast);
    let value = match ast {
        Ast::NullKeyword(_) => Value::Null,
        Ast::BooleanLit(literal) => Value::Bool(literal.value),
        Ast::NumberLit(literal) => tree::number(literal.value, span.clone())?,
        Ast::StringLit(literal) => Value::Text(string(literal, text)?),
        Ast::Array(array) => {
            Value::Array(array.elements.iter().map(|item| element(item, text)).collect::<Result<_, _>>()?)
        }
        Ast::Object(object) => members(object, text)?,
    };
    Ok(Element { value, span })
}

fn members(object: &Object<'_>, text: &str) -> Result<Value, SyntaxError> {
    let mut members = Members::default();
    for property in &object.properties {
        let span = span_of(&property.name);
        let name = match &property.name {
            ObjectPropName::String(literal) => string(literal, text)?,
            ObjectPropName::Word(word) => word.value.to_owned(),
        };
        members.push(Key { name, span }, element(&property.value, text)?)?;
    }
    Ok(members.into_value())
}

/// The parser lets control characters in strings pass; JSON does not.
fn string(literal: &StringLit<'_>, text: &str) -> Result<String, SyntaxError> {
    let span = span_of(literal);
    let raw = text.get(span.clone()).unwrap_or("");
    match raw.char_indices().find(|(_, c)| *c < ' ') {
        None => Ok(literal.value.clone().into_owned()),
        Some((offset, c)) => {
            let start = span.start + offset;
            let message = format!("the text in quotes holds a raw control character (U+{:04X})", u32::from(c));
            Err(SyntaxError::new(message, start..start + 1).with_hint("write \\n for a line break, \\t for a tab"))
        }
    }
}

fn span_of(node: &impl Ranged) -> Range<usize> {
    let range = node.range();
    range.start..range.end
}

fn syntax_error(error: &ParseError, text: &str) -> SyntaxError {
    let range = error.range();
    let message = error.kind().to_string();
    let mut letters = message.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
    let found = SyntaxError::new(format!("not JSON: {first}{}", letters.as_str()), range.start..range.end);
    match hint(error.kind(), text.get(range.start..).unwrap_or("")) {
        Some(hint) => found.with_hint(hint),
        None => found,
    }
}

/// What to write instead of what stands at the start of `rest`.
fn hint(kind: &ParseErrorKind, rest: &str) -> Option<&'static str> {
    match kind {
        ParseErrorKind::UnexpectedWord if rest.starts_with("NaN") || rest.starts_with("Inf") => {
            Some("write a finite number, or null")
        }
        ParseErrorKind::ExpectedComma if rest.starts_with(|c: char| c.is_ascii_digit()) => {
            Some("a number does not start with 0")
        }
        ParseErrorKind::CommentsNotAllowed => Some("JSON has no comments; write a \"comment\" member instead"),
        ParseErrorKind::TrailingCommasNotAllowed => Some("remove the last comma"),
        ParseErrorKind::ExpectedComma => Some("put a comma here"),
        ParseErrorKind::SingleQuotedStringsNotAllowed => Some("use double quotes: \"...\""),
        ParseErrorKind::ExpectedStringObjectProperty | ParseErrorKind::UnexpectedWord => {
            Some("put names and texts in double quotes: \"...\"; true, false and null are written small")
        }
        ParseErrorKind::UnterminatedObject => Some("this { has no matching }"),
        ParseErrorKind::UnterminatedArray => Some("this [ has no matching ]"),
        ParseErrorKind::NonFiniteNumbersNotAllowed => Some("write a finite number, or null"),
        ParseErrorKind::MultipleRootJsonValues => Some("a schema is one object; is a bracket closed too early?"),
        _ => None,
    }
}
