//! From text to document: the steps and what each leaves to the next.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::check;
use super::document::{Column, Document, Node};
use super::finding::{Finding, Findings, Given};
use super::language::json_schema;
use super::plain::Plain;
use super::shape::Shapes;
use super::tree::{Element, SyntaxError, join};
use super::validate::{Validated, validate};
use super::{Format, ParseOptions, json, toml, yaml};

/// What became of a text.
#[derive(Default)]
pub(super) struct Read {
    pub(super) document: Document,
    pub(super) root: Option<Element>,
    pub(super) syntax_error: Option<SyntaxError>,
    pub(super) findings: Vec<Finding>,
}

/// Takes a text through all steps.
pub(super) fn read(text: &str, options: &ParseOptions) -> Read {
    let element = match options.format.unwrap_or_else(|| sniff(text)) {
        Format::Json => json::read(text),
        Format::Yaml => yaml::read(text),
        Format::Toml => toml::read(text),
    };
    let element = match element {
        Ok(element) => element,
        Err(error) => return Read { syntax_error: Some(error), ..Read::default() },
    };
    let Validated { plain, findings, damaged } = validate(&element, &Shapes::new(&json_schema()), options.lenient);
    let mut findings = findings.all;
    let document = match Document::deserialize(plain.clone()) {
        Ok(document) => {
            let meaning = check::check(&document);
            findings.extend(independent(meaning, &damaged));
            document
        }
        Err(error) => {
            findings.push(unreadable(&plain, &error.to_string()));
            Document::default()
        }
    };
    Read { document, root: Some(element), syntax_error: None, findings }
}

/// The format that a text looks like.
fn sniff(text: &str) -> Format {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let first = lines.next().unwrap_or("");
    let named = first.trim_start_matches('[').starts_with(|c: char| c.is_alphabetic() || c == '_');
    let table = named && first.starts_with('[') && first.ends_with(']') && !first.contains([',', '{', ':']);
    let assignment = first.split_once('=').is_some_and(|(key, _)| !key.contains([':', '{', '[']));
    match first.chars().next() {
        None | Some('{') => Format::Json,
        _ if assignment || table => Format::Toml,
        Some('[') => Format::Json,
        _ => Format::Yaml,
    }
}

/// The shapes fit and the types do not read them: says where, as far as that can be found out.
fn unreadable(plain: &Plain, error: &str) -> Finding {
    let (pointer, error) = culprit(plain).unwrap_or((String::new(), error.to_owned()));
    let mut findings = Findings::default();
    findings.error(pointer, format!("cannot be read: {error}")).hint("compare with the output of `datagen schema`");
    findings.all.remove(0)
}

fn culprit(plain: &Plain) -> Option<(String, String)> {
    let nodes = plain.member("nodes")?.items();
    nodes.iter().enumerate().find_map(|(index, node)| {
        let pointer = join("/nodes", index);
        let error = Node::deserialize(node.clone()).err()?;
        let columns = node.member("columns").map(Plain::items).unwrap_or_default();
        let column = columns.iter().enumerate().find_map(|(index, column)| {
            let error = Column::deserialize(column.clone()).err()?;
            Some((join(&join(&pointer, "columns"), index), error.to_string()))
        });
        Some(column.unwrap_or((pointer, error.to_string())))
    })
}

/// The findings about the meaning that do not merely follow from a mistake in the form.
fn independent(meaning: Findings, damaged: &BTreeSet<String>) -> Vec<Finding> {
    let parts: BTreeSet<&str> = damaged.iter().map(|pointer| in_doubt(pointer)).collect();
    let names_lost = damaged.iter().any(|pointer| holds_names(pointer));
    let parents_lost = names_lost || damaged.iter().any(|pointer| holds_parents(pointer));
    let independent = |finding: &Finding| {
        let here = scope(&finding.pointer);
        let given = match finding.given {
            Given::Itself => true,
            Given::Names => !names_lost,
            Given::Parents => !parents_lost,
        };
        given && !parts.iter().any(|part| within(here, part))
    };
    meaning.all.into_iter().filter(independent).collect()
}

/// The part of the document that a mistake at `pointer` leaves in doubt.
fn in_doubt(pointer: &str) -> &str {
    match tokens(pointer).as_slice() {
        ["nodes", _, "id" | "kind" | "parents", ..] => ancestor(pointer, 2),
        _ => scope(pointer),
    }
}

/// The part of the document within which one mistake leads to others: a column, a member of a node, a constraint.
fn scope(pointer: &str) -> &str {
    match tokens(pointer).as_slice() {
        ["nodes", _, "columns", _, ..] => ancestor(pointer, 4),
        ["nodes", _, _, ..] | ["constraints" | "targets", _, _, ..] => ancestor(pointer, 3),
        _ => ancestor(pointer, 2),
    }
}

/// The first `depth` tokens of a pointer.
fn ancestor(pointer: &str, depth: usize) -> &str {
    let end = pointer.match_indices('/').nth(depth).map_or(pointer.len(), |(end, _)| end);
    &pointer[..end]
}

fn tokens(pointer: &str) -> Vec<&str> {
    pointer.split('/').skip(1).collect()
}

fn within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a mistake at `pointer` may have lost the name of a table or column, or the whole of it.
fn holds_names(pointer: &str) -> bool {
    matches!(
        tokens(pointer).as_slice(),
        [] | ["nodes"]
            | ["nodes", _]
            | ["nodes", _, "id" | "columns"]
            | ["nodes", _, "columns", _]
            | ["nodes", _, "columns", _, "name"]
    )
}

/// Whether a mistake at `pointer` may have lost the parents of a table.
fn holds_parents(pointer: &str) -> bool {
    matches!(tokens(pointer).as_slice(), ["nodes", _, "parents" | "kind", ..])
}
