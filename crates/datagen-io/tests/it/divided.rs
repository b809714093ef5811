//! Tables in several files: what the files hold together, and how they come and go.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroU64;
use std::path::Path;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::Int64Type;
use datagen_core::Control;
use datagen_io::atomic::Existing;
use datagen_io::hash::sha256;
use datagen_io::write::{Compression, Format, Hive, HiveUnit, Split, TextCompression};
use datagen_io::{Error, WriteOptions, Written, write_dataset, write_table};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use proptest::prelude::*;

use crate::formats::{json_lines, tree};
use crate::memory::{Memory, Trouble, csv_options, every_type, options, parquet_options};

fn rows(number: u64) -> Option<Split> {
    NonZeroU64::new(number).map(Split::Rows)
}

fn bytes(number: u64) -> Option<Split> {
    NonZeroU64::new(number).map(Split::Bytes)
}

fn by(table: &str, column: &str, unit: HiveUnit) -> Vec<Hive> {
    vec![Hive { table: table.to_owned(), column: column.to_owned(), unit }]
}

fn write(source: &Memory, directory: &Path, options: &WriteOptions) -> Result<Written, Error> {
    write_dataset(source, directory, options, &Control::default())
}

fn written(source: &Memory, options: &WriteOptions) -> (Written, BTreeMap<String, Vec<u8>>) {
    let directory = tempfile::tempdir().unwrap();
    let written = write(source, directory.path(), options).unwrap();
    (written, tree(directory.path()))
}

fn divided(formats: Vec<Format>, split: Option<Split>, threads: usize) -> WriteOptions {
    WriteOptions { formats, split, ..options(csv_options(), threads) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Without their headers, the files are one after the other what the one file is.
    #[test]
    fn any_division_is_the_whole(count in 0_u64..90_000, most in 1_u64..100_000, by_bytes: bool) {
        let source = Memory::of(vec![every_type("t", count)]);
        let most = most.max(count / 50).max(1);
        let split = if by_bytes { bytes(most * 100) } else { rows(most) };
        let whole = written(&source, &options(csv_options(), 2)).1.remove("t.csv").unwrap();
        let (said, files) = written(&source, &divided(vec![csv_options()], split, 2));
        let header = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        let mut body = whole[..header].to_vec();
        for (number, (name, file)) in files.iter().enumerate() {
            prop_assert_eq!(name, &format!("t/part-{number:05}.csv"));
            prop_assert_eq!(&file[..header], &whole[..header]);
            body.extend(&file[header..]);
        }
        prop_assert!(body == whole);
        prop_assert_eq!(said.tables[0].rows, count);
        if !by_bytes {
            prop_assert_eq!(files.len() as u64, count.div_ceil(most).max(1));
            prop_assert!(said.files.iter().all(|file| file.rows <= most));
        }
    }
}

#[test]
fn what_is_said_of_the_files_is_true() {
    let source = Memory::of(vec![every_type("many", 50_000), every_type("nothing", 0)]);
    let formats = vec![parquet_options(Compression::Snappy), json_lines(TextCompression::Gzip)];
    let (said, files) = written(&source, &divided(formats, rows(20_000), 3));
    let names: Vec<&str> = said.files.iter().map(|file| file.name.as_str()).collect();
    let part = |number: u64, end: &str| format!("many/part-{number:05}.{end}");
    let expected =
        [part(0, "parquet"), part(1, "parquet"), part(2, "parquet"), "nothing/part-00000.parquet".to_owned()];
    assert_eq!(names[..4], expected);
    assert_eq!(names[4..], expected.map(|name| name.replace("parquet", "jsonl.gz")));
    for file in &said.files {
        assert_eq!((file.bytes, &file.sha256), (files[&file.name].len() as u64, &sha256(&files[&file.name])));
    }
    let many = &said.tables[0];
    assert_eq!((many.file.as_str(), many.rows), ("many", 50_000));
    assert_eq!(many.bytes, said.files[..3].iter().map(|file| file.bytes).sum::<u64>());
    let lines: String = said.files[..3].iter().map(|file| format!("{}  {}\n", file.sha256, file.name)).collect();
    assert_eq!(many.sha256, sha256(lines.as_bytes()));
}

#[test]
fn divided_bytes_depend_neither_on_threads_nor_on_other_formats() {
    let source = Memory::of(vec![every_type("t", 150_000)]);
    for split in [rows(70_000), bytes(2_000_000)] {
        let formats =
            [csv_options(), json_lines(TextCompression::Zstd), parquet_options(Compression::None), Format::Arrow];
        let (_, together) = written(&source, &divided(formats.to_vec(), split, 4));
        let mut alone = BTreeMap::new();
        for format in formats {
            alone.extend(written(&source, &divided(vec![format], split, 1)).1);
        }
        assert!(together == alone, "{split:?}");
    }
}

fn ids(file: &[u8]) -> Vec<i64> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(file.to_vec())).unwrap().build().unwrap();
    let batches: Vec<RecordBatch> = reader.map(|batch| batch.unwrap()).collect();
    let Some(first) = batches.first() else { return Vec::new() };
    concat_batches(&first.schema(), &batches).unwrap()["id"].as_primitive::<Int64Type>().values().to_vec()
}

