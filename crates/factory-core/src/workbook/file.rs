//! Tables as they are handed out in one Excel file, a sheet a table.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use chrono::{DateTime, Datelike, NaiveDate};
use datagen_io::Error;
use datagen_io::sql::{Cell, Kind, Table, cells};
use datagen_io::write::DatasetFormat;
use datagen_io::write::dataset::{DatasetWriter, Encoded, Out, TableInfo};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::sheet::{fitted, serial_of_micros, sheet_name};

/// The most rows of a sheet, without the row of names.
pub const MOST_ROWS: u64 = 1_048_575;
/// Greater whole numbers are not numbers in Excel.
const MOST_EXACT: i128 = 1 << 53;
const MICROS_OF_DAY: i64 = 86_400_000_000;

/// One Excel file with all tables.
#[derive(Debug, Clone)]
pub struct XlsxFile {
    tables: Vec<Table>,
    title: String,
    date: NaiveDate,
}

impl XlsxFile {
    /// A file of `tables` that is called `title` and bears a date.
    #[must_use]
    pub const fn new(tables: Vec<Table>, title: String, date: NaiveDate) -> Self {
        Self { tables, title, date }
    }
}

fn said(error: impl std::fmt::Display) -> Error {
    Error::Usage(format!("dataset.xlsx: {error}"))
}

impl DatasetFormat for XlsxFile {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn file(&self) -> String {
        "dataset.xlsx".to_owned()
    }

    fn check(&self, table: &TableInfo<'_>) -> datagen_io::Result<()> {
        if table.rows <= MOST_ROWS {
            return Ok(());
        }
        let TableInfo { name, rows, .. } = table;
        Err(said(format!("the table {name} has {rows} rows, and a sheet of Excel takes {MOST_ROWS}; leave xlsx out")))
    }

    fn encode(&self, _: &TableInfo<'_>, _: u64, batches: Vec<RecordBatch>) -> datagen_io::Result<Encoded> {
        Ok(Encoded::Batches(batches))
    }

    fn begin(&self, _: &[TableInfo<'_>], _: &mut Out<'_>) -> datagen_io::Result<Box<dyn DatasetWriter>> {
        let mut book = Workbook::new();
        let year = u16::try_from(self.date.year()).unwrap_or(1980);
        let created = ExcelDateTime::from_ymd(year, self.date.month() as u8, self.date.day() as u8).map_err(said)?;
        book.set_properties(&DocProperties::new().set_title(self.title.as_str()).set_creation_datetime(&created));
        let formats = Formats::default();
        Ok(Box::new(Writer { tables: self.tables.clone(), current: 0, row: 0, names: Vec::new(), book, formats }))
    }
}

struct Writer {
    tables: Vec<Table>,
    /// Which table is being filled, and its next row.
    current: usize,
    row: u32,
    /// The names of the sheets so far.
    names: Vec<String>,
    book: Workbook,
    formats: Formats,
}

impl Writer {
    fn sheet(&mut self) -> datagen_io::Result<&mut Worksheet> {
        let last = self.names.len().saturating_sub(1);
        self.book.worksheet_from_index(last).map_err(said)
    }
}

impl DatasetWriter for Writer {
    fn begin_table(&mut self, info: &TableInfo<'_>, _: &mut Out<'_>) -> datagen_io::Result<()> {
        let at = self.tables.iter().position(|table| table.name == info.name);
        self.current = at.ok_or_else(|| said(format!("nothing is known of the table {}", info.name)))?;
        self.row = 1;
        let name = sheet_name(info.name, &self.names);
        let sheet = self.book.add_worksheet();
        sheet.set_name(&name).map_err(said)?;
        self.names.push(name);
        let header = Format::new().set_bold();
        for (column, about) in (0..).zip(&self.tables[self.current].columns) {
            sheet.write_string_with_format(0, column, fitted(&about.name), &header).map_err(said)?;
            sheet
                .set_column_width(column, (about.name.chars().count() as f64 + 4.0).clamp(12.0, 40.0))
                .map_err(said)?;
        }
        Ok(())
    }

    fn append(&mut self, encoded: Encoded, _: &mut Out<'_>) -> datagen_io::Result<()> {
        let Encoded::Batches(batches) = encoded else { return Err(said("rows came that are no rows")) };
        for batch in batches {
            let (table, row, formats) = (self.tables[self.current].clone(), self.row, self.formats.clone());
            self.row = write_batch(self.sheet()?, &table, &batch, row, &formats).map_err(said)?;
        }
        Ok(())
    }

