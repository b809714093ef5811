//! What is read back is what was written.

use std::fs::File;
use std::ops::Range;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::datatypes::DataType;
use datagen_core::control::Control;
use datagen_io::write::Compression;
use datagen_io::{Source, write_table};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Encoding;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::memory::{Memory, every_type, options, parquet_options};

fn file(source: &Memory, compression: Compression) -> File {
    let mut file = tempfile::tempfile().unwrap();
    write_table(source, &mut file, &options(parquet_options(compression), 2), &Control::default()).unwrap();
    file
}

fn read(file: File) -> RecordBatch {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let schema = builder.schema().clone();
    let batches: Vec<RecordBatch> = builder.build().unwrap().map(|batch| batch.unwrap()).collect();
    concat_batches(&schema, &batches).unwrap()
}

fn metadata(file: File) -> ParquetMetaData {
    SerializedFileReader::new(file).unwrap().metadata().clone()
}

fn all(source: &Memory) -> Range<u64> {
    0..source.tables[0].rows
}

#[test]
fn reads_back_equal() {
    for rows in [0, 1, 8192, 131_072, 150_000] {
        let source = Memory::of(vec![every_type("t", rows)]);
        for compression in [Compression::Snappy, Compression::Zstd, Compression::None] {
            let back = read(file(&source, compression));
            assert_eq!(back.schema().fields(), source.schema(0).fields());
            assert_eq!(back.columns(), source.batch(0, all(&source)).columns(), "{rows} rows, {compression:?}");
        }
    }
}

#[test]
fn dictionaries_read_back_as_strings() {
    let mut table = every_type("t", 140_000);
    table.dictionaries = true;
    let source = Memory::of(vec![table]);
    let back = read(file(&source, Compression::Snappy));
    assert_eq!(back.columns(), source.batch(0, all(&source)).columns());
}

#[test]
fn the_file_says_what_it_is() {
    let source = Memory::of(vec![every_type("t", 300_000)]);
    let metadata = metadata(file(&source, Compression::Snappy));
    let rows: Vec<i64> = metadata.row_groups().iter().map(|group| group.num_rows()).collect();
    assert_eq!(rows, [131_072, 131_072, 37_856]);
    let about = metadata.file_metadata();
    assert_eq!(about.created_by(), Some("datagen version 1"));
    let pairs = about.key_value_metadata().unwrap();
    assert_eq!(pairs.len(), 1, "no Arrow schema among {pairs:?}");
    assert_eq!((pairs[0].key.as_str(), pairs[0].value.as_deref()), ("seed", Some("42")));
    let statistics = metadata.row_group(0).column(0).statistics().unwrap();
    assert_eq!(statistics.min_bytes_opt(), Some(1_i64.to_le_bytes().as_slice()));
    assert_eq!(statistics.max_bytes_opt(), Some(131_072_i64.to_le_bytes().as_slice()));
}

/// A dictionary where values repeat, for each row group by what it holds.
#[test]
fn encodings_follow_the_data() {
    for dictionaries in [false, true] {
        let mut table = every_type("t", 20_000);
        table.dictionaries = dictionaries;
        let source = Memory::of(vec![table]);
        let metadata = metadata(file(&source, Compression::None));
        let columns = metadata.row_group(0).columns().iter().zip(&source.tables[0].columns);
        for (chunk, (field, _)) in columns {
            let has = |encoding| chunk.encodings().any(|found| found == encoding);
            match (field.name().as_str(), field.data_type()) {
                ("city" | "nasty, \"text\"", _) => assert!(has(Encoding::RLE_DICTIONARY), "{field}"),
                ("code" | "float", _) => assert!(!has(Encoding::RLE_DICTIONARY), "{field}"),
                ("id", _) | (_, DataType::Date32) => assert!(has(Encoding::DELTA_BINARY_PACKED), "{field}"),
                _ => {}
            }
        }
    }
}
