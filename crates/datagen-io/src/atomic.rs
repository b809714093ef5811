//! Files that appear whole, all together, or not at all.
//!
//! Everything is written beside its place as `<file>.inprogress` and renamed in [`Staging::commit`]. A staging that is
//! dropped uncommitted (a failure, Ctrl-C) deletes what it made, down to the directories, and leaves what was there.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

const IN_PROGRESS: &str = ".inprogress";
const REPLACED: &str = ".replaced";

/// What to do with files that stand where new ones belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Existing {
    /// Refuse before the first byte.
    #[default]
    Refuse,
    /// Replace them at the very end.
    Replace,
}

/// A set of files of one directory that become visible together.
#[derive(Debug)]
pub struct Staging {
    directory: PathBuf,
    existing: Existing,
    /// Directories that this staging made, deepest first.
    made: Vec<PathBuf>,
    /// Files that were begun, in the order of their publication.
    begun: Vec<String>,
    /// Files of directories that are to hold new ones only.
    stale: Vec<String>,
}

/// A published file and where the one it replaced is kept meanwhile.
struct Published {
    path: PathBuf,
    old: Option<PathBuf>,
}

impl Staging {
    /// A staging of `files` (names within `directory`, which is made if need be).
    ///
    /// # Errors
    /// [`Error::AlreadyExists`] names every file in the way; [`Error::Io`] when the directory cannot be made.
    pub fn open(directory: &Path, files: &[String], existing: Existing) -> Result<Self> {
        let in_the_way: Vec<PathBuf> = files.iter().flat_map(|file| in_the_way(directory, file)).collect();
        if let Some(path) = in_the_way.iter().find(|path| path.is_dir()) {
            return Err(Error::Usage(format!(
                "{} is a directory, a file belongs there; choose another directory",
                path.display()
            )));
        }
        if existing == Existing::Refuse && !in_the_way.is_empty() {
            return Err(Error::AlreadyExists(in_the_way));
        }
        let missing = directory.ancestors().filter(|path| !path.as_os_str().is_empty());
        let made = missing.take_while(|path| !path.exists()).map(Path::to_owned).collect();
        let staging = Self { directory: directory.to_owned(), existing, made, begun: Vec::new(), stale: Vec::new() };
        fs::create_dir_all(directory).map_err(|source| {
            let is_a_file = source.kind() == io::ErrorKind::AlreadyExists;
            let source = if is_a_file { io::ErrorKind::NotADirectory.into() } else { source };
            Error::io("create the directory", directory, source)
        })?;
        Ok(staging)
    }

    /// Takes possession of the directory `folder` within this one, for files `part-…` in it or in directories
    /// `COLUMN=…` below it: those that are there are in the way, or disappear when the new ones appear.
    ///
    /// # Errors
    /// [`Error::AlreadyExists`], [`Error::Usage`] when it is a file.
    pub fn claim(&mut self, folder: &str) -> Result<()> {
        let path = self.directory.join(folder);
        if path.is_file() {
            let path = path.display();
            return Err(Error::Usage(format!("{path} is a file, a directory belongs there; choose another directory")));
        }
        let parts = parts_of(&self.directory, folder);
        if self.existing == Existing::Refuse && !parts.is_empty() {
            return Err(Error::AlreadyExists(vec![path]));
        }
        self.stale.extend(parts);
        Ok(())
    }

    /// Begins a file, and the directories that lead to it.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be created.
    pub fn create(&mut self, file: &str) -> Result<File> {
        let path = self.in_progress(file);
        self.make_parents(&path)?;
        let created = match self.existing {
            Existing::Refuse => File::create_new(&path),
            Existing::Replace => File::create(&path),
        };
        let created = created.map_err(|source| Error::io("create", &path, source))?;
        self.begun.push(file.to_owned());
        Ok(created)
    }

    fn make_parents(&mut self, path: &Path) -> Result<()> {
        let Some(parent) = path.parent().filter(|parent| !parent.exists()) else { return Ok(()) };
        let missing: Vec<PathBuf> = parent.ancestors().take_while(|path| !path.exists()).map(Path::to_owned).collect();
        self.made.splice(0..0, missing);
        fs::create_dir_all(parent).map_err(|source| Error::io("create the directory", parent, source))
    }

    /// Where a file is while it is being written.
    #[must_use]
    pub fn in_progress(&self, file: &str) -> PathBuf {
        self.directory.join(format!("{file}{IN_PROGRESS}"))
    }

