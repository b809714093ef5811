//! What the rows of a table are like, in one pass over record batches.
//!
//! Memory is bounded for each column, however many rows pass: exact answers while values are few, sketches beyond.
//! Nothing is drawn at random and hashes have fixed keys: the same rows in the same order give the same profile.
//!
//! ```
//! use std::sync::Arc;
//! use arrow::array::{ArrayRef, Int64Array, RecordBatch};
//! use datagen_quality::profile::{Options, Profiler};
//!
//! let ages: ArrayRef = Arc::new(Int64Array::from(vec![Some(31), None, Some(45), Some(31)]));
//! let batch = RecordBatch::try_from_iter([("age", ages)])?;
//! let mut profiler = Profiler::new("guest", &batch.schema(), Options::default());
//! profiler.update(&batch)?;
//! let profile = profiler.finish();
//! let age = profile.column("age").expect("a column of the batch");
//! assert_eq!((age.nulls, age.distinct.count, age.top[0].count), (1, 2, 2));
//! # Ok::<(), arrow::error::ArrowError>(())
//! ```

mod bins;
mod column;
mod correlation;
mod distance;
mod distinct;
mod files;
mod frequent;
mod model;
mod moments;
mod numbers;
mod quantiles;
mod times;
mod values;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::thread;

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use arrow::error::ArrowError;

pub use distance::Distance;
pub use files::{profile_table, profiler_of};
pub use model::{
    ColumnKind, ColumnProfile, Correlation, Distinct, Frequent, Histogram, LengthProfile, NumberProfile, Period,
    Quantile, Sample, TableProfile, TimeProfile, Timeline,
};

pub use times::day_after;

use column::Column;
use correlation::Together;

/// The probabilities at which quantiles are told.
pub const PROBABILITIES: [f64; 11] = [0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0];

/// How a table is profiled.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Columns whose numbers only name things: no correlations are told of them.
    pub identifiers: BTreeSet<String>,
    /// Threads among which columns are divided; the profile is the same for any number. One by default.
    pub threads: Option<NonZeroUsize>,
}

/// One table on its way to a profile.
#[derive(Debug)]
pub struct Profiler {
    name: String,
    rows: u64,
    columns: Vec<Column>,
    together: Together,
    threads: usize,
}

impl Profiler {
    /// Begins the profile of the table `name` with the columns of `schema`.
    #[must_use]
    pub fn new(name: &str, schema: &Schema, options: Options) -> Self {
        let columns: Vec<Column> =
            schema.fields().iter().map(|field| Column::new(field.name(), field.data_type())).collect();
        let counts = |column: &Column| column.kind().is_number() && !options.identifiers.contains(column.name());
        let numeric = columns.iter().enumerate().filter(|(_, column)| counts(column)).map(|(position, _)| position);
        let together = Together::new(numeric.collect());
        let threads = options.threads.map_or(1, NonZeroUsize::get);
        Self { name: name.to_owned(), rows: 0, columns, together, threads }
    }

    /// Takes up further rows, with the columns that the profiler was made for.
    ///
    /// # Errors
    /// When a value cannot be read as a number, or the columns are others.
    pub fn update(&mut self, batch: &RecordBatch) -> Result<(), ArrowError> {
        if batch.num_columns() != self.columns.len() {
            return Err(ArrowError::InvalidArgumentError(format!(
                "expected {} columns of `{}`, found {}",
                self.columns.len(),
                self.name,
                batch.num_columns()
            )));
        }
        let numbers = self.update_columns(batch)?;
        self.together.add(&numbers);
        self.rows += batch.num_rows() as u64;
        Ok(())
    }

    /// Each column by itself; the numbers of each, if they are any.
    fn update_columns(&mut self, batch: &RecordBatch) -> Result<Vec<Vec<f64>>, ArrowError> {
        let share = self.columns.len().div_ceil(self.threads).max(1);
        let work = |columns: &mut [Column], arrays: &[arrow::array::ArrayRef]| {
            columns.iter_mut().zip(arrays).map(|(column, array)| column.update(array)).collect::<Result<Vec<_>, _>>()
        };
        if share >= self.columns.len() {
            return work(&mut self.columns, batch.columns());
        }
        let results = thread::scope(|scope| {
            let parts = self.columns.chunks_mut(share).zip(batch.columns().chunks(share));
            let threads: Vec<_> = parts.map(|(columns, arrays)| scope.spawn(move || work(columns, arrays))).collect();
            let panicked = |_| Err(ArrowError::ComputeError("a thread of the profile panicked".to_owned()));
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(panicked)).collect::<Vec<_>>()
        });
        results.into_iter().try_fold(Vec::new(), |mut all, part| {
            all.extend(part?);
            Ok(all)
        })
    }

    /// The profile of all rows so far.
    #[must_use]
    pub fn finish(&mut self) -> TableProfile {
        let names: Vec<String> = self.columns.iter().map(|column| column.name().to_owned()).collect();
        TableProfile {
            name: self.name.clone(),
            rows: self.rows,
            columns: self.columns.iter_mut().map(Column::finish).collect(),
            correlations: self.together.correlations(&names),
            sample: self.together.sample(&names),
        }
    }

    /// How far the values of a column of this name are from those of `other`; none when there is no such column in both, or
    /// the values are too many to be counted and have no order.
    #[must_use]
    pub fn distance(&mut self, other: &mut Self, column: &str) -> Option<Distance> {
        let of = |columns: &mut [Column]| {
            columns.iter_mut().find(|candidate| candidate.name() == column).map(Column::spread)
        };
        of(&mut self.columns)?.distance(&of(&mut other.columns)?)
    }
}

/// The profile of a table whose rows come in `batches`.
///
/// # Errors
/// The first error among the batches, or of [`Profiler::update`].
pub fn profile<E: From<ArrowError>>(
    name: &str,
    schema: &Schema,
    batches: impl IntoIterator<Item = Result<RecordBatch, E>>,
    options: Options,
) -> Result<TableProfile, E> {
    let mut profiler = Profiler::new(name, schema, options);
    for batch in batches {
        profiler.update(&batch?)?;
    }
    Ok(profiler.finish())
}
