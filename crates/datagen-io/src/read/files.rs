//! Which files of a directory hold which table.
//!
//! The metadata says so, where there is one and its files are there; else names do.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use datagen_core::Control;

use super::csv::{CsvFiles, CsvForm};
use crate::error::Error;
use crate::hash::{HashWriter, sha256};
use crate::metadata::Metadata;

/// The format of a table's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Apache Parquet: a file, or a directory of files.
    Parquet,
    /// Delimiter-separated values: a file, or a directory of files.
    Csv,
}

impl FileFormat {
    const ALL: [Self; 2] = [Self::Parquet, Self::Csv];

    /// The format as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }

    /// The endings of its files.
    const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Parquet => &[".parquet"],
            Self::Csv => &[".csv", ".csv.gz", ".csv.zst"],
        }
    }

    /// The format of a file of this name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.endings().iter().any(|ending| name.ends_with(ending)))
    }
}

/// The files of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The file, or the directory of the files.
    pub path: PathBuf,
    /// Their format.
    pub format: FileFormat,
    /// The files, in the order of their rows.
    pub files: Vec<PathBuf>,
    /// How CSV is to be read.
    pub form: CsvForm,
}

impl Found {
    /// The files as CSV.
    #[must_use]
    pub fn csv(&self) -> CsvFiles {
        CsvFiles { files: self.files.clone(), form: self.form.clone() }
    }
}

impl Found {
    /// SHA-256 of the one file, or of the lines `SHA256  NAME` about several, as `sha256sum FILES | sha256sum` says it.
    ///
    /// # Errors
    /// [`Error::Io`] when a file cannot be read, and cancellation.
    pub fn sha256(&self, control: &Control) -> crate::error::Result<String> {
        let hashes = self.files.iter().map(|path| Ok((path, hash_of(path, control)?)));
        let hashes = hashes.collect::<crate::error::Result<Vec<_>>>()?;
        if let [(_, hash)] = &hashes[..] {
            return Ok(hash.clone());
        }
        let directory = self.path.parent().unwrap_or(&self.path);
        let name = |path: &Path| {
            let names = path.strip_prefix(directory).unwrap_or(path).iter().map(|name| name.to_string_lossy());
            names.collect::<Vec<_>>().join("/")
        };
        let lines: String = hashes.iter().map(|(path, hash)| format!("{hash}  {}\n", name(path))).collect();
        Ok(sha256(lines.as_bytes()))
    }
}

fn hash_of(path: &Path, control: &Control) -> crate::error::Result<String> {
    let failed = |error| Error::io("read", path, error);
    let mut file = File::open(path).map_err(failed)?;
    let (mut hash, mut buffer) = (HashWriter::new(io::sink()), vec![0; 1 << 20]);
    loop {
        control.check()?;
        match file.read(&mut buffer).map_err(failed)? {
            0 => return Ok(hash.fingerprint().sha256),
            read => hash.write_all(&buffer[..read]).map_err(failed)?,
        }
    }
}

/// A directory of tables, and what it says of itself.
#[derive(Debug)]
pub struct Listing {
    directory: PathBuf,
    metadata: Option<Metadata>,
    /// The files that the metadata names, and the directories they lie in, with their tables.
    listed: BTreeMap<PathBuf, Option<String>>,
}

impl Listing {
    /// The listing of `directory`. Metadata that cannot be read counts as none.
    #[must_use]
    pub fn of(directory: &Path) -> Self {
        let metadata = Metadata::read(directory, datagen_core::STREAM_VERSION).ok();
        let mut listed = BTreeMap::new();
        for file in metadata.iter().flat_map(|metadata| &metadata.files) {
            for path in directory.join(&file.name).ancestors().take_while(|path| *path != directory) {
                listed.insert(path.to_owned(), file.table.clone());
            }
        }
        Self { directory: directory.to_owned(), metadata, listed }
    }

