//! Only a part of a dataset: a range of rows, or one of several partitions.

use std::collections::BTreeMap;
use std::ops::Range;

use clap::Args;
use datagen_core::{Control, Plan};
use datagen_io::metadata::{Metadata, RowRange};

use crate::exit::Failure;

/// The rows that are written.
#[derive(Debug, Args)]
pub(crate) struct PartArguments {
    /// Only the rows from A, counted from 0, to before B of a table; other tables are whole (repeatable)
    #[arg(long, value_name = "TABLE=A..B", value_parser = range_of_table, help_heading = "Data",
          conflicts_with_all = ["dirty", "plan", "dry_run_sample"])]
    rows_range: Vec<(String, Range<u64>)>,
    /// Only partition I of N, from 1: children lie with their parents, every row lies in one partition
    #[arg(long, value_name = "I/N", value_parser = partition, help_heading = "Data",
          conflicts_with_all = ["rows_range", "dirty", "plan", "dry_run_sample"])]
    partition: Option<(u64, u64)>,
}

/// Which rows of which tables.
#[derive(Debug, Default)]
pub(crate) struct Ranges {
    /// Other tables are whole.
    pub(crate) by_table: BTreeMap<String, Range<u64>>,
    /// As it was asked for.
    partition: Option<(u64, u64)>,
}

impl PartArguments {
    /// The rows of `tables` that were asked for.
    pub(crate) fn ranges(&self, plan: &Plan, tables: &[String], control: &Control) -> Result<Ranges, Failure> {
        let mut by_table: BTreeMap<String, Range<u64>> = self.rows_range.iter().cloned().collect();
        if let Some((number, of)) = self.partition {
            let mut partitions = plan.partitions(of, control)?;
            by_table = partitions.swap_remove((number - 1) as usize);
            by_table.retain(|table, _| tables.contains(table));
        }
        if let Some(other) = by_table.keys().find(|table| !tables.contains(table)) {
            let written = tables.join(", ");
            return Err(Failure::Usage(format!("--rows-range: `{other}` is not written; the tables are {written}")));
        }
        Ok(Ranges { by_table, partition: self.partition })
    }

    /// Whether all rows are written.
    pub(crate) fn is_whole(&self) -> bool {
        self.rows_range.is_empty() && self.partition.is_none()
    }
}

impl Ranges {
    /// Says in the metadata that this is a part.
    pub(crate) fn note(&self, metadata: &mut Metadata) {
        metadata.partition = self.partition.map(|(number, of)| format!("{number}/{of}"));
        let range = |(table, range): (&String, &Range<u64>)| RowRange {
            table: table.clone(),
            start: range.start,
            end: range.end,
        };
        metadata.row_ranges = self.by_table.iter().map(range).collect();
    }
}

/// `table=a..b`; digits may be grouped by underscores.
fn range_of_table(text: &str) -> Result<(String, Range<u64>), String> {
    let expected = || format!("expected TABLE=A..B as in customer=0..1000, found {text:?}");
    let number = |text: &str| text.replace('_', "").parse::<u64>().map_err(|_| expected());
    let (table, range) = text.rsplit_once('=').ok_or_else(expected)?;
    let (start, end) = range.split_once("..").ok_or_else(expected)?;
    let (start, end) = (number(start)?, number(end)?);
    if table.is_empty() || start > end { Err(expected()) } else { Ok((table.to_owned(), start..end)) }
}

/// `i/n`.
fn partition(text: &str) -> Result<(u64, u64), String> {
    const MOST: u64 = 1_000_000;
    let expected = || format!("expected I/N with I from 1 to N as in 2/8, found {text:?}");
    let (number, of) = text.split_once('/').ok_or_else(expected)?;
    let (number, of) = (number.parse().map_err(|_| expected())?, of.parse().map_err(|_| expected())?);
    if number == 0 || number > of || of > MOST { Err(expected()) } else { Ok((number, of)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_partitions() {
        assert_eq!(range_of_table("a=b=0..1_000").unwrap(), ("a=b".to_owned(), 0..1000));
        for wrong in ["a", "a=5", "a=5..", "a=..5", "a=5..2", "=0..1", "a=-1..2"] {
            assert!(range_of_table(wrong).unwrap_err().contains("expected TABLE=A..B"), "{wrong}");
        }
        assert_eq!(partition("2/8").unwrap(), (2, 8));
        for wrong in ["2", "0/8", "9/8", "1/0", "a/b", "1/99999999"] {
            assert!(partition(wrong).unwrap_err().contains("expected I/N"), "{wrong}");
        }
    }
}