/// Enough rows that some wait in a file.
#[test]
fn folders_hold_the_rows_of_their_time_in_order() {
    const ROWS: u64 = 400_000;
    let source = Memory::of(vec![every_type("t", ROWS), every_type("other", 5)]);
    let (at, hive) = (10, by("t", "at", HiveUnit::Day));
    let options = WriteOptions { hive, ..options(parquet_options(Compression::Snappy), 3) };
    let (said, files) = written(&source, &options);
    let batch = source.batch(0, 0..ROWS);
    let times = batch.column(at).as_primitive::<arrow::datatypes::TimestampMicrosecondType>();
    let mut expected: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for row in 0..ROWS as usize {
        let day = times.value_as_datetime(row).unwrap().date();
        expected.entry(format!("t/at_day={day}/part-00000.parquet")).or_default().push(row as i64 + 1);
    }
    expected.insert("other.parquet".to_owned(), (1..=5).collect());
    assert_eq!(files.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (name, file) in &files {
        assert!(ids(file) == expected[name], "{name}");
    }
    assert_eq!((said.tables[0].rows, said.tables[0].file.as_str()), (ROWS, "t"));
    assert_eq!((said.tables[1].rows, said.tables[1].file.as_str()), (5, "other.parquet"));
}

#[test]
fn nulls_have_a_folder_and_so_has_every_month() {
    let source = Memory::of(vec![every_type("t", 300), every_type("nothing", 0)]);
    let mut options = divided(vec![csv_options()], rows(40), 2);
    options.hive = [by("t", "day", HiveUnit::Month), by("nothing", "day", HiveUnit::Month)].concat();
    let (said, files) = written(&source, &options);
    let folders: Vec<&str> = files.keys().filter_map(|name| name.split('/').nth(1)).collect();
    assert!(folders.contains(&"day_month=__HIVE_DEFAULT_PARTITION__") && folders.contains(&"day_month=0000-01"));
    assert!(folders.contains(&"day_month=1970-01") && folders.contains(&"day_month=10000-01"), "{folders:?}");
    assert!(said.files.iter().all(|file| file.rows <= 40));
    assert_eq!(said.tables[0].rows, 300);
    assert!(files.contains_key("nothing/part-00000.csv"), "a table without rows has a file all the same");
    let again = written(&source, &WriteOptions { threads: std::num::NonZeroUsize::MIN, ..options });
    assert!(again == (said, files));
}

#[test]
fn tables_that_cannot_be_divided_so() {
    let source = Memory::of(vec![every_type("t", 10)]);
    let directory = tempfile::tempdir().unwrap();
    let refused = |hive: Vec<Hive>| {
        let options = WriteOptions { hive, ..options(csv_options(), 1) };
        write(&source, &directory.path().join("new"), &options).unwrap_err().to_string()
    };
    let month = HiveUnit::Month;
    assert_eq!(refused(by("u", "at", month)), r#"there is no table "u" to divide; the tables are: t"#);
    let wrong = "only by a column of dates or times; choose day, at, moment";
    assert_eq!(refused(by("t", "price", month)), format!("table t cannot be divided by \"price\", {wrong}"));
    assert_eq!(refused(by("t", "nope", month)), format!("table t cannot be divided by \"nope\", {wrong}"));
    let twice = [by("t", "at", month), by("t", "day", month)].concat();
    assert_eq!(refused(twice), "table t is divided twice; choose one column");
    assert!(!directory.path().join("new").exists());
    let options = WriteOptions { split: rows(5), ..options(csv_options(), 1) };
    let error = write_table(&source, &mut Vec::new(), &options, &Control::default()).unwrap_err();
    assert_eq!(error.to_string(), "only one file fits into one output; choose one format, and do not divide");
}

#[test]
fn parts_that_are_there_are_in_the_way_or_disappear() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let source = |rows| Memory::of(vec![every_type("t", rows)]);
    write(&source(100), path, &divided(vec![csv_options()], rows(10), 1)).unwrap();
    fs::write(path.join("t/mine.txt"), "mine").unwrap();
    let before = tree(path);
    assert_eq!(before.len(), 11);
    let error = write(&source(50), path, &divided(vec![csv_options()], rows(10), 1)).unwrap_err();
    assert!(error.to_string().ends_with("/t already exists; choose another directory, or replace with --overwrite"));
    assert!(tree(path) == before);

    let replace =
        |hive, split| WriteOptions { existing: Existing::Replace, hive, ..divided(vec![csv_options()], split, 1) };
    let failing = source(100).with_trouble(0, 60, Trouble::Fail);
    write(&failing, path, &replace(Vec::new(), rows(10))).unwrap_err();
    assert!(tree(path) == before, "a failure keeps what was there");

    write(&source(25), path, &replace(Vec::new(), rows(10))).unwrap();
    let names = |path: &Path| tree(path).into_keys().collect::<Vec<_>>();
    assert_eq!(names(path), ["t/mine.txt", "t/part-00000.csv", "t/part-00001.csv", "t/part-00002.csv"]);
    write(&source(25), path, &replace(by("t", "at", HiveUnit::Year), None)).unwrap();
    assert_eq!(names(path), ["t/at_year=2023/part-00000.csv", "t/mine.txt"]);
    write(&source(25), path, &replace(by("t", "at", HiveUnit::Month), None)).unwrap();
    assert_eq!(names(path), ["t/at_month=2023-11/part-00000.csv", "t/mine.txt"]);
    assert!(!path.join("t/at_year=2023").exists());
}

#[test]
fn a_failure_leaves_no_folder() {
    for hive in [Vec::new(), by("t", "at", HiveUnit::Day)] {
        for trouble in [Trouble::Fail, Trouble::Cancel, Trouble::TooFewRows] {
            let parent = tempfile::tempdir().unwrap();
            let source = Memory::of(vec![every_type("t", 200_000)]).with_trouble(0, 150_000, trouble);
            let options = WriteOptions { hive: hive.clone(), ..divided(vec![csv_options()], rows(30_000), 3) };
            write(&source, &parent.path().join("new"), &options).unwrap_err();
            assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
        }
    }
}

#[test]
fn a_file_where_a_folder_belongs() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("t"), "mine").unwrap();
    let source = Memory::of(vec![every_type("t", 10)]);
    let error = write(&source, directory.path(), &divided(vec![csv_options()], rows(5), 1)).unwrap_err();
    assert!(error.to_string().ends_with("/t is a file, a directory belongs there; choose another directory"));
}
