//! The score by category with a chart, and every check.

use rust_xlsxwriter::{Chart, ChartFormat, ChartSolidFill, Format, ObjectMovement, Workbook};

use crate::completed::Completed;
use crate::error::Result;
use crate::quality::{Category, Severity};

use super::failed;
use super::sheet::Sheet;
use super::style::Styles;
use super::summary;

/// The name of the sheet.
pub(super) const NAME: &str = "Quality Metrics";
/// The row of the headers, which stays in sight.
const HEAD: u32 = 2;
/// Where the categories stand, beside the checks.
const BESIDE: u16 = 6;

pub(super) fn add(book: &mut Workbook, completed: &Completed<'_>, styles: &Styles) -> Result<()> {
    let mut sheet = Sheet::add(book, NAME)?;
    let results = completed.qa;
    let title = format!("{NAME}: {:.1} of 10, {:?}", results.overall_score, results.status);
    sheet.text(0, 0, &title, &styles.title)?;
    sheet.link(1, 0, summary::NAME, "Back to the summary", &styles.link)?;
    sheet.headers(HEAD, 0, &["Category", "Check", "Weight", "Passed", "What was found"], &styles.header)?;
    for (row, check) in (HEAD + 1..).zip(&results.checks) {
        let weight = match check.severity {
            Severity::Blocker => "blocker",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        let (passed, format) = if check.passed { ("yes", &styles.good) } else { ("no", &styles.bad) };
        sheet.text(row, 0, check.category.name(), &styles.plain)?;
        sheet.text(row, 1, &check.check_name, &styles.plain)?;
        sheet.text(row, 2, weight, &styles.plain)?;
        sheet.text(row, 3, passed, format)?;
        sheet.text(row, 4, &check.message, &styles.plain)?;
        sheet.widen(1, check.check_name.chars().count());
        sheet.widen(4, check.message.chars().count());
    }
    sheet.widen(0, 24);
    let last = HEAD + results.checks.len().max(1) as u32;
    sheet.sheet.set_freeze_panes(HEAD + 1, 0).map_err(failed)?;
    sheet.sheet.autofilter(HEAD, 0, last, 4).map_err(failed)?;
    categories(&mut sheet, completed, styles)?;
    sheet.finish()
}

fn categories(sheet: &mut Sheet<'_>, completed: &Completed<'_>, styles: &Styles) -> Result<()> {
    sheet.headers(HEAD, BESIDE, &["Category", "Score", "Weight"], &styles.header)?;
    let (scores, weights) = (Format::new().set_num_format("0.0"), Format::new().set_num_format("0%"));
    for (row, (category, weight)) in (HEAD + 1..).zip(Category::ALL) {
        sheet.text(row, BESIDE, category.name(), &styles.plain)?;
        sheet.number(row, BESIDE + 1, completed.qa.category_scores.of(category), &scores)?;
        sheet.number(row, BESIDE + 2, weight, &weights)?;
    }
    sheet.widen(BESIDE, 24);
    let (first, last) = (HEAD + 1, HEAD + Category::ALL.len() as u32);
    let mut chart = Chart::new_bar();
    let fill = ChartSolidFill::new().set_color(styles.series[3]).clone();
    chart
        .add_series()
        .set_categories((NAME, first, BESIDE, last, BESIDE))
        .set_values((NAME, first, BESIDE + 1, last, BESIDE + 1))
        .set_format(ChartFormat::new().set_solid_fill(&fill))
        .set_name("Score");
    chart.title().set_name("Score by category");
    chart.legend().set_hidden();
    chart.y_axis().set_reverse();
    chart.x_axis().set_min(0).set_max(10);
    chart.set_alt_text("Bars with the score of each category, from 0 to 10");
    chart.set_width(560).set_height(300).set_object_movement(ObjectMovement::DontMoveOrSizeWithCells);
    sheet.sheet.insert_chart(last + 2, BESIDE, &chart).map_err(failed)?;
    Ok(())
}
