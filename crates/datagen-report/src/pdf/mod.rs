//! The report as a PDF: typeset with fonts that are part of the program, tagged for screen readers (PDF/UA-1).
//!
//! No clock, no system font, no file: the same document gives the same bytes on every machine. A character that no font has is
//! replaced and told of, in the document and to the caller.

mod fonts;
mod source;
mod world;

use std::collections::BTreeMap;

use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::document::Document;
use crate::error::{Error, Result};
use crate::paper::Paper;

use fonts::Fonts;
use world::Typesetter;

/// A PDF and what could not be shown in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// The number of pages.
    pub pages: usize,
    /// Characters that no embedded font has, and how often they were replaced.
    pub replaced: BTreeMap<char, u64>,
}

/// The PDF.
///
/// # Errors
/// [`Error::Bug`] when the text that we typeset is wrong.
pub fn pdf(document: &Document) -> Result<Pdf> {
    let fonts = Fonts::get();
    let (text, replaced) = source::of_document(document, fonts);
    typeset(text, replaced, fonts)
}

/// The PDF of a report with a cover of its own.
pub(crate) fn of_paper(paper: &Paper, further: &[Vec<u8>]) -> Result<Pdf> {
    let own;
    let fonts = if further.is_empty() {
        Fonts::get()
    } else {
        own = Fonts::with(further)?;
        &own
    };
    let (text, replaced) = source::of_paper(paper, fonts);
    typeset(text, replaced, fonts)
}

fn typeset(text: String, replaced: BTreeMap<char, u64>, fonts: &Fonts) -> Result<Pdf> {
    let world = Typesetter::new(text, fonts);
    let bug = |errors: typst::ecow::EcoVec<typst::diag::SourceDiagnostic>| {
        let first = errors.first().map_or_else(String::new, |error| error.message.to_string());
        Error::Bug(format!("the PDF of the report: {first}"))
    };
    let paged: PagedDocument = typst::compile(&world).output.map_err(bug)?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]);
    let standards = standards.map_err(|error| Error::Bug(format!("the PDF of the report: {}", error.message())))?;
    let options = PdfOptions { standards, ..PdfOptions::default() };
    let bytes = typst_pdf::pdf(&paged, &options).map_err(bug)?;
    Ok(Pdf { bytes, pages: paged.pages().len(), replaced })
}
