//! Archives: sorted, with one time, one mode and one way of compressing, so that the same files are the same bytes.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::Datelike;
use datagen_core::Control;
use datagen_io::hash::HashWriter;
use serde::{Deserialize, Serialize};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::completed::Completed;
use crate::error::{Error, Result};

use super::audience::{Audience, PACKED};
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
/// The compression of Deflate, from 1 to 9.
const LEVEL: i64 = 6;
/// What is compressed already.
const COMPRESSED: [&str; 4] = ["parquet", "pdf", "png", "xlsx"];
/// The most bytes of a company in a name.
const MOST_NAME: usize = 120;

/// What goes into an archive.
enum Content {
    File(PathBuf),
    Text(String),
}

/// What goes into the archive of an audience.
pub(super) struct Contents {
    audience: Audience,
    entries: Vec<(String, Content)>,
    /// All entries but the hashes.
    files: Vec<Packaged>,
}

impl Contents {
    /// Of what lies in a folder; with metadata, README and hashes of its own.
    pub(super) fn of(
        completed: &Completed<'_>,
        folder: &Path,
        audience: Audience,
        packed: &Packed,
        control: &Control,
    ) -> Result<Self> {
        let mut contents = Self { audience, entries: Vec::new(), files: Vec::new() };
        for name in PACKED {
            listed(folder, name, audience, &mut contents.entries)?;
        }
        for (name, content) in &contents.entries {
            control.check()?;
            contents.files.push(hashed(name, content)?);
        }
        // A file system lists files in an order of its own.
        contents.files.sort_by(|one, other| one.name.cmp(&other.name));
        contents.add("metadata.json", metadata::metadata(completed, audience, &contents.files))?;
        contents.add(README, readme::readme(completed, audience, &contents.files, packed))?;
        let sums = contents.files.iter().map(|file| format!("{}  {}\n", file.sha256, file.name)).collect();
        contents.entries.push((SUMS.to_owned(), Content::Text(sums)));
        contents.entries.sort_by(|one, other| one.0.cmp(&other.0));
        Ok(contents)
    }

    fn add(&mut self, name: &str, text: String) -> Result<()> {
        let content = Content::Text(text);
        self.files.push(hashed(name, &content)?);
        self.files.sort_by(|one, other| one.name.cmp(&other.name));
        self.entries.push((name.to_owned(), content));
        Ok(())
    }

    /// Writes what is not in the folder yet.
    pub(super) fn complete(&self, folder: &Path) -> Result<()> {
        for (name, content) in &self.entries {
            if let Content::Text(text) = content {
                put(folder, name, text.as_bytes())?;
            }
        }
        Ok(())
    }

    /// Writes the archive.
    pub(super) fn write(self, completed: &Completed<'_>, folder: &Path, control: &Control) -> Result<Archive> {
        let file = format!("{PACKAGES}/{}", name_of(completed, self.audience));
        let path = folder.join(&file);
        fs::create_dir_all(folder.join(PACKAGES)).map_err(failed("make", &folder.join(PACKAGES)))?;
        zipped(&path, &self.entries, completed, control)?;
        let whole = hashed(&file, &Content::File(path))?;
        let Self { audience, files, .. } = self;
        Ok(Archive { file, audience, bytes: whole.bytes, sha256: whole.sha256, files })
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

/// The files below `name` that an audience gets.
fn listed(folder: &Path, name: &str, audience: Audience, contents: &mut Vec<(String, Content)>) -> Result<()> {
    let path = folder.join(name);
    if path.is_file() {
        if audience.gets(name) {
            contents.push((name.to_owned(), Content::File(path)));
        }
        return Ok(());
    }
    if !path.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(&path).map_err(failed("read", &path))? {
        let entry = entry.map_err(failed("read", &path))?;
        let below = entry.file_name();
        let below = below.to_str().ok_or_else(|| Error::Request(format!("{} is no text", entry.path().display())))?;
        listed(folder, &format!("{name}/{below}"), audience, contents)?;
    }
    Ok(())
}

fn hashed(name: &str, content: &Content) -> Result<Packaged> {
    let mut writer = HashWriter::new(io::sink());
    copy(content, &mut writer, name)?;
    let seen = writer.fingerprint();
    Ok(Packaged { name: name.to_owned(), bytes: seen.bytes, sha256: seen.sha256 })
}

fn copy(content: &Content, writer: &mut impl Write, name: &str) -> Result<()> {
    let wrong = |error| Error::File { verb: "pack", path: name.to_owned(), error };
    match content {
        Content::Text(text) => writer.write_all(text.as_bytes()).map_err(wrong),
        Content::File(path) => {
            let mut reader = BufReader::with_capacity(1 << 16, File::open(path).map_err(wrong)?);
            io::copy(&mut reader, writer).map(drop).map_err(wrong)
        }
    }
}

fn zipped(path: &Path, contents: &[(String, Content)], completed: &Completed<'_>, control: &Control) -> Result<()> {
    let unfinished = path.with_extension("inprogress");
    let wrong = |error: zip::result::ZipError| Error::File {
        verb: "write",
        path: path.display().to_string(),
        error: io::Error::other(error.to_string()),
    };
    let file = File::create(&unfinished).map_err(failed("write", &unfinished))?;
    let mut writer = ZipWriter::new(BufWriter::new(file));
    for (name, content) in contents {
        writer.start_file(name.as_str(), options(name, content, completed)?).map_err(wrong)?;
        let mut watched = Watched { writer: &mut writer, control };
        let copied = copy(content, &mut watched, name);
        // A run that is cancelled ends as such, not as a file that cannot be packed.
        control.check()?;
        copied?;
    }
    writer.finish().map_err(wrong)?.flush().map_err(failed("write", &unfinished))?;
    fs::rename(&unfinished, path).map_err(failed("write", path))
}

fn options(name: &str, content: &Content, completed: &Completed<'_>) -> Result<SimpleFileOptions> {
    let date = completed.challenge.brief.date;
    let year = u16::try_from(date.year()).unwrap_or(1980).clamp(1980, 2107);
    let time = DateTime::from_date_and_time(year, date.month() as u8, date.day() as u8, 0, 0, 0);
    let time = time.map_err(|_| Error::Request(format!("{date} is no date that an archive can bear")))?;
    let size = match content {
        Content::Text(text) => text.len() as u64,
        Content::File(path) => fs::metadata(path).map_err(failed("read", path))?.len(),
    };
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let options = SimpleFileOptions::default()
        .last_modified_time(time)
        .unix_permissions(0o644)
        .large_file(size > u64::from(u32::MAX / 2));
    Ok(if COMPRESSED.contains(&extension) {
        options.compression_method(CompressionMethod::Stored)
    } else {
        options.compression_method(CompressionMethod::Deflated).compression_level(Some(LEVEL))
    })
}

/// A writer that stops when the run is cancelled.
struct Watched<'a, W> {
    writer: &'a mut W,
    control: &'a Control,
}

impl<W: Write> Write for Watched<'_, W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.control.check().map_err(io::Error::other)?;
        self.writer.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

fn failed<'p>(verb: &'static str, path: &'p Path) -> impl Fn(io::Error) -> Error + 'p {
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
