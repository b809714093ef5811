//! The first sheet: what it is about, how good the data is, and the way to every answer.

use rust_xlsxwriter::{ConditionalFormatDataBar, Format, FormatAlign, Workbook};

use crate::completed::Completed;
use crate::error::Result;
use crate::quality::{Category, Verdict};

use super::answers::sheet_of;
use super::failed;
use super::sheet::{Sheet, lines};
use super::style::{Styles, colour};

/// Its name, to which every answer links back.
pub(super) const NAME: &str = "Executive Summary";

pub(super) fn add(book: &mut Workbook, completed: &Completed<'_>, styles: &Styles) -> Result<()> {
    let mut sheet = Sheet::add(book, NAME)?;
    sheet.sheet.set_print_fit_to_pages(1, 1);
    let challenge = completed.challenge;
    sheet.text(0, 0, &challenge.story.title, &styles.title)?;
    let about = format!("{}, {}, {}", challenge.story.company, challenge.brief.domain, challenge.brief.date);
    sheet.text(1, 0, &about, &styles.soft)?;
    let row = score(&mut sheet, completed, styles, 3)?;
    let row = questions(&mut sheet, completed, styles, row + 1)?;
    let row = findings(&mut sheet, completed, styles, row + 1)?;
    sheet.text(row + 1, 0, "Also in this workbook", &styles.heading)?;
    for (row, name) in (row + 2..).zip([super::dictionary::NAME, super::quality::NAME, super::samples::NAME]) {
        sheet.link(row, 0, name, name, &styles.link)?;
    }
    sheet.widen(0, 26);
    sheet.widen(1, 46);
    sheet.widen(2, 48);
    sheet.finish()
}

/// The score with its categories; the row after it.
fn score(sheet: &mut Sheet<'_>, completed: &Completed<'_>, styles: &Styles, row: u32) -> Result<u32> {
    let results = completed.qa;
    sheet.text(row, 0, "Quality of the data", &styles.heading)?;
    let is_good = results.status == Verdict::Approved;
    let status = format!("{:.1} of 10: {:?}", results.overall_score, results.status);
    sheet.text(row, 1, &status, if is_good { &styles.good } else { &styles.bad })?;
    sheet.headers(row + 1, 0, &["Category", "Score (0 to 10)", "Weight"], &styles.header)?;
    let first = row + 2;
    let left = Format::new().set_num_format("0.0").set_align(FormatAlign::Left);
    let weights = Format::new().set_num_format("0%").set_align(FormatAlign::Left);
    for (at, (category, weight)) in (first..).zip(Category::ALL) {
        sheet.text(at, 0, category.name(), &styles.plain)?;
        sheet.number(at, 1, results.category_scores.of(category), &left)?;
        sheet.number(at, 2, weight, &weights)?;
    }
    let last = first + Category::ALL.len() as u32 - 1;
    let bar = ConditionalFormatDataBar::new().set_fill_color(colour(&completed.brand.palette.green));
    let bar = bar
        .set_minimum(rust_xlsxwriter::ConditionalFormatType::Number, 0)
        .set_maximum(rust_xlsxwriter::ConditionalFormatType::Number, 10);
    sheet.sheet.add_conditional_format(first, 1, last, 1, &bar).map_err(failed)?;
    Ok(last + 1)
}

fn questions(sheet: &mut Sheet<'_>, completed: &Completed<'_>, styles: &Styles, row: u32) -> Result<u32> {
    sheet.text(row, 0, "Questions and answers", &styles.heading)?;
    sheet.headers(row + 1, 0, &["Sheet", "Question", "Answer"], &styles.header)?;
    for (at, question) in completed.challenge.questions.iter().enumerate() {
        let row = row + 2 + at as u32;
        let name = sheet_of(at + 1);
        sheet.link(row, 0, &name, &name, &styles.link)?;
        sheet.text(row, 1, &question.text, &styles.wrapped)?;
        sheet.text(row, 2, &question.answer, &styles.wrapped)?;
        let tallest = lines(&question.text, 44).len().max(lines(&question.answer, 46).len());
        sheet.sheet.set_row_height(row, 15.0 * tallest as f64 + 3.0).map_err(failed)?;
    }
    Ok(row + 2 + completed.challenge.questions.len() as u32)
}

fn findings(sheet: &mut Sheet<'_>, completed: &Completed<'_>, styles: &Styles, row: u32) -> Result<u32> {
    sheet.text(row, 0, "What there is to find", &styles.heading)?;
    let mut row = row + 1;
    for insight in &completed.challenge.insights {
        for line in lines(&insight.claim, 110) {
            sheet.text(row, 0, &line, &styles.plain)?;
            row += 1;
        }
    }
    Ok(row)
}
