//! Where the time of a schema goes: generate, encode, compress, hash, write.
//!
//! `cargo run --release -p datagen-bench -- [SCHEMA[:TABLE,TABLE]...]`

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use datagen_bench::{Outcome, folder_in_memory, generate, median, plan, read_schema, time};
use datagen_core::{Control, Plan, Schema};
use datagen_io::hash::HashWriter;
use datagen_io::write::{Compression, Format, ParquetOptions};
use datagen_io::{WriteOptions, write_dataset, write_table};

const SCHEMAS: [&str; 5] = [
    "bench/schemas/six.json:event",
    "bench/schemas/tpch.json:lineitem",
    "examples/gov_scaled.json",
    "examples/ecomm.json",
    "examples/bank.json",
];

/// Where the time of a schema goes
#[derive(Parser)]
struct Arguments {
    /// Schemas, some tables of them as in shop.json:customer,order [default: the usual ones]
    #[arg(value_name = "SCHEMA[:TABLES]")]
    schemas: Vec<String>,
    /// Runs; each figure is their median
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Threads
    #[arg(long, default_value = "1")]
    threads: NonZeroUsize,
    /// How Parquet is compressed
    #[arg(long, value_enum, default_value = "snappy")]
    compression: Codec,
}

#[derive(Clone, Copy, ValueEnum)]
enum Codec {
    Snappy,
    Zstd,
}

fn main() -> Outcome<()> {
    let arguments = Arguments::parse();
    let mut schemas = arguments.schemas.clone();
    if schemas.is_empty() {
        schemas = SCHEMAS.map(str::to_owned).into();
    }
    println!("| schema | M rows | generate | encode | compress | hash | write | all, s | M rows/s | M cells/s | MB |");
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for schema in &schemas {
        println!("{}", Subject::open(schema)?.measure(&arguments)?);
    }
    Ok(())
}

/// Some tables of a schema.
struct Subject {
    name: String,
    schema: Schema,
    tables: Vec<String>,
}

/// The times of one run, each step on top of the one before.
struct Run {
    generated: Duration,
    encoded: Duration,
    compressed: Duration,
    written: Duration,
    hashing: [Duration; 2],
    bytes: u64,
}

impl Subject {
    fn open(argument: &str) -> Outcome<Self> {
        let (path, tables) = argument.split_once(':').unwrap_or((argument, ""));
        let schema = read_schema(Path::new(path))?;
        let tables = match tables {
            "" => plan(&schema)?.tables().map(str::to_owned).collect(),
            some => some.split(',').map(str::to_owned).collect(),
        };
        let name = Path::new(path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, schema, tables })
    }

    fn measure(&self, arguments: &Arguments) -> Outcome<String> {
        let runs = (0..arguments.runs.max(1)).map(|_| self.run(arguments)).collect::<Outcome<Vec<_>>>()?;
        let seconds = |step: fn(&Run) -> Duration| median(runs.iter().map(step).collect()).as_secs_f64();
        let [generated, encoded] = [seconds(|run| run.generated), seconds(|run| run.encoded)];
        let [compressed, written] = [seconds(|run| run.compressed), seconds(|run| run.written)];
        let [hash_plain, hash] = [seconds(|run| run.hashing[0]), seconds(|run| run.hashing[1])];
        let steps = [
            generated,
            encoded - generated - hash_plain,
            compressed - encoded + hash_plain - hash,
            hash,
            written - compressed,
            written,
        ];
        let steps: Vec<String> = steps.iter().map(|step| format!("{step:.3}")).collect();
        let [rows, cells] = self.size()?.map(|count| count as f64 / 1e6);
        let (name, bytes) = (&self.name, runs[0].bytes as f64 / 1e6);
        Ok(format!(
            "| {name} | {rows:.2} | {} | {:.2} | {:.1} | {bytes:.1} |",
            steps.join(" | "),
            rows / written,
            cells / written
        ))
    }

    /// Rows and cells.
    fn size(&self) -> Outcome<[u64; 2]> {
        let plan = plan(&self.schema)?;
        let mut size = [0, 0];
        for table in &self.tables {
            let rows = plan.rows(table, &Control::default())?;
            size[0] += rows;
            size[1] += rows * plan.schema(table)?.fields().len() as u64;
        }
        Ok(size)
    }

    fn run(&self, arguments: &Arguments) -> Outcome<Run> {
        let threads = arguments.threads;
        let codec = match arguments.compression {
            Codec::Snappy => Compression::Snappy,
            Codec::Zstd => Compression::Zstd,
        };
        let (generated, ()) = time(|| generate(&plan(&self.schema)?, &self.tables, threads))?;
        let (encoded, plain) = time(|| self.encode(&plan(&self.schema)?, Compression::None, threads))?;
        let (compressed, bytes) = time(|| self.encode(&plan(&self.schema)?, codec, threads))?;
        let folder = folder_in_memory()?;
        let options = options(self.tables.clone(), codec, threads);
        let (written, _) =
            time(|| Ok(write_dataset(&plan(&self.schema)?, folder.path(), &options, &Control::default())?))?;
        Ok(Run { generated, encoded, compressed, written, hashing: [hash(plain)?, hash(bytes)?], bytes })
    }

    /// Everything but files; gives the bytes.
    fn encode(&self, plan: &Plan, compression: Compression, threads: NonZeroUsize) -> Outcome<u64> {
        let mut bytes = 0;
        for table in &self.tables {
            let options = options(vec![table.clone()], compression, threads);
            bytes += write_table(plan, &mut std::io::sink(), &options, &Control::default())?.bytes;
        }
        Ok(bytes)
    }
}

fn options(tables: Vec<String>, compression: Compression, threads: NonZeroUsize) -> WriteOptions {
    let format = Format::Parquet(ParquetOptions { compression, ..ParquetOptions::default() });
    WriteOptions { tables, formats: vec![format], threads, ..WriteOptions::default() }
}

/// How long it takes to hash so many bytes as the writer does.
fn hash(bytes: u64) -> Outcome<Duration> {
    let block = vec![0x5a; 1 << 20];
    let (taken, ()) = time(|| {
        let mut writer = HashWriter::new(std::io::sink());
        let mut left = bytes as usize;
        while left > 0 {
            let next = left.min(block.len());
            writer.write_all(&block[..next])?;
            left -= next;
        }
        std::hint::black_box(writer.fingerprint());
        Ok(())
    })?;
    Ok(taken)
}
