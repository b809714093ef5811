//! Files that appear whole, all together, or not at all.
//!
//! Everything is written beside its place as `<file>.inprogress` and renamed in [`Staging::commit`]; in an object store,
//! uploaded and completed then. A staging that is dropped uncommitted (a failure, Ctrl-C) deletes what it made, down to
//! the directories, and leaves what was there.

mod claims;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
#[cfg(feature = "remote")]
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::place::Place;
#[cfg(feature = "remote")]
use crate::store::{Folder, Upload, UploadWriter};

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

/// A set of files of one place that become visible together.
#[derive(Debug)]
pub struct Staging {
    place: Place,
    existing: Existing,
    target: Target,
    /// Files that were begun, in the order of their publication.
    begun: Vec<String>,
    /// Files that stand in claimed directories.
    claimed: BTreeSet<String>,
}

/// How files come to a place.
#[derive(Debug)]
enum Target {
    /// They are renamed. Directories that this staging made, deepest first.
    Directory { directory: PathBuf, made: Vec<PathBuf> },
    /// Their uploads are completed.
    #[cfg(feature = "remote")]
    Store { folder: Folder, uploads: Vec<Arc<Upload>> },
}

/// A file that was begun.
#[derive(Debug)]
pub struct StagedFile(Begun);

#[derive(Debug)]
enum Begun {
    File(File),
    #[cfg(feature = "remote")]
    Upload(UploadWriter),
}

/// A published file, how it can be withdrawn, and where the one it replaced is kept meanwhile.
enum Published {
    File {
        path: PathBuf,
        old: Option<PathBuf>,
    },
    #[cfg(feature = "remote")]
    Object {
        folder: Folder,
        file: String,
        replaced: bool,
    },
}

impl Staging {
    /// A staging of `files` (names within `place`; a directory is made if need be).
    ///
    /// # Errors
    /// [`Error::AlreadyExists`] names every file in the way; [`Error::Io`] when the directory cannot be made,
    /// [`Error::Store`] when the object store refuses.
    pub fn open(place: impl Into<Place>, files: &[String], existing: Existing) -> Result<Self> {
        let place = place.into();
        let target = match &place {
            Place::Directory(directory) => Target::directory(directory, files, existing)?,
            #[cfg(feature = "remote")]
            Place::Store(url) => Target::store(url.connect()?, files, existing)?,
        };
        Ok(Self { place, existing, target, begun: Vec::new(), claimed: BTreeSet::new() })
    }

    /// Begins a file, which may lie in folders of its own.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be created.
    pub fn create(&mut self, file: &str) -> Result<StagedFile> {
        let created = match &mut self.target {
            Target::Directory { directory, made } => {
                let path = directory.join(format!("{file}{IN_PROGRESS}"));
                make_parents(&path, made)?;
                let created = match self.existing {
                    Existing::Refuse => File::create_new(&path),
                    Existing::Replace => File::create(&path),
                };
                Begun::File(created.map_err(|source| Error::io("create", &path, source))?)
            }
            #[cfg(feature = "remote")]
            Target::Store { folder, uploads } => {
                let (upload, writer) = Upload::begin(folder, file);
                uploads.push(upload);
                Begun::Upload(writer)
            }
        };
        self.begun.push(file.to_owned());
        Ok(StagedFile(created))
    }

    /// Where a file is while it is being written, in messages.
    #[must_use]
    pub fn in_progress(&self, file: &str) -> PathBuf {
        match &self.target {
            Target::Directory { directory, .. } => directory.join(format!("{file}{IN_PROGRESS}")),
            #[cfg(feature = "remote")]
            Target::Store { folder, .. } => folder.place(file),
        }
    }

    /// Gives every file its name. When one cannot have it, none does.
    ///
    /// # Errors
    /// [`Error::Io`] of the first file that could not be renamed, [`Error::Store`] of the first whose upload could not be
    /// completed. What an upload replaced cannot be put back: then the message of the failure is the place to begin.
    pub fn commit(self) -> Result<()> {
        Self::commit_all(vec![self])
    }

    /// Gives every file of several stagings its name, in their order. When one cannot have it, none does.
    ///
    /// # Errors
    /// [`Error::Usage`] when two of them have the same file; else as [`Staging::commit`].
    pub fn commit_all(mut stagings: Vec<Self>) -> Result<()> {
        check_distinct(&stagings)?;
        let begun = stagings.iter().flat_map(|staging| staging.begun.iter().map(move |file| (staging, file, true)));
        let stale =
            stagings.iter().flat_map(|staging| staging.stale().into_iter().map(move |file| (staging, file, false)));
        let mut published: Vec<Published> = Vec::new();
        // What is no longer there disappears first: a reader may find too little, never a mixture.
        for (staging, file, is_new) in stale.chain(begun) {
            match if is_new { staging.publish(file) } else { staging.set_aside(file) } {
                Ok(done) => published.push(done),
                Err(error) => {
                    published.iter().rev().for_each(Published::withdraw);
                    return Err(error);
                }
            }
        }
        for staging in &mut stagings {
            staging.begun.clear();
            match &mut staging.target {
                Target::Directory { made, .. } => made.clear(),
                #[cfg(feature = "remote")]
                Target::Store { .. } => {}
            }
        }
        published.iter().try_for_each(Published::settle)?;
        stagings.iter().for_each(Staging::sweep);
        Ok(())
    }