    fn end_table(&mut self, _: &mut Out<'_>) -> datagen_io::Result<()> {
        let (last_row, columns) = (self.row - 1, self.tables[self.current].columns.len());
        let last_column = u16::try_from(columns.saturating_sub(1)).map_err(said)?;
        let sheet = self.sheet()?;
        sheet.set_freeze_panes(1, 0).map_err(said)?;
        sheet.autofilter(0, 0, last_row, last_column).map_err(said)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>, out: &mut Out<'_>) -> datagen_io::Result<()> {
        out.write_all(&self.book.save_to_buffer().map_err(said)?)
    }
}

/// How values of a table are shown, by type.
#[derive(Debug, Clone)]
pub(super) struct Formats {
    date: Format,
    time: Format,
    decimals: BTreeMap<u8, Format>,
}

impl Default for Formats {
    fn default() -> Self {
        let of = |text: &str| Format::new().set_num_format(text);
        let decimals = (0..=38).map(|scale: u8| {
            let point = if scale == 0 { "" } else { "." };
            (scale, of(&format!("0{point}{}", "0".repeat(usize::from(scale).min(15)))))
        });
        Self { date: of("yyyy-mm-dd"), time: of("yyyy-mm-dd hh:mm:ss"), decimals: decimals.collect() }
    }
}

/// Writes rows from `row` on; the row after them.
pub(super) fn write_batch(
    sheet: &mut Worksheet,
    table: &Table,
    batch: &RecordBatch,
    row: u32,
    formats: &Formats,
) -> Result<u32, XlsxError> {
    let columns = cells(table, batch).map_err(|error| XlsxError::ParameterError(error.to_string()))?;
    for ((column, about), cells) in (0..).zip(&table.columns).zip(&columns) {
        for (at, row) in (0..batch.num_rows()).zip(row..) {
            write(sheet, row, column, cells.get(at), about.kind, formats)?;
        }
    }
    Ok(row + batch.num_rows() as u32)
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: Cell<'_>,
    kind: Kind,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let is_exact = |value: i128| value.abs() <= MOST_EXACT;
    match (cell, kind) {
        (Cell::Null, _) => {}
        (Cell::Integer(value), _) if is_exact(i128::from(value)) => {
            sheet.write_number(row, column, value as f64)?;
        }
        (Cell::Integer(value), _) => {
            sheet.write_string(row, column, value.to_string())?;
        }
        (Cell::Float(value), _) if value.is_finite() => {
            sheet.write_number(row, column, value)?;
        }
        (Cell::Float(value), _) => {
            sheet.write_string(row, column, value.to_string())?;
        }
        (Cell::Decimal(value), Kind::Decimal { scale, .. }) if is_exact(value) && scale <= 18 => {
            let number = value as f64 / 10_i64.pow(u32::from(scale)) as f64;
            sheet.write_number_with_format(row, column, number, &formats.decimals[&scale])?;
        }
        (Cell::Decimal(value), Kind::Decimal { scale, .. }) => {
            sheet.write_string(row, column, crate::result::decimal(value, scale as i8))?;
        }
        (Cell::Decimal(value), _) => {
            sheet.write_string(row, column, value.to_string())?;
        }
        (Cell::Text(text), _) => {
            sheet.write_string(row, column, fitted(text))?;
        }
        (Cell::Boolean(flag), _) => {
            sheet.write_boolean(row, column, flag)?;
        }
        (Cell::Date(days), _) => {
            moment(sheet, row, column, i64::from(days) * MICROS_OF_DAY, &formats.date, "%Y-%m-%d")?;
        }
        (Cell::Timestamp(micros), _) => moment(sheet, row, column, micros, &formats.time, "%Y-%m-%d %H:%M:%S%.f")?,
    }
    Ok(())
}

/// A date as a number, or as text before Excel's calendar begins.
fn moment(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    micros: i64,
    format: &Format,
    text: &str,
) -> Result<(), XlsxError> {
    match serial_of_micros(micros) {
        Some(serial) => sheet.write_number_with_format(row, column, serial, format)?,
        None => {
            let told = DateTime::from_timestamp_micros(micros).map(|at| at.format(text).to_string());
            sheet.write_string(row, column, told.unwrap_or_default())?
        }
    };
    Ok(())
}
