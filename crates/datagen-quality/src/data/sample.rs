//! Some rows of a large table: enough to judge distributions by, from all over its files.

use std::fs::File;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::cast;
use arrow::datatypes::{Field, Schema};
use datafusion::common::TableReference;
use datafusion::datasource::MemTable;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::error::{Error, Result};

use super::Dataset;
use super::table::Table;

/// The most rows of a sample: a share is then known within 0.1%, a tenth of what any test tells apart.
pub const SAMPLE_ROWS: u64 = 1 << 18;

impl Dataset {
    /// The engine's table to judge distributions of `table` by: itself, or a sample of whole runs of rows from the
    /// beginning of each of its row groups.
    ///
    /// # Errors
    /// [`Error::Query`] when the file cannot be read.
    pub fn sampled(&self, table: &str) -> Result<String> {
        let Some(found) = self.table(table).filter(|found| found.rows > SAMPLE_ROWS) else {
            return Ok(table.to_owned());
        };
        let name = format!("{table} sample");
        let reference = TableReference::bare(name.as_str());
        if self.context().table_exist(reference.clone())? {
            return Ok(name);
        }
        let schema = self.block_on(self.context().table(TableReference::bare(table)))?;
        let schema = schema.schema().as_arrow().clone();
        let kept: Vec<Field> = schema.fields().iter().filter(|f| found.has(f.name())).map(|f| (**f).clone()).collect();
        let schema = Arc::new(Schema::new(kept));
        let batches = read(found, &schema)?;
        let memory = MemTable::try_new(schema, vec![batches])?;
        self.context().register_table(reference, Arc::new(memory))?;
        Ok(name)
    }

    /// Forgets the sample of a table.
    ///
    /// # Errors
    /// [`Error::Query`], if ever.
    pub fn forget_sample(&self, table: &str) -> Result<()> {
        self.context().deregister_table(TableReference::bare(format!("{table} sample")))?;
        Ok(())
    }
}

fn read(table: &Table, schema: &Arc<Schema>) -> Result<Vec<RecordBatch>> {
    let fail = |error: parquet::errors::ParquetError| Error::Query(format!("cannot read a sample: {error}"));
    let mut builders = Vec::new();
    for path in &table.files {
        let file = File::open(path).map_err(|error| Error::io("open", path, error))?;
        builders.push((path, ParquetRecordBatchReaderBuilder::try_new(file).map_err(fail)?));
    }
    let groups: usize = builders.iter().map(|(_, builder)| builder.metadata().num_row_groups()).sum();
    let share = (SAMPLE_ROWS as usize).div_ceil(groups.max(1));
    let mut batches = Vec::new();
    for (path, builder) in builders {
        for group in 0..builder.metadata().num_row_groups() {
            let file = File::open(path).map_err(|error| Error::io("open", path, error))?;
            let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(fail)?;
            let named = |name: &str| schema.field_with_name(name).is_ok();
            let columns = builder.schema().fields().iter().enumerate();
            let columns: Vec<usize> = columns.filter(|(_, field)| named(field.name())).map(|(at, _)| at).collect();
            let mask = ProjectionMask::roots(builder.parquet_schema(), columns);
            let reader = builder.with_row_groups(vec![group]).with_limit(share).with_projection(mask).build();
            for batch in reader.map_err(fail)? {
                batches.push(in_order(&batch?, schema)?);
            }
        }
    }
    Ok(batches)
}

/// The columns in the order and types of `schema`.
fn in_order(batch: &RecordBatch, schema: &Arc<Schema>) -> Result<RecordBatch> {
    let column = |field: &Arc<Field>| {
        let found = batch.column_by_name(field.name());
        let found = found.ok_or_else(|| Error::Query(format!("the column {} went away", field.name())))?;
        Ok(cast(found, field.data_type())?)
    };
    let columns = schema.fields().iter().map(column).collect::<Result<Vec<_>>>()?;
    Ok(RecordBatch::try_new(Arc::clone(schema), columns)?)
}
