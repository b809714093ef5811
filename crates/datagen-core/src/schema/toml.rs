//! TOML text to values with their places.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeFloat, DeInteger, DeTable, DeValue};

use super::depth;
use super::tree::{Element, Key, MAX_DEPTH, Members, SyntaxError, Value};

/// Reads TOML.
pub(super) fn read(text: &str) -> Result<Element, SyntaxError> {
    // Dots in numbers count as depth here, so the exact check follows, on values that are not deep enough to harm.
    if let Some(span) = depth::toml(text, 2 * MAX_DEPTH) {
        return Err(SyntaxError::too_deep(span));
    }
    let document = DeTable::parse(text).map_err(|error| syntax_error(&error, text))?;
    let value = members(document.get_ref(), 1)?;
    Ok(Element { value, span: 0..text.len() })
}

fn element(spanned: &Spanned<DeValue<'_>>, depth: usize) -> Result<Element, SyntaxError> {
    let span = spanned.span();
    if depth > MAX_DEPTH {
        return Err(SyntaxError::too_deep(span));
    }
    let value = match spanned.get_ref() {
        DeValue::String(text) => Value::Text(text.clone().into_owned()),
        DeValue::Integer(number) => integer(number, span.clone())?,
        DeValue::Float(number) => float(number, span.clone())?,
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(time) => Value::Text(time.to_string()),
        DeValue::Array(items) => {
            Value::Array(items.iter().map(|item| element(item, depth + 1)).collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => members(table, depth + 1)?,
    };
    Ok(Element { value, span })
}

/// The members in the order of the text; the parser keeps them by name.
fn members(table: &DeTable<'_>, depth: usize) -> Result<Value, SyntaxError> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let mut members = Members::default();
    for (key, value) in entries {
        let name = key.get_ref().clone().into_owned();
        members.push(Key { name, span: key.span() }, element(value, depth)?)?;
    }
    Ok(members.into_value())
}

fn integer(number: &DeInteger<'_>, span: Range<usize>) -> Result<Value, SyntaxError> {
    i64::from_str_radix(number.as_str(), number.radix())
        .map(Value::Int)
        .map_err(|_| SyntaxError::number_out_of_range(number.as_str(), span))
}

fn float(number: &DeFloat<'_>, span: Range<usize>) -> Result<Value, SyntaxError> {
    let text = number.as_str();
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Value::Float(value)),
        Ok(_) if !text.bytes().any(|byte| byte.is_ascii_digit()) => Err(SyntaxError::not_finite(text, span)),
        _ => Err(SyntaxError::number_out_of_range(text, span)),
    }
}

fn syntax_error(error: &toml::de::Error, text: &str) -> SyntaxError {
    let span = error.span().unwrap_or(text.len()..text.len());
    let message = error.message().trim();
    if message.contains("recurs") {
        return SyntaxError::too_deep(span);
    }
    SyntaxError::new(format!("not TOML: {message}"), span)
}
