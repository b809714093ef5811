//! How a document is laid out: chapters of blocks. Pages, PDF and Markdown draw the same blocks.

mod checks;
mod tables;

use crate::chart::{Axis, Chart, Meaning, Plot, Series, Size, count, percent};
use crate::diagram::Diagram;
use crate::document::{Document, Lineage, Summary, Verdict};

/// A part of a report.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chapter {
    /// Where links lead.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) blocks: Vec<Block>,
}

/// Something on a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Block {
    /// A heading below the chapter's: level 3 or 4.
    Heading {
        level: u8,
        id: String,
        text: String,
    },
    /// Plain text; what stands between backticks is code.
    Text(String),
    /// Numbers that matter.
    Facts(Vec<Fact>),
    Table(Table),
    /// Charts beside each other.
    Charts(Vec<Chart>),
    Diagram(Diagram),
    Code {
        language: &'static str,
        text: String,
    },
    Notice {
        tone: Tone,
        text: String,
    },
    /// Something to be opened.
    Details {
        id: String,
        tone: Tone,
        label: &'static str,
        title: String,
        open: bool,
        blocks: Vec<Block>,
    },
}

/// What something means; shown by colour and never by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Good,
    Warn,
    Bad,
    Soft,
}

/// A number that matters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fact {
    pub(crate) label: &'static str,
    pub(crate) value: String,
    pub(crate) tone: Tone,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    /// What the table is about, for screen readers.
    pub(crate) caption: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    pub(crate) title: String,
    pub(crate) align: Align,
    /// How wide it is on paper, compared with the others.
    pub(crate) share: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) tone: Tone,
    pub(crate) chart: Option<Box<Chart>>,
    /// The place that the cell leads to.
    pub(crate) link: Option<String>,
}

impl Table {
    /// Whether it is a list of names and values, without titles.
    pub(crate) fn is_pairs(&self) -> bool {
        self.columns.iter().all(|column| column.title.is_empty())
    }

    /// The class of the cells of a column.
    pub(crate) fn align_of(&self, column: &usize) -> &'static str {
        self.columns.get(*column).map_or(Align::Left, |column| column.align).class()
    }
}

impl Align {
    /// The class of elements on a page.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
        }
    }
}

impl Tone {
    /// The class of elements on a page.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Soft => "soft",
        }
    }
}

impl Cell {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Plain, chart: None, link: None }
    }

    pub(crate) fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { tone, ..Self::new(text) }
    }
}

pub(crate) fn left(title: &str, share: f64) -> Column {
    Column { title: title.to_owned(), align: Align::Left, share }
}

pub(crate) fn right(title: &str, share: f64) -> Column {
    Column { title: title.to_owned(), align: Align::Right, share }
}

/// A name as part of an address within the report: letters, digits and dashes.
pub(crate) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if character.is_alphanumeric() {
            slug.push_str(&format!("u{:x}", character as u32));
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches('-').to_owned()
}

/// All chapters of a report.
pub(crate) fn chapters(document: &Document) -> Vec<Chapter> {
    let chapter = |id: &str, title: &str, blocks| Chapter { id: id.to_owned(), title: title.to_owned(), blocks };
    let mut chapters = vec![
        chapter("summary", "Summary", summary(document)),
        chapter("model", "Data model", model(document)),
        chapter("tables", "Tables", document.tables.iter().flat_map(tables::table).collect()),
        chapter("checks", "Checks", checks::checks(document)),
    ];
    if !document.insights.is_empty() {
        chapters.push(chapter("insights", "Insights", checks::insights(document)));
    }
    chapters.push(chapter("lineage", "Lineage", lineage(&document.lineage)));
    chapters
}

fn summary(document: &Document) -> Vec<Block> {
    let summary = &document.summary;
    let mut blocks = Vec::new();
    blocks.extend(document.description.clone().map(Block::Text));
    let tone = match summary.verdict {
        Verdict::Good => Tone::Good,
        Verdict::Attention => Tone::Warn,
        Verdict::Bad => Tone::Bad,
    };
    blocks.push(Block::Notice { tone, text: summary.sentence.clone() });
    if document.lineage.dirty {
        let text = "This data is dirty on purpose. Issues that its ledger lists do not count against it; the profiles \
                    show the data as it is.";
        blocks.push(Block::Notice { tone: Tone::Soft, text: text.to_owned() });
    }
    blocks.push(Block::Facts(facts(summary, tone)));
    blocks.push(Block::Charts(vec![gauge(summary), categories(summary)]));
    if !summary.advice.is_empty() {
        blocks.push(Block::Heading { level: 3, id: "advice".to_owned(), text: "What to do".to_owned() });
        blocks.push(Block::Table(advice(summary)));
    }
    blocks
}

