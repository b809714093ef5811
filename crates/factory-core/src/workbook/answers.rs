//! One question: its result as a table, a chart beside it, and how one gets there.

use rust_xlsxwriter::Workbook;

use crate::challenge::{Insight, Question};
use crate::completed::Completed;
use crate::dirty::CleanedAnswer;
use crate::error::Result;
use crate::pack::Show;
use crate::sql::Query;

use super::sheet::{Sheet, lines};
use super::style::Styles;
use super::{chart, failed, summary};

/// The row of the headers; with what stands above, it stays in sight.
pub(super) const HEAD: u32 = 4;
/// Rows that a chart takes.
const CHART_ROWS: u32 = 19;
/// Characters of a line beside the table.
const LINE: usize = 100;

/// The name of the sheet of a question, from 1.
pub(super) fn sheet_of(number: usize) -> String {
    format!("Q{number} Analysis")
}

/// Adds the sheet of question `number`, from 1.
pub(super) fn add(book: &mut Workbook, completed: &Completed<'_>, number: usize, styles: &Styles) -> Result<()> {
    let Some(question) = completed.challenge.questions.get(number - 1) else { return Ok(()) };
    let name = sheet_of(number);
    let mut sheet = Sheet::add(book, &name)?;
    sheet.text(0, 0, &format!("Question {number}"), &styles.title)?;
    sheet.text(1, 0, &question.text, &styles.label)?;
    sheet.text(2, 0, &question.answer, &styles.plain)?;
    sheet.link(3, 0, summary::NAME, "Back to the summary", &styles.link)?;
    result(&mut sheet, question, styles)?;
    let beside = question.result.columns.len() as u16 + 1;
    let has_picture = chart::add(&mut sheet, &name, question, beside, styles)?;
    let row = if has_picture { HEAD + CHART_ROWS + 1 } else { HEAD };
    notes(&mut sheet, completed, question, (row, beside), styles)?;
    sheet.sheet.set_freeze_panes(HEAD + 1, 0).map_err(failed)?;
    sheet.finish()
}

/// How a column of a result is told.
pub(super) fn show_of(question: &Question, column: usize) -> Option<Show> {
    let name = &question.result.columns.get(column)?.name;
    question.output.columns.iter().find(|column| column.name == *name)?.show
}

fn result(sheet: &mut Sheet<'_>, question: &Question, styles: &Styles) -> Result<()> {
    let table = &question.result;
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    sheet.headers(HEAD, 0, &names, &styles.header)?;
    for (at, column) in table.columns.iter().enumerate() {
        let format = styles.values(column.kind, show_of(question, at));
        for (row, values) in (HEAD + 1..).zip(&table.rows) {
            let Some(value) = values.get(at) else { continue };
            sheet.value(row, at as u16, value, column.kind, &format)?;
            sheet.widen(at as u16, value.as_str().map_or(12, |text| text.chars().count() + 2));
        }
    }
    let last = HEAD + table.rows.len() as u32;
    sheet.sheet.autofilter(HEAD, 0, last, names.len().saturating_sub(1) as u16).map_err(failed)?;
    Ok(())
}

/// What stands beside the table: paragraphs under headings, a line a row, so that no row of the table becomes tall.
fn notes(
    sheet: &mut Sheet<'_>,
    completed: &Completed<'_>,
    question: &Question,
    (mut row, column): (u32, u16),
    styles: &Styles,
) -> Result<()> {
    let sql: Vec<String> = question.sql.lines().map(str::to_owned).collect();
    let mut blocks = vec![("Approach", lines(&approach(question), LINE), &styles.plain), ("SQL", sql, &styles.code)];
    let insights = &completed.challenge.insights;
    if let Some(insight) = insights.iter().find(|insight| question.insight.as_ref() == Some(&insight.id)) {
        blocks.push(("Insight", lines(&told(insight), LINE), &styles.plain));
    }
    let mistakes: Vec<String> = question
        .mistakes
        .iter()
        .flat_map(|mistake| lines(&format!("- {}. {}", mistake.what.trim_end_matches('.'), mistake.lesson), LINE))
        .collect();
    blocks.push(("Common mistakes, each of which gives another answer", mistakes, &styles.plain));
    let keys = completed.dirt.iter().flat_map(|dirt| &dirt.key.answers);
    if let Some(answer) = keys.into_iter().find(|answer| answer.id == question.id) {
        blocks.push(("On the data as it is handed out", lines(&on_dirty(answer), LINE), &styles.plain));
    }
    for (heading, texts, format) in blocks.into_iter().filter(|(_, texts, _)| !texts.is_empty()) {
        sheet.text(row, column, heading, &styles.heading)?;
        for (at, text) in (row + 1..).zip(&texts) {
            sheet.text(at, column, text, format)?;
        }
        row += texts.len() as u32 + 2;
    }
    Ok(())
}

/// What is read, what comes out, and what it trains.
fn approach(question: &Question) -> String {
    let tables = Query::parse(&question.sql)
        .map(|query| query.tables().into_iter().collect::<Vec<_>>().join(", "))
        .unwrap_or_default();
    let key = |key: &crate::challenge::SortKey| {
        format!("{}{}", key.column, if key.descending { " (largest first)" } else { "" })
    };
    let order: Vec<String> = question.output.order.iter().map(key).collect();
    let rows = question.output.rows;
    let rows = format!("{rows} {}", if rows == 1 { "row" } else { "rows" });
    let sorted = if order.is_empty() { String::new() } else { format!(", sorted by {}", order.join(", ")) };
    format!("Reads {tables}. The result has {rows}{sorted}. It trains: {}.", question.trains)
}

fn told(insight: &Insight) -> String {
    format!("{}\nWhat a business does about it: {}", insight.claim, insight.advice)
}

fn on_dirty(answer: &CleanedAnswer) -> String {
    let raw = if answer.raw_differs() {
        "Before the reference cleaning the query gives another result, or none."
    } else {
        "The query gives this result before any cleaning, too."
    };
    let cleaned = if answer.differences.is_empty() {
        "After it, this one.".to_owned()
    } else {
        format!("After it, this one but for: {}.", answer.differences.join("; "))
    };
    format!("{raw} {cleaned}")
}
