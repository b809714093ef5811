//! A source that computes its rows from their numbers, and can be told to fail.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float64Array, Int32Array, Int64Array,
    RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use datagen_core::control::Control;
use datagen_core::error::{Error, Result};
use datagen_io::write::{Compression, CsvOptions, Format, ParquetOptions};
use datagen_io::{BLOCK_ROWS, Batches, Source, WriteOptions};

/// What happens when a certain row is reached.
#[derive(Clone, Copy)]
pub(crate) enum Trouble {
    Fail,
    Cancel,
    WrongType,
    TooFewRows,
}

/// A field, and its value in every row.
pub(crate) type Column = (Field, fn(u64) -> Cell);

pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) rows: u64,
    pub(crate) columns: Vec<Column>,
    /// Whether strings come as dictionaries.
    pub(crate) dictionaries: bool,
}

#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) tables: Vec<Table>,
    /// Table, row, and what happens there.
    pub(crate) trouble: Option<(usize, u64, Trouble)>,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Null,
    Int(i64),
    Float(f64),
    Bool(bool),
    Text(String),
    Decimal(i128),
}

impl Cell {
    fn int(self) -> Option<i64> {
        if let Self::Int(value) = self { Some(value) } else { None }
    }
    fn float(self) -> Option<f64> {
        if let Self::Float(value) = self { Some(value) } else { None }
    }
    fn bool(self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(value) } else { None }
    }
    fn text(self) -> Option<String> {
        if let Self::Text(value) = self { Some(value) } else { None }
    }
    fn decimal(self) -> Option<i128> {
        if let Self::Decimal(value) = self { Some(value) } else { None }
    }
}

pub(crate) fn array(data_type: &DataType, cells: impl Iterator<Item = Cell>) -> ArrayRef {
    match data_type {
        DataType::Int32 => Arc::new(cells.map(|cell| cell.int().map(|value| value as i32)).collect::<Int32Array>()),
        DataType::Int64 => Arc::new(cells.map(Cell::int).collect::<Int64Array>()),
        DataType::Float64 => Arc::new(cells.map(Cell::float).collect::<Float64Array>()),
        DataType::Boolean => Arc::new(cells.map(Cell::bool).collect::<BooleanArray>()),
        DataType::Utf8 => Arc::new(cells.map(Cell::text).collect::<StringArray>()),
        DataType::Date32 => Arc::new(cells.map(|cell| cell.int().map(|value| value as i32)).collect::<Date32Array>()),
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            Arc::new(cells.map(Cell::int).collect::<TimestampMicrosecondArray>())
        }
        DataType::Decimal128(precision, scale) => {
            let array = cells.map(Cell::decimal).collect::<Decimal128Array>();
            Arc::new(array.with_precision_and_scale(*precision, *scale).unwrap())
        }
        other => panic!("no cells of {other}"),
    }
}

/// The same strings, as keys and values.
pub(crate) fn as_dictionary(array: &ArrayRef) -> ArrayRef {
    let strings = array.as_any().downcast_ref::<StringArray>().unwrap();
    Arc::new(strings.iter().collect::<DictionaryArray<arrow::datatypes::Int32Type>>())
}

impl Memory {
    pub(crate) fn of(tables: Vec<Table>) -> Self {
        Self { tables, trouble: None }
    }

    pub(crate) fn with_trouble(mut self, table: usize, row: u64, trouble: Trouble) -> Self {
        self.trouble = Some((table, row, trouble));
        self
    }

    /// The rows as they are written.
    pub(crate) fn batch(&self, table: usize, rows: Range<u64>) -> RecordBatch {
        let Table { columns, .. } = &self.tables[table];
        let arrays = columns.iter().map(|(field, cell)| array(field.data_type(), rows.clone().map(cell)));
        RecordBatch::try_new(self.schema(table), arrays.collect()).unwrap()
    }

    fn block(&self, table: usize, rows: Range<u64>, control: &Control) -> Result<RecordBatch> {
        control.check()?;
        let batch = match self.trouble {
            Some((at, row, trouble)) if at == table && rows.contains(&row) => {
                self.troubled(trouble, table, rows, control)?
            }
            _ => self.batch(table, rows),
        };
        if !self.tables[table].dictionaries {
            return Ok(batch);
        }
        let convert = |array: &ArrayRef| match array.data_type() {
            DataType::Utf8 => as_dictionary(array),
            _ => Arc::clone(array),
        };
        let arrays: Vec<ArrayRef> = batch.columns().iter().map(convert).collect();
        let schema = batch.schema();
        let fields = schema
            .fields()
            .iter()
            .zip(&arrays)
            .map(|(field, array)| field.as_ref().clone().with_data_type(array.data_type().clone()));
        Ok(RecordBatch::try_new(Arc::new(Schema::new(fields.collect::<Vec<_>>())), arrays).unwrap())
    }

    fn troubled(&self, trouble: Trouble, table: usize, rows: Range<u64>, control: &Control) -> Result<RecordBatch> {
        match trouble {
            Trouble::Fail => Err(Error::Value {
                table: self.name(table).to_owned(),
                column: "id".to_owned(),
                row: rows.start,
                message: "no value fits".to_owned(),
            }),
            Trouble::Cancel => {
                control.cancel();
                Ok(self.batch(table, rows))
            }
            Trouble::TooFewRows => Ok(self.batch(table, rows.start..rows.end - 1)),
            Trouble::WrongType => {
                let fields = vec![Field::new("id", DataType::Boolean, false)];
                let array: ArrayRef = Arc::new(BooleanArray::from(vec![true; (rows.end - rows.start) as usize]));
                Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), vec![array]).unwrap())
            }
        }
    }
}

