//! Values against the shapes of the language: every problem is found in one walk, and what is whole becomes JSON.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Finding, Findings};
use super::language::COMMENT;
use super::plain::Plain;
use super::shape::{Record, Shape, Shapes};
use super::tree::{Element, Key, Value, join};
use super::words::{alternatives, counted, found, list, nearest, quoted, suggestion};

/// What came out of a walk.
#[derive(Debug)]
pub(super) struct Validated {
    /// The value as the types read it: without nulls of optional members, comments and unknown members. What was
    /// wrong is replaced by something that can be read, so that the rest can be checked further.
    pub(super) plain: Plain,
    /// The problems.
    pub(super) findings: Findings,
    /// Pointers to what is not as the author wanted it.
    pub(super) damaged: BTreeSet<String>,
}

/// Checks `element` against the language.
pub(super) fn validate(element: &Element, shapes: &Shapes, lenient: bool) -> Validated {
    let mut walk = Walk { shapes, lenient, findings: Findings::default(), damaged: BTreeSet::new() };
    let plain = walk.value(element, &shapes.root, "");
    Validated { plain, findings: walk.findings, damaged: walk.damaged }
}

struct Walk<'a> {
    shapes: &'a Shapes,
    lenient: bool,
    findings: Findings,
    damaged: BTreeSet<String>,
}

