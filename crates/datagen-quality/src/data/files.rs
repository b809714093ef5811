//! What lies beside the tables.

use std::fs;
use std::path::Path;

use datagen_core::schema::document::Document;
use datagen_io::metadata::Metadata;
use datagen_io::read::files::{Listing, is_data};

use crate::error::{Error, Result};

/// Names of Parquet and CSV files, and of directories of them, that belong to no table.
///
/// # Errors
/// [`Error::Io`] when the directory cannot be read.
pub fn extra_files(
    directory: &Path,
    listing: &Listing,
    document: &Document,
    metadata: Option<&Metadata>,
) -> Result<Vec<String>> {
    let refused = |error| Error::io("read the directory", directory, error);
    let ledger = metadata.and_then(|metadata| metadata.ledger.as_ref()).map(|ledger| ledger.file.as_str());
    let mut extra = Vec::new();
    for entry in fs::read_dir(directory).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        let of_table = |table: &str| listing.find(table).is_ok_and(|found| found.path == path);
        let known = listing.lists(&path, |table| document.nodes.iter().any(|node| node.id == table))
            || document.nodes.iter().any(|node| of_table(&node.id));
        if is_data(&path) && !known && Some(name.as_str()) != ledger {
            extra.push(name);
        }
    }
    extra.sort();
    Ok(extra)
}
