//! The report as one page: no request leaves it, no script runs in it.

use askama::Template;

use crate::chapters::chapters;
use crate::chart::{escaped, page_css};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::paper::{Block, Cell, Chapter};

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    document: &'a Document,
    chapters: &'a [Chapter],
    chart_css: String,
    style: &'static str,
}

#[derive(Template)]
#[template(path = "block.html")]
struct View<'a> {
    block: &'a Block,
}

/// The page.
///
/// # Errors
/// [`Error::Bug`] when a template fails.
pub fn html(document: &Document) -> Result<String> {
    let chapters = chapters(document);
    let style = include_str!("../templates/report.css");
    let page = Page { document, chapters: &chapters, chart_css: page_css(), style };
    page.render().map_err(|error| Error::Bug(format!("the page of the report: {error}")))
}

impl Page<'_> {
    /// The tables, for the list of contents.
    fn sections(&self, chapter: &Chapter) -> Vec<(String, String)> {
        let section = |block: &Block| match block {
            Block::Heading { level: 3, id, text } if chapter.id == "tables" => Some((id.clone(), text.clone())),
            _ => None,
        };
        chapter.blocks.iter().filter_map(section).collect()
    }

    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn shown(&self, block: &Block) -> askama::Result<String> {
        View { block }.render()
    }
}

impl View<'_> {
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn shown(&self, block: &Block) -> askama::Result<String> {
        View { block }.render()
    }

    /// Text with what stands between backticks as code.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn words(&self, text: &str) -> String {
        let parts = text.split('`').enumerate();
        let whole = text.matches('`').count().is_multiple_of(2);
        let part = |(position, part): (usize, &str)| match position % 2 {
            1 if whole => format!("<code>{}</code>", escaped(part)),
            1 => format!("`{}", escaped(part)),
            _ => escaped(part),
        };
        parts.map(part).collect()
    }

    fn cell(&self, cell: &Cell) -> String {
        let words = match &cell.chart {
            Some(chart) => format!("<span class=\"chart spark\">{}</span>", chart.inline_svg()),
            None => self.words(&cell.text),
        };
        match &cell.link {
            Some(link) => format!("<a href=\"#{link}\">{words}</a>"),
            None => words,
        }
    }
}
