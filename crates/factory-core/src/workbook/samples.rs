//! The first rows of every table as it is handed out.

use datagen_core::Control;
use rust_xlsxwriter::Workbook;

use crate::completed::Completed;
use crate::error::Result;
use crate::package::tables::{declared, with_handed_out};

use super::failed;
use super::file::{Formats, write_batch};
use super::sheet::Sheet;
use super::style::Styles;
use super::summary;

/// The name of the sheet.
pub(super) const NAME: &str = "Data Samples";
/// How many rows of each table.
const ROWS: u64 = 20;

pub(super) fn add(book: &mut Workbook, completed: &Completed<'_>, styles: &Styles) -> Result<()> {
    let mut sheet = Sheet::add(book, NAME)?;
    sheet.text(0, 0, NAME, &styles.title)?;
    sheet.link(1, 0, summary::NAME, "Back to the summary", &styles.link)?;
    let tables = declared(&completed.tables.document)?;
    let formats = Formats::default();
    let control = Control::default();
    with_handed_out(completed.world, completed.dirt.is_some(), &control, |source| {
        let mut row = 3;
        for position in 0..source.tables() {
            let name = source.name(position);
            let Some(table) = tables.iter().find(|table| table.name == name) else { continue };
            let all = source.rows(position, &control)?;
            sheet.text(row, 0, &format!("{name}: the first rows of {all}"), &styles.heading)?;
            let headers: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            sheet.headers(row + 1, 0, &headers, &styles.header)?;
            row += 2;
            for batch in source.batches(position, 0..ROWS.min(all), &control) {
                row = write_batch(sheet.sheet, table, &batch?, row, &formats).map_err(failed)?;
            }
            row += 1;
        }
        Ok(())
    })?;
    // Keys and times take more than most names of columns.
    for column in 0..u16::try_from(tables.iter().map(|table| table.columns.len()).max().unwrap_or(0)).unwrap_or(0) {
        sheet.widen(column, 18);
    }
    sheet.finish()
}
