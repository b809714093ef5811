//! The text that is typeset: the blocks of the report in the words of typst. What comes from data stands in string literals
//! and is never read as markup.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::chapters::chapters;
use crate::chart::Chart;
use crate::diagram::Diagram;
use crate::document::{Document, Verdict};
use crate::paper::{Align, Block, Card, Cell, Chapter, Cover, Fact, Figure, Paper, Span, Table, Theme, Tone};

use super::fonts::Fonts;

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
/// A diagram this much wider than high, and wider than letters can be read on an upright page, lies on a page of its own,
/// turned.
const LYING: f64 = 1.15;
const WIDEST: f64 = 1.5 * PAGE;

/// The text of a data report, and characters that were replaced.
pub(super) fn of_document(document: &Document, fonts: &Fonts) -> (String, BTreeMap<char, u64>) {
    let theme = Theme::default();
    let mut writer = Writer::new(fonts, &theme);
    writer.document(document);
    (writer.text, writer.replaced)
}

/// The text of a report with a cover of its own, and characters that were replaced.
pub(super) fn of_paper(paper: &Paper, fonts: &Fonts) -> (String, BTreeMap<char, u64>) {
    let mut writer = Writer::new(fonts, &paper.theme);
    writer.paper(paper);
    (writer.text, writer.replaced)
}

struct Writer<'f> {
    text: String,
    fonts: &'f Fonts,
    theme: &'f Theme,
    /// Figures so far.
    figures: usize,
    /// Whether characters beyond ASCII can be shown.
    known: BTreeMap<char, bool>,
    replaced: BTreeMap<char, u64>,
}

