//! One table on its way to its files.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Schema, SchemaRef, TimeUnit};
use datagen_core::control::Control;

use crate::error::{Error, Result};
use crate::source::{Batches, Source};
use crate::write::dataset::TableInfo;
use crate::write::encoder::{Encoder, PartEncoder};
use crate::write::format::Format;
use crate::write::hive::HiveColumn;
use crate::write::options::{Split, WriteOptions};
use crate::write::parquet;
use crate::write::piece::Piece;
use crate::write::text::Spare;

/// A table to be written.
pub(super) struct Table {
    /// The position in the source.
    pub(super) position: usize,
    pub(super) name: String,
    pub(super) rows: u64,
    /// One a format, in their order.
    pub(super) encoders: Arc<[Encoder]>,
    pub(super) schema: SchemaRef,
    /// Where its files lie as `part-00000` and so on; none when it is one file.
    pub(super) directory: Option<String>,
    /// The column by which its files are divided.
    pub(super) hive: Option<HiveColumn>,
    /// The most rows of a file.
    file_rows: u64,
    part_rows: u64,
}

impl Table {
    pub(super) fn new(
        source: &dyn Source,
        position: usize,
        options: &WriteOptions,
        spare: &Arc<Spare>,
    ) -> Result<Self> {
        let (name, schema) = (source.name(position).to_owned(), source.schema(position));
        check_types(&name, &schema)?;
        let encoders = options.formats.iter().map(|format| Encoder::new(format, &schema, spare));
        let encoders = encoders.collect::<Result<_>>()?;
        let file_rows = match options.split {
            Some(Split::Rows(rows)) => rows.get(),
            _ => u64::MAX,
        };
        let hive = HiveColumn::of(&name, &schema, &options.hive)?;
        let directory = (options.split.is_some() || hive.is_some()).then(|| name.clone());
        let encoders: Arc<[Encoder]> = encoders;
        let run_rows = source.run_rows().min(parquet::PART_ROWS);
        let part_rows = encoders.iter().map(Encoder::part_rows).fold(run_rows, u64::max);
        Ok(Self { position, name, rows: 0, encoders, schema, directory, hive, file_rows, part_rows })
    }

    /// The rows of this table that lie in a directory of their own, as the table `position` of another source.
    pub(super) fn divided(&self, position: usize, directory: String, rows: u64) -> Result<Self> {
        let mut divided = Self {
            position,
            name: self.name.clone(),
            rows: 0,
            encoders: Arc::clone(&self.encoders),
            schema: Arc::clone(&self.schema),
            directory: Some(directory),
            hive: None,
            file_rows: self.file_rows,
            part_rows: self.part_rows,
        };
        divided.set_rows(rows)?;
        Ok(divided)
    }

    /// Learns the number of rows.
    pub(super) fn set_rows(&mut self, rows: u64) -> Result<()> {
        self.rows = rows;
        let most = parquet::MOST_PARTS * self.part_rows;
        let in_file = rows.min(self.file_rows);
        let is_parquet = |encoder: &Encoder| matches!(encoder, Encoder::Parquet(_));
        if self.hive.is_none() && self.encoders.iter().any(is_parquet) && in_file > most {
            return Err(Error::Usage(format!(
                "table {} has {rows} rows, one Parquet file holds at most {most}; divide it into files, or write CSV",
                self.name
            )));
        }
        self.encoders.iter().try_for_each(|encoder| match encoder {
            Encoder::Dataset(format) => format.check(&self.info()),
            _ => Ok(()),
        })
    }

    /// The table as formats are told of it.
    pub(super) fn info(&self) -> TableInfo<'_> {
        TableInfo { name: &self.name, schema: &self.schema, rows: self.rows }
    }

    /// The name of file `number` of a format.
    pub(super) fn file_name(&self, format: &Format, number: u64) -> String {
        match &self.directory {
            None => format!("{}.{}", self.name, format.extension()),
            Some(directory) => format!("{directory}/part-{number:05}.{}", format.extension()),
        }
    }

    /// The number of files, as far as rows decide it; an empty table has an empty one.
    fn files(&self) -> u64 {
        self.rows.div_ceil(self.file_rows).max(1)
    }

    /// The number of parts of every file but the last, where it is the same.
    fn parts_of_file(&self) -> u64 {
        self.rows.min(self.file_rows).div_ceil(self.part_rows).max(1)
    }

    /// The number of parts; an empty table has an empty one.
    pub(super) fn parts(&self) -> u64 {
        let before = self.files() - 1;
        let rest = self.rows - before * self.file_rows.min(self.rows);
        before * self.parts_of_file() + rest.div_ceil(self.part_rows).max(1)
    }

    /// A part: its rows, and where it stands.
    pub(super) fn spot(&self, part: u64) -> Spot {
        let (file, part_of_file) = (part / self.parts_of_file(), part % self.parts_of_file());
        let file_end = self.rows.min((file + 1).saturating_mul(self.file_rows));
        let start = file * self.file_rows.min(self.rows) + part_of_file * self.part_rows;
        let end = file_end.min(start + self.part_rows);
        Spot { rows: start..end, begins_table: part == 0, ends_file: end == file_end, ends_table: end == self.rows }
    }

    /// Makes one part, in every format.
    pub(super) fn encode(&self, source: &dyn Source, part: u64, control: &Control) -> Result<Vec<Vec<Piece>>> {
        control.check()?;
        let rows = self.spot(part).rows;
        let mut parts: Vec<PartEncoder<'_>> =
            self.encoders.iter().map(|encoder| encoder.part(self.info(), rows.start)).collect();
        for batch in self.batches(source, rows, control) {
            let batch = batch?;
            parts.iter_mut().try_for_each(|part| part.push(&batch)).map_err(|error| self.named(error))?;
        }
        parts.into_iter().map(|part| part.finish().map_err(|error| self.named(error))).collect()
    }

    /// The batches of `rows`, held to what the source promised.
    pub(super) fn batches<'a>(
        &'a self,
        source: &'a dyn Source,
        rows: Range<u64>,
        control: &'a Control,
    ) -> impl Iterator<Item = Result<RecordBatch>> + 'a {
        let missing = rows.end - rows.start;
        let batches = if rows.is_empty() {
            Box::new(std::iter::empty()) as Batches<'_>
        } else {
            source.batches(self.position, rows, control)
        };
        Checked { table: self, batches, missing, control }
    }

    /// A bug says in which table it is.
    fn named(&self, error: Error) -> Error {
        match error {
            Error::Engine(datagen_core::error::Error::Bug(message)) => {
                Error::bug(format!("table {}: {message}", self.name))
            }
            other => other,
        }
    }
}

/// Where a part stands.
pub(super) struct Spot {
    pub(super) rows: Range<u64>,
    pub(super) begins_table: bool,
    pub(super) ends_file: bool,
    pub(super) ends_table: bool,
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
