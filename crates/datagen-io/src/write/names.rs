//! The names of files and directories, known before the first row.

use std::collections::BTreeMap;

use crate::atomic::Staging;
use crate::error::{Error, Result};
use crate::write::format::Format;
use crate::write::options::WriteOptions;
use crate::write::table::Table;

/// The files that are one for a table or for all, after a check that every system tells them apart and none lies
/// elsewhere.
pub(super) fn file_names(tables: &[Table], options: &WriteOptions) -> Result<Vec<String>> {
    let mut seen = BTreeMap::new();
    for Table { name, .. } in tables {
        let forbidden = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
        if name.is_empty() || name.starts_with('.') || name.contains(forbidden) {
            return Err(Error::Usage(format!("table {name:?} cannot be the name of a file; rename the table")));
        }
        if let Some(other) = seen.insert(name.to_lowercase(), name) {
            return Err(Error::Usage(format!("tables {other:?} and {name:?} would share a file; write one of them")));
        }
    }
    let whole = || tables.iter().filter(|table| table.directory.is_none());
    let names = options.formats.iter().flat_map(|format| match format {
        Format::Dataset(format) => vec![format.file()],
        _ => whole().map(|table| table.file_name(format, 0)).collect(),
    });
    Ok(names.collect())
}

/// Takes possession of the directories of divided tables.
pub(super) fn claim(staging: &mut Staging, tables: &[Table]) -> Result<()> {
    tables.iter().filter_map(|table| table.directory.as_deref()).try_for_each(|directory| staging.claim(directory))
}