impl Source for Memory {
    fn tables(&self) -> usize {
        self.tables.len()
    }

    fn name(&self, table: usize) -> &str {
        &self.tables[table].name
    }

    fn schema(&self, table: usize) -> SchemaRef {
        let fields: Vec<Field> = self.tables[table].columns.iter().map(|(field, _)| field.clone()).collect();
        Arc::new(Schema::new(fields))
    }

    fn rows(&self, table: usize, control: &Control) -> Result<u64> {
        control.check()?;
        Ok(self.tables[table].rows)
    }

    fn batches<'a>(&'a self, table: usize, rows: Range<u64>, control: &'a Control) -> Batches<'a> {
        let starts = (rows.start / BLOCK_ROWS..rows.end.div_ceil(BLOCK_ROWS)).map(|block| block * BLOCK_ROWS);
        let end = rows.end;
        Box::new(starts.map(move |start| {
            let block = start.max(rows.start)..(start + BLOCK_ROWS).min(end);
            self.block(table, block, control)
        }))
    }
}

/// A number that looks like noise.
pub(crate) fn noise(row: u64, salt: u64) -> u64 {
    let mut value = row.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ salt.wrapping_mul(0xd6e8_feb8_6659_fd93);
    value = (value ^ (value >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    value ^ (value >> 29)
}

fn field(name: &str, data_type: DataType, nullable: bool) -> Field {
    Field::new(name, data_type, nullable)
}

fn or_null(row: u64, salt: u64, cell: Cell) -> Cell {
    if noise(row, salt).is_multiple_of(7) { Cell::Null } else { cell }
}

const NASTY: [&str; 14] = [
    "",
    " ",
    "NULL",
    "plain",
    "a,b",
    "say \"hi\"",
    "\"",
    "two\nlines",
    "cr\rlf\r\n",
    " lead",
    "trail ",
    "žluťoučký 🐎",
    "\u{feff}bom",
    "-",
];
const FLOATS: [f64; 16] = [
    0.0,
    -0.0,
    1.0,
    -1.5,
    0.1,
    1e-5,
    9.999e-6,
    1e15,
    1e16,
    12345.6789,
    12345.67891,
    f64::MAX,
    f64::MIN_POSITIVE,
    5e-324,
    0.0001,
    99_999_999.999,
];
const MICROS: i64 = 1_000_000;

/// Every type, nulls and all kinds of trouble within.
pub(crate) fn every_type(name: &str, rows: u64) -> Table {
    let micros = DataType::Timestamp(TimeUnit::Microsecond, None);
    let columns: Vec<Column> = vec![
        (field("id", DataType::Int64, false), |row| Cell::Int(row as i64 + 1)),
        (field("small", DataType::Int32, true), |row| or_null(row, 1, Cell::Int(noise(row, 2) as i32 as i64))),
        (field("big", DataType::Int64, true), |row| {
            or_null(row, 3, Cell::Int([i64::MIN, i64::MAX, 0, noise(row, 4) as i64][row as usize % 4]))
        }),
        (field("rounded", DataType::Float64, false), |row| Cell::Float((noise(row, 5) % 100_000) as f64 / 100.0)),
        (field("float", DataType::Float64, true), |row| {
            let any = f64::from_bits(noise(row, 6) >> 2);
            or_null(row, 7, Cell::Float(if row.is_multiple_of(3) { any } else { FLOATS[row as usize % FLOATS.len()] }))
        }),
        (field("flag", DataType::Boolean, true), |row| or_null(row, 8, Cell::Bool(noise(row, 9).is_multiple_of(2)))),
        (field("nasty, \"text\"", DataType::Utf8, true), |row| {
            or_null(row, 10, Cell::Text(NASTY[row as usize % NASTY.len()].to_owned()))
        }),
        (field("city", DataType::Utf8, false), |row| Cell::Text(format!("city {}", noise(row, 11) % 40))),
        (field("code", DataType::Utf8, false), |row| Cell::Text(format!("{:016x}", noise(row, 12)))),
        (field("day", DataType::Date32, true), |row| {
            or_null(
                row,
                13,
                Cell::Int([0, -719_528, 2_932_896, 19_782][row as usize % 4] + (row % 300) as i64 / 4 % 60),
            )
        }),
        (field("at", micros.clone(), false), |row| Cell::Int((1_700_000_000 + row as i64) * MICROS)),
        (field("moment", micros, true), |row| or_null(row, 14, Cell::Int(noise(row, 15) as i64 / 200))),
        (field("price", DataType::Decimal128(12, 2), true), |row| {
            or_null(row, 16, Cell::Decimal(i128::from(noise(row, 17) as i64 % 1_000_000_000)))
        }),
        (field("huge", DataType::Decimal128(38, 10), false), |row| {
            Cell::Decimal(i128::from(noise(row, 18) as i64) * 1_000_000_007 * 1_000_000_009)
        }),
    ];
    Table { name: name.to_owned(), rows, columns, dictionaries: false }
}

/// Three tables: of several parts, of no row, of a few rows.
pub(crate) fn dataset() -> Memory {
    Memory::of(vec![every_type("events", 300_000), every_type("nothing", 0), every_type("few", 10)])
}

pub(crate) fn csv_options() -> Format {
    Format::Csv(CsvOptions::default())
}

pub(crate) fn parquet_options(compression: Compression) -> Format {
    Format::Parquet(ParquetOptions { compression, key_values: vec![("seed".to_owned(), "42".to_owned())] })
}

pub(crate) fn options(format: Format, threads: usize) -> WriteOptions {
    WriteOptions { formats: vec![format], threads: NonZeroUsize::new(threads).unwrap(), ..WriteOptions::default() }
}
