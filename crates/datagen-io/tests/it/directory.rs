//! All files or none: failures, cancellation, what stands in the way, disks that fill up.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use datagen_core::control::Control;
use datagen_io::atomic::Existing;
use datagen_io::metadata::METADATA_FILE;
use datagen_io::space::free_bytes;
use datagen_io::write::{Compression, Format};
use datagen_io::{Error, Fault, WriteOptions, stage_dataset, write_dataset, write_table};

use crate::memory::{Memory, Trouble, csv_options, dataset, every_type, options, parquet_options};
use crate::metadata::example;
use crate::threads::files;

fn both() -> [Format; 2] {
    [parquet_options(Compression::Snappy), csv_options()]
}

fn small() -> Memory {
    Memory::of(vec![every_type("a", 10), every_type("b", 20)])
}

fn csv() -> WriteOptions {
    options(csv_options(), 2)
}

fn fails(source: &Memory, directory: &Path, options: &WriteOptions) -> Error {
    write_dataset(source, directory, options, &Control::default()).unwrap_err()
}

#[test]
fn a_failure_leaves_nothing_not_even_directories() {
    let troubles = [
        (Trouble::Fail, Fault::User),
        (Trouble::Cancel, Fault::Cancelled),
        (Trouble::WrongType, Fault::Bug),
        (Trouble::TooFewRows, Fault::Bug),
    ];
    for (trouble, fault) in troubles {
        for format in both() {
            let parent = tempfile::tempdir().unwrap();
            let source = dataset().with_trouble(2, 3, trouble);
            let error = fails(&source, &parent.path().join("deep/down"), &options(format, 3));
            assert_eq!(error.fault(), fault, "{error}");
            assert!(files_in(parent.path()).is_empty());
        }
    }
}

fn files_in(directory: &Path) -> Vec<String> {
    fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_failure_keeps_what_was_there() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("events.csv"), "old").unwrap();
    let mut options = csv();
    options.existing = Existing::Replace;
    let source = dataset().with_trouble(0, 100_000, Trouble::Fail);
    fails(&source, directory.path(), &options);
    assert_eq!(files(directory.path()), [("events.csv".to_owned(), b"old".to_vec())].into());
}

#[test]
fn existing_files_are_refused_before_the_first_row() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("a.csv"), "old").unwrap();
    fs::write(directory.path().join("b.csv.inprogress"), "interrupted").unwrap();
    let source = small().with_trouble(0, 0, Trouble::Fail);
    let error = fails(&source, directory.path(), &csv());
    let (a, b) = (directory.path().join("a.csv"), directory.path().join("b.csv.inprogress"));
    assert_eq!(
        error.to_string(),
        format!(
            "{}, {} already exist; choose another directory, or replace with --overwrite",
            a.display(),
            b.display()
        )
    );
    assert_eq!(error.fault(), Fault::User);
    assert_eq!(files(directory.path()).len(), 2);
}

#[test]
fn overwriting_replaces_at_the_end_only() {
    let directory = tempfile::tempdir().unwrap();
    let old = ["a.csv", "b.csv.inprogress", "other.txt", METADATA_FILE];
    old.iter().for_each(|file| fs::write(directory.path().join(file), "old").unwrap());
    let mut options = csv();
    options.existing = Existing::Replace;
    options.metadata = true;
    let staged = stage_dataset(&small(), directory.path(), &options, &Control::default()).unwrap();
    assert_eq!(fs::read(directory.path().join("a.csv")).unwrap(), b"old");
    let written = staged.commit(Some(&example())).unwrap();
    let files = files(directory.path());
    assert_eq!(files.keys().collect::<Vec<_>>(), [METADATA_FILE, "a.csv", "b.csv", "other.txt"]);
    assert_eq!(files["a.csv"].len() as u64, written.tables[0].bytes);
    assert_eq!(files[METADATA_FILE], example().to_json().unwrap().into_bytes());
}

#[test]
fn metadata_in_the_way_is_refused_too() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join(METADATA_FILE), "old").unwrap();
    let mut options = csv();
    options.metadata = true;
    let error = fails(&small(), directory.path(), &options);
    assert!(matches!(&error, Error::AlreadyExists(paths) if paths.len() == 1), "{error}");
}

/// The second file cannot have its name; the first must not have it either.
#[test]
fn a_failing_commit_is_undone() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("a.csv"), "old").unwrap();
    let mut options = csv();
    options.existing = Existing::Replace;
    let staged = stage_dataset(&small(), directory.path(), &options, &Control::default()).unwrap();
    fs::create_dir_all(directory.path().join("b.csv")).unwrap();
    fs::create_dir_all(directory.path().join("b.csv.replaced/not empty")).unwrap();
    let error = staged.commit(None).unwrap_err();
    assert!(error.to_string().starts_with("cannot replace "), "{error}");
    assert_eq!(fs::read(directory.path().join("a.csv")).unwrap(), b"old");
    assert_eq!(files_in(directory.path()).len(), 3);
}

