//! Formats of one file for all tables: what they are told, and in which order.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::sync::Arc;

use arrow::array::RecordBatch;
use datagen_core::Control;
use datagen_io::hash::sha256;
use datagen_io::write::dataset::{DatasetWriter, Encoded, Out, TableInfo};
use datagen_io::write::{DatasetFormat, Format, Split};
use datagen_io::{Error, Result, WriteOptions, write_dataset};

use crate::formats::tree;
use crate::memory::{Memory, csv_options, every_type, options};

/// Says how many rows there are.
#[derive(Debug)]
struct Counting;

struct Counted;

impl DatasetFormat for Counting {
    fn name(&self) -> &str {
        "counts"
    }

    fn file(&self) -> String {
        "all.counts".to_owned()
    }

    fn check(&self, table: &TableInfo<'_>) -> Result<()> {
        if table.name == "forbidden" { Err(Error::Usage("not this one".to_owned())) } else { Ok(()) }
    }

    fn encode(&self, table: &TableInfo<'_>, start: u64, batches: Vec<RecordBatch>) -> Result<Encoded> {
        let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
        // Lines of so many rows that parts are cut between them.
        let lines = (start..start + rows as u64).step_by(8192);
        Ok(Encoded::Bytes(lines.map(|row| format!("{} from {row}\n", table.name)).collect::<String>().into_bytes()))
    }

    fn begin(&self, tables: &[TableInfo<'_>], out: &mut Out<'_>) -> Result<Box<dyn DatasetWriter>> {
        let tables = tables.iter().map(|table| format!("{} {}, ", table.name, table.rows));
        out.write_all(format!("{}\n", tables.collect::<String>()).as_bytes())?;
        Ok(Box::new(Counted))
    }
}

impl DatasetWriter for Counted {
    fn begin_table(&mut self, table: &TableInfo<'_>, out: &mut Out<'_>) -> Result<()> {
        out.write_all(format!("begin {}\n", table.name).as_bytes())
    }

    fn append(&mut self, encoded: Encoded, out: &mut Out<'_>) -> Result<()> {
        match encoded {
            Encoded::Bytes(bytes) => out.copy(&mut bytes.as_slice()),
            Encoded::Batches(_) => panic!("bytes were encoded"),
        }
    }

    fn end_table(&mut self, out: &mut Out<'_>) -> Result<()> {
        out.write_all(b"end\n")
    }

    fn finish(self: Box<Self>, out: &mut Out<'_>) -> Result<()> {
        out.write_all(b"finished\n")
    }
}

fn both(first: Format, second: Format) -> WriteOptions {
    WriteOptions { formats: vec![first, second], ..options(csv_options(), 3) }
}

fn one_file() -> Format {
    Format::Dataset(Arc::new(Counting))
}

#[test]
fn tables_come_one_after_the_other() {
    let source = Memory::of(vec![every_type("a", 20_000), every_type("b", 0), every_type("c", 3)]);
    let mut seen = Vec::new();
    for options in [options(one_file(), 1), both(one_file(), Format::default()), both(csv_options(), one_file())] {
        let directory = tempfile::tempdir().unwrap();
        let written = write_dataset(&source, directory.path(), &options, &Control::default()).unwrap();
        let files: BTreeMap<_, _> = tree(directory.path());
        let file = written.files.iter().find(|file| file.format == "counts").unwrap();
        assert_eq!((file.name.as_str(), file.table.as_ref(), file.rows), ("all.counts", None, 20_003));
        assert_eq!(file.sha256, sha256(&files["all.counts"]));
        assert_eq!(written.tables.iter().map(|table| table.rows).collect::<Vec<_>>(), [20_000, 0, 3]);
        if options.formats[0].is_one_file() {
            assert!(written.tables.iter().all(|table| table.file == "all.counts"));
        }
        seen.push(String::from_utf8(files["all.counts"].clone()).unwrap());
    }
    let expected = "a 20000, b 0, c 3, \nbegin a\na from 0\na from 8192\na from 16384\nend\nbegin b\nend\nbegin c\nc from 0\n\
                    end\nfinished\n";
    assert!(seen.iter().all(|text| text == expected), "{}", seen[0]);
}

#[test]
fn one_file_is_not_divided() {
    let source = Memory::of(vec![every_type("a", 10)]);
    let split = NonZeroU64::new(5).map(Split::Rows);
    let directory = tempfile::tempdir().unwrap();
    let options = WriteOptions { split, ..options(one_file(), 1) };
    let error = write_dataset(&source, directory.path(), &options, &Control::default()).unwrap_err();
    let expected = "counts is one file for all tables, which cannot be divided; leave it out, or do not divide";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_format_may_refuse_a_table_before_the_first_row() {
    let source = Memory::of(vec![every_type("forbidden", 10)]);
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("new");
    let error = write_dataset(&source, &path, &options(one_file(), 1), &Control::default()).unwrap_err();
    assert_eq!(error.to_string(), "not this one");
    assert!(!path.exists());
    let twice = both(csv_options(), csv_options());
    let error = write_dataset(&source, &path, &twice, &Control::default()).unwrap_err();
    assert_eq!(error.to_string(), "the format csv is asked for twice; name it once");
}
