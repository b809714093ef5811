//! Where a dataset lies: a directory, or a folder of an object store.

use std::fmt;
use std::path::{Path, PathBuf};

use datagen_core::Control;
use tempfile::TempDir;

use crate::error::{Error, Result};

/// A directory, or a folder of an object store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A directory of this machine.
    Directory(PathBuf),
    /// A folder of an object store.
    #[cfg(feature = "remote")]
    Store(crate::store::StoreUrl),
}

/// A place as a directory of this machine.
#[derive(Debug)]
pub struct Local {
    directory: PathBuf,
    _copy: Option<TempDir>,
}

impl Local {
    /// The directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }
}

/// The beginnings of what names an object store.
const SCHEMES: [&str; 7] = ["s3", "s3a", "gs", "az", "azure", "abfs", "abfss"];

impl Place {
    /// The place called `text`: `s3://bucket/folder`, `gs://…`, `az://…`, or the path of a directory. `variables` are the
    /// environment, in which an object store's credentials are looked for.
    ///
    /// # Errors
    /// [`Error::Usage`] when the URL is of no store that is known.
    pub fn parse(text: &str, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self> {
        match text.split_once("://") {
            Some((scheme, _)) if SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) => store(text, variables),
            Some((scheme, _)) if scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric()) => {
                Err(Error::Usage(format!(
                    "expected a directory or a folder of an object store (s3://, gs://, az://), found {scheme}://"
                )))
            }
            _ => Ok(Self::Directory(PathBuf::from(text))),
        }
    }

    /// The place and the name of the file called `text`.
    ///
    /// # Errors
    /// As [`Place::parse`], and [`Error::Usage`] when `text` ends in no name.
    pub fn of_file(text: &str, variables: impl IntoIterator<Item = (String, String)>) -> Result<(Self, String)> {
        let nameless = || Error::Usage(format!("{text} cannot be the name of a file"));
        if text.contains("://") {
            let (folder, name) = text.rsplit_once('/').ok_or_else(nameless)?;
            if name.is_empty() || folder.ends_with('/') {
                return Err(nameless());
            }
            return Ok((Self::parse(folder, variables)?, name.to_owned()));
        }
        let (directory, name) = split(Path::new(text))?;
        Ok((Self::Directory(directory.to_owned()), name))
    }

    /// The directory, if it is one of this machine.
    #[must_use]
    pub fn directory(&self) -> Option<&Path> {
        match self {
            Self::Directory(directory) => Some(directory),
            #[cfg(feature = "remote")]
            Self::Store(_) => None,
        }
    }

    /// The place as a directory of this machine: itself, or a copy of the folder that disappears with what is returned.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Usage`] when the folder is empty, [`Error::Io`], and cancellation.
    #[cfg_attr(not(feature = "remote"), expect(unused_variables, reason = "only copying can be cancelled"))]
    pub fn local(&self, control: &Control) -> Result<Local> {
        match self {
            Self::Directory(directory) => Ok(Local { directory: directory.clone(), _copy: None }),
            #[cfg(feature = "remote")]
            Self::Store(url) => {
                let copy = tempfile::Builder::new().prefix("datagen-").tempdir();
                let failed = |error| Error::io("make a temporary directory in", &std::env::temp_dir(), error);
                let copy = copy.map_err(failed)?;
                if url.connect()?.fetch(copy.path(), control)? == 0 {
                    return Err(Error::Usage(format!("there are no files in {self}; check the folder's name")));
                }
                Ok(Local { directory: copy.path().to_owned(), _copy: Some(copy) })
            }
        }
    }

    /// What a file of this place is called in messages.
    #[must_use]
    pub fn of(&self, file: &str) -> PathBuf {
        match self {
            Self::Directory(directory) => directory.join(file),
            #[cfg(feature = "remote")]
            Self::Store(url) => PathBuf::from(format!("{url}/{file}")),
        }
    }
}

/// The directory and the name of a file.
pub(crate) fn split(file: &Path) -> Result<(&Path, String)> {
    let name = file.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| Error::Usage(format!("{} cannot be the name of a file", file.display())))?;
    let directory = file.parent().filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok((directory, name.to_owned()))
}

#[cfg(feature = "remote")]
fn store(text: &str, variables: impl IntoIterator<Item = (String, String)>) -> Result<Place> {
    crate::store::StoreUrl::parse(text, variables).map(Place::Store)
}

#[cfg(not(feature = "remote"))]
fn store(text: &str, _: impl IntoIterator<Item = (String, String)>) -> Result<Place> {
    Err(Error::Usage(format!("{text}: this program was built without object stores; choose a directory")))
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(directory) => directory.display().fmt(f),
            #[cfg(feature = "remote")]
            Self::Store(url) => url.fmt(f),
        }
    }
}

impl From<PathBuf> for Place {
    fn from(directory: PathBuf) -> Self {
        Self::Directory(directory)
    }
}

impl From<&PathBuf> for Place {
    fn from(directory: &PathBuf) -> Self {
        Self::Directory(directory.clone())
    }
}

impl From<&Path> for Place {
    fn from(directory: &Path) -> Self {
        Self::Directory(directory.to_owned())
    }
}

impl From<&Place> for Place {
    fn from(place: &Place) -> Self {
        place.clone()
    }
}
