//! What this machine can do at most: the limits that figures are held against.
//!
//! `cargo run --release -p datagen-bench --bin roofline [-- FOLDER]`; FOLDER lies on the disk to be measured.

use std::hint::black_box;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datagen_bench::{Outcome, median, plan, read_schema, time};
use datagen_core::Control;
use datagen_core::seed::Seed;
use datagen_io::hash::HashWriter;
use datagen_io::source::Batches;
use datagen_io::write::{Compression, CsvOptions, Format, ParquetOptions};
use datagen_io::{BLOCK_ROWS, Source, WriteOptions, write_table};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression as ArrowCodec;
use parquet::file::properties::WriterProperties;

const RUNS: usize = 5;
const ROWS: u64 = 1 << 20;
/// Larger than any cache.
const LARGE: usize = 256 << 20;

fn main() -> Outcome<()> {
    let disk = std::env::args_os().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    println!("| what | speed |\n|---|---|");
    random_numbers()?;
    memory()?;
    encoders()?;
    files("write to memory (/dev/shm)", Path::new("/dev/shm"))?;
    files("write to disk, with sync", &disk)
}

fn show(what: &str, amount: f64, unit: &str, taken: Duration) {
    println!("| {what} | {:.2} {unit}/s |", amount / 1e9 / taken.as_secs_f64());
}

fn repeated<T>(mut work: impl FnMut() -> Outcome<T>) -> Outcome<Duration> {
    let times = (0..RUNS).map(|_| Ok(time(|| work().map(black_box))?.0));
    Ok(median(times.collect::<Outcome<Vec<_>>>()?))
}

/// Blocks of draws, as the generators make them: within the first-level cache.
fn random_numbers() -> Outcome<()> {
    let draw = Seed(42).key("roofline", "random", "value").draw(0);
    let (blocks, mut block) = (1 << 14, vec![0_u64; 4096]);
    let count = (blocks * block.len()) as f64;
    let bits = repeated(|| {
        for first in 0..blocks {
            let first = (first * block.len()) as u64;
            block.iter_mut().zip(first..).for_each(|(bits, row)| *bits = draw.bits(row));
            black_box(&block);
        }
        Ok(())
    })?;
    show("random 64-bit numbers", count, "G", bits);
    let mut units = vec![0_f64; 4096];
    let taken = repeated(|| {
        for first in 0..blocks {
            let first = (first * units.len()) as u64;
            units.iter_mut().zip(first..).for_each(|(unit, row)| *unit = draw.unit(row));
            black_box(&units);
        }
        Ok(())
    })?;
    show("random numbers in [0, 1)", count, "G", taken);
    Ok(())
}

fn memory() -> Outcome<()> {
    let (from, mut to) = (vec![1_u8; LARGE], vec![0_u8; LARGE]);
    let one = repeated(|| {
        to.copy_from_slice(black_box(&from));
        Ok(())
    })?;
    show("memory copy, one thread", LARGE as f64, "GB", one);
    let threads = std::thread::available_parallelism()?.get();
    let all = repeated(|| {
        std::thread::scope(|scope| {
            let size = LARGE.div_ceil(threads);
            for (to, from) in to.chunks_mut(size).zip(from.chunks(size)) {
                scope.spawn(|| to.copy_from_slice(black_box(from)));
            }
        });
        Ok(())
    })?;
    show(&format!("memory copy, {threads} threads"), LARGE as f64, "GB", all);
    Ok(())
}

/// The event table of six.json, made beforehand.
struct Made {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Source for Made {
    fn tables(&self) -> usize {
        1
    }

    fn name(&self, _: usize) -> &str {
        "event"
    }

    fn schema(&self, _: usize) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }

    fn rows(&self, _: usize, _: &Control) -> datagen_core::Result<u64> {
        Ok(ROWS)
    }

