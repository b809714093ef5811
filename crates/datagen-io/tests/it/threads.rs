//! The bytes do not depend on the number of threads, nor do the failures.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use datagen_core::control::Control;
use datagen_io::hash::sha256;
use datagen_io::write::{Compression, Format};
use datagen_io::{Written, write_dataset, write_table};

use crate::memory::{Trouble, csv_options, dataset, options, parquet_options};

fn formats() -> Vec<Format> {
    let compressions = [Compression::Snappy, Compression::Zstd, Compression::None];
    compressions.into_iter().map(parquet_options).chain([csv_options()]).collect()
}

pub(crate) fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

fn written(format: Format, threads: usize) -> (Written, BTreeMap<String, Vec<u8>>) {
    let directory = tempfile::tempdir().unwrap();
    let options = options(format, threads);
    let written = write_dataset(&dataset(), directory.path(), &options, &Control::default()).unwrap();
    (written, files(directory.path()))
}

#[test]
fn one_thread_equals_four() {
    for format in formats() {
        let (one, four) = (written(format.clone(), 1), written(format.clone(), 4));
        assert!(one == four, "{format:?} differs");
    }
}

#[test]
fn the_fingerprints_are_those_of_the_files() {
    for format in formats() {
        let (written, files) = written(format, 2);
        assert_eq!(written.tables.len(), files.len());
        for table in &written.tables {
            let bytes = &files[&table.file];
            assert_eq!(table.bytes, bytes.len() as u64);
            assert_eq!(table.sha256, sha256(bytes));
        }
    }
}

#[test]
fn a_writer_gets_what_a_file_would_hold() {
    for format in formats() {
        let (_, files) = written(format.clone(), 1);
        let mut options = options(format.clone(), 3);
        options.tables = vec!["events".to_owned()];
        let mut bytes = Vec::new();
        let table = write_table(&dataset(), &mut bytes, &options, &Control::default()).unwrap();
        assert_eq!(table.sha256, sha256(&bytes));
        assert!(bytes == files[&format!("events.{}", format.extension())], "{format:?} differs");
    }
}

#[test]
fn the_first_failure_is_told_whichever_thread_is_faster() {
    for threads in [1, 4] {
        let source = dataset().with_trouble(0, 200_000, Trouble::Fail);
        let directory = tempfile::tempdir().unwrap();
        let options = options(csv_options(), threads);
        let error = write_dataset(&source, directory.path(), &options, &Control::default()).unwrap_err();
        assert_eq!(error.to_string(), "events.id, row 196608: no value fits");
    }
}
