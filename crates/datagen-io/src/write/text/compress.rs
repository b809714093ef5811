//! Packets of compressed text: members of gzip, frames of zstd. One after the other they are one file.

use std::io::{self, Write};

use flate2::GzBuilder;

use crate::error::{Error, Result};
use crate::write::format::TextCompression;

/// What both tools take by default.
const GZIP_LEVEL: u32 = 6;
const ZSTD_LEVEL: i32 = 3;

/// The bytes as they stand in the file; none when they stand there as they are.
pub(super) fn compress(bytes: &[u8], compression: TextCompression) -> Result<Option<Vec<u8>>> {
    let packed = match compression {
        TextCompression::None => return Ok(None),
        TextCompression::Gzip => gzip(bytes),
        TextCompression::Zstd => zstd::bulk::compress(bytes, ZSTD_LEVEL),
    };
    packed.map(Some).map_err(|error| Error::bug(format!("text cannot be compressed: {error}")))
}

/// A member without a time, a name or a system.
fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    const UNKNOWN_SYSTEM: u8 = 255;
    let level = flate2::Compression::new(GZIP_LEVEL);
    let mut encoder = GzBuilder::new().mtime(0).operating_system(UNKNOWN_SYSTEM).write(Vec::new(), level);
    encoder.write_all(bytes)?;
    encoder.finish()
}
