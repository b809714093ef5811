//! Apache Parquet: row groups are encoded and compressed apart from each other, then appended to their file.

mod bits;
mod chunk;
mod compressor;
mod dictionary;
mod encodings;
mod integers;
mod interner;
mod levels;

use std::io::{self, Write};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::Type as PhysicalType;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnDescPtr, ColumnPath, TypePtr};

use self::chunk::{Chunk, Pages};
use self::compressor::{Compressor, codec};
use self::dictionary::DictionaryColumn;
use self::encodings::{Choice, choose};
use self::integers::IntegerColumn;
use crate::write::format::{Compression, ParquetOptions};

/// Rows of a row group.
pub(super) const PART_ROWS: u64 = 131_072;

/// The format numbers row groups with 16 bits.
pub(super) const MOST_PARTS: u64 = i16::MAX as u64;

/// Same whatever the version of this program, in the form that readers take apart.
const CREATED_BY: &str = "datagen version 1";
const PAGE_BYTES: usize = 1 << 20;
const DICTIONARY_BYTES: usize = 1 << 20;
const WRITE_ROWS: usize = 8192;

/// Encodes row groups of one table.
#[derive(Debug)]
pub(super) struct ParquetEncoder {
    arrow: SchemaRef,
    root: TypePtr,
    options: ParquetOptions,
}

/// An encoded row group.
pub(super) type RowGroup = Vec<Chunk>;

impl ParquetEncoder {
    pub(super) fn new(schema: SchemaRef, options: &ParquetOptions) -> Result<Self> {
        let root = ArrowSchemaConverter::new().convert(&schema)?.root_schema_ptr();
        Ok(Self { arrow: schema, root, options: options.clone() })
    }

    /// Begins a file.
    pub(super) fn file<W: Write + Send>(&self, writer: W) -> Result<SerializedFileWriter<W>> {
        let pairs = self.options.key_values.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
        let pairs: Vec<KeyValue> = pairs.collect();
        let properties = self.properties().set_key_value_metadata((!pairs.is_empty()).then_some(pairs));
        SerializedFileWriter::new(writer, Arc::clone(&self.root), Arc::new(properties.build()))
    }

    /// Begins a row group that starts with `first`.
    pub(super) fn row_group(&self, first: &RecordBatch) -> Result<RowGroupEncoder> {
        let choices: Vec<Choice> = first.columns().iter().map(choose).collect();
        let mut properties = self.properties();
        for (field, choice) in self.arrow.fields().iter().zip(&choices) {
            if *choice == Choice::Dictionary {
                let column = ColumnPath::new(vec![field.name().clone()]);
                properties = properties.set_column_dictionary_enabled(column, true);
            }
        }
        // Column writers need a file's properties, not a file.
        let file = SerializedFileWriter::new(io::sink(), Arc::clone(&self.root), Arc::new(properties.build()))?;
        let writers = ArrowRowGroupWriterFactory::new(&file, Arc::clone(&self.arrow)).create_column_writers(0)?;
        let schema = file.schema_descr().columns();
        let columns = choices.iter().zip(writers).zip(schema).map(|((choice, writer), column)| {
            let nullable = column.max_def_level() > 0;
            match choice {
                Choice::Integers => {
                    let narrow = column.physical_type() == PhysicalType::INT32;
                    ColumnEncoder::Integers(Box::new(IntegerColumn::new(narrow, nullable)), Arc::clone(column))
                }
                Choice::Strings => {
                    ColumnEncoder::Strings(Box::new(DictionaryColumn::new(nullable)), Arc::clone(column))
                }
                Choice::Dictionary | Choice::Plain => ColumnEncoder::Arrow(Box::new(writer)),
            }
        });
        let columns = columns.collect();
        Ok(RowGroupEncoder { arrow: Arc::clone(&self.arrow), columns, compression: self.options.compression })
    }

    fn properties(&self) -> WriterPropertiesBuilder {
        WriterProperties::builder()
            .set_writer_version(WriterVersion::PARQUET_1_0)
            .set_created_by(CREATED_BY.to_owned())
            .set_compression(codec(self.options.compression))
            .set_dictionary_enabled(false)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_data_page_row_count_limit(PART_ROWS as usize)
            .set_data_page_size_limit(PAGE_BYTES)
            .set_dictionary_page_size_limit(DICTIONARY_BYTES)
            .set_write_batch_size(WRITE_ROWS)
    }
}

/// A row group under construction.
pub(super) struct RowGroupEncoder {
    arrow: SchemaRef,
    columns: Vec<ColumnEncoder>,
    compression: Compression,
}

/// One column of it. Integers and dictionaries, most of what is written, have encoders of their own: arrow-rs hashes
/// and compares every string of a dictionary, and packs integers bit by bit.
enum ColumnEncoder {
    Arrow(Box<ArrowColumnWriter>),
    Integers(Box<IntegerColumn>, ColumnDescPtr),
    Strings(Box<DictionaryColumn>, ColumnDescPtr),
}

impl RowGroupEncoder {
    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        for ((field, array), column) in self.arrow.fields().iter().zip(batch.columns()).zip(&mut self.columns) {
            match column {
                ColumnEncoder::Arrow(writer) => {
                    for leaf in compute_leaves(field, array)? {
                        writer.write(&leaf)?;
                    }
                }
                ColumnEncoder::Integers(column, _) => column.write(array),
                ColumnEncoder::Strings(column, _) => column.write(array),
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<RowGroup> {
        let mut compressor = Compressor::new(self.compression)?;
        let chunks = self.columns.into_iter().map(|column| match column {
            ColumnEncoder::Arrow(writer) => writer.close().map(|chunk| Chunk::Arrow(Box::new(chunk))),
            ColumnEncoder::Integers(column, about) => column.finish(Pages::new(about, &mut compressor)),
            ColumnEncoder::Strings(column, about) => column.finish(Pages::new(about, &mut compressor)),
        });
        chunks.collect()
    }
}

/// Appends a row group to its file.
pub(super) fn append<W: Write + Send>(file: &mut SerializedFileWriter<W>, row_group: RowGroup) -> Result<()> {
    let mut writer = file.next_row_group()?;
    for chunk in row_group {
        chunk.append(&mut writer)?;
    }
    writer.close()?;
    Ok(())
}

/// What the system said, if that is why writing failed.
pub(crate) fn into_io(error: ParquetError) -> std::result::Result<io::Error, ParquetError> {
    match error {
        ParquetError::External(source) => {
            source.downcast::<io::Error>().map(|error| *error).map_err(ParquetError::External)
        }
        other => Err(other),
    }
}
