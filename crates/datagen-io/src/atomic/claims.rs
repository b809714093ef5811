//! Directories that belong to a staging as a whole, since nobody knows beforehand how many files will lie in them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{Existing, Published, REPLACED, Staging, Target};
use crate::error::{Error, Result};

impl Staging {
    /// Takes possession of the directory `folder`, for files `part-…` in it or in directories `COLUMN=…` below it: those
    /// that are there are in the way, or disappear when the new ones appear.
    ///
    /// # Errors
    /// [`Error::AlreadyExists`]; [`Error::Usage`] when it is a file; [`Error::Store`] when the object store refuses.
    pub fn claim(&mut self, folder: &str) -> Result<()> {
        let parts = match &self.target {
            Target::Directory { directory, .. } => {
                let path = directory.join(folder);
                if path.is_file() {
                    let path = path.display();
                    return Err(Error::Usage(format!(
                        "{path} is a file, a directory belongs there; choose another directory"
                    )));
                }
                parts_of(directory, folder)
            }
            #[cfg(feature = "remote")]
            Target::Store { folder: store, .. } => {
                let is_part = |file: &String| file.rsplit('/').next().is_some_and(|name| name.starts_with("part-"));
                store.files(folder)?.into_iter().filter(is_part).collect()
            }
        };
        if self.existing == Existing::Refuse && !parts.is_empty() {
            return Err(Error::AlreadyExists(vec![self.place.of(folder)]));
        }
        self.claimed.extend(parts);
        Ok(())
    }

    /// Files of claimed directories that disappear without being replaced.
    pub(super) fn stale(&self) -> Vec<&String> {
        let begun: BTreeSet<&String> = self.begun.iter().collect();
        self.claimed.iter().filter(|file| !begun.contains(file)).collect()
    }

    /// Takes a file away, as if it were replaced.
    pub(super) fn set_aside(&self, file: &str) -> Result<Published> {
        match &self.target {
            Target::Directory { directory, .. } => {
                let (path, old) = (directory.join(file), directory.join(format!("{file}{REPLACED}")));
                fs::rename(&path, &old).map_err(|source| Error::io("replace", &path, source))?;
                Ok(Published::File { path, old: Some(old) })
            }
            #[cfg(feature = "remote")]
            Target::Store { folder, .. } => {
                folder.delete(file)?;
                Ok(Published::Object { folder: folder.clone(), file: file.to_owned(), replaced: true })
            }
        }
    }

    /// Removes directories in which nothing is left.
    pub(super) fn sweep(&self) {
        let directory = match &self.target {
            Target::Directory { directory, .. } => directory,
            #[cfg(feature = "remote")]
            Target::Store { .. } => return,
        };
        for file in &self.claimed {
            // Only succeeds while it is empty, which is the intention.
            let _ = directory.join(file).parent().map(fs::remove_dir);
        }
    }
}

/// The files `part-…` in `folder` of `directory`, and in directories `COLUMN=…` below it, as names within `directory`.
fn parts_of(directory: &Path, folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory.join(folder)).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let inner = format!("{folder}/{name}");
        if name.starts_with("part-") {
            found.push(inner);
        } else if name.contains('=') && entry.path().is_dir() {
            found.extend(parts_of(directory, &inner));
        }
    }
    found.sort();
    found
}
