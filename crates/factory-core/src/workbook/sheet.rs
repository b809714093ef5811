//! A sheet, written cell by cell: texts stay texts, numbers are numbers, dates are dates.

use chrono::{NaiveDate, NaiveDateTime};
use rust_xlsxwriter::{Format, Url, Workbook, Worksheet};
use serde_json::Value;

use crate::error::Result;
use crate::result::{ValueKind, number};

use super::failed;

/// The most characters of a cell, as Excel counts them.
const MOST_CHARACTERS: usize = 32_767;
/// The most characters of a sheet's name.
const MOST_NAME: usize = 31;
/// The widest a column is made by itself.
const WIDEST: f64 = 48.0;
/// Days from Excel's first day to 1970-01-01.
const EPOCH: f64 = 25_569.0;
/// Excel's calendar is right from 1900-03-01 on.
const FIRST_DAY: f64 = 61.0;

/// A sheet, and how wide its columns have to be.
pub(super) struct Sheet<'a> {
    pub(super) sheet: &'a mut Worksheet,
    widths: Vec<f64>,
}

impl<'a> Sheet<'a> {
    /// Adds a sheet to a workbook.
    pub(super) fn add(book: &'a mut Workbook, name: &str) -> Result<Self> {
        let sheet = book.add_worksheet();
        sheet.set_name(name).map_err(failed)?;
        sheet.set_screen_gridlines(false).set_landscape().set_print_fit_to_pages(1, 0);
        Ok(Self { sheet, widths: Vec::new() })
    }

    /// A text, whatever it begins with; what Excel has no room for is cut off.
    pub(super) fn text(&mut self, row: u32, column: u16, text: &str, format: &Format) -> Result<()> {
        self.sheet.write_string_with_format(row, column, fitted(text), format).map_err(failed)?;
        Ok(())
    }

    pub(super) fn number(&mut self, row: u32, column: u16, value: f64, format: &Format) -> Result<()> {
        self.sheet.write_number_with_format(row, column, value, format).map_err(failed)?;
        Ok(())
    }

    /// A link to another sheet.
    pub(super) fn link(&mut self, row: u32, column: u16, to: &str, text: &str, format: &Format) -> Result<()> {
        let url = Url::new(format!("internal:'{to}'!A1")).set_text(text);
        self.sheet.write_url_with_format(row, column, &url, format).map_err(failed)?;
        Ok(())
    }

    /// A value of a result; nothing for a null.
    pub(super) fn value(
        &mut self,
        row: u32,
        column: u16,
        value: &Value,
        kind: ValueKind,
        format: &Format,
    ) -> Result<()> {
        match (value, kind) {
            (Value::Null, _) => Ok(()),
            (Value::Bool(flag), _) => {
                self.sheet.write_boolean_with_format(row, column, *flag, format).map_err(failed)?;
                Ok(())
            }
            (Value::String(text), ValueKind::Date | ValueKind::Datetime) => match serial(text) {
                Some(serial) => self.number(row, column, serial, format),
                None => self.text(row, column, text, format),
            },
            (Value::String(text), ValueKind::Text) => self.text(row, column, text, format),
            (value, _) => match number(value) {
                Some(number) if number.is_finite() => self.number(row, column, number, format),
                _ => self.text(row, column, &crate::show::as_it_is(value), format),
            },
        }
    }

    /// A row of headers, with as much room as their texts take.
    pub(super) fn headers(&mut self, row: u32, column: u16, texts: &[&str], format: &Format) -> Result<()> {
        for (at, text) in (column..).zip(texts) {
            self.text(row, at, text, format)?;
            self.widen(at, text.chars().count() + 4);
        }
        Ok(())
    }

    /// Makes room for so many characters.
    pub(super) fn widen(&mut self, column: u16, characters: usize) {
        let at = usize::from(column);
        if self.widths.len() <= at {
            self.widths.resize(at + 1, 0.0);
        }
        self.widths[at] = self.widths[at].max((characters as f64 + 1.0).clamp(9.0, WIDEST));
    }

    /// Sets the widths that were asked for.
    pub(super) fn finish(self) -> Result<()> {
        for (column, width) in (0..).zip(&self.widths) {
            if *width > 0.0 {
                self.sheet.set_column_width(column, *width).map_err(failed)?;
            }
        }
        Ok(())
    }
}

/// The number that Excel has for a date, with or without time; none for what it has no number for.
pub(super) fn serial(text: &str) -> Option<f64> {
    let date = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    let time = |text: &str| NaiveDateTime::parse_from_str(&text.replace('T', " "), "%Y-%m-%d %H:%M:%S%.f").ok();
    let at = date(text).or_else(|| time(text))?.and_utc();
    serial_of_micros(at.timestamp_micros())
}

/// The same, of microseconds since 1970.
pub(super) fn serial_of_micros(micros: i64) -> Option<f64> {
    let serial = micros as f64 / 86_400e6 + EPOCH;
    (serial >= FIRST_DAY).then_some(serial)
}

/// A text as long as a cell may be.
pub(super) fn fitted(text: &str) -> String {
    if text.encode_utf16().count() <= MOST_CHARACTERS {
        return text.to_owned();
    }
    let mut room = MOST_CHARACTERS - 1;
    let kept: String = text
        .chars()
        .take_while(|character| {
            let fits = character.len_utf16() <= room;
            room = room.saturating_sub(character.len_utf16());
            fits
        })
        .collect();
    kept + "…"
}

/// A name for the sheet of a table: without what Excel refuses, short enough, and unlike those of `others`.
pub(super) fn sheet_name(table: &str, others: &[String]) -> String {
    let clean: String =
        table.chars().map(|c| if "[]:*?/\\'".contains(c) || c.is_control() { '_' } else { c }).collect();
    let clean = if clean.trim().is_empty() { "table".to_owned() } else { clean };
    let is_taken = |name: &str| others.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let cut = |most: usize| clean.chars().take(most).collect::<String>();
    let whole = cut(MOST_NAME);
    // "History" is a name that Excel keeps for itself.
    if !is_taken(&whole) && !whole.eq_ignore_ascii_case("history") {
        return whole;
    }
    let mut numbered = (2..).map(|number: u32| {
        let tail = format!("_{number}");
        cut(MOST_NAME - tail.len()) + &tail
    });
    numbered.find(|name| !is_taken(name)).unwrap_or(whole)
}

/// A text in lines of at most so many characters, for cells that stand beside a table.
pub(super) fn lines(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > most {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}