#[test]
fn a_file_that_came_meanwhile_is_kept() {
    let directory = tempfile::tempdir().unwrap();
    let staged = stage_dataset(&small(), directory.path(), &csv(), &Control::default()).unwrap();
    fs::write(directory.path().join("b.csv"), "someone else's").unwrap();
    let error = staged.commit(None).unwrap_err();
    assert!(matches!(error, Error::AlreadyExists(_)), "{error}");
    assert_eq!(files(directory.path()), [("b.csv".to_owned(), b"someone else's".to_vec())].into());
}

#[test]
fn a_staging_that_is_dropped_disappears() {
    let parent = tempfile::tempdir().unwrap();
    let directory = parent.path().join("new");
    let staged = stage_dataset(&small(), &directory, &csv(), &Control::default()).unwrap();
    assert_eq!(files_in(&directory).len(), 2);
    drop(staged);
    assert!(!directory.exists());
}

#[test]
fn only_the_tables_asked_for_in_that_order() {
    let directory = tempfile::tempdir().unwrap();
    let mut options = csv();
    options.tables = vec!["few".to_owned(), "nothing".to_owned()];
    let written = write_dataset(&dataset(), directory.path(), &options, &Control::default()).unwrap();
    let summary: Vec<_> = written.tables.iter().map(|table| (table.table, table.file.as_str(), table.rows)).collect();
    assert_eq!(summary, [(2, "few.csv", 10), (1, "nothing.csv", 0)]);
    options.tables = vec!["event".to_owned()];
    let error = fails(&dataset(), directory.path(), &options);
    assert_eq!(error.to_string(), r#"there is no table "event"; the tables are: events, nothing, few"#);
}

#[test]
fn names_that_cannot_be_files_are_refused() {
    for names in [["../a", "b"], ["a", "A"], ["", "b"], [".a", "b"], ["c:", "b"]] {
        let directory = tempfile::tempdir().unwrap();
        let source = Memory::of(names.map(|name| every_type(name, 1)).into());
        let error = fails(&source, directory.path(), &csv());
        assert_eq!(error.fault(), Fault::User, "{error}");
        assert!(files_in(directory.path()).is_empty());
    }
}

#[test]
fn a_directory_that_is_a_file_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "old").unwrap();
    for target in [file.clone(), file.join("below")] {
        let error = fails(&small(), &target, &csv());
        assert!(error.to_string().contains("a file stands where a directory is needed"), "{error}");
        assert_eq!(error.fault(), Fault::Environment);
    }
    assert_eq!(fs::read(file).unwrap(), b"old");
}

#[test]
fn a_single_output_takes_a_single_table() {
    let error = write_table(&small(), &mut io::sink(), &csv(), &Control::default()).unwrap_err();
    assert_eq!(error.to_string(), "only one table fits into one output, choose one of: a, b");
}

/// A disk, or a pipe, with an end.
struct Full {
    room: usize,
    kind: io::ErrorKind,
}

impl Write for Full {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if self.room == 0 {
            return Err(self.kind.into());
        }
        let written = buffer.len().min(self.room);
        self.room -= written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told_as_such_wherever_it_ends() {
    let source = Memory::of(vec![every_type("t", 140_000)]);
    for format in both() {
        for room in [0, 3, 10_000, 5_000_000] {
            let mut disk = Full { room, kind: io::ErrorKind::StorageFull };
            let options = options(format.clone(), 3);
            let error = write_table(&source, &mut disk, &options, &Control::default()).unwrap_err();
            assert_eq!(
                error.to_string(),
                "cannot write the output: no storage space; free some space, choose another directory, or write fewer \
                 rows"
            );
            assert_eq!(error.fault(), Fault::Environment);
        }
    }
}

#[test]
fn a_closed_pipe_is_known() {
    let source = Memory::of(vec![every_type("t", 40_000)]);
    let mut pipe = Full { room: 100, kind: io::ErrorKind::BrokenPipe };
    let error = write_table(&source, &mut pipe, &csv(), &Control::default()).unwrap_err();
    assert!(error.is_broken_pipe());
}

#[test]
fn free_space_is_that_of_the_nearest_directory() {
    let directory = tempfile::tempdir().unwrap();
    assert!(free_bytes(&directory.path().join("not/yet")).unwrap() > 0);
    assert!(free_bytes(Path::new("not-yet-either")).unwrap() > 0);
}
