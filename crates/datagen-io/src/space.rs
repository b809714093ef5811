//! Room on the disk, to refuse before the first byte rather than fail at the last.

use std::path::Path;

use crate::error::{Error, Result};

/// The bytes that may still be written to the file system of `path`, which need not exist yet.
///
/// # Errors
/// [`Error::Io`] when the system does not tell.
pub fn free_bytes(path: &Path) -> Result<u64> {
    let existing = path.ancestors().find(|ancestor| ancestor.exists()).unwrap_or(Path::new("."));
    fs4::available_space(existing).map_err(|source| Error::io("find the free space of", existing, source))
}