impl Walk<'_> {
    fn error(&mut self, pointer: impl Into<String>, message: impl Into<String>) -> &mut Finding {
        let pointer = pointer.into();
        self.damage(pointer.clone());
        self.findings.error(pointer, message)
    }

    fn damage(&mut self, pointer: String) {
        if !self.findings.is_full() {
            self.damaged.insert(pointer);
        }
    }

    fn value(&mut self, element: &Element, shape: &Shape, pointer: &str) -> Plain {
        let shapes = self.shapes;
        let shape = shapes.resolve(shape);
        match (shape, &element.value) {
            (Shape::Any, _) => raw(element),
            (Shape::Null, Value::Null) => Plain::Null,
            (Shape::Bool, Value::Bool(value)) => Plain::Bool(*value),
            (Shape::Text, Value::Text(text)) => Plain::Text(text.clone()),
            (Shape::Number, Value::Int(_) | Value::Float(_)) => raw(element),
            (Shape::Integer { min, max }, Value::Int(_) | Value::Float(_)) => {
                self.integer(element, shape, (*min, *max), pointer)
            }
            (Shape::Words(words), Value::Text(text)) => self.word(text, words, pointer),
            (Shape::List { items, min, max }, Value::Array(elements)) => {
                self.list(elements, items, (*min, *max), pointer)
            }
            (Shape::Map(member), Value::Object(members)) => self.map(members, member, pointer),
            (Shape::Record(record), Value::Object(members)) => self.record(members, record, pointer),
            (Shape::OneMember { .. }, Value::Object(members)) => self.one_member(members, shape, pointer),
            (Shape::Tagged { .. }, Value::Object(members)) => self.tagged(members, shape, pointer),
            (Shape::Either(branches), _) => match branches.iter().find(|branch| self.shapes.accepts(branch, element)) {
                Some(branch) => self.value(element, branch, pointer),
                None => self.mismatch(element, shape, pointer),
            },
            _ => self.mismatch(element, shape, pointer),
        }
    }

    fn integer(&mut self, element: &Element, shape: &Shape, (min, max): (i128, i128), pointer: &str) -> Plain {
        let number = match element.value {
            Value::Int(number) => Some(i128::from(number)),
            // 1e6 is a whole number in another dress; beyond 2^63 the cast would not be exact.
            Value::Float(number) if number.fract() == 0.0 && number.abs() < 9.2e18 => Some(number as i128),
            _ => None,
        };
        match number.filter(|number| (min..=max).contains(number)).map(i64::try_from) {
            Some(Ok(number)) => Plain::Int(number),
            _ => self.mismatch(element, shape, pointer),
        }
    }

    fn word(&mut self, text: &str, words: &[String], pointer: &str) -> Plain {
        if words.iter().any(|word| word == text) {
            return Plain::Text(text.to_owned());
        }
        let message = format!("expected {}, found {}", alternatives(words), quoted(text));
        let finding = self.error(pointer, message);
        if let Some(word) = nearest(text, words.iter().map(String::as_str)) {
            finding.hint(format!("did you mean {}?", quoted(word)));
        }
        Plain::Text(words.first().cloned().unwrap_or_default())
    }

    fn list(&mut self, elements: &[Element], items: &Shape, (min, max): (usize, usize), pointer: &str) -> Plain {
        let mut values: Vec<Plain> = elements
            .iter()
            .enumerate()
            .map(|(index, element)| self.value(element, items, &join(pointer, index)))
            .collect();
        if !(min..=max).contains(&elements.len()) {
            let least = if min == max { "" } else { "at least " };
            let message = format!("expected {least}{}, found {}", counted(min, "item"), elements.len());
            self.error(pointer, message);
            values.truncate(max);
            values.resize_with(min.max(values.len()), || self.shapes.placeholder(items));
        }
        Plain::Array(values)
    }

    fn map(&mut self, members: &[(Key, Element)], shape: &Shape, pointer: &str) -> Plain {
        let mut object = Vec::new();
        for (key, element) in members {
            let comment = key.name == COMMENT && !self.shapes.accepts(shape, element);
            if !comment {
                object.push((key.name.clone(), self.value(element, shape, &join(pointer, &key.name))));
            }
        }
        Plain::Object(object)
    }

    fn record(&mut self, members: &[(Key, Element)], record: &Record, pointer: &str) -> Plain {
        let mut object = Vec::new();
        let mut meant = Vec::new();
        for (key, element) in members {
            match record.members.get(&key.name) {
                Some(member) if element.value == Value::Null && !member.required => {}
                Some(member) => {
                    object.push((key.name.clone(), self.value(element, &member.shape, &join(pointer, &key.name))));
                }
                None if key.name == COMMENT || record.open => {}
                None => meant.extend(self.unknown_member(key, record, pointer)),
            }
        }
        for (name, member) in record.members.iter().filter(|(_, member)| member.required) {
            if object.iter().any(|(present, _)| present == name) {
                continue;
            }
            // A misspelt member has been reported already.
            if self.lenient || !meant.contains(name) {
                let misspelt = members
                    .iter()
                    .map(|(key, _)| key.name.as_str())
                    .find(|key| !record.members.contains_key(*key) && nearest(key, [name.as_str()]).is_some());
                let hint = match misspelt {
                    Some(key) => format!("{} stands here; did you mean {}?", quoted(key), quoted(name)),
                    None => format!("add {}: {}", quoted(name), self.shapes.describe(&member.shape)),
                };
                self.error(join(pointer, name), format!("the member {} is missing", quoted(name))).hint(hint);
            }
            object.push((name.clone(), self.shapes.placeholder(&member.shape)));
        }
        Plain::Object(object)
    }

    /// Reports an unknown member and returns the one that was probably meant.
    fn unknown_member(&mut self, key: &Key, record: &Record, pointer: &str) -> Option<String> {
        let names = || record.members.keys().map(String::as_str);
        let meant = nearest(&key.name, names()).map(str::to_owned);
        let hint = suggestion(&key.name, "known here", names());
        self.unknown(key, pointer, hint);
        if let Some(meant) = meant.as_ref().filter(|_| !self.lenient) {
            self.damage(join(pointer, meant));
        }
        meant
    }

    fn unknown(&mut self, key: &Key, pointer: &str, hint: String) {
        let message = format!("unknown member {}", quoted(&key.name));
        let pointer = join(pointer, &key.name);
        let finding = match self.lenient {
            true => self.findings.warning(pointer, format!("{message}, ignored")),
            false => self.error(pointer, message),
        };
        finding.at_key().hint(hint);
    }

    fn one_member(&mut self, members: &[(Key, Element)], shape: &Shape, pointer: &str) -> Plain {
        let Shape::OneMember { noun, variants } = shape else { return Plain::Null };
        let named = members.iter().filter(|(key, _)| key.name != COMMENT);
        let (nulls, values): (Vec<_>, Vec<_>) = named.partition(|(_, element)| element.value == Value::Null);
        // A null beside another variant is one that was left out; alone, it is one whose members are missing.
        let members = if values.is_empty() { nulls } else { values };
        let known: Vec<&str> =
            members.iter().map(|(key, _)| key.name.as_str()).filter(|name| variants.contains_key(*name)).collect();
        let [only] = known.as_slice() else {
            self.not_one_member(&members, &known, (noun, variants), pointer);
            return self.shapes.placeholder(shape);
        };
        let mut object = Vec::new();
        for (key, element) in members {
            match variants.get(&key.name) {
                Some(shape) => object.push((key.name.clone(), self.value(element, shape, &join(pointer, &key.name)))),
                None => {
                    self.unknown(key, pointer, format!("the members of the {noun} stand inside of {}", quoted(only)));
                }
            }
        }
        Plain::Object(object)
    }

    fn not_one_member(
        &mut self,
        members: &[&(Key, Element)],
        known: &[&str],
        (noun, variants): (&str, &BTreeMap<String, Shape>),
        pointer: &str,
    ) {
        let variants = || variants.keys().map(String::as_str);
        match (known, members) {
            ([], []) => {
                self.error(pointer, format!("expected one {noun}, found none"))
                    .hint(format!("one of {}", list(variants())));
            }
            ([], [(key, _)]) => {
                let message = format!("unknown {noun} {}", quoted(&key.name));
                let hint = suggestion(&key.name, &format!("{noun}s"), variants());
                self.error(join(pointer, &key.name), message).at_key().hint(hint);
            }
            ([], _) => {
                let found = list(members.iter().map(|(key, _)| key.name.as_str()));
                self.error(pointer, format!("expected one {noun}, found {found}"))
                    .hint(format!("one of {}, with its members inside", list(variants())));
            }
            (several, _) => {
                let found = list(several.iter().copied());
                self.error(pointer, format!("expected one {noun}, found {}: {found}", several.len()))
                    .hint("keep one of them");
            }
        }
    }

    fn tagged(&mut self, members: &[(Key, Element)], shape: &Shape, pointer: &str) -> Plain {
        let Shape::Tagged { noun, tag, variants } = shape else { return Plain::Null };
        let names = || variants.keys().map(String::as_str);
        let Some((_, element)) = members.iter().find(|(key, _)| key.name == *tag) else {
            let message = format!("the member {} is missing, which says what the {noun} is", quoted(tag));
            self.error(join(pointer, tag), message).hint(format!("add {}: one of {}", quoted(tag), list(names())));
            return self.shapes.placeholder(shape);
        };
        let Value::Text(name) = &element.value else {
            return self.mismatch_within(element, &Shape::Text, &join(pointer, tag), shape);
        };
        match variants.get(name) {
            Some(record) => self.record(members, record, pointer),
            None => {
                let hint = suggestion(name, &format!("{noun}s"), names());
                self.error(join(pointer, tag), format!("unknown {noun} {}", quoted(name))).hint(hint);
                self.shapes.placeholder(shape)
            }
        }
    }

    fn mismatch(&mut self, element: &Element, shape: &Shape, pointer: &str) -> Plain {
        self.mismatch_within(element, shape, pointer, shape)
    }

    /// Reports a value that is not of `expected`, and stands in for `whole`.
    fn mismatch_within(&mut self, element: &Element, expected: &Shape, pointer: &str, whole: &Shape) -> Plain {
        let message = format!("expected {}, found {}", self.shapes.describe(expected), found(element));
        let hint = self.conversion_hint(element, expected);
        self.error(pointer, message).hint = hint;
        self.shapes.placeholder(whole)
    }

    fn conversion_hint(&self, element: &Element, shape: &Shape) -> Option<String> {
        match (self.shapes.resolve(shape), &element.value) {
            (Shape::Text | Shape::Words(_), Value::Int(number)) => Some(format!("put it in quotes: \"{number}\"")),
            (Shape::Text | Shape::Words(_), Value::Float(number)) => Some(format!("put it in quotes: \"{number:?}\"")),
            (Shape::Integer { .. } | Shape::Number, Value::Text(text)) if text.trim().parse::<f64>().is_ok() => {
                Some(format!("write it without quotes: {}", text.trim()))
            }
            (Shape::Bool, Value::Text(text)) if matches!(text.as_str(), "true" | "false") => {
                Some(format!("write it without quotes: {text}"))
            }
            (Shape::Record(record), Value::Null) if !record.members.values().any(|member| member.required) => {
                Some("write {}".to_owned())
            }
            (Shape::List { items, .. }, _) if self.shapes.accepts(items, element) => {
                Some("put it in a list: [...]".to_owned())
            }
            (Shape::OneMember { variants, .. }, Value::Text(text)) if variants.contains_key(text) => {
                Some(format!("write {{ {text:?}: {{ ... }} }}"))
            }
            _ => None,
        }
    }
}

/// The value as it stands.
fn raw(element: &Element) -> Plain {
    match &element.value {
        Value::Null => Plain::Null,
        Value::Bool(value) => Plain::Bool(*value),
        Value::Int(value) => Plain::Int(*value),
        Value::Float(value) => Plain::Float(*value),
        Value::Text(text) => Plain::Text(text.clone()),
        Value::Array(items) => Plain::Array(items.iter().map(raw).collect()),
        Value::Object(members) => {
            Plain::Object(members.iter().map(|(key, element)| (key.name.clone(), raw(element))).collect())
        }
    }
}
