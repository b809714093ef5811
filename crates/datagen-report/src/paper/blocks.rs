//! What reports are made of: chapters of blocks. Pages, PDF and Markdown draw the same blocks.

use crate::chart::Chart;
use crate::diagram::Diagram;

/// A part of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// Where links lead: letters, digits and dashes, as [`slug`] makes them; no two alike in a report.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Whether it begins a page on paper.
    pub own_page: bool,
}

/// Something on a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading below the chapter's.
    Heading {
        /// 3 or 4.
        level: u8,
        /// Where links lead.
        id: String,
        /// The heading.
        text: String,
    },
    /// Plain text; what stands between backticks is code.
    Text(String),
    /// Text with parts that stand out.
    Spans(Vec<Span>),
    /// Points, one below the other.
    List(Vec<String>),
    /// Numbers that matter.
    Facts(Vec<Fact>),
    /// Short texts, this many beside each other.
    Cards(usize, Vec<Card>),
    /// A table.
    Table(Table),
    /// Charts beside each other.
    Charts(Vec<Chart>),
    /// Charts beside each other, numbered, each with what there is to see in it.
    Figures(Vec<Figure>),
    /// Tables and how they refer to each other.
    Diagram(Diagram),
    /// A text to be read by a machine.
    Code {
        /// The language of it.
        language: &'static str,
        /// The text.
        text: String,
    },
    /// A sentence that stands out.
    Notice {
        /// What it means.
        tone: Tone,
        /// The sentence.
        text: String,
    },
    /// Something to be opened.
    Details {
        /// Where links lead; none when empty.
        id: String,
        /// What it means.
        tone: Tone,
        /// The meaning in a word.
        label: &'static str,
        /// What it is about.
        title: String,
        /// Whether it is open to begin with.
        open: bool,
        /// What is inside.
        blocks: Vec<Block>,
    },
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The words.
    pub text: String,
    /// The colour, `#RRGGBB`, in which they stand out; none when they do not.
    pub colour: Option<String>,
}

/// A short text with a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// A word or number above it.
    pub mark: String,
    /// What it is about.
    pub title: String,
    /// The text.
    pub text: String,
    /// Its colour, `#RRGGBB`; the accent of the theme when there is none.
    pub colour: Option<String>,
}

/// A chart with what there is to see in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The chart.
    pub chart: Chart,
    /// What there is to see.
    pub caption: String,
}

/// What something means; shown by colour and never by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing.
    Plain,
    /// As it should be.
    Good,
    /// Something to look at.
    Warn,
    /// Not as it should be.
    Bad,
    /// Less important than what is around it.
    Soft,
}

/// A number that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it counts.
    pub label: String,
    /// The number.
    pub value: String,
    /// What it means.
    pub tone: Tone,
}

/// Rows of cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What the table is about, for screen readers.
    pub caption: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its title.
    pub title: String,
    /// Where its cells stand.
    pub align: Align,
    /// How wide it is on paper, compared with the others.
    pub share: f64,
}

/// Where the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Texts.
    Left,
    /// Numbers.
    Right,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Its text; what stands between backticks is code.
    pub text: String,
    /// What it means.
    pub tone: Tone,
    /// A small picture in the place of the text.
    pub chart: Option<Box<Chart>>,
    /// The place that the cell leads to.
    pub link: Option<String>,
}

impl Chapter {
    /// A chapter that begins a page on paper.
    #[must_use]
    pub fn new(id: &str, title: &str, blocks: Vec<Block>) -> Self {
        Self { id: id.to_owned(), title: title.to_owned(), blocks, own_page: true }
    }
}

impl Block {
    /// A heading with an address of its own.
    #[must_use]
    pub fn heading(id: &str, text: &str) -> Self {
        Self::Heading { level: 3, id: slug(id), text: text.to_owned() }
    }

    /// The charts in it, in their order.
    pub(super) fn charts(&self) -> Vec<&Chart> {
        match self {
            Self::Charts(charts) => charts.iter().collect(),
            Self::Figures(figures) => figures.iter().map(|figure| &figure.chart).collect(),
            Self::Details { blocks, .. } => blocks.iter().flat_map(Self::charts).collect(),
            _ => Vec::new(),
        }
    }

    /// Plain text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A sentence that stands out.
    #[must_use]
    pub fn notice(tone: Tone, text: impl Into<String>) -> Self {
        Self::Notice { tone, text: text.into() }
    }
}

impl Span {
    /// Words like all others.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), colour: None }
    }
}

impl Fact {
    /// A number without a meaning.
    #[must_use]
    pub fn new(label: &str, value: impl Into<String>) -> Self {
        Self { label: label.to_owned(), value: value.into(), tone: Tone::Plain }
    }
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
    /// A text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Plain, chart: None, link: None }
    }

    /// A text that means something.
    #[must_use]
    pub fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { tone, ..Self::new(text) }
    }
}

/// A column of texts.
#[must_use]
pub fn left(title: &str, share: f64) -> Column {
    Column { title: title.to_owned(), align: Align::Left, share }
}

/// A column of numbers.
#[must_use]
pub fn right(title: &str, share: f64) -> Column {
    Column { title: title.to_owned(), align: Align::Right, share }
}

/// A name as part of an address within the report: letters, digits and dashes.
#[must_use]
pub fn slug(text: &str) -> String {
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
