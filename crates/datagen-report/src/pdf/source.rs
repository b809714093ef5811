//! The text that is typeset: the blocks of the report in the words of typst. What comes from data stands in string literals
//! and is never read as markup.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::chapters::{Align, Block, Cell, Fact, Table, Tone, chapters};
use crate::chart::Chart;
use crate::diagram::Diagram;
use crate::document::{Document, Verdict};

use super::fonts::{FAMILIES, Fonts};

const PREAMBLE: &str = include_str!("../../templates/report.typ");

/// Words of this many characters get places where they may be broken.
const LONG: usize = 14;
/// Rows of a list that nobody needs to read.
const LISTED: usize = 25;
/// Pixels of a chart's width that make the width of a page.
const PAGE: f64 = 700.0;
/// Millimetres of a page.
const WIDE: f64 = 176.0;
const HIGH: f64 = 205.0;
/// A diagram this much wider than high lies on a page of its own, turned.
const LYING: f64 = 1.15;

/// The text, and characters that were replaced.
pub(super) fn source(document: &Document, fonts: &Fonts) -> (String, BTreeMap<char, u64>) {
    let mut writer = Writer { text: String::new(), fonts, known: BTreeMap::new(), replaced: BTreeMap::new() };
    writer.document(document);
    (writer.text, writer.replaced)
}

struct Writer<'f> {
    text: String,
    fonts: &'f Fonts,
    /// Whether characters beyond ASCII can be shown.
    known: BTreeMap<char, bool>,
    replaced: BTreeMap<char, u64>,
}

