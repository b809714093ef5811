//! The engine's plan is a source; tables stand in generation order.

use std::iter;
use std::ops::Range;

use arrow::datatypes::SchemaRef;
use datagen_core::error::Result;
use datagen_core::{Control, Plan};

use crate::source::{Batches, Source};

impl Source for Plan {
    fn tables(&self) -> usize {
        self.tables().len()
    }

    fn name(&self, table: usize) -> &str {
        self.table_name(table)
    }

    fn schema(&self, table: usize) -> SchemaRef {
        self.table_schema(table)
    }

    fn rows(&self, table: usize, control: &Control) -> Result<u64> {
        self.rows(self.table_name(table), control)
    }

    fn batches<'a>(&'a self, table: usize, rows: Range<u64>, control: &'a Control) -> Batches<'a> {
        match self.packed_batches(self.table_name(table), rows, control) {
            Ok(batches) => Box::new(batches),
            Err(error) => Box::new(iter::once(Err(error))),
        }
    }
}
