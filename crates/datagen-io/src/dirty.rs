//! The dirty dataset is a source, and so is its ledger.

use std::iter;
use std::ops::Range;

use arrow::datatypes::SchemaRef;
use datagen_core::Control;
use datagen_core::dirty::{Dirty, LEDGER};
use datagen_core::error::Result;

use crate::source::{Batches, Source};

impl Source for Dirty<'_> {
    fn tables(&self) -> usize {
        self.tables().len()
    }

    fn name(&self, table: usize) -> &str {
        self.plan().table_name(table)
    }

    fn schema(&self, table: usize) -> SchemaRef {
        // The plan names the tables, so there is one; else the clean columns are at least of the same names.
        self.schema(self.plan().table_name(table)).unwrap_or_else(|_| self.plan().table_schema(table))
    }

    fn rows(&self, table: usize, control: &Control) -> Result<u64> {
        // Counts with the caller's control, so that it can be cancelled.
        self.plan().rows(self.plan().table_name(table), control)?;
        self.rows(self.plan().table_name(table))
    }

    fn batches<'a>(&'a self, table: usize, rows: Range<u64>, control: &'a Control) -> Batches<'a> {
        match self.batches(self.plan().table_name(table), rows, control) {
            Ok(batches) => Box::new(batches),
            Err(error) => Box::new(iter::once(Err(error))),
        }
    }
}

/// The ledger of a dirty dataset: a source of one table, [`LEDGER`].
#[derive(Debug, Clone, Copy)]
pub struct IssueLedger<'a>(pub &'a Dirty<'a>);

impl Source for IssueLedger<'_> {
    fn tables(&self) -> usize {
        1
    }

    fn name(&self, _: usize) -> &str {
        LEDGER
    }

    fn schema(&self, _: usize) -> SchemaRef {
        self.0.ledger_schema()
    }

    fn rows(&self, _: usize, control: &Control) -> Result<u64> {
        self.0.ledger_rows(control)
    }

    fn batches<'a>(&'a self, _: usize, rows: Range<u64>, control: &'a Control) -> Batches<'a> {
        match self.0.ledger_batches(rows, control) {
            Ok(batches) => Box::new(batches),
            Err(error) => Box::new(iter::once(Err(error))),
        }
    }
}
