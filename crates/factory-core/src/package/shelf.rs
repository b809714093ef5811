//! The files of a folder, compressed once for all archives that they go into, as many at a time as there are threads.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{Datelike, NaiveDate};
use datagen_core::Control;
use datagen_io::hash::HashWriter;
use zip::read::ZipFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::data::threads;
use crate::error::{Error, Result};

use super::archive::{Packaged, failed};
use super::audience::PACKED;

/// The compression of Deflate, from 1 to 9.
const LEVEL: i64 = 6;
/// What is compressed already.
const COMPRESSED: [&str; 4] = ["parquet", "pdf", "png", "xlsx"];

/// Compressed files, and what is known of them.
pub(super) struct Shelf {
    /// Archives without names, one for each thread.
    bins: Vec<ZipArchive<BufReader<File>>>,
    kept: BTreeMap<String, Kept>,
}

/// Where a file is kept.
struct Kept {
    bin: usize,
    at: usize,
    file: Packaged,
}

/// A file that is to be kept: its name, where it lies, and its size.
type Listed = (String, PathBuf, u64);

impl Shelf {
    /// All that is packed of a folder.
    pub(super) fn fill(folder: &Path, date: NaiveDate, control: &Control) -> Result<Self> {
        let mut files = Vec::new();
        for name in PACKED {
            listed(folder, name, &mut files)?;
        }
        // The longest work first: then the threads end at nearly the same time. Names decide, for files lie in any order.
        files.sort_by(|one, other| (other.2, &one.0).cmp(&(one.2, &other.0)));
        let next = AtomicUsize::new(0);
        let work = || bin(&files, &next, folder, date, control);
        let filled: Vec<Result<_>> = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads().get()).map(|_| scope.spawn(work)).collect();
            let own = work();
            let panicked = || Err(Error::Engine(datagen_core::Error::Bug("a thread panicked".to_owned())));
            let joined = others.into_iter().map(|other| other.join().unwrap_or_else(|_| panicked()));
            std::iter::once(own).chain(joined).collect()
        });
        // A run that is cancelled ends as such, not as a file that cannot be packed.
        control.check()?;
        let mut shelf = Self { bins: Vec::new(), kept: BTreeMap::new() };
        for (bin, filled) in filled.into_iter().enumerate() {
            let (archive, files) = filled?;
            shelf.bins.push(archive);
            let kept = files.into_iter().enumerate().map(|(at, file)| (file.name.clone(), Kept { bin, at, file }));
            shelf.kept.extend(kept);
        }
        Ok(shelf)
    }

    /// The files, by name.
    pub(super) fn files(&self) -> impl Iterator<Item = &Packaged> {
        self.kept.values().map(|kept| &kept.file)
    }

    /// A file as it is kept.
    pub(super) fn get(&mut self, name: &str) -> Option<zip::result::ZipResult<ZipFile<'_, BufReader<File>>>> {
        let Kept { bin, at, .. } = self.kept.get(name)?;
        Some(self.bins[*bin].by_index_raw(*at))
    }
}

/// The files below `name`.
fn listed(folder: &Path, name: &str, files: &mut Vec<Listed>) -> Result<()> {
    let path = folder.join(name);
    if path.is_file() {
        let size = fs::metadata(&path).map_err(failed("read", &path))?.len();
        files.push((name.to_owned(), path, size));
        return Ok(());
    }
    if !path.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(&path).map_err(failed("read", &path))? {
        let entry = entry.map_err(failed("read", &path))?;
        let below = entry.file_name();
        let below = below.to_str().ok_or_else(|| Error::Request(format!("{} is no text", entry.path().display())))?;
        listed(folder, &format!("{name}/{below}"), files)?;
    }
    Ok(())
}

/// The share of one thread: whatever file is next.
fn bin(
    files: &[Listed],
    next: &AtomicUsize,
    folder: &Path,
    date: NaiveDate,
    control: &Control,
) -> Result<(ZipArchive<BufReader<File>>, Vec<Packaged>)> {
    let mut kept = Vec::new();
    // It has no name, so that nothing of it stays, however the run ends.
    let file = tempfile::tempfile_in(folder).map_err(failed("make a temporary file in", folder))?;
    let mut writer = ZipWriter::new(BufWriter::new(file));
    while let Some((name, path, size)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
        let wrong = |error| Error::File { verb: "pack", path: name.clone(), error };
        let mut reader = BufReader::with_capacity(1 << 16, File::open(path).map_err(wrong)?);
        writer
            .start_file(name.as_str(), options(name, *size, date)?)
            .map_err(|error| wrong(io::Error::other(error)))?;
        let mut hashed = HashWriter::new(Watched { writer: &mut writer, control });
        io::copy(&mut reader, &mut hashed).map_err(wrong)?;
        let seen = hashed.fingerprint();
        kept.push(Packaged { name: name.clone(), bytes: seen.bytes, sha256: seen.sha256 });
    }
    let lost = failed("make a temporary file in", folder);
    let finished = writer.finish().map_err(|error| lost(io::Error::other(error)))?;
    let mut file = finished.into_inner().map_err(|error| lost(error.into_error()))?;
    file.rewind().map_err(&lost)?;
    Ok((ZipArchive::new(BufReader::new(file)).map_err(|error| lost(io::Error::other(error)))?, kept))
}

/// How a file is kept, so that the same file is the same bytes.
pub(super) fn options(name: &str, size: u64, date: NaiveDate) -> Result<SimpleFileOptions> {
    let year = u16::try_from(date.year()).unwrap_or(1980).clamp(1980, 2107);
    let time = DateTime::from_date_and_time(year, date.month() as u8, date.day() as u8, 0, 0, 0);
    let time = time.map_err(|_| Error::Request(format!("{date} is no date that an archive can bear")))?;
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