    /// Whether the metadata names this file, or one in this directory, as one of all tables or of one that is `known`.
    #[must_use]
    pub fn lists(&self, path: &Path, known: impl Fn(&str) -> bool) -> bool {
        self.listed.get(path).is_some_and(|table| table.as_deref().is_none_or(known))
    }

    /// Whether the metadata names this table.
    #[must_use]
    pub fn names(&self, table: &str) -> bool {
        self.metadata.as_ref().is_some_and(|metadata| metadata.tables.iter().any(|named| named.name == table))
    }

    /// The files of `table`, or why there are none that can be read.
    ///
    /// # Errors
    /// What was expected and what was found.
    pub fn find(&self, table: &str) -> Result<Found, String> {
        match self.by_metadata(table)? {
            Some(found) => Ok(found),
            None => self.by_name(table),
        }
    }

    /// The files that the metadata names, in the first format that can be read; none when none of them is there.
    fn by_metadata(&self, table: &str) -> Result<Option<Found>, String> {
        let Some(metadata) = &self.metadata else { return Ok(None) };
        let of_table = || metadata.files.iter().filter(|file| file.table.as_deref() == Some(table));
        let Some(first) = of_table().find(|file| FileFormat::of(&file.name).is_some()) else { return Ok(None) };
        let files: Vec<PathBuf> =
            of_table().filter(|file| file.format == first.format).map(|file| self.directory.join(&file.name)).collect();
        let Some(missing) = files.iter().find(|path| !path.is_file()) else {
            let path = match &files[..] {
                [file] if file.parent() == Some(&self.directory) => file.clone(),
                _ => self.directory.join(table),
            };
            return Ok(FileFormat::of(&first.name).map(|format| self.found(table, path, format, files)));
        };
        if files.iter().any(|path| path.is_file()) {
            let missing = missing.display();
            return Err(format!("{missing} is missing, which the metadata names; write the table again"));
        }
        Ok(None)
    }

    fn by_name(&self, table: &str) -> Result<Found, String> {
        for format in FileFormat::ALL {
            for ending in format.endings() {
                let path = self.directory.join(format!("{table}{ending}"));
                if path.is_file() {
                    return Ok(self.found(table, path.clone(), format, vec![path]));
                }
            }
        }
        let path = self.directory.join(table);
        for format in FileFormat::ALL {
            let files = parts(&path, format);
            if !files.is_empty() {
                return Ok(self.found(table, path, format, files));
            }
        }
        Err(self.nothing(table))
    }

    fn nothing(&self, table: &str) -> String {
        let directory = self.directory.display();
        let others = self.metadata.iter().flat_map(|metadata| &metadata.files);
        let other = others.filter(|file| file.table.as_deref().is_none_or(|name| name == table));
        let other = other.map(|file| file.format.as_str()).find(|format| !["parquet", "csv"].contains(format));
        match other {
            Some(format) => format!(
                "there is no {table}.parquet and no {table}.csv in {directory}; {format} is there, which is not read: \
                 write Parquet or CSV beside it"
            ),
            None => format!("there is no {table}.parquet and no {table}.csv in {directory}"),
        }
    }

    fn found(&self, table: &str, path: PathBuf, format: FileFormat, files: Vec<PathBuf>) -> Found {
        let form = self.metadata.as_ref().map_or_else(CsvForm::default, |metadata| CsvForm::of(metadata, table));
        Found { path, format, files, form }
    }
}

/// The files of a format in a directory and in its directories `COLUMN=VALUE`, by name.
#[must_use]
pub fn parts(path: &Path, format: FileFormat) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if path.is_dir() && name.contains('=') {
            found.extend(parts(&path, format));
        } else if path.is_file() && FileFormat::of(&name) == Some(format) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Whether this is data of any format that can be read, as a file or as a directory of files.
#[must_use]
pub fn is_data(path: &Path) -> bool {
    if path.is_dir() {
        return FileFormat::ALL.into_iter().any(|format| !parts(path, format).is_empty());
    }
    path.file_name().is_some_and(|name| FileFormat::of(&name.to_string_lossy()).is_some())
}
