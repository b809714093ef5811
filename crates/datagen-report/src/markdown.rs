//! The report as Markdown: what a repository or a chat shows. Charts are told in their words, the data model is a Mermaid
//! diagram.

use std::fmt::Write as _;

use crate::chapters::chapters;
use crate::diagram::Diagram;
use crate::document::Document;
use crate::paper::{Align, Block, Card, Cell, Span, Table, Tone};

/// The text.
#[must_use]
pub fn markdown(document: &Document) -> String {
    let mut text = format!("# {}: data report\n", plain(&document.title));
    for chapter in chapters(document) {
        let _ = write!(text, "\n## {}\n", plain(&chapter.title));
        chapter.blocks.iter().for_each(|block| write(&mut text, block));
    }
    let _ = write!(text, "\n---\nMade by {}.\n", plain(&document.lineage.reported_by));
    text
}

/// Writing to a String cannot fail, so what it says is not looked at.
fn write(text: &mut String, block: &Block) {
    match block {
        Block::Heading { level, text: words, .. } => {
            let _ = write!(text, "\n{} {}\n", "#".repeat(usize::from(*level)), plain(words));
        }
        Block::Text(words) => {
            let _ = write!(text, "\n{}\n", words_of(words));
        }
        Block::Facts(facts) => {
            text.push('\n');
            for fact in facts {
                let _ = writeln!(text, "- {}: **{}**", fact.label, plain(&fact.value));
            }
        }
        Block::Table(table) => table_of(text, table),
        Block::Spans(spans) => {
            let span = |span: &Span| {
                if span.colour.is_some() { format!("**{}**", plain(&span.text)) } else { plain(&span.text) }
            };
            let _ = write!(text, "\n{}\n", spans.iter().map(span).collect::<String>());
        }
        Block::List(points) => {
            text.push('\n');
            points.iter().for_each(|point| text.push_str(&format!("- {}\n", words_of(point))));
        }
        Block::Cards(_, cards) => {
            text.push('\n');
            let words =
                |card: &Card| format!("- **{} {}** {}\n", plain(&card.mark), plain(&card.title), words_of(&card.text));
            text.extend(cards.iter().map(words));
        }
        Block::Figures(figures) => {
            text.push('\n');
            figures.iter().for_each(|one| {
                text.push_str(&format!("- *{}* {}\n", plain(&one.chart.alternative), plain(&one.caption)));
            });
        }
        Block::Charts(charts) => {
            text.push('\n');
            charts.iter().for_each(|chart| text.push_str(&format!("- *{}*\n", plain(&chart.alternative))));
        }
        Block::Diagram(diagram) => mermaid(text, diagram),
        Block::Code { language, text: code } => {
            // A fence longer than any inside.
            let fence = "`".repeat(longest_run(code, '`').max(2) + 1);
            let _ = write!(text, "\n{fence}{language}\n{}\n{fence}\n", code.trim_end());
        }
        Block::Notice { tone, text: words } => {
            let _ = write!(text, "\n> {}{}\n", mark(*tone), words_of(words));
        }
        Block::Details { label, title, blocks, .. } => {
            let label = if label.is_empty() { String::new() } else { format!("[{label}] ") };
            let _ = write!(text, "\n#### {label}{}\n", plain(title));
            blocks.iter().for_each(|block| write(text, block));
        }
    }
}

const fn mark(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "✓ ",
        Tone::Warn | Tone::Bad => "⚠ ",
        Tone::Plain | Tone::Soft => "",
    }
}

fn table_of(text: &mut String, table: &Table) {
    // Small bars say nothing in a text.
    let is_drawn =
        |column: usize| table.rows.iter().any(|row| row.get(column).is_some_and(|cell| cell.chart.is_some()));
    let shown: Vec<usize> = (0..table.columns.len()).filter(|column| !is_drawn(*column)).collect();
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    text.push('\n');
    text.push_str(&line(shown.iter().map(|column| plain(&table.columns[*column].title)).collect()));
    let rule = |column: &usize| if table.columns[*column].align == Align::Right { "---:" } else { "---" }.to_owned();
    text.push_str(&line(shown.iter().map(rule).collect()));
    for row in &table.rows {
        let cell = |column: &usize| row.get(*column).map_or(String::new(), |cell: &Cell| words_of(&cell.text));
        text.push_str(&line(shown.iter().map(cell).collect()));
    }
}

/// Names in Mermaid are letters, digits, dashes and underscores; others stand in quotes.
fn mermaid(text: &mut String, diagram: &Diagram) {
    let name = |name: &str| {
        let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.is_empty();
        if is_plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "'")) }
    };
    text.push_str("\n```mermaid\nerDiagram\n");
    for entity in &diagram.entities {
        let _ = writeln!(text, "  {} {{", name(&entity.name));
        for attribute in &entity.attributes {
            let key = match (attribute.primary, attribute.foreign) {
                (true, true) => " PK, FK",
                (true, false) => " PK",
                (false, true) => " FK",
                (false, false) => "",
            };
            let shown: String =
                attribute.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
            let _ = writeln!(text, "    {} {shown}{key}", attribute.attribute_type);
        }
        text.push_str("  }\n");
    }
    for relation in &diagram.relations {
        let parent = if relation.optional { "|o" } else { "||" };
        let (from, to) = (name(&relation.parent), name(&relation.child));
        let _ = writeln!(text, "  {from} {parent}--o{{ {to} : \"{}\"", relation.column.replace('"', "'"));
    }
    text.push_str("```\n");
}

/// Text whose code stays code.
fn words_of(text: &str) -> String {
    if !text.matches('`').count().is_multiple_of(2) {
        return plain(text);
    }
    let part = |(position, part): (usize, &str)| {
        if position % 2 == 1 { format!("`{}`", part.replace(['\n', '|'], " ")) } else { plain(part) }
    };
    text.split('`').enumerate().map(part).collect()
}

/// Text that means nothing to Markdown.
fn plain(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => result.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' => {
                result.push('\\');
                result.push(character);
            }
            other => result.push(other),
        }
    }
    result
}

fn longest_run(text: &str, wanted: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for character in text.chars() {
        run = if character == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}
