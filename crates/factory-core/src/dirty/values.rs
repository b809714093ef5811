//! Which values a column may have, as far as the document lists them.

use datagen_core::schema::document::{Column, Document};
use datagen_core::schema::generators::{Choice, Generator};
use datagen_core::schema::scalar::Scalar;

/// More are no list that anybody reads.
const MOST: usize = 60;

/// Lookups of lookups.
const DEEPEST: usize = 8;

/// The texts that a column may hold, each once; none when there is no list, or when two differ only by case.
pub(super) fn allowed(document: &Document, column: &Column) -> Vec<String> {
    let mut column = column;
    for _ in 0..DEEPEST {
        let Generator::Lookup(lookup) = &column.generator else { break };
        let Some(source) = find(document, &lookup.from) else { return Vec::new() };
        column = source;
    }
    let mut texts: Vec<String> = listed(document, &column.generator);
    texts.sort();
    texts.dedup();
    let mut lower: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
    lower.sort();
    lower.dedup();
    if lower.len() < texts.len() || texts.len() > MOST { Vec::new() } else { texts }
}

fn listed(document: &Document, generator: &Generator) -> Vec<String> {
    match generator {
        Generator::Choice(choice) => chosen(document, choice),
        Generator::EnumList(list) => texts(&list.values),
        _ => Vec::new(),
    }
}

fn chosen(document: &Document, choice: &Choice) -> Vec<String> {
    let mut all = texts(choice.choices.as_deref().unwrap_or_default());
    all.extend(choice.default.iter().flat_map(|case| texts(&case.choices)));
    all.extend(choice.cases.iter().flat_map(|cases| cases.values().flat_map(|case| texts(&case.choices))));
    let source = choice.choices_ref.as_ref().and_then(|place| find(document, place));
    match source.map(|column| &column.generator) {
        Some(Generator::EnumList(list)) => all.extend(texts(&list.values)),
        Some(_) => return Vec::new(),
        None => {}
    }
    all
}

fn texts(values: &[Scalar]) -> Vec<String> {
    values.iter().filter_map(|value| if let Scalar::Text(text) = value { Some(text.clone()) } else { None }).collect()
}

/// The column of `table.column`.
fn find<'d>(document: &'d Document, place: &str) -> Option<&'d Column> {
    let (table, column) = place.split_once('.')?;
    let node = document.nodes.iter().find(|node| node.id == table)?;
    node.columns.iter().find(|other| other.name == column)
}
