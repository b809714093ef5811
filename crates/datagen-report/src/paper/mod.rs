//! Reports for anybody: a cover, chapters of blocks and a theme become a PDF.
//!
//! ```
//! use datagen_report::paper::{Block, Chapter, Cover, Paper, Theme};
//!
//! let chapter = Chapter::new("orders", "Orders", vec![Block::text("There are 12 of them.")]);
//! let cover = Cover { title: "Twelve orders".to_owned(), ..Cover::default() };
//! let paper = Paper { cover, chapters: vec![chapter], ..Paper::default() };
//! assert_eq!(paper.pdf(&[]).expect("it is small").pages, 2);
//! ```

mod blocks;
mod theme;

use crate::chart::Chart;
use crate::error::Result;
use crate::pdf::{self, Pdf};

pub use blocks::{Align, Block, Card, Cell, Chapter, Column, Fact, Figure, Span, Table, Tone, left, right, slug};
pub use theme::{Status, Theme, mixed};

/// A report on paper.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Paper {
    /// The title of the file, in its metadata; that of the cover when empty.
    pub title: String,
    /// What stands at the foot of every page.
    pub footer: String,
    /// The first page; a table of contents follows on it.
    pub cover: Cover,
    /// All others.
    pub chapters: Vec<Chapter>,
    /// How it looks.
    pub theme: Theme,
}

/// The first page of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cover {
    /// What kind of report it is.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// What it is about, below the title.
    pub subtitle: String,
    /// Smaller lines at the foot of the title.
    pub lines: Vec<String>,
    /// Numbers that matter.
    pub facts: Vec<Fact>,
}

impl Paper {
    /// The PDF. `fonts` are taken for characters that no font of the program has.
    ///
    /// # Errors
    /// [`Error::Font`](crate::Error::Font) when one of `fonts` is none, [`Error::Bug`](crate::Error::Bug) when the text that
    /// we typeset is wrong.
    pub fn pdf(&self, fonts: &[Vec<u8>]) -> Result<Pdf> {
        pdf::of_paper(self, fonts)
    }

    /// All charts, in their order; not the small ones in cells of tables.
    #[must_use]
    pub fn charts(&self) -> Vec<&Chart> {
        self.chapters.iter().flat_map(|chapter| &chapter.blocks).flat_map(Block::charts).collect()
    }
}
