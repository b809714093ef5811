//! The chapters about checks and insights.

use datagen_quality::findings::{Category, Check, Status};

use crate::chart::{count, number};
use crate::document::Document;
use crate::paper::{Block, Cell, Table, Tone, left, right, slug};

const SCORED: [Category; 4] = [Category::Structural, Category::Value, Category::Behavioural, Category::Issue];
/// Checks that are told one by one; the others are counted.
const FAILED: usize = 100;
const PASSED: usize = 400;
/// Columns of examples.
const COLUMNS: usize = 8;

/// Failed checks with their rows, then all others by category.
pub(super) fn checks(document: &Document) -> Vec<Block> {
    let mut blocks = vec![Block::Text(
        "The score is 50% structural, 30% value and 20% behavioural, each the share of its checks that pass. Every check has \
         the query that finds what does not keep it."
            .to_owned(),
    )];
    let wrong: Vec<&Check> =
        document.checks.iter().filter(|check| matches!(check.status, Status::Failed | Status::Warning)).collect();
    if wrong.is_empty() {
        blocks.push(Block::Notice { tone: Tone::Good, text: "No check fails.".to_owned() });
    } else {
        blocks.push(heading("failed", "What does not hold"));
        blocks.extend(wrong.iter().take(FAILED).map(|check| details(check)));
        blocks.extend(more(wrong.len(), FAILED));
    }
    for category in SCORED {
        let of = |status: Status| {
            document.checks.iter().filter(move |check| check.category == category && check.status == status)
        };
        let passed: Vec<&Check> = of(Status::Passed).collect();
        let untested: Vec<&Check> = of(Status::NotTested).collect();
        if passed.is_empty() && untested.is_empty() {
            continue;
        }
        let title = format!("{} checks", capitalised(category.word()));
        blocks.push(heading(&format!("checks-{}", category.word()), &title));
        if !passed.is_empty() {
            blocks.push(list("passed", Tone::Good, &passed));
        }
        if !untested.is_empty() {
            blocks.push(list("not tested", Tone::Soft, &untested));
        }
    }
    blocks
}

fn heading(id: &str, text: &str) -> Block {
    Block::Heading { level: 3, id: id.to_owned(), text: text.to_owned() }
}

fn more(all: usize, shown: usize) -> Option<Block> {
    (all > shown).then(|| Block::Text(format!("And {} more, which the JSON form lists.", count((all - shown) as u64))))
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or(String::new(), |first| format!("{}{}", first.to_uppercase(), characters.as_str()))
}

const fn tone(status: Status) -> (Tone, &'static str) {
    match status {
        Status::Failed => (Tone::Bad, "failed"),
        Status::Warning => (Tone::Warn, "warning"),
        Status::NotTested => (Tone::Soft, "not tested"),
        Status::Passed => (Tone::Good, "passed"),
    }
}

/// A check with everything that is known of it.
fn details(check: &Check) -> Block {
    let (tone, label) = tone(check.status);
    let (id, title) = (slug(&check.id), check.title.clone());
    Block::Details { id, tone, label, title, open: true, blocks: body(check) }
}

fn body(check: &Check) -> Vec<Block> {
    let mut blocks = vec![Block::Table(figures(check))];
    if !check.examples.is_empty() {
        blocks.push(Block::Table(examples(check)));
    }
    blocks.extend(check.sql.clone().map(|text| Block::Code { language: "sql", text }));
    blocks
}

/// What was expected and found, line by line.
fn figures(check: &Check) -> Table {
    let violations = check.violations.map(count);
    let test = check.test.as_ref().map(|test| {
        format!(
            "{}: statistic {}, p {}, {} {} (limit {}), n {}",
            test.method.replace('_', " "),
            number(test.statistic),
            number(test.p),
            test.effect_of,
            number(test.effect),
            number(test.limit),
            count(test.n)
        )
    });
    let lines = [
        ("Expected", check.expected.clone()),
        ("Found", check.found.clone()),
        ("Do not keep it", violations),
        ("Note", check.reason.clone()),
        ("Test", test),
        ("To do", check.advice.clone()),
        ("Check", Some(format!("`{}`", check.id))),
    ];
    let rows = lines.into_iter().filter_map(|(name, text)| Some(vec![Cell::toned(name, Tone::Soft), Cell::new(text?)]));
    Table { caption: check.title.clone(), columns: vec![left("", 1.0), left("", 5.0)], rows: rows.collect() }
}

fn examples(check: &Check) -> Table {
    let names: Vec<&String> = check.examples.first().into_iter().flat_map(|row| row.keys()).take(COLUMNS).collect();
    let cell = |value: Option<&Option<String>>| match value {
        Some(Some(value)) => Cell::new(value.clone()),
        _ => Cell::toned("null", Tone::Soft),
    };
    let rows = check.examples.iter().map(|row| names.iter().map(|name| cell(row.get(*name))).collect()).collect();
    let columns = names.iter().map(|name| left(name, 1.0)).collect();
    Table { caption: format!("Examples: {}", check.title), columns, rows }
}

/// Many checks, one a row, to be opened.
fn list(word: &'static str, tone: Tone, checks: &[&Check]) -> Block {
    let row = |check: &&Check| {
        let found = check.reason.clone().or_else(|| check.found.clone()).unwrap_or_default();
        let place = match (&check.table, check.columns.as_slice()) {
            (Some(table), []) => table.clone(),
            (Some(table), columns) => format!("{table}.{}", columns.join(", ")),
            _ => String::new(),
        };
        vec![Cell::new(check.title.clone()), Cell::toned(place, Tone::Soft), Cell::new(found)]
    };
    let table = Table {
        caption: format!("Checks: {word}"),
        columns: vec![left("Check", 3.0), left("Where", 2.0), left("Found", 2.4)],
        rows: checks.iter().take(PASSED).map(row).collect(),
    };
    let mut blocks = vec![Block::Table(table)];
    blocks.extend(more(checks.len(), PASSED));
    let title = format!("{} {word}", count(checks.len() as u64));
    Block::Details { id: String::new(), tone, label: "", title, open: tone != Tone::Good, blocks }
}

/// Claims, and what was found.
pub(super) fn insights(document: &Document) -> Vec<Block> {
    let row = |check: &Check| {
        let (tone, label) = tone(check.status);
        let found = check.found.clone().or_else(|| check.reason.clone()).unwrap_or_default();
        vec![
            Cell::toned(if check.status == Status::Passed { "found" } else { label }, tone),
            Cell::new(check.title.clone()),
            Cell::new(check.expected.clone().unwrap_or_default()),
            Cell::new(found),
        ]
    };
    let table = Table {
        caption: "Claims about the data, and what was found".to_owned(),
        columns: vec![left("", 0.8), left("Claim", 3.0), right("Claimed", 1.2), right("Found", 1.4)],
        rows: document.insights.iter().map(row).collect(),
    };
    let queries = document.insights.iter().map(|check| {
        let (tone, label) = tone(check.status);
        let (title, open) = (check.title.clone(), check.status == Status::Failed);
        Block::Details { id: slug(&check.id), tone, label, title, open, blocks: body(check) }
    });
    std::iter::once(Block::Table(table)).chain(queries).collect()
}
