//! Files between their last byte and their names.

use std::io::Write;

use crate::atomic::Staging;
use crate::error::{Error, Result};
use crate::metadata::{METADATA_FILE, Metadata};
use crate::write::written::Written;

/// Files that are whole but do not bear their names yet. Dropped, they disappear.
#[derive(Debug)]
#[must_use = "files appear only when committed"]
pub struct Staged {
    pub(super) staging: Staging,
    pub(super) written: Written,
}

impl Staged {
    /// What will appear.
    #[must_use]
    pub fn written(&self) -> &Written {
        &self.written
    }

    /// Adds a further file, which appears with the tables.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub fn add(&mut self, name: &str, text: &str) -> Result<()> {
        let mut file = self.staging.create(name)?;
        let path = self.staging.in_progress(name);
        file.write_all(text.as_bytes()).map_err(|source| Error::io("write", &path, source))
    }

    /// Makes all files appear, with `metadata` as the last.
    ///
    /// # Errors
    /// [`Error::Io`] when a file cannot be written or renamed; then none appears.
    pub fn commit(self, metadata: Option<&Metadata>) -> Result<Written> {
        let mut written = Self::commit_all(vec![(self, metadata)])?;
        written.pop().ok_or_else(|| Error::bug("one dataset, no files"))
    }

    /// Makes all files of several datasets appear, each with its metadata, or none of them.
    ///
    /// # Errors
    /// [`Error::Usage`] when two of them have the same file; [`Error::Io`] when a file cannot be written or renamed.
    pub fn commit_all(all: Vec<(Self, Option<&Metadata>)>) -> Result<Vec<Written>> {
        let (mut stagings, mut written) = (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()));
        for (mut staged, metadata) in all {
            staged.write(metadata)?;
            stagings.push(staged.staging);
            written.push(staged.written);
        }
        Staging::commit_all(stagings)?;
        Ok(written)
    }

    fn write(&mut self, metadata: Option<&Metadata>) -> Result<()> {
        metadata.map_or(Ok(()), |metadata| self.add(METADATA_FILE, &metadata.to_json()?))
    }
}
