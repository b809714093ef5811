//! The workbook of answers: every question with its query, its result as numbers, and a chart; and what stands behind it.
//!
//! ```text
//! Completed -> analytical_answers.xlsx     Source -> dataset.xlsx
//! ```

mod answers;
mod chart;
mod dictionary;
mod file;
mod quality;
mod samples;
mod sheet;
mod style;
mod summary;

use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::completed::Completed;
use crate::error::{Error, Result};

use self::style::Styles;

pub use self::file::{MOST_ROWS, XlsxFile};

/// The workbook of answers, `analytical_answers.xlsx`.
///
/// # Errors
/// [`Error::Make`] when a value has no place in a workbook, and those of taking some rows.
pub fn workbook(completed: &Completed<'_>) -> Result<Vec<u8>> {
    let styles = Styles::of(completed.brand, completed.challenge.brief.country());
    let mut book = Workbook::new();
    book.set_properties(&properties(completed)?);
    summary::add(&mut book, completed, &styles)?;
    for number in 1..=completed.challenge.questions.len() {
        answers::add(&mut book, completed, number, &styles)?;
    }
    dictionary::add(&mut book, completed, &styles)?;
    quality::add(&mut book, completed, &styles)?;
    samples::add(&mut book, completed, &styles)?;
    book.save_to_buffer().map_err(failed)
}

/// The only time in the file is the brief's date.
fn properties(completed: &Completed<'_>) -> Result<DocProperties> {
    let (challenge, date) = (completed.challenge, completed.challenge.brief.date);
    let year = u16::try_from(date.year()).unwrap_or(1980);
    let created = ExcelDateTime::from_ymd(year, date.month() as u8, date.day() as u8).map_err(failed)?;
    Ok(DocProperties::new()
        .set_title(format!("{}: answers", challenge.story.title))
        .set_subject(challenge.story.company.as_str())
        .set_author(completed.brand.product.as_str())
        .set_creation_datetime(&created))
}

fn failed(error: XlsxError) -> Error {
    Error::Make { what: "the workbook".to_owned(), message: error.to_string() }
}