    fn publish(&self, file: &str) -> Result<Published> {
        match &self.target {
            Target::Directory { directory, .. } => self.rename(directory, file),
            #[cfg(feature = "remote")]
            Target::Store { folder, uploads } => {
                let replaced = folder.has(file)?;
                if replaced && self.existing == Existing::Refuse {
                    return Err(Error::AlreadyExists(vec![self.place.of(file)]));
                }
                let upload = uploads.iter().find(|upload| upload.file() == file);
                upload.ok_or_else(|| Error::bug(format!("{file} was never begun")))?.complete()?;
                Ok(Published::Object { folder: folder.clone(), file: file.to_owned(), replaced })
            }
        }
    }

    fn rename(&self, directory: &Path, file: &str) -> Result<Published> {
        let path = directory.join(file);
        if self.existing == Existing::Refuse && path.exists() {
            // It came after the check at the beginning.
            return Err(Error::AlreadyExists(vec![path]));
        }
        let old = path.exists().then(|| directory.join(format!("{file}{REPLACED}")));
        if let Some(old) = &old {
            fs::rename(&path, old).map_err(|source| Error::io("replace", &path, source))?;
        }
        match fs::rename(self.in_progress(file), &path) {
            Ok(()) => Ok(Published::File { path, old }),
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

impl Target {
    fn directory(directory: &Path, files: &[String], existing: Existing) -> Result<Self> {
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
        let target = Self::Directory { directory: directory.to_owned(), made };
        fs::create_dir_all(directory).map_err(|source| {
            let is_a_file = source.kind() == io::ErrorKind::AlreadyExists;
            let source = if is_a_file { io::ErrorKind::NotADirectory.into() } else { source };
            Error::io("create the directory", directory, source)
        })?;
        Ok(target)
    }

    #[cfg(feature = "remote")]
    fn store(folder: Folder, files: &[String], existing: Existing) -> Result<Self> {
        if existing == Existing::Refuse {
            let mut in_the_way = Vec::new();
            for file in files {
                in_the_way.extend(folder.has(file)?.then(|| folder.place(file)));
            }
            if !in_the_way.is_empty() {
                return Err(Error::AlreadyExists(in_the_way));
            }
        }
        Ok(Self::Store { folder, uploads: Vec::new() })
    }
}

impl Write for StagedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Begun::File(file) => file.write(bytes),
            #[cfg(feature = "remote")]
            Begun::Upload(upload) => upload.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Begun::File(file) => file.flush(),
            #[cfg(feature = "remote")]
            Begun::Upload(upload) => upload.flush(),
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        match &self.target {
            Target::Directory { directory, made } => {
                for file in &self.begun {
                    // Nobody is left to be told; what cannot be deleted says by its name that it is unfinished.
                    let _ = fs::remove_file(directory.join(format!("{file}{IN_PROGRESS}")));
                }
                for directory in made {
                    // Only succeeds while it is empty, which is the intention.
                    let _ = fs::remove_dir(directory);
                }
            }
            #[cfg(feature = "remote")]
            Target::Store { uploads, .. } => {
                uploads
                    .iter()
                    .filter(|upload| self.begun.iter().any(|file| file == upload.file()))
                    .for_each(|upload| upload.abandon());
            }
        }
    }
}

impl Published {
    /// Takes a new file away and puts the old one back. Called after a failure, which is the one to tell.
    fn withdraw(&self) {
        match self {
            Self::File { path, old: Some(old) } => drop(fs::rename(old, path)),
            Self::File { path, old: None } => drop(fs::remove_file(path)),
            // What was replaced is gone; a whole file is better than none.
            #[cfg(feature = "remote")]
            Self::Object { replaced: true, .. } => {}
            #[cfg(feature = "remote")]
            Self::Object { folder, file, replaced: false } => drop(folder.delete(file)),
        }
    }

    /// All went well: what was replaced can go.
    fn settle(&self) -> Result<()> {
        match self {
            Self::File { old: Some(old), .. } => {
                fs::remove_file(old).map_err(|source| Error::io("delete the replaced file", old, source))
            }
            _ => Ok(()),
        }
    }
}

/// Makes the folders that a file lies in, and notes them in `made`, deepest first.
fn make_parents(path: &Path, made: &mut Vec<PathBuf>) -> Result<()> {
    let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) else { return Ok(()) };
    let missing = parent.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists());
    let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
    if missing.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(parent).map_err(|source| Error::io("create the directory", parent, source))?;
    made.splice(0..0, missing);
    Ok(())
}

/// Refuses a file that two stagings would write.
fn check_distinct(stagings: &[Staging]) -> Result<()> {
    let mut seen = BTreeSet::new();
    let paths = stagings.iter().flat_map(|staging| staging.begun.iter().map(|file| staging.place.of(file)));
    match paths.into_iter().find(|path| !seen.insert(path.clone())) {
        Some(path) => Err(Error::Usage(format!("{} would be written twice; choose another place", path.display()))),
        None => Ok(()),
    }
}

/// The files that creating `file` would replace: itself, and what an interrupted or simultaneous run left.
fn in_the_way(directory: &Path, file: &str) -> Vec<PathBuf> {
    let names = [file.to_owned(), format!("{file}{IN_PROGRESS}")];
    names.iter().map(|name| directory.join(name)).filter(|path| path.symlink_metadata().is_ok()).collect()
}
