//! One table on its way to its file.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Schema, SchemaRef, TimeUnit};
use datagen_core::control::Control;

use crate::error::{Error, Result};
use crate::source::{Batches, Source};
use crate::write::csv::{self, CsvEncoder};
use crate::write::file::Part;
use crate::write::options::{Format, ParquetOptions};
use crate::write::parquet::{self, ParquetEncoder};

/// A table to be written.
pub(super) struct Table {
    /// The position in the source.
    pub(super) position: usize,
    pub(super) name: String,
    pub(super) rows: u64,
    pub(super) encoder: Encoder,
    schema: SchemaRef,
}

/// What turns batches into a format's bytes.
pub(super) enum Encoder {
    Parquet(ParquetEncoder),
    /// Shared by all tables, for the room it keeps.
    Csv(Arc<CsvEncoder>),
}

/// Makes the encoders of all tables.
pub(super) enum Encoders<'a> {
    Parquet(&'a ParquetOptions),
    Csv(Arc<CsvEncoder>),
}

impl<'a> Encoders<'a> {
    pub(super) fn new(format: &'a Format) -> Self {
        match format {
            Format::Parquet(options) => Self::Parquet(options),
            Format::Csv(options) => Self::Csv(Arc::new(CsvEncoder::new(options))),
        }
    }

    fn encoder(&self, schema: &SchemaRef) -> Result<Encoder> {
        match self {
            Self::Parquet(options) => {
                let encoder = ParquetEncoder::new(SchemaRef::clone(schema), options);
                encoder.map(Encoder::Parquet).map_err(|error| Error::bug(error.to_string()))
            }
            Self::Csv(shared) => Ok(Encoder::Csv(Arc::clone(shared))),
        }
    }
}

impl Table {
    pub(super) fn new(source: &dyn Source, position: usize, encoders: &Encoders<'_>) -> Result<Self> {
        let (name, schema) = (source.name(position).to_owned(), source.schema(position));
        check_types(&name, &schema)?;
        let encoder = encoders.encoder(&schema)?;
        Ok(Self { position, name, rows: 0, encoder, schema })
    }

    /// Learns the number of rows.
    pub(super) fn set_rows(&mut self, rows: u64) -> Result<()> {
        self.rows = rows;
        let most = parquet::MOST_PARTS * self.part_rows();
        if matches!(self.encoder, Encoder::Parquet(_)) && rows > most {
            return Err(Error::Usage(format!(
                "table {} has {rows} rows, one Parquet file holds at most {most}; write partitions of it, or CSV",
                self.name
            )));
        }
        Ok(())
    }

    /// The number of parts; an empty table has an empty one.
    pub(super) fn parts(&self) -> u64 {
        self.rows.div_ceil(self.part_rows()).max(1)
    }

    fn part_rows(&self) -> u64 {
        match self.encoder {
            Encoder::Parquet(_) => parquet::PART_ROWS,
            Encoder::Csv(_) => csv::PART_ROWS,
        }
    }

    fn range(&self, part: u64) -> Range<u64> {
        let start = part * self.part_rows();
        start..self.rows.min(start + self.part_rows())
    }

    /// Makes one part.
    pub(super) fn encode(&self, source: &dyn Source, part: u64, control: &Control) -> Result<Part> {
        control.check()?;
        let rows = self.range(part);
        let batches = if rows.is_empty() {
            Box::new(std::iter::empty()) as Batches<'_>
        } else {
            source.batches(self.position, rows.clone(), control)
        };
        let batches = Checked { table: self, batches, missing: rows.end - rows.start, control };
        match &self.encoder {
            Encoder::Parquet(encoder) => self.row_group(encoder, batches).map(Part::Parquet),
            Encoder::Csv(encoder) => self.lines(encoder, part, batches).map(Part::Csv),
        }
    }

    fn row_group(&self, encoder: &ParquetEncoder, batches: Checked<'_>) -> Result<Option<parquet::RowGroup>> {
        let bug = |error| Error::bug(format!("table {}: {error}", self.name));
        let mut row_group = None;
        for batch in batches {
            let batch = batch?;
            let encoding = match &mut row_group {
                Some(begun) => begun,
                none => none.insert(encoder.row_group(&batch).map_err(bug)?),
            };
            encoding.write(&batch).map_err(bug)?;
        }
        row_group.map(parquet::RowGroupEncoder::finish).transpose().map_err(bug)
    }

    fn lines(&self, encoder: &CsvEncoder, part: u64, batches: Checked<'_>) -> Result<csv::Text> {
        let mut text = if part == 0 { encoder.header(&self.schema) } else { encoder.text() };
        for batch in batches {
            encoder.rows(&mut text, &batch?)?;
        }
        Ok(text)
    }
}

/// Batches, held to what the source promised.
struct Checked<'a> {
    table: &'a Table,
    batches: Batches<'a>,
    missing: u64,
    control: &'a Control,
}

impl Iterator for Checked<'_> {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.batches.next() {
            Some(batch) => Some(self.check(batch)),
            None if self.missing > 0 => {
                let (name, missing) = (&self.table.name, std::mem::take(&mut self.missing));
                Some(Err(Error::bug(format!("table {name}: {missing} rows are missing"))))
            }
            None => None,
        }
    }
}

impl Checked<'_> {
    fn check(&mut self, batch: datagen_core::error::Result<RecordBatch>) -> Result<RecordBatch> {
        self.control.check()?;
        let batch = batch?;
        let name = &self.table.name;
        let rows = batch.num_rows() as u64;
        let Some(missing) = self.missing.checked_sub(rows) else {
            return Err(Error::bug(format!("table {name}: {} rows too many", rows - self.missing)));
        };
        self.missing = missing;
        if batch.num_columns() != self.table.schema.fields().len() {
            return Err(Error::bug(format!("table {name}: {} columns came", batch.num_columns())));
        }
        for (field, array) in self.table.schema.fields().iter().zip(batch.columns()) {
            if !stands_for(array.data_type(), field.data_type()) {
                let (column, found) = (field.name(), array.data_type());
                return Err(Error::bug(format!("{name}.{column}: {found} instead of {}", field.data_type())));
            }
            if !field.is_nullable() && array.is_nullable() && array.null_count() > 0 {
                return Err(Error::bug(format!("{name}.{}: null in a column that has none", field.name())));
            }
        }
        Ok(batch)
    }
}

/// Whether an array may come where `declared` is written.
fn stands_for(found: &DataType, declared: &DataType) -> bool {
    let dictionary = || DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    found == declared || *declared == DataType::Utf8 && *found == dictionary()
}

/// Refuses a column that cannot be written before anything is.
fn check_types(table: &str, schema: &Schema) -> Result<()> {
    let known = |data_type: &DataType| {
        matches!(
            data_type,
            DataType::Int32
                | DataType::Int64
                | DataType::Float64
                | DataType::Boolean
                | DataType::Utf8
                | DataType::Date32
                | DataType::Timestamp(TimeUnit::Microsecond, None)
                | DataType::Decimal128(_, _)
        )
    };
    match schema.fields().iter().find(|field| !known(field.data_type())) {
        Some(field) => {
            let (column, found) = (field.name(), field.data_type());
            Err(Error::bug(format!("{table}.{column}: columns of type {found} cannot be written")))
        }
        None if schema.fields().is_empty() => Err(Error::Usage(format!("table {table} has no columns"))),
        None => Ok(()),
    }
}
