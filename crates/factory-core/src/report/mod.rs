//! The PDFs of a challenge.
//!
//! ```text
//! Completed -> quality_report    for the instructor: whether the data is good, and why
//!           -> challenge_brief   for learners: story, questions, tables; nothing that answers a question
//!           -> solution_guide    for the instructor: answers, mistakes, cleaning
//! ```
//!
//! Each is a [`datagen_report::paper::Paper`]: the same challenge gives the same bytes. `fonts` are taken for characters that no
//! font of the program has; which ones were replaced is told in the result.

mod answer_chart;
mod approach;
mod brief;
mod cleaning;
mod figures;
mod quality;
mod solution;
mod style;
mod words;

use datagen_report::Pdf;
use datagen_report::paper::Paper;

use crate::completed::Completed;
use crate::error::Result;

pub use answer_chart::answer_chart;

/// The quality report: `quality_report.pdf`, for instructors.
///
/// # Errors
/// [`Error::Report`](crate::Error::Report) when a font is none, and those of the query engine.
pub fn quality_report(completed: &Completed<'_>, fonts: &[Vec<u8>]) -> Result<Pdf> {
    Ok(quality_paper(completed)?.pdf(fonts)?)
}

/// The challenge as learners get it: `challenge.pdf`. It tells no answer, no insight, no seed, no query and no issue.
///
/// # Errors
/// [`Error::Report`](crate::Error::Report) when a font is none.
pub fn challenge_brief(completed: &Completed<'_>, fonts: &[Vec<u8>]) -> Result<Pdf> {
    Ok(challenge_paper(completed).pdf(fonts)?)
}

/// The solution guide: `solution_guide.pdf`, for instructors.
///
/// # Errors
/// [`Error::Report`](crate::Error::Report) when a font is none, and those of the query engine.
pub fn solution_guide(completed: &Completed<'_>, fonts: &[Vec<u8>]) -> Result<Pdf> {
    Ok(solution_paper(completed)?.pdf(fonts)?)
}

/// The quality report before it is typeset.
///
/// # Errors
/// Those of the query engine.
pub fn quality_paper(completed: &Completed<'_>) -> Result<Paper> {
    quality::paper(completed)
}

/// The challenge as learners get it, before it is typeset.
#[must_use]
pub fn challenge_paper(completed: &Completed<'_>) -> Paper {
    brief::paper(completed)
}

/// The solution guide before it is typeset.
///
/// # Errors
/// Those of the query engine.
pub fn solution_paper(completed: &Completed<'_>) -> Result<Paper> {
    solution::paper(completed)
}
