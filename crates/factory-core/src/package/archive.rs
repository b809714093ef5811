//! Archives: sorted, with one time, one mode and one way of compressing, so that the same files are the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use chrono::NaiveDate;
use datagen_core::Control;
use datagen_io::hash::HashWriter;
use serde::{Deserialize, Serialize};
use zip::ZipWriter;
use zip::result::ZipError;

use crate::completed::Completed;
use crate::error::{Error, Result};

use super::audience::Audience;
use super::shelf::{Shelf, options};
use super::{PACKAGES, Packed, metadata, readme};

/// An archive that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// Its file, below the folder of the session.
    pub file: String,
    /// Whom it is for.
    pub audience: Audience,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in lowercase hexadecimal digits.
    pub sha256: String,
    /// What is in it, by name.
    pub files: Vec<Packaged>,
}

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packaged {
    /// Its name, with `/` between folders.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in lowercase hexadecimal digits.
    pub sha256: String,
}

const README: &str = "documentation/README.txt";
/// The list of hashes.
pub(super) const SUMS: &str = "SHA256SUMS";
/// The most bytes of a company in a name.
const MOST_NAME: usize = 120;

/// What goes into the archive of an audience.
pub(super) struct Contents {
    audience: Audience,
    /// Files that are not on the shelf, since each audience has its own, by name.
    texts: BTreeMap<String, String>,
    /// All files but the hashes, by name.
    files: Vec<Packaged>,
}

impl Contents {
    /// Of what lies on the shelf; with metadata, README and hashes of its own.
    pub(super) fn of(completed: &Completed<'_>, shelf: &Shelf, audience: Audience, packed: &Packed) -> Self {
        let files = shelf.files().filter(|file| audience.gets(&file.name)).cloned().collect();
        let mut contents = Self { audience, texts: BTreeMap::new(), files };
        contents.add("metadata.json", metadata::metadata(completed, audience, &contents.files));
        contents.add(README, readme::readme(completed, audience, &contents.files, packed));
        let sums = contents.files.iter().map(|file| format!("{}  {}\n", file.sha256, file.name)).collect();
        contents.texts.insert(SUMS.to_owned(), sums);
        contents
    }

    fn add(&mut self, name: &str, text: String) {
        let mut writer = HashWriter::new(io::sink());
        // A sink takes everything.
        let _ = writer.write_all(text.as_bytes());
        let seen = writer.fingerprint();
        self.files.push(Packaged { name: name.to_owned(), bytes: seen.bytes, sha256: seen.sha256 });
        self.files.sort_by(|one, other| one.name.cmp(&other.name));
        self.texts.insert(name.to_owned(), text);
    }

    /// Writes what is not in the folder yet.
    pub(super) fn complete(&self, folder: &Path) -> Result<()> {
        self.texts.iter().try_for_each(|(name, text)| put(folder, name, text.as_bytes()))
    }

    /// Writes the archive.
    pub(super) fn write(
        self,
        completed: &Completed<'_>,
        shelf: &mut Shelf,
        folder: &Path,
        control: &Control,
    ) -> Result<Archive> {
        let file = format!("{PACKAGES}/{}", name_of(completed, self.audience));
        let path = folder.join(&file);
        fs::create_dir_all(folder.join(PACKAGES)).map_err(failed("make", &folder.join(PACKAGES)))?;
        let unfinished = path.with_extension("inprogress");
        self.zip(&unfinished, completed.challenge.brief.date, shelf, control)?;
        fs::rename(&unfinished, &path).map_err(failed("write", &path))?;
        let mut hashed = HashWriter::new(io::sink());
        let mut reader = File::open(&path).map_err(failed("read", &path))?;
        io::copy(&mut reader, &mut hashed).map_err(failed("read", &path))?;
        let whole = hashed.fingerprint();
        let Self { audience, files, .. } = self;
        Ok(Archive { file, audience, bytes: whole.bytes, sha256: whole.sha256, files })
    }

    fn zip(&self, path: &Path, date: NaiveDate, shelf: &mut Shelf, control: &Control) -> Result<()> {
        let wrong = |error: ZipError| Error::File {
            verb: "write",
            path: path.display().to_string(),
            error: io::Error::other(error.to_string()),
        };
        let mut writer = ZipWriter::new(BufWriter::new(File::create(path).map_err(failed("write", path))?));
        let names: BTreeSet<&str> =
            self.files.iter().map(|file| file.name.as_str()).chain(self.texts.keys().map(String::as_str)).collect();
        for name in names {
            control.check()?;
            if let Some(text) = self.texts.get(name) {
                writer.start_file(name, options(name, text.len() as u64, date)?).map_err(wrong)?;
                writer.write_all(text.as_bytes()).map_err(failed("write", path))?;
            } else if let Some(kept) = shelf.get(name) {
                writer.raw_copy_file(kept.map_err(wrong)?).map_err(wrong)?;
            }
        }
        writer.finish().map_err(wrong)?.flush().map_err(failed("write", path))
    }
}

/// `[Company]_Challenge_[YYYY-MM-DD].zip`: letters and digits of the company, whatever its script.
fn name_of(completed: &Completed<'_>, audience: Audience) -> String {
    let challenge = completed.challenge;
    let mut company = String::new();
    for character in challenge.story.company.chars() {
        let sign = if character.is_alphanumeric() { character } else { '_' };
        if company.len() + sign.len_utf8() <= MOST_NAME
            && !(sign == '_' && (company.is_empty() || company.ends_with('_')))
        {
            company.push(sign);
        }
    }
    let company = company.trim_end_matches('_');
    let company = if company.is_empty() { "Company" } else { company };
    let tail = if audience == Audience::Instructor { "_instructor" } else { "" };
    format!("{company}_Challenge_{}{tail}.zip", challenge.brief.date)
}

pub(super) fn failed<'p>(verb: &'static str, path: &'p Path) -> impl Fn(io::Error) -> Error + 'p {
    move |error| Error::File { verb, path: path.display().to_string(), error }
}

/// Writes a file below `folder`, whole or not at all.
pub(crate) fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(failed("make", parent))?;
    let unfinished = path.with_extension("inprogress");
    fs::write(&unfinished, bytes).map_err(failed("write", &unfinished))?;
    fs::rename(&unfinished, &path).map_err(failed("write", &path))
}
