//! What was written.

use crate::error::{Error, Result};
use crate::hash::sha256;
use crate::write::table::Table;

/// A table that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenTable {
    /// Its position in the source.
    pub table: usize,
    /// Its name.
    pub name: String,
    /// The number of rows.
    pub rows: u64,
    /// The name of its file, or of the directory of its files, in the first format.
    pub file: String,
    /// The size of its files in the first format.
    pub bytes: u64,
    /// SHA-256 of its file in the first format, in lowercase hexadecimal digits; of several files, of the lines
    /// `SHA256  NAME` about them.
    pub sha256: String,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// The name of its format.
    pub format: String,
    /// Its name, with `/` between directories.
    pub name: String,
    /// The table; none of a file of all tables.
    pub table: Option<String>,
    /// The number of rows.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in lowercase hexadecimal digits.
    pub sha256: String,
}

/// Tables that were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The tables, in the order of writing.
    pub tables: Vec<WrittenTable>,
    /// The files, format by format, each in the order of writing.
    pub files: Vec<WrittenFile>,
}

/// The table that `files` hold, all of one format, in order. `name` is the name of their directory if they have one.
fn table(position: usize, name: &str, directory: Option<&str>, files: &[&WrittenFile]) -> WrittenTable {
    let rows = files.iter().map(|file| file.rows).sum();
    let bytes = files.iter().map(|file| file.bytes).sum();
    let (file, hash) = match (directory, files) {
        (None, [file]) => (file.name.clone(), file.sha256.clone()),
        (directory, files) => (directory.unwrap_or(name).to_owned(), hash_of_files(files)),
    };
    WrittenTable { table: position, name: name.to_owned(), rows, file, bytes, sha256: hash }
}

/// As `sha256sum FILES | sha256sum` says it.
fn hash_of_files(files: &[&WrittenFile]) -> String {
    let lines: String = files.iter().map(|file| format!("{}  {}\n", file.sha256, file.name)).collect();
    sha256(lines.as_bytes())
}

/// The tables and their files, given format by format.
pub(super) fn of(tables: &[Table], files: Vec<Vec<WrittenFile>>) -> Result<Written> {
    let first = files.first().map_or(&[][..], Vec::as_slice);
    let described = tables.iter().map(|described| {
        let of_table: Vec<&WrittenFile> =
            first.iter().filter(|file| file.table.as_ref().is_none_or(|name| *name == described.name)).collect();
        let found = table(described.position, &described.name, described.directory.as_deref(), &of_table);
        if of_table.iter().any(|file| file.table.is_some()) && found.rows != described.rows {
            let (name, rows, wanted) = (&described.name, found.rows, described.rows);
            return Err(Error::bug(format!("table {name}: {rows} rows were written instead of {wanted}")));
        }
        Ok(WrittenTable { rows: described.rows, ..found })
    });
    let tables = described.collect::<Result<_>>()?;
    Ok(Written { tables, files: files.into_iter().flatten().collect() })
}
