//! Apache Parquet: row groups are encoded and compressed apart from each other, then appended to their file.

mod encodings;

use std::io::{self, Write};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression as Codec, ZstdLevel};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{
    EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterPropertiesPtr, WriterVersion,
};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, TypePtr};

use self::encodings::{Choice, choose};
use crate::write::options::{Compression, ParquetOptions};

/// Rows of a row group.
pub(super) const PART_ROWS: u64 = 131_072;

/// The format numbers row groups with 16 bits.
pub(super) const MOST_PARTS: u64 = i16::MAX as u64;

/// Same whatever the version of this program, in the form that readers take apart.
const CREATED_BY: &str = "datagen version 1";
const PAGE_BYTES: usize = 1 << 20;
const DICTIONARY_BYTES: usize = 1 << 20;
const WRITE_ROWS: usize = 8192;
const ZSTD_LEVEL: i32 = 1;

/// Encodes row groups of one table.
#[derive(Debug)]
pub(super) struct ParquetEncoder {
    arrow: SchemaRef,
    root: TypePtr,
    options: ParquetOptions,
}

/// An encoded row group.
pub(super) type RowGroup = Vec<ArrowColumnChunk>;

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
        let mut properties = self.properties();
        for (field, array) in self.arrow.fields().iter().zip(first.columns()) {
            let column = ColumnPath::new(vec![field.name().clone()]);
            properties = match choose(array) {
                Choice::Dictionary => properties.set_column_dictionary_enabled(column, true),
                Choice::Direct(encoding) => properties.set_column_encoding(column, encoding),
            };
        }
        let columns = self.column_writers(Arc::new(properties.build()))?;
        Ok(RowGroupEncoder { arrow: Arc::clone(&self.arrow), columns })
    }

    /// Writers of one row group; the file they belong to is of no consequence to them.
    fn column_writers(&self, properties: WriterPropertiesPtr) -> Result<Vec<ArrowColumnWriter>> {
        let file = SerializedFileWriter::new(io::sink(), Arc::clone(&self.root), properties)?;
        ArrowRowGroupWriterFactory::new(&file, Arc::clone(&self.arrow)).create_column_writers(0)
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
    columns: Vec<ArrowColumnWriter>,
}

impl RowGroupEncoder {
    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        for ((field, array), column) in self.arrow.fields().iter().zip(batch.columns()).zip(&mut self.columns) {
            for leaf in compute_leaves(field, array)? {
                column.write(&leaf)?;
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<RowGroup> {
        self.columns.into_iter().map(ArrowColumnWriter::close).collect()
    }
}

/// Appends a row group to its file.
pub(super) fn append<W: Write + Send>(file: &mut SerializedFileWriter<W>, row_group: RowGroup) -> Result<()> {
    let mut writer = file.next_row_group()?;
    for chunk in row_group {
        chunk.append_to_row_group(&mut writer)?;
    }
    writer.close()?;
    Ok(())
}

/// What the system said, if that is why writing failed.
pub(super) fn into_io(error: ParquetError) -> std::result::Result<io::Error, ParquetError> {
    match error {
        ParquetError::External(source) => {
            source.downcast::<io::Error>().map(|error| *error).map_err(ParquetError::External)
        }
        other => Err(other),
    }
}

fn codec(compression: Compression) -> Codec {
    match compression {
        Compression::Snappy => Codec::SNAPPY,
        Compression::Zstd => Codec::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL).unwrap_or_default()),
        Compression::None => Codec::UNCOMPRESSED,
    }
}