fn facts(summary: &Summary, tone: Tone) -> Vec<Fact> {
    let fact = |label, value, tone| Fact { label, value, tone };
    let failed = if summary.checks.failed > 0 { Tone::Bad } else { Tone::Plain };
    vec![
        fact("score of 100", score(summary.score), tone),
        fact("tables", count(summary.tables as u64), Tone::Plain),
        fact("rows", count(summary.rows), Tone::Plain),
        fact("columns", count(summary.columns as u64), Tone::Plain),
        fact("cells filled", percent(summary.completeness), Tone::Plain),
        fact("checks passed", count(summary.checks.passed as u64), Tone::Plain),
        fact("checks failed", count(summary.checks.failed as u64), failed),
    ]
}

/// A score, never rounded up.
fn score(score: f64) -> String {
    let text = format!("{:.1}", (score * 10.0).floor() / 10.0);
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

fn gauge(summary: &Summary) -> Chart {
    Chart {
        title: "Score".to_owned(),
        alternative: format!("Score: {} of 100.", score(summary.score)),
        x: Axis::default(),
        y: Axis::default(),
        size: Size::Small,
        plot: Plot::Gauge { value: summary.score, most: 100.0, limits: (95.0, 80.0) },
    }
}

/// Checks by category and status.
fn categories(summary: &Summary) -> Chart {
    let of = |count: fn(&datagen_quality::findings::CategoryScore) -> usize| {
        summary.categories.iter().map(|category| count(category) as f64).collect::<Vec<f64>>()
    };
    let all = [
        ("passed", of(|category| category.passed), Meaning::Good),
        ("warning", of(|category| category.warnings), Meaning::Warn),
        ("not tested", of(|category| category.not_tested), Meaning::Unknown),
        ("failed", of(|category| category.failed), Meaning::Bad),
    ];
    let words: Vec<String> = summary
        .categories
        .iter()
        .map(|one| format!("{} {} of {}", one.category.word(), one.passed, one.passed + one.failed))
        .collect();
    let series =
        all.into_iter().map(|(name, values, meaning)| Series { meaning, ..Series::new(name, values) }).collect();
    let labels = summary.categories.iter().map(|category| category.category.word().to_owned()).collect();
    Chart {
        title: "Checks by category".to_owned(),
        alternative: format!("Checks that pass: {}.", words.join(", ")),
        x: Axis::default(),
        y: Axis::default(),
        size: Size::Small,
        plot: Plot::Stacked { labels, series },
    }
}

fn advice(summary: &Summary) -> Table {
    let row = |advice: &crate::document::Advice| {
        let (word, tone) = if advice.urgent { ("fails", Tone::Bad) } else { ("look at", Tone::Warn) };
        let problem = Cell { link: Some(slug(&advice.check)), ..Cell::new(advice.problem.clone()) };
        vec![Cell::toned(word, tone), problem, Cell::new(advice.action.clone())]
    };
    Table {
        caption: "What to do, the most urgent first".to_owned(),
        columns: vec![left("", 0.6), left("Found", 3.0), left("To do", 3.0)],
        rows: summary.advice.iter().map(row).collect(),
    }
}

fn model(document: &Document) -> Vec<Block> {
    let mut blocks = vec![Block::Table(tables::overview(&document.tables))];
    let with_rows: Vec<_> = document.tables.iter().filter_map(|table| Some((&table.name, table.rows?))).collect();
    if with_rows.len() > 1 {
        blocks.push(Block::Charts(vec![tables::sizes(&with_rows)]));
    }
    let words = "PK is a primary key, FK a reference to another table's key; a line ends in a crow's foot at the side of \
                 which there are any number of rows.";
    blocks.push(Block::Text(words.to_owned()));
    blocks.push(Block::Diagram(document.diagram.clone()));
    blocks
}

fn lineage(lineage: &Lineage) -> Vec<Block> {
    let matches = lineage.data_schema_hash.as_ref().map(|hash| *hash == lineage.schema_hash);
    let schema = match matches {
        Some(true) => "the one the data was generated from",
        Some(false) => "another one than the data was generated from",
        None => "the data does not say which one it was generated from",
    };
    let unknown = || "not known".to_owned();
    let rows = [
        ("Seed", lineage.seed.map_or_else(unknown, |seed| seed.to_string())),
        ("Schema", schema.to_owned()),
        ("SHA-256 of the schema", lineage.schema_hash.clone()),
        ("SHA-256 of the data's schema", lineage.data_schema_hash.clone().unwrap_or_else(unknown)),
        ("Stream version", lineage.stream_version.map_or_else(unknown, |version| version.to_string())),
        ("Data written by", lineage.written_by.clone().unwrap_or_else(unknown)),
        ("Report made by", lineage.reported_by.clone()),
    ];
    let rows = rows.into_iter().map(|(name, value)| vec![Cell::new(name), Cell::new(value)]).collect();
    let caption = "Where the data comes from".to_owned();
    vec![Block::Table(Table { caption, columns: vec![left("", 1.2), left("", 3.0)], rows })]
}
