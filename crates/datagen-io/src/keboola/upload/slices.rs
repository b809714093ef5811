//! A large CSV file, cut between rows into compressed slices.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::error::{Error, Result};

/// The slices of a file, each a gzip file without a header.
pub(super) struct Slices<'a> {
    path: &'a Path,
    reader: BufReader<File>,
    enclosure: u8,
    /// Bytes of a slice before it is compressed; it ends with the row that reaches them.
    bytes: u64,
}

impl<'a> Slices<'a> {
    /// The slices of the file at `path`, without its header if it has one.
    pub(super) fn of(path: &'a Path, has_header: bool, enclosure: &str, bytes: u64) -> Result<Self> {
        let file = File::open(path).map_err(|source| Error::io("read", path, source))?;
        let enclosure = enclosure.bytes().next().unwrap_or(b'"');
        let mut slices = Self { path, reader: BufReader::with_capacity(1 << 20, file), enclosure, bytes };
        if has_header {
            slices.row(&mut io::sink()).map_err(|source| Error::io("read", path, source))?;
        }
        Ok(slices)
    }

    fn slice(&mut self) -> io::Result<Option<Vec<u8>>> {
        // No time and no name: the same rows are the same bytes.
        let mut out = GzEncoder::new(Vec::new(), Compression::fast());
        let mut bytes = 0;
        while bytes < self.bytes {
            match self.row(&mut out)? {
                0 => break,
                length => bytes += length,
            }
        }
        if bytes == 0 { Ok(None) } else { out.finish().map(Some) }
    }

    /// Copies one row, whose fields may hold line ends, and returns its length in bytes.
    fn row(&mut self, out: &mut impl io::Write) -> io::Result<u64> {
        let (mut length, mut enclosed) = (0, false);
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(length);
            }
            let mut end = None;
            for (at, byte) in buffer.iter().enumerate() {
                if *byte == self.enclosure {
                    enclosed = !enclosed;
                } else if *byte == b'\n' && !enclosed {
                    end = Some(at + 1);
                    break;
                }
            }
            let taken = end.unwrap_or(buffer.len());
            out.write_all(&buffer[..taken])?;
            self.reader.consume(taken);
            length += taken as u64;
            if end.is_some() {
                return Ok(length);
            }
        }
    }
}

impl Iterator for Slices<'_> {
    type Item = Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.slice().map_err(|source| Error::io("read", self.path, source)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn slices_end_with_rows_and_hold_everything() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("t.csv");
        let rows = "1,\"a\nb\"\n2,\"say \"\"x\n\"\"\"\n3,c\n4,d";
        std::fs::write(&path, format!("id,\"te\nxt\"\n{rows}")).unwrap();
        for (bytes, expected) in [(1, 4), (8, 3), (1000, 1)] {
            let slices: Vec<String> = Slices::of(&path, true, "\"", bytes)
                .unwrap()
                .map(|slice| {
                    let mut text = String::new();
                    GzDecoder::new(slice.unwrap().as_slice()).read_to_string(&mut text).unwrap();
                    text
                })
                .collect();
            assert_eq!(slices.concat(), rows);
            assert!(slices.iter().all(|slice| slice.matches('"').count() % 2 == 0), "{slices:?}");
            assert_eq!(slices.len(), expected, "{slices:?}");
        }
    }
}
