//! SHA-256 and size of what passes through.

use std::fmt::Write as _;
use std::io::{self, Write};

use sha2::{Digest, Sha256};

/// Bytes hashed at a time while they are still in the cache from being written.
const CHUNK: usize = 1 << 16;

/// A writer that knows the size and the SHA-256 of what it has written.
#[derive(Debug)]
pub struct HashWriter<W> {
    inner: W,
    sha256: Sha256,
    bytes: u64,
}

/// What a [`HashWriter`] saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// The number of bytes.
    pub bytes: u64,
    /// SHA-256 in lowercase hexadecimal digits.
    pub sha256: String,
}

impl<W: Write> HashWriter<W> {
    /// Passes everything on to `inner`.
    pub fn new(inner: W) -> Self {
        Self { inner, sha256: Sha256::new(), bytes: 0 }
    }

    /// What was written so far.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint { bytes: self.bytes, sha256: hexadecimal(&self.sha256.clone().finalize()) }
    }

    /// The number of bytes so far.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The writer beneath.
    pub fn inner(&self) -> &W {
        &self.inner
    }
}

impl<W: Write> Write for HashWriter<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(&buffer[..buffer.len().min(CHUNK)])?;
        self.sha256.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 of `bytes` in lowercase hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}
