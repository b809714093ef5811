//! What is read back is what was written.

use std::fs::File;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, DictionaryArray, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Field, Int32Type, Int64Type, Schema, SchemaRef};
use datagen_core::control::Control;
use datagen_io::write::Compression;
use datagen_io::{Batches, Source, write_table};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Encoding;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::statistics::Statistics;
use proptest::prelude::*;

use crate::memory::{Memory, as_dictionary, every_type, options, parquet_options};

fn file(source: &dyn Source, compression: Compression) -> File {
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

/// A column of one row group, of values between which anything may lie, with and without nulls.
fn column<T: Clone + std::fmt::Debug>(
    value: impl Strategy<Value = T> + Clone,
    nulls: bool,
) -> impl Strategy<Value = Vec<Option<T>>> {
    let near = value.clone();
    let cell = (value, any::<bool>()).prop_map(move |(value, null)| if nulls && null { None } else { Some(value) });
    let runs = (near, 1..700_usize).prop_map(|(value, length)| vec![Some(value); length]);
    let part = prop_oneof![prop::collection::vec(cell, 0..300), runs];
    prop::collection::vec(part, 0..6).prop_map(|parts| parts.concat())
}

fn round_trip(name: &str, nullable: bool, array: &ArrayRef) {
    let data_type = match array.data_type() {
        DataType::Dictionary(_, values) => values.as_ref().clone(),
        other => other.clone(),
    };
    let schema = Arc::new(Schema::new(vec![Field::new(name, data_type.clone(), nullable)]));
    for compression in [Compression::Snappy, Compression::None] {
        let file = file(&Blocks { schema: schema.clone(), array: array.clone() }, compression);
        let statistics = metadata(file.try_clone().unwrap()).row_groups().first().map(|group| {
            let statistics = group.column(0).statistics().unwrap();
            assert_eq!(statistics.null_count_opt(), Some(array.null_count() as u64));
            statistics.clone()
        });
        let back = read(file);
        let plain = arrow::compute::cast(array, &data_type).unwrap();
        assert_eq!(back.column(0), &plain);
        if let Some(statistics) = statistics {
            assert_eq!(bounds(&statistics), expected_bounds(&plain));
        }
    }
}

type Bounds = Option<(Vec<u8>, Vec<u8>)>;

fn bounds(statistics: &Statistics) -> Bounds {
    Some((statistics.min_bytes_opt()?.to_vec(), statistics.max_bytes_opt()?.to_vec()))
}

fn expected_bounds(array: &ArrayRef) -> Bounds {
    if let Some(numbers) = array.as_primitive_opt::<Int64Type>() {
        let (least, most) = (numbers.iter().flatten().min()?, numbers.iter().flatten().max()?);
        return Some((least.to_le_bytes().to_vec(), most.to_le_bytes().to_vec()));
    }
    if let Some(numbers) = array.as_primitive_opt::<Int32Type>() {
        let (least, most) = (numbers.iter().flatten().min()?, numbers.iter().flatten().max()?);
        return Some((least.to_le_bytes().to_vec(), most.to_le_bytes().to_vec()));
    }
    let strings = array.as_string::<i32>();
    let (least, most) = (strings.iter().flatten().min()?, strings.iter().flatten().max()?);
    Some((least.as_bytes().to_vec(), most.as_bytes().to_vec()))
}

/// A table of one column that comes in uneven blocks.
struct Blocks {
    schema: SchemaRef,
    array: ArrayRef,
}

impl Source for Blocks {
    fn tables(&self) -> usize {
        1
    }
    fn name(&self, _: usize) -> &str {
        "blocks"
    }
    fn schema(&self, _: usize) -> SchemaRef {
        self.schema.clone()
    }
    fn rows(&self, _: usize, _: &Control) -> datagen_core::error::Result<u64> {
        Ok(self.array.len() as u64)
    }
    fn batches<'a>(&'a self, _: usize, rows: Range<u64>, _: &'a Control) -> Batches<'a> {
        let step = 97;
        Box::new((rows.start as usize..rows.end as usize).step_by(step).map(move |start| {
            let array = self.array.slice(start, step.min(self.array.len() - start));
            let field = Field::new("any", array.data_type().clone(), true);
            Ok(RecordBatch::try_new(Arc::new(Schema::new(vec![field])), vec![array]).unwrap())
        }))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_integers_read_back(wide in column(any::<i64>(), true), narrow in column(any::<i32>(), true), near in column(-9..9_i64, false)) {
        round_trip("wide", true, &(Arc::new(Int64Array::from(wide)) as ArrayRef));
        round_trip("narrow", true, &(Arc::new(Int32Array::from(narrow)) as ArrayRef));
        round_trip("near", false, &(Arc::new(Int64Array::from(near)) as ArrayRef));
    }

    #[test]
    fn any_strings_read_back(few in column("[a-d]{0,2}", true), many in column("\\PC{0,60}".prop_map(|mut text| { text.truncate(text.floor_char_boundary(60)); text }), false)) {
        for (strings, nullable) in [(few, true), (many, false)] {
            let array: ArrayRef = Arc::new(StringArray::from(strings));
            round_trip("plain", nullable, &array);
            round_trip("keyed", nullable, &as_dictionary(&array));
        }
    }
}

/// Each batch brings a dictionary of its own, larger than what is used of it.
#[test]
fn dictionaries_are_merged() {
    let mut table = every_type("t", 30_000);
    table.dictionaries = true;
    table.columns.retain(|(field, _)| field.data_type() == &DataType::Utf8 && field.name() != "code");
    let source = Memory::of(vec![table]);
    assert_eq!(read(file(&source, Compression::Zstd)).columns(), source.batch(0, all(&source)).columns());
    let values = Arc::new((0..300).map(|number| Some(format!("v{number}"))).collect::<StringArray>());
    let keys: Int32Array = [Some(299), None, Some(7), Some(299)].into_iter().collect();
    let array: ArrayRef = Arc::new(DictionaryArray::new(keys, values));
    round_trip("sparse", true, &array);
}
