//! Every column, with what it is about and what it is like.

use rust_xlsxwriter::{Format, Workbook};

use crate::completed::Completed;
use crate::dictionary::{Entry, entries};
use crate::error::Result;

use super::failed;
use super::sheet::Sheet;
use super::style::Styles;
use super::summary;

/// The name of the sheet.
pub(super) const NAME: &str = "Data Dictionary";

const HEADERS: [&str; 12] = [
    "Table",
    "Column",
    "Type",
    "Key",
    "May be empty",
    "Empty",
    "Different values",
    "Least",
    "Greatest",
    "Example",
    "Unit",
    "Description",
];
/// The row of the headers.
const HEAD: u32 = 2;

pub(super) fn add(book: &mut Workbook, completed: &Completed<'_>, styles: &Styles) -> Result<()> {
    let mut sheet = Sheet::add(book, NAME)?;
    sheet.text(0, 0, NAME, &styles.title)?;
    sheet.link(1, 0, summary::NAME, "Back to the summary", &styles.link)?;
    sheet.headers(HEAD, 0, &HEADERS, &styles.header)?;
    let (share, count) = (Format::new().set_num_format("0.0%"), Format::new().set_num_format("#,##0"));
    let entries = entries(completed);
    for (row, entry) in (HEAD + 1..).zip(&entries) {
        let Entry { table, column, kind, key, nullable, empty, distinct, least, greatest, example, unit, about } =
            entry;
        let nullable = if *nullable { "yes" } else { "no" };
        for (at, text) in [(0, table.as_str()), (1, column), (2, kind), (3, key), (4, nullable)] {
            sheet.text(row, at, text, &styles.plain)?;
            sheet.widen(at, text.chars().count());
        }
        sheet.number(row, 5, *empty, &share)?;
        sheet.number(row, 6, distinct.count as f64, &count)?;
        for (at, text) in [(7, least), (8, greatest), (9, example), (10, unit), (11, about)] {
            sheet.text(row, at, text, &styles.plain)?;
            sheet.widen(at, text.chars().count().min(30));
        }
    }
    sheet.widen(11, 90);
    let last = HEAD + entries.len().max(1) as u32;
    sheet.sheet.set_freeze_panes(HEAD + 1, 2).map_err(failed)?;
    sheet.sheet.autofilter(HEAD, 0, last, HEADERS.len() as u16 - 1).map_err(failed)?;
    sheet.finish()
}