    /// Gives every file its name. When one cannot have it, none does.
    ///
    /// # Errors
    /// [`Error::Io`] of the first file that could not be renamed.
    pub fn commit(self) -> Result<()> {
        Self::commit_all(vec![self])
    }

    /// Gives every file of several stagings its name, in their order. When one cannot have it, none does.
    ///
    /// # Errors
    /// [`Error::Usage`] when two of them have the same file; [`Error::Io`] of the first file that could not be renamed.
    pub fn commit_all(mut stagings: Vec<Self>) -> Result<()> {
        check_distinct(&stagings)?;
        let mut published: Vec<Published> = Vec::new();
        let stale = stagings.iter().flat_map(|staging| staging.stale().map(move |file| (staging, file, true)));
        let begun = stagings.iter().flat_map(|staging| staging.begun.iter().map(move |file| (staging, file, false)));
        for (staging, file, is_stale) in stale.chain(begun) {
            match if is_stale { staging.set_aside(file) } else { staging.publish(file) } {
                Ok(done) => published.push(done),
                Err(error) => {
                    published.iter().rev().for_each(withdraw);
                    return Err(error);
                }
            }
        }
        for staging in &mut stagings {
            staging.begun.clear();
            staging.made.clear();
        }
        for old in published.iter().filter_map(|done| done.old.as_ref()) {
            fs::remove_file(old).map_err(|source| Error::io("delete the replaced file", old, source))?;
        }
        for directory in stagings.iter().flat_map(|staging| staging.stale.iter().map(|file| staging.directory.join(file))) {
            // Only succeeds where nothing is left, which is the intention.
            let _ = directory.parent().map(fs::remove_dir);
        }
        Ok(())
    }

    /// Files that disappear without being replaced.
    fn stale(&self) -> impl Iterator<Item = &String> {
        self.stale.iter().filter(|file| !self.begun.contains(file))
    }

    /// Takes a file away, as if it were replaced.
    fn set_aside(&self, file: &str) -> Result<Published> {
        let path = self.directory.join(file);
        let old = self.directory.join(format!("{file}{REPLACED}"));
        fs::rename(&path, &old).map_err(|source| Error::io("replace", &path, source))?;
        Ok(Published { path, old: Some(old) })
    }

    fn publish(&self, file: &str) -> Result<Published> {
        let path = self.directory.join(file);
        if self.existing == Existing::Refuse && path.exists() {
            // It came after the check at the beginning.
            return Err(Error::AlreadyExists(vec![path]));
        }
        let old = path.exists().then(|| self.directory.join(format!("{file}{REPLACED}")));
        if let Some(old) = &old {
            fs::rename(&path, old).map_err(|source| Error::io("replace", &path, source))?;
        }
        match fs::rename(self.in_progress(file), &path) {
            Ok(()) => Ok(Published { path, old }),
            Err(source) => {
                if let Some(old) = &old {
                    // The first failure is the one to tell.
                    let _ = fs::rename(old, &path);
                }
                Err(Error::io("create", &path, source))
            }
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        for file in &self.begun {
            // Nobody is left to be told; what cannot be deleted says by its name that it is unfinished.
            let _ = fs::remove_file(self.in_progress(file));
        }
        for directory in &self.made {
            // Only succeeds while it is empty, which is the intention.
            let _ = fs::remove_dir(directory);
        }
    }
}

/// Refuses a file that two stagings would write.
fn check_distinct(stagings: &[Staging]) -> Result<()> {
    let mut seen = BTreeSet::new();
    let paths = stagings.iter().flat_map(|staging| staging.begun.iter().map(|file| staging.directory.join(file)));
    match paths.into_iter().find(|path| !seen.insert(path.clone())) {
        Some(path) => Err(Error::Usage(format!("{} would be written twice; choose another place", path.display()))),
        None => Ok(()),
    }
}

/// Takes a new file away and puts the old one back.
fn withdraw(published: &Published) {
    // Called after a failure, which is the one to tell.
    let _ = match &published.old {
        Some(old) => fs::rename(old, &published.path),
        None => fs::remove_file(&published.path),
    };
}

/// The files that creating `file` would replace: itself, and what an interrupted or simultaneous run left.
fn in_the_way(directory: &Path, file: &str) -> Vec<PathBuf> {
    let names = [file.to_owned(), format!("{file}{IN_PROGRESS}")];
    names.iter().map(|name| directory.join(name)).filter(|path| path.symlink_metadata().is_ok()).collect()
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
