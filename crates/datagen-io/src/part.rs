//! Some rows of some tables of a source.

use std::collections::BTreeMap;
use std::ops::Range;

use arrow::datatypes::SchemaRef;
use datagen_core::Control;
use datagen_core::error::{Error, Result};

use crate::source::{Batches, Source};

/// A source with only some rows of some tables. Its rows are those of the whole, and so are the texts of CSV: the
/// bodies of files of adjacent ranges are the body of the whole file when put together.
pub struct Part<'a> {
    source: &'a dyn Source,
    /// By position; other tables are whole.
    ranges: BTreeMap<usize, Range<u64>>,
}

impl<'a> Part<'a> {
    /// The rows `ranges` of the tables they name; other tables are whole.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such table, or a range is not within its rows.
    pub fn new(source: &'a dyn Source, ranges: &BTreeMap<String, Range<u64>>, control: &Control) -> Result<Self> {
        let names: Vec<&str> = (0..source.tables()).map(|table| source.name(table)).collect();
        let mut by_position = BTreeMap::new();
        for (name, range) in ranges {
            let position = names.iter().position(|table| table == name).ok_or_else(|| {
                Error::Usage(format!("there is no table `{name}`; the tables are {}", names.join(", ")))
            })?;
            let rows = source.rows(position, control)?;
            if range.start > range.end || range.end > rows {
                return Err(Error::Usage(format!(
                    "expected a range of rows within 0..{rows} of `{name}`, found {}..{}",
                    range.start, range.end
                )));
            }
            by_position.insert(position, range.clone());
        }
        Ok(Self { source, ranges: by_position })
    }
}

impl Source for Part<'_> {
    fn tables(&self) -> usize {
        self.source.tables()
    }

    fn name(&self, table: usize) -> &str {
        self.source.name(table)
    }

    fn schema(&self, table: usize) -> SchemaRef {
        self.source.schema(table)
    }

    fn rows(&self, table: usize, control: &Control) -> Result<u64> {
        match self.ranges.get(&table) {
            Some(range) => Ok(range.end - range.start),
            None => self.source.rows(table, control),
        }
    }

    fn batches<'a>(&'a self, table: usize, rows: Range<u64>, control: &'a Control) -> Batches<'a> {
        let first = self.ranges.get(&table).map_or(0, |range| range.start);
        self.source.batches(table, first + rows.start..first + rows.end, control)
    }
}