impl<'f> Writer<'f> {
    fn new(fonts: &'f Fonts, theme: &'f Theme) -> Self {
        Self { text: String::new(), fonts, theme, figures: 0, known: BTreeMap::new(), replaced: BTreeMap::new() }
    }
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
        let title = format!("{}: data report", document.title);
        self.begin(&title, &title);
        self.cover(document);
        chapters(document).iter().for_each(|chapter| self.chapter(chapter));
        self.appendix("The other forms of the report show them.");
    }

    fn paper(&mut self, paper: &Paper) {
        let title = if paper.title.is_empty() { &paper.cover.title } else { &paper.title };
        self.begin(title, &paper.footer);
        self.front(&paper.cover);
        paper.chapters.iter().for_each(|chapter| self.chapter(chapter));
        self.appendix("A font that has them makes them visible.");
    }

    /// Title, colours and the words of our own that everything else is written in.
    fn begin(&mut self, title: &str, footer: &str) {
        let (title, footer) = (self.string(title), self.string(footer));
        let families: Vec<String> = self.fonts.families.iter().map(|family| format!("{family:?}")).collect();
        self.put(format_args!(
            "#set document(title: {title}, date: none)\n#let families = ({})\n#let footing = {footer}\n",
            families.join(", ")
        ));
        let theme = self.theme;
        let colours = [
            ("ink", &theme.ink),
            ("soft", &theme.soft),
            ("heading-colour", &theme.heading),
            ("line-colour", &theme.line),
            ("panel", &theme.panel),
            ("link-colour", &theme.link),
            ("dark", &theme.dark),
            ("accent", &theme.accent),
            ("pale", &theme.pale),
            ("head-fill", &theme.head[0]),
            ("head-ink", &theme.head[1]),
            ("good", &theme.good.text),
            ("warn", &theme.warn.text),
            ("bad", &theme.bad.text),
        ];
        for (name, colour) in colours {
            let colour = self.colour(colour);
            self.put(format_args!("#let {name} = {colour}\n"));
        }
        self.put(format_args!("#let letters = {}pt\n", theme.letters));
        self.text.push_str(PREAMBLE);
    }

    /// A colour as the typesetter writes it; black when it is none.
    fn colour(&mut self, colour: &str) -> String {
        let is_colour = |digits: &str| digits.len() == 6 && digits.chars().all(|digit| digit.is_ascii_hexdigit());
        let colour = if colour.strip_prefix('#').is_some_and(is_colour) { colour } else { "#000000" };
        format!("rgb(\"{colour}\")")
    }

    fn chapter(&mut self, chapter: &Chapter) {
        let title = self.words(&chapter.title);
        let page = if chapter.own_page { "#pagebreak(weak: true)\n" } else { "#v(22pt, weak: true)\n" };
        self.put(format_args!("\n{page}= {title} <{}>\n", chapter.id));
        chapter.blocks.iter().for_each(|block| self.block(block));
    }

    /// A cover with its table of contents.
    fn front(&mut self, cover: &Cover) {
        let lines: Vec<String> = cover.lines.iter().map(|line| self.string(line)).collect();
        let [kind, title, subtitle] = [&cover.kind, &cover.title, &cover.subtitle].map(|text| self.string(text));
        let lines: String = lines.iter().map(|line| format!("{line}, ")).collect();
        self.put(format_args!("#front({kind}, {title}, {subtitle}, ({lines}))\n"));
        if !cover.facts.is_empty() {
            self.facts(&cover.facts);
        }
        self.text.push_str("#contents()\n");
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

    /// What could not be shown, and what helps.
    fn appendix(&mut self, help: &str) {
        if self.replaced.is_empty() {
            return;
        }
        let codes: Vec<String> = self.replaced.keys().take(40).map(|c| format!("U+{:04X}", *c as u32)).collect();
        let all: u64 = self.replaced.values().sum();
        let text = self.string(&format!(
            "{all} characters have no sign in the fonts of this document and are shown as \u{fffd}: {}. {help}",
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
            Block::Spans(spans) => self.spans(spans),
            Block::List(points) => self.list(points),
            Block::Facts(facts) => self.facts(facts),
            Block::Cards(columns, cards) => self.cards(*columns, cards),
            Block::Table(table) => self.table(table),
            Block::Charts(charts) => self.charts(charts),
            Block::Figures(figures) => self.figures(figures),
            Block::Diagram(diagram) => self.diagram(diagram),
            Block::Code { text, .. } => {
                let text = self.string(text);
                self.put(format_args!("\n#listing({text})\n"));
            }
            Block::Notice { tone, text } => {
                let text = self.words(text);
                self.put(format_args!("\n#notice({})[{text}]\n", tone_name(*tone)));
            }
            Block::Details { tone, label, title, open, blocks, .. } => {
                let is_list = label.is_empty() && !open;
                let (title, label) = (self.words(title), self.string(label));
                self.put(format_args!("\n#topic({}, {label})[{title}]\n", tone_name(*tone)));
                for block in blocks {
                    match block {
                        Block::Table(table) if is_list => self.beginning(table),
                        block => self.block(block),
                    }
                }
            }
        }
    }

    fn spans(&mut self, spans: &[Span]) {
        self.text.push('\n');
        for span in spans {
            let words = self.string(&breakable(&span.text));
            match &span.colour {
                Some(colour) => {
                    let colour = self.colour(colour);
                    self.put(format_args!("#marked({colour}, {words});"));
                }
                None => self.put(format_args!("#{words};")),
            }
        }
        self.text.push_str("\n\n");
    }

    fn list(&mut self, points: &[String]) {
        self.text.push_str("\n#points(");
        for point in points {
            let words = self.words(point);
            self.put(format_args!("[{words}], "));
        }
        self.text.push_str(")\n");
    }

    fn cards(&mut self, columns: usize, cards: &[Card]) {
        self.put(format_args!("\n#cards({}, ", columns.max(1)));
        for card in cards {
            let mark = self.string(&card.mark);
            let [title, text] = [&card.title, &card.text].map(|text| match text.as_str() {
                "" => "none".to_owned(),
                text => format!("[{}]", self.words(text)),
            });
            let colour = card.colour.clone().unwrap_or_else(|| self.theme.heading.clone());
            let colour = self.colour(&colour);
            self.put(format_args!("({mark}, {title}, {text}, {colour}), "));
        }
        self.text.push_str(")\n");
    }

    fn facts(&mut self, facts: &[Fact]) {
        self.text.push_str("\n#facts(");
        for fact in facts {
            let (label, value) = (self.string(&fact.label), self.string(&fact.value));
            self.put(format_args!("({label}, {value}, {}), ", tone_name(fact.tone)));
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
            let picture = self.string(&chart.themed_svg(self.theme));
            // The words for it stand at the large picture.
            self.put(format_args!("pdf.artifact(picture({picture}, none, 100%)), "));
            return;
        }
        let words = self.words(&cell.text);
        match cell.tone {
            Tone::Plain => self.put(format_args!("[{words}], ")),
            tone => self.put(format_args!("text(fill: {})[{words}], ", tone_name(tone))),
        }
    }

    /// Small charts two by two, wide ones across the page.
    fn charts(&mut self, charts: &[Chart]) {
        for group in charts.chunk_by(|a, b| a.is_wide() == b.is_wide()) {
            self.text.push_str("\n#charts(");
            self.put(format_args!("{}, ", if group[0].is_wide() { 1 } else { 2 }));
            for chart in group {
                let picture = self.string(&chart.themed_svg(self.theme));
                let alternative = self.string(&chart.alternative);
                self.put(format_args!("picture({picture}, {alternative}, 100%), "));
            }
            self.text.push_str(")\n");
        }
    }

    /// Like charts, with a number and what there is to see.
    fn figures(&mut self, figures: &[Figure]) {
        for group in figures.chunk_by(|a, b| a.chart.is_wide() == b.chart.is_wide()) {
            self.put(format_args!("\n#figures({}, ", if group[0].chart.is_wide() { 1 } else { 2 }));
            for Figure { chart, caption } in group {
                self.figures += 1;
                let (picture, number) = (self.string(&chart.themed_svg(self.theme)), self.figures);
                let (alternative, caption) = (self.string(&chart.alternative), self.words(caption));
                self.put(format_args!("(picture({picture}, {alternative}, 100%), {number}, [{caption}]), "));
            }
            self.text.push_str(")\n");
        }
    }

    /// As large as its letters need, and never larger than a page.
    fn diagram(&mut self, diagram: &Diagram) {
        let (width, height) = diagram.size();
        let picture = self.string(&diagram.themed_svg(self.theme));
        let alternative = self.string(&diagram.alternative());
        if width > LYING * height && width > WIDEST {
            self.put(format_args!("\n#lying({picture}, {alternative})\n"));
        } else {
            let scale = (WIDE / PAGE).min(WIDE / width).min(HIGH / height);
            self.put(format_args!("\n#standing({picture}, {alternative}, {:.1}mm)\n", width * scale));
        }
    }
}

/// What the colour of something is called in the words of our own.
const fn tone_name(tone: Tone) -> &'static str {
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
