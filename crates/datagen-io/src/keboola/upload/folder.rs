//! The folder that an export made: CSV files with their manifests.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::manifest::{Manifest, ManifestColumn};
use crate::error::{Error, Result};
use crate::hash::HashWriter;

/// A folder of tables.
#[derive(Debug)]
pub struct Folder {
    pub(super) directory: PathBuf,
    pub(super) tables: Vec<Table>,
}

/// A table's file.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) manifest: Manifest,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

impl Folder {
    /// Opens the tables `names` in `directory`, all of them when `names` is empty.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such directory or table, [`Error::Unreadable`] when a manifest is none,
    /// [`Error::Io`].
    pub fn open(directory: &Path, names: &[String]) -> Result<Self> {
        let entries = fs::read_dir(directory).map_err(|source| Error::io("read the directory", directory, source))?;
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry.map_err(|source| Error::io("read the directory", directory, source))?.path();
            if path.extension().is_some_and(|extension| extension == "csv") && path.is_file() {
                paths.push(path);
            }
        }
        paths.sort();
        let tables = paths.iter().map(|path| Table::open(path)).collect::<Result<Vec<_>>>()?;
        if tables.is_empty() {
            let directory = directory.display();
            return Err(Error::Usage(format!("there are no CSV files in {directory}; make them with datagen export")));
        }
        if let Some(unknown) = names.iter().find(|name| !tables.iter().any(|table| table.name == **name)) {
            let all: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
            return Err(Error::Usage(format!("there is no table {unknown:?}; the tables are {}", all.join(", "))));
        }
        let wanted = |table: &Table| names.is_empty() || names.contains(&table.name);
        Ok(Self { directory: directory.to_owned(), tables: tables.into_iter().filter(wanted).collect() })
    }

    /// The tables' names.
    #[must_use]
    pub fn tables(&self) -> Vec<&str> {
        self.tables.iter().map(|table| table.name.as_str()).collect()
    }
}

impl Table {
    fn open(path: &Path) -> Result<Self> {
        let read = |source| Error::io("read", path, source);
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut manifest_path = path.as_os_str().to_owned();
        manifest_path.push(".manifest");
        let manifest_path = PathBuf::from(manifest_path);
        let mut manifest = match fs::read_to_string(&manifest_path) {
            Ok(text) => Manifest::parse(&manifest_path, &text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Manifest::none(),
            Err(error) => return Err(Error::io("read", &manifest_path, error)),
        };
        if manifest.columns.is_empty() {
            manifest.columns = header(path, &manifest)?;
        }
        let mut hash = HashWriter::new(io::sink());
        io::copy(&mut File::open(path).map_err(read)?, &mut hash).map_err(read)?;
        let fingerprint = hash.fingerprint();
        Ok(Self { name, path: path.to_owned(), manifest, bytes: fingerprint.bytes, sha256: fingerprint.sha256 })
    }

    /// What a new table needs to be told first: a header and no row.
    pub(super) fn header_line(&self) -> String {
        let quoted = |name: &&str| format!("\"{}\"", name.replace('"', "\"\""));
        let names: Vec<String> = self.manifest.names().iter().map(quoted).collect();
        names.join(&self.manifest.delimiter) + "\n"
    }
}

/// The columns that the first line names.
fn header(path: &Path, manifest: &Manifest) -> Result<Vec<ManifestColumn>> {
    let mut line = String::new();
    let file = File::open(path).map_err(|source| Error::io("read", path, source))?;
    BufReader::new(file).read_line(&mut line).map_err(|source| Error::io("read", path, source))?;
    let line = line.trim_start_matches('\u{feff}').trim_end_matches(['\n', '\r']);
    if line.is_empty() {
        let message = "expected a header, found an empty line; export the tables again".to_owned();
        return Err(Error::Unreadable { path: path.to_owned(), message });
    }
    let unquoted = |name: &str| match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => name.to_owned(),
    };
    let names = line.split(manifest.delimiter.as_str());
    Ok(names.map(|name| ManifestColumn { name: unquoted(name), base_type: None }).collect())
}
