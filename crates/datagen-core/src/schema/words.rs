//! Words for messages: near misses, lists, and values as they were found.

use super::tree::{Element, Value};

/// How many names a list in a message holds.
const LISTED: usize = 24;

/// The candidate that `word` is most likely a slip of.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // What is longer than any name is no slip, and the distance takes time by the product of the lengths.
    if word.chars().nth(100).is_some() {
        return None;
    }
    let lower = word.to_lowercase();
    let allowed = (lower.chars().count() / 3).max(1);
    let candidates: Vec<&str> = candidates.into_iter().collect();
    candidates
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), *candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
        .or_else(|| completed(&lower, &candidates))
}

/// The longest candidate that `word` goes on from, else the only one that `word` is the beginning of.
fn completed<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    const LEAST: usize = 3;
    let shorter = candidates.iter().filter(|candidate| candidate.len() >= LEAST && word.starts_with(**candidate));
    let mut longer = candidates.iter().filter(|candidate| word.len() >= LEAST && candidate.starts_with(word));
    let only = longer.next().filter(|_| longer.next().is_none());
    shorter.max_by_key(|candidate| candidate.len()).or(only).copied()
}

/// What to write instead of `word`: the nearest candidate, else all of them.
pub(crate) fn suggestion<'a>(word: &str, what: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    match nearest(word, candidates.iter().copied()) {
        Some(candidate) => format!("did you mean {}?", quoted(candidate)),
        None if candidates.is_empty() => format!("there are no {what}"),
        None => format!("{what}: {}", list(candidates)),
    }
}

/// Names with commas between them; a long list ends in how many more there are.
pub(crate) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let shown = names.iter().take(LISTED).map(|name| shortened(name)).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn shortened(name: &str) -> String {
    const SHOWN: usize = 60;
    match name.char_indices().nth(SHOWN) {
        None => name.to_owned(),
        Some((end, _)) => format!("{}...", &name[..end]),
    }
}

/// Names with commas between them and "or" before the last.
pub(crate) fn alternatives<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [only] => only.as_ref().to_owned(),
        [rest @ .., last] => {
            let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
            format!("{} or {}", rest.join(", "), last.as_ref())
        }
    }
}

/// The text in quotes, shortened.
pub(crate) fn quoted(text: &str) -> String {
    format!("{:?}", shortened(text))
}

/// A value as it was found: its kind, and the value itself when it is short.
pub(crate) fn found(element: &Element) -> String {
    match &element.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => format!("the number {value}"),
        Value::Float(value) => format!("the number {value:?}"),
        Value::Text(text) => format!("the text {}", quoted(text)),
        Value::Array(items) => format!("a list of {}", counted(items.len(), "item")),
        Value::Object(members) if members.is_empty() => "an empty object".to_owned(),
        Value::Object(members) => {
            format!("an object with {}", list(members.iter().map(|(key, _)| key.name.as_str()).take(6)))
        }
    }
}

/// A number without a superfluous fraction, and with an exponent where it would be endless.
pub(crate) fn number(value: f64) -> String {
    format!("{value:?}").trim_end_matches(".0").to_owned()
}

/// "no items", "1 item", "2 items".
pub(crate) fn counted(count: usize, noun: &str) -> String {
    match count {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}
