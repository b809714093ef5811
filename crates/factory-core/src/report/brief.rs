//! The challenge as learners get it.

use datagen_core::schema::document::Node;
use datagen_core::schema::relations::Relation;
use datagen_report::chart::count;
use datagen_report::paper::{Block, Card, Cell, Chapter, Fact, Paper, Table, Tone, left, right, slug};

use crate::challenge::EventImpact;
use crate::completed::Completed;

use super::style;
use super::words::{kind, when};

/// The size of letters: this is for reading, not for looking things up.
const LETTERS: f64 = 10.0;

/// The whole report.
pub(super) fn paper(completed: &Completed<'_>) -> Paper {
    let flowing = |id: &str, title: &str, blocks| Chapter { own_page: false, ..Chapter::new(id, title, blocks) };
    let mut chapters = vec![
        Chapter::new("story", "The story", story(completed)),
        flowing("questions", "Your questions", questions(completed)),
        flowing("data", "The data", data(completed)),
    ];
    if !completed.challenge.rules.is_empty() {
        chapters.push(flowing("rules", "Rules of the business", rules(completed)));
    }
    if !completed.challenge.events.is_empty() {
        chapters.push(flowing("calendar", "What happened in these years", calendar(completed)));
    }
    chapters.push(flowing("submit", "How to submit", submit(completed)));
    let mut paper = style::paper(completed, "Data challenge", facts(completed), chapters);
    paper.theme.letters = LETTERS;
    paper
}

fn facts(completed: &Completed<'_>) -> Vec<Fact> {
    let challenge = completed.challenge;
    let columns: usize = completed.tables.document.nodes.iter().map(|node| node.columns.len()).sum();
    let rows: u64 = completed.tables.profiles.iter().map(|table| table.rows).sum();
    vec![
        Fact::new("level", challenge.brief.skill_level.word()),
        Fact::new("questions", challenge.questions.len().to_string()),
        Fact::new("tables", completed.tables.document.nodes.len().to_string()),
        Fact::new("columns", columns.to_string()),
        Fact::new("rows", count(rows)),
    ]
}

fn story(completed: &Completed<'_>) -> Vec<Block> {
    let card = |character: &crate::brand::Character| Card {
        mark: character.role.clone(),
        title: character.name.clone(),
        text: String::new(),
        colour: Some(character.colour.clone()),
    };
    let cards = completed.brand.characters().map(card).to_vec();
    let paragraphs = completed.challenge.story.text.split("\n\n");
    let mut blocks = vec![Block::Cards(3, cards)];
    blocks.extend(paragraphs.map(|text| Block::Spans(style::spans(text.trim(), completed.brand))));
    blocks
}

fn questions(completed: &Completed<'_>) -> Vec<Block> {
    let questions = &completed.challenge.questions;
    let card = |(at, question): (usize, &crate::challenge::Question)| Card {
        mark: format!("Question {}", at + 1),
        title: String::new(),
        text: question.text.clone(),
        colour: None,
    };
    vec![
        Block::text(
            "Answer each question with a query, its result and one sentence that the owner of the business understands.",
        ),
        Block::Cards(1, questions.iter().enumerate().map(card).collect()),
    ]
}

fn data(completed: &Completed<'_>) -> Vec<Block> {
    let nodes = &completed.tables.document.nodes;
    let relations = completed.relations();
    let mut blocks = vec![
        Block::notice(
            Tone::Soft,
            "The data comes as it is: look at it, and make sure that you can rely on it, before you answer.",
        ),
        Block::Table(overview(completed)),
    ];
    if nodes.len() > 1 {
        blocks.push(Block::text(
            "PK is the key of a table, FK a reference to the key of another one; a line ends in a crow's foot at the side of \
             which there can be many rows.",
        ));
        blocks.push(Block::Diagram(datagen_report::diagram(nodes, &relations)));
    }
    for node in nodes {
        blocks.push(Block::heading(&format!("table {}", node.id), &node.id));
        blocks.push(Block::Table(columns(node, &relations)));
    }
    blocks
}

fn overview(completed: &Completed<'_>) -> Table {
    let row = |node: &Node| {
        let rows = completed.tables.rows(&node.id);
        let link = Some(slug(&format!("table {}", node.id)));
        vec![
            Cell { link, ..Cell::new(node.id.clone()) },
            Cell::new(node.description.clone().unwrap_or_default()),
            Cell::new(count(rows)),
            Cell::new(node.columns.len().to_string()),
        ]
    };
    Table {
        caption: "The tables".to_owned(),
        columns: vec![left("Table", 1.2), left("What it holds", 3.0), right("Rows", 0.8), right("Columns", 0.8)],
        rows: completed.tables.document.nodes.iter().map(row).collect(),
    }
}

fn columns(node: &Node, relations: &[Relation]) -> Table {
    let row = |column: &datagen_core::schema::document::Column| {
        let target = relations.iter().find(|one| one.table == node.id && one.column == column.name);
        let key = match target {
            Some(target) => format!("FK → {}", target.to_table),
            None if column.name == node.pk => "PK".to_owned(),
            None => String::new(),
        };
        let unit = column.unit.as_ref().map_or_else(String::new, |unit| format!(" ({unit})"));
        vec![
            Cell::new(column.name.clone()),
            Cell::toned(key, Tone::Soft),
            Cell::toned(format!("{}{unit}", kind(column.column_type)), Tone::Soft),
            Cell::new(column.description.clone().unwrap_or_default()),
        ]
    };
    Table {
        caption: format!("Columns of {}", node.id),
        columns: vec![left("Column", 1.5), left("Key", 1.1), left("Type", 1.1), left("Meaning", 3.2)],
        rows: node.columns.iter().map(row).collect(),
    }
}

fn rules(completed: &Completed<'_>) -> Vec<Block> {
    let rules = completed.challenge.rules.iter().map(|rule| rule.text.clone());
    vec![Block::text("This is how the business works:"), Block::List(rules.collect())]
}

/// Names and dates only: what an event did is for learners to find.
fn calendar(completed: &Completed<'_>) -> Vec<Block> {
    let mut names: Vec<&str> = Vec::new();
    for event in &completed.challenge.events {
        if !names.contains(&event.name.as_str()) {
            names.push(&event.name);
        }
    }
    let row = |name: &&str| {
        let own: Vec<&EventImpact> = completed.challenge.events.iter().filter(|event| event.name == **name).collect();
        vec![Cell::new(*name), Cell::new(when(&own))]
    };
    vec![Block::Table(Table {
        caption: "What happened".to_owned(),
        columns: vec![left("Event", 2.0), left("When", 3.0)],
        rows: names.iter().map(row).collect(),
    })]
}

fn submit(completed: &Completed<'_>) -> Vec<Block> {
    let steps = [
        "For each question: the query or workbook that answers it, so that somebody else can run it again.",
        "The result as a table, and the answer in one sentence with its numbers.",
        "A chart for the owner of the business where it says more than the table.",
        "What you assumed about the data, and what you changed before you used it.",
        "Two or three recommendations, each with the number that it rests on.",
    ];
    // First, for at the end it would stand alone on a page now and then.
    vec![
        Block::notice(Tone::Plain, format!("Support: {}", completed.brand.support)),
        Block::text("Hand in:"),
        Block::List(steps.map(str::to_owned).to_vec()),
    ]
}
