//! Rows and cells a second for the examples: generation alone, and with writing.
//!
//! `cargo run --release -p datagen-bench [-- SCHEMA...]`; each figure is the median of five runs.

use std::error::Error;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use datagen_core::{Control, Options, Plan, Schema};
use datagen_io::atomic::Existing;
use datagen_io::write::{Compression, CsvOptions, Format, ParquetOptions};
use datagen_io::{WriteOptions, write_dataset};

type Outcome<T> = Result<T, Box<dyn Error>>;

const RUNS: usize = 5;
const PART: u64 = 131_072;

fn main() -> Outcome<()> {
    let threads = std::thread::available_parallelism()?;
    let mut schemas: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if schemas.is_empty() {
        schemas = vec!["examples/bank.json".into(), "examples/ecomm.json".into()];
    }
    println!("| schema | work | threads | wall s | rows/s | cells/s |");
    println!("|---|---|---|---|---|---|");
    for path in &schemas {
        for threads in [NonZeroUsize::MIN, threads] {
            measure_schema(path, threads)?;
        }
    }
    Ok(())
}

fn measure_schema(path: &Path, threads: NonZeroUsize) -> Outcome<()> {
    let (schema, diagnostics) = Schema::parse(&std::fs::read_to_string(path)?);
    if diagnostics.has_errors() {
        return Err(diagnostics.to_string().into());
    }
    let size = size_of(&plan(&schema)?)?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let report = |work: &str, wall: Duration| {
        let seconds = wall.as_secs_f64();
        let [rows, cells] = size.map(|count| count as f64 / seconds / 1e6);
        println!("| {name} | {work} | {threads} | {seconds:.3} | {rows:.2} M | {cells:.1} M |");
    };
    report("generation alone", median(|| generate(&plan(&schema)?, threads))?);
    let parquet = |compression| Format::Parquet(ParquetOptions { compression, ..ParquetOptions::default() });
    let formats = [
        ("Parquet, Snappy", parquet(Compression::Snappy)),
        ("Parquet, zstd", parquet(Compression::Zstd)),
        ("CSV", Format::Csv(CsvOptions::default())),
    ];
    for (work, format) in formats {
        let (tables, existing) = (Vec::new(), Existing::Refuse);
        let options = WriteOptions { tables, format, threads, existing, metadata: false };
        report(work, median(|| write(&plan(&schema)?, &options))?);
    }
    Ok(())
}

fn plan(schema: &Schema) -> Outcome<Plan> {
    Ok(Plan::new(schema, 42, Options::default())?)
}

/// Rows and cells.
fn size_of(plan: &Plan) -> Outcome<[u64; 2]> {
    let mut size = [0, 0];
    for table in plan.tables() {
        let rows = plan.rows(table, &Control::default())?;
        size[0] += rows;
        size[1] += rows * plan.schema(table)?.fields().len() as u64;
    }
    Ok(size)
}

/// All parts of all tables, in a shared queue; batches are dropped.
fn generate(plan: &Plan, threads: NonZeroUsize) -> Outcome<()> {
    let control = Control::default();
    let mut parts = Vec::new();
    for table in plan.tables() {
        let rows = plan.rows(table, &control)?;
        parts.extend((0..rows.div_ceil(PART)).map(|part| (table, part * PART..((part + 1) * PART).min(rows))));
    }
    let next = AtomicU64::new(0);
    let work = || -> datagen_core::Result<()> {
        while let Some((table, rows)) = parts.get(next.fetch_add(1, Ordering::Relaxed) as usize) {
            for batch in plan.batches(table, rows.clone(), &control)? {
                batch?;
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

fn write(plan: &Plan, options: &WriteOptions) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    write_dataset(plan, folder.path(), options, &Control::default())?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a bench reads the clock; nothing that it generates does")]
fn median(mut run: impl FnMut() -> Outcome<()>) -> Outcome<Duration> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        run()?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    Ok(times[RUNS / 2])
}
