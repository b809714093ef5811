//! Findings and profiles as documents for people: HTML, PDF, Markdown, JSON.
//!
//! ```text
//! Findings + profiles + schema -> document::Document -> html | pdf | markdown | json
//! ```
//!
//! The four renderings come from one value. The same value gives the same bytes; nothing in them is a date, and nothing in
//! them asks another host for anything.

mod chapters;
pub mod chart;
pub mod diagram;
pub mod document;
pub mod error;
mod html;
mod markdown;
pub mod paper;
mod pdf;
mod pictures;

pub use document::{Document, Source, diagram, document};
pub use error::{Error, Result};
pub use html::html;
pub use markdown::markdown;
pub use pdf::{Pdf, pdf};
pub use pictures::of_table as table_charts;

/// The document as JSON, with a line break at the end.
///
/// # Errors
/// Our bug, if ever.
pub fn json(document: &Document) -> Result<String> {
    let text = serde_json::to_string_pretty(document);
    text.map(|text| text + "\n").map_err(|error| Error::Bug(format!("the JSON of the report: {error}")))
}