    fn batches<'a>(&'a self, _: usize, rows: Range<u64>, _: &'a Control) -> Batches<'a> {
        let blocks = (rows.start / BLOCK_ROWS) as usize..rows.end.div_ceil(BLOCK_ROWS) as usize;
        Box::new(self.batches[blocks].iter().cloned().map(Ok))
    }
}

fn encoders() -> Outcome<()> {
    let plan = plan(&read_schema(Path::new("bench/schemas/six.json"))?)?;
    let control = Control::default();
    let batches = plan.batches("event", 0..ROWS, &control)?.collect::<Result<Vec<_>, _>>()?;
    let made = Made { schema: plan.schema("event")?, batches };
    let bytes = made.batches.iter().map(RecordBatch::get_array_memory_size).sum::<usize>() as f64;
    let formats = [
        ("ours, uncompressed", parquet_format(Compression::None)),
        ("ours, Snappy", parquet_format(Compression::Snappy)),
        ("ours, zstd", parquet_format(Compression::Zstd)),
        ("ours, CSV", Format::Csv(CsvOptions::default())),
    ];
    for (name, format) in formats {
        let taken = repeated(|| encode(&made, format.clone(), &mut std::io::sink()))?;
        show(&format!("encoder of the six columns, one thread: {name}; batches read"), bytes, "GB", taken);
    }
    for (name, codec) in [("uncompressed", ArrowCodec::UNCOMPRESSED), ("Snappy", ArrowCodec::SNAPPY)] {
        let taken = repeated(|| arrow(&made, codec))?;
        show(&format!("encoder of the six columns, one thread: arrow-rs, {name}; batches read"), bytes, "GB", taken);
    }
    let mut plain = Vec::new();
    encode(&made, parquet_format(Compression::None), &mut plain)?;
    compressors(&plain)
}

fn parquet_format(compression: Compression) -> Format {
    Format::Parquet(ParquetOptions { compression, ..ParquetOptions::default() })
}

fn encode(made: &Made, format: Format, mut writer: &mut (dyn Write + Send)) -> Outcome<()> {
    let options = WriteOptions::default().with_format(format);
    write_table(made, &mut writer, &options, &Control::default())?;
    Ok(())
}

fn arrow(made: &Made, codec: ArrowCodec) -> Outcome<()> {
    let schema = made.batches.first().map_or_else(|| made.schema.clone(), RecordBatch::schema);
    let properties = WriterProperties::builder().set_compression(codec).set_max_row_group_row_count(Some(131_072));
    let mut writer = ArrowWriter::try_new(std::io::sink(), schema, Some(properties.build()))?;
    made.batches.iter().try_for_each(|batch| writer.write(batch))?;
    writer.close()?;
    Ok(())
}

/// Over the encoded columns, in pages of 1 MiB.
fn compressors(plain: &[u8]) -> Outcome<()> {
    let size = plain.len() as f64;
    let mut snappy = snap::raw::Encoder::new();
    let taken = repeated(|| {
        Ok(plain.chunks(1 << 20).try_for_each(|page| snappy.compress_vec(page).map(|page| drop(black_box(page))))?)
    })?;
    show("Snappy on the encoded six columns", size, "GB", taken);
    let mut zstd = zstd::bulk::Compressor::new(1)?;
    let taken = repeated(|| {
        Ok(plain.chunks(1 << 20).try_for_each(|page| zstd.compress(page).map(|page| drop(black_box(page))))?)
    })?;
    show("zstd, level 1, on the same", size, "GB", taken);
    let taken = repeated(|| {
        let mut writer = HashWriter::new(std::io::sink());
        writer.write_all(plain)?;
        Ok(writer.fingerprint())
    })?;
    show("SHA-256", size, "GB", taken);
    Ok(())
}

fn files(what: &str, folder: &Path) -> Outcome<()> {
    let block = vec![7_u8; LARGE];
    let taken = repeated(|| {
        let mut file = tempfile::tempfile_in(folder)?;
        file.write_all(&block)?;
        Ok(file.sync_all()?)
    })?;
    show(what, LARGE as f64, "GB", taken);
    Ok(())
}