impl Writer<'_> {
    /// Writing to a String cannot fail, so what it says is not looked at.
    fn put(&mut self, words: std::fmt::Arguments<'_>) {
        let _ = self.text.write_fmt(words);
    }

    /// A string literal of characters that can be shown.
    fn string(&mut self, text: &str) -> String {
        let mut literal = String::with_capacity(text.len() + 2);
        literal.push('"');
        for character in text.chars() {
            match self.shown(character) {
                '"' => literal.push_str("\\\""),
                '\\' => literal.push_str("\\\\"),
                '\n' => literal.push_str("\\n"),
                other => literal.push(other),
            }
        }
        literal.push('"');
        literal
    }

    /// The character itself, or one in its place.
    fn shown(&mut self, character: char) -> char {
        if character == '\n' || (' '..='~').contains(&character) {
            return character;
        }
        if character == '\t' || character == '\r' {
            return ' ';
        }
        let fonts = self.fonts;
        let known = *self.known.entry(character).or_insert_with(|| !character.is_control() && fonts.has(character));
        if known {
            return character;
        }
        *self.replaced.entry(character).or_default() += 1;
        '\u{fffd}'
    }

    /// Text as content, long words broken anywhere, what stands between backticks as code.
    fn words(&mut self, text: &str) -> String {
        if !text.contains('`') || !text.matches('`').count().is_multiple_of(2) {
            let text = self.string(&breakable(text));
            return format!("#{text}");
        }
        let parts = text.split('`').enumerate().filter(|(_, part)| !part.is_empty());
        let mut content = String::new();
        for (position, part) in parts {
            let literal = self.string(&breakable(part));
            content.push_str(&if position % 2 == 1 { format!("#code({literal})") } else { format!("#{literal};") });
        }
        content
    }

    fn document(&mut self, document: &Document) {
        let title = self.string(&format!("{}: data report", document.title));
        let families: Vec<String> = FAMILIES.iter().map(|family| format!("\"{family}\"")).collect();
        self.put(format_args!(
            "#set document(title: {title}, date: none)\n#let families = ({})\n",
            families.join(", ")
        ));
        self.text.push_str(PREAMBLE);
        self.cover(document);
        for chapter in chapters(document) {
            let title = self.words(&chapter.title);
            self.put(format_args!("\n#pagebreak(weak: true)\n= {title} <{}>\n", chapter.id));
            chapter.blocks.iter().for_each(|block| self.block(block));
        }
        self.appendix();
    }

    fn cover(&mut self, document: &Document) {
        let colour = match document.summary.verdict {
            Verdict::Good => "good",
            Verdict::Attention => "warn",
            Verdict::Bad => "bad",
        };
        let (title, sentence) = (self.string(&document.title), self.string(&document.summary.sentence));
        let by = self.string(&document.lineage.reported_by);
        self.put(format_args!("#cover({title}, {sentence}, {colour}, {by})\n"));
    }

    /// What could not be shown.
    fn appendix(&mut self) {
        if self.replaced.is_empty() {
            return;
        }
        let codes: Vec<String> = self.replaced.keys().take(40).map(|c| format!("U+{:04X}", *c as u32)).collect();
        let all: u64 = self.replaced.values().sum();
        let text = self.string(&format!(
            "{all} characters have no sign in the fonts of this document and are shown as \u{fffd}: {}. The other forms of \
             the report show them.",
            codes.join(", ")
        ));
        self.put(format_args!("\n#notice(warn)[#{text}]\n"));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, id, text } => {
                let text = self.words(text);
                let marks = "=".repeat(usize::from(*level).saturating_sub(1));
                self.put(format_args!("\n{marks} {text} <{id}>\n"));
            }
            Block::Text(text) => {
                let text = self.words(text);
                self.put(format_args!("\n{text}\n\n"));
            }
            Block::Facts(facts) => self.facts(facts),
            Block::Table(table) => self.table(table),
            Block::Charts(charts) => self.charts(charts),
            Block::Diagram(diagram) => self.diagram(diagram),
            Block::Code { text, .. } => {
                let text = self.string(text);
                self.put(format_args!("\n#listing({text})\n"));
            }
            Block::Notice { tone, text } => {
                let text = self.words(text);
                self.put(format_args!("\n#notice({})[{text}]\n", colour(*tone)));
            }
            Block::Details { tone, label, title, open, blocks, .. } => {
                let is_list = label.is_empty() && !open;
                let (title, label) = (self.words(title), self.string(label));
                self.put(format_args!("\n#topic({}, {label})[{title}]\n", colour(*tone)));
                for block in blocks {
                    match block {
                        Block::Table(table) if is_list => self.beginning(table),
                        block => self.block(block),
                    }
                }
            }
        }
    }

    fn facts(&mut self, facts: &[Fact]) {
        self.text.push_str("\n#facts(");
        for fact in facts {
            let (label, value) = (self.string(fact.label), self.string(&fact.value));
            self.put(format_args!("({label}, {value}, {}), ", colour(fact.tone)));
        }
        self.text.push_str(")\n");
    }

    fn table(&mut self, table: &Table) {
        let shares: Vec<String> = table.columns.iter().map(|column| format!("{}fr", column.share)).collect();
        let align = |align: Align| if align == Align::Right { "right" } else { "left" };
        let aligns: Vec<&str> = table.columns.iter().map(|column| align(column.align)).collect();
        self.put(format_args!("\n#data(({},), ({},), (", shares.join(", "), aligns.join(", ")));
        if table.columns.iter().any(|column| !column.title.is_empty()) {
            for column in &table.columns {
                let title = self.words(&column.title);
                self.put(format_args!("[{title}], "));
            }
        }
        self.text.push_str("), (\n");
        for row in &table.rows {
            row.iter().for_each(|cell| self.cell(cell));
            self.text.push('\n');
        }
        self.text.push_str("))\n");
    }

    /// The first rows of a list that the other forms show when it is opened.
    fn beginning(&mut self, table: &Table) {
        let more = table.rows.len().saturating_sub(LISTED);
        let rows = table.rows.iter().take(LISTED).cloned().collect();
        self.table(&Table { rows, ..table.clone() });
        if more > 0 {
            let words = self.string(&format!("And {more} more, which the other forms of the report list."));
            self.put(format_args!("\n#{words}\n\n"));
        }
    }

    fn cell(&mut self, cell: &Cell) {
        if let Some(chart) = &cell.chart {
            let picture = self.string(&chart.standalone_svg());
            // The words for it stand at the large picture.
            self.put(format_args!("pdf.artifact(picture({picture}, none, 100%)), "));
            return;
        }
        let words = self.words(&cell.text);
        match cell.tone {
            Tone::Plain => self.put(format_args!("[{words}], ")),
            tone => self.put(format_args!("text(fill: {})[{words}], ", colour(tone))),
        }
    }

    /// Small charts two by two, wide ones across the page.
    fn charts(&mut self, charts: &[Chart]) {
        for group in charts.chunk_by(|a, b| a.is_wide() == b.is_wide()) {
            self.text.push_str("\n#charts(");
            self.put(format_args!("{}, ", if group[0].is_wide() { 1 } else { 2 }));
            for chart in group {
                let picture = self.string(&chart.standalone_svg());
                let alternative = self.string(&chart.alternative);
                self.put(format_args!("picture({picture}, {alternative}, 100%), "));
            }
            self.text.push_str(")\n");
        }
    }

    /// As large as its letters need, and never larger than a page.
    fn diagram(&mut self, diagram: &Diagram) {
        let (width, height) = diagram.size();
        let picture = self.string(&diagram.standalone_svg());
        let alternative = self.string(&diagram.alternative());
        if width > LYING * height && width > PAGE {
            self.put(format_args!("\n#lying({picture}, {alternative})\n"));
        } else {
            let scale = (WIDE / PAGE).min(WIDE / width).min(HIGH / height);
            self.put(format_args!("\n#standing({picture}, {alternative}, {:.1}mm)\n", width * scale));
        }
    }
}

const fn colour(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "ink",
        Tone::Good => "good",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
        Tone::Soft => "soft",
    }
}

/// Places to break in words that are too long for a column: behind signs, and after every few letters.
fn breakable(text: &str) -> String {
    const BREAK: char = '\u{200b}';
    let mut result = String::with_capacity(text.len());
    for word in text.split_inclusive(' ') {
        if word.chars().count() <= LONG {
            result.push_str(word);
            continue;
        }
        let mut run = 0;
        for character in word.chars() {
            result.push(character);
            run += 1;
            if matches!(character, '_' | '.' | '-' | '/' | ',' | ':' | '@') && run > 3 || run >= LONG {
                result.push(BREAK);
                run = 0;
            }
        }
    }
    result
}
