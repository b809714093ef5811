//! What the benches share: schemas made ready, clocks, medians.

use std::error::Error;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use datagen_core::{Control, Options, Plan, Schema};

/// What a bench gives, or why it cannot.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// Rows that are made at a time, as by the writer.
const PART: u64 = 131_072;

/// The schema in a file.
///
/// # Errors
/// When it cannot be read, or is no schema.
pub fn read_schema(path: &Path) -> Outcome<Schema> {
    let (schema, diagnostics) = Schema::parse(&std::fs::read_to_string(path)?);
    if diagnostics.has_errors() { Err(diagnostics.to_string().into()) } else { Ok(schema) }
}

/// A fresh plan: nothing that a former run computed is in it.
///
/// # Errors
/// As [`Plan::new`].
pub fn plan(schema: &Schema) -> Outcome<Plan> {
    Ok(Plan::new(schema, 42, Options::default())?)
}

/// All parts of `tables`, in a shared queue; batches are dropped.
///
/// # Errors
/// Those of the engine.
pub fn generate(plan: &Plan, tables: &[String], threads: NonZeroUsize) -> Outcome<()> {
    let control = Control::default();
    let mut parts = Vec::new();
    for table in tables {
        let rows = plan.rows(table, &control)?;
        parts.extend((0..rows.div_ceil(PART)).map(|part| (table, part * PART..((part + 1) * PART).min(rows))));
    }
    let next = AtomicU64::new(0);
    let work = || -> datagen_core::Result<()> {
        while let Some((table, rows)) = parts.get(next.fetch_add(1, Ordering::Relaxed) as usize) {
            for batch in plan.batches(table, rows.clone(), &control)? {
                black_box(batch?);
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.get()).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or(Err(datagen_core::Error::Cancelled)))
    })?;
    Ok(())
}

/// How long `work` takes.
///
/// # Errors
/// Those of `work`.
#[expect(clippy::disallowed_methods, reason = "a bench reads the clock; nothing that it generates does")]
pub fn time<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<(Duration, T)> {
    let start = Instant::now();
    let result = work()?;
    Ok((start.elapsed(), result))
}

/// The middle one of some times; zero when there are none.
#[must_use]
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// A temporary folder in memory, where the system has one: disks differ from minute to minute.
///
/// # Errors
/// When it cannot be made.
pub fn folder_in_memory() -> Outcome<tempfile::TempDir> {
    let memory = PathBuf::from("/dev/shm");
    Ok(if memory.is_dir() { tempfile::tempdir_in(memory)? } else { tempfile::tempdir()? })
}
