//! The determinism contract on whole examples: one digest a table, however its rows are cut and by however many threads
//! they are written.
//!
//! `cargo run --release -p datagen-bench --bin laws [-- SCHEMA...]`

use std::collections::BTreeMap;
use std::error::Error;
use std::num::NonZeroUsize;
use std::ops::Range;

use arrow::array::RecordBatch;
use arrow::row::{RowConverter, SortField};
use datagen_core::{Control, Options, Plan, Schema};
use datagen_io::{WriteOptions, write_dataset};
use sha2::{Digest, Sha256};

type Outcome<T> = Result<T, Box<dyn Error>>;
/// The number of rows and a digest of each table.
type Digests = BTreeMap<String, (u64, Vec<u8>)>;

const SEED: u64 = 42;
/// A prime, so that pieces begin anywhere within batches and parts.
const PIECE: usize = 10_007;
const PARTITIONS: u64 = 3;

fn main() -> Outcome<()> {
    let mut schemas: Vec<String> = std::env::args().skip(1).collect();
    if schemas.is_empty() {
        schemas = ["bank", "ecomm", "gov_scaled"].map(|name| format!("examples/{name}.json")).into();
    }
    for path in &schemas {
        check(path)?;
    }
    Ok(())
}

fn check(path: &str) -> Outcome<()> {
    let text = std::fs::read_to_string(path)?;
    let in_order = digests(&plan(&text)?, whole)?;
    let rows: u64 = in_order.iter().map(|(_, (rows, _))| rows).sum();
    println!("{path}: {} tables, {rows} rows", in_order.len());
    compare("pieces of 10,007 rows", &in_order, &digests(&plan(&text)?, pieces)?)?;
    compare("3 partitions", &in_order, &digests(&plan(&text)?, partitions)?)?;
    let (one, two) = (files(&plan(&text)?, 1)?, files(&plan(&text)?, 2)?);
    if one != two {
        return Err("the files of one thread and of two differ".into());
    }
    println!("  files of one thread and of two: the same bytes");
    Ok(())
}

fn plan(text: &str) -> Outcome<Plan> {
    let (schema, diagnostics) = Schema::parse(text);
    if diagnostics.has_errors() {
        return Err(diagnostics.to_string().into());
    }
    Ok(Plan::new(&schema, SEED, Options::default())?)
}

fn compare(what: &str, expected: &Digests, found: &Digests) -> Outcome<()> {
    if let Some((table, _)) = expected.iter().find(|(table, digest)| found.get(*table) != Some(digest)) {
        return Err(format!("{what}: `{table}` differs from the whole").into());
    }
    println!("  {what}: the same rows");
    Ok(())
}

/// How the rows of a table are cut.
type Cut = fn(&Plan, &str, u64) -> Outcome<Vec<Range<u64>>>;

#[expect(clippy::unnecessary_wraps, clippy::single_range_in_vec_init, reason = "all cuts have one type")]
fn whole(_: &Plan, _: &str, rows: u64) -> Outcome<Vec<Range<u64>>> {
    Ok(vec![0..rows])
}

#[expect(clippy::unnecessary_wraps, reason = "all cuts have one type")]
fn pieces(_: &Plan, _: &str, rows: u64) -> Outcome<Vec<Range<u64>>> {
    Ok((0..rows).step_by(PIECE).map(|start| start..(start + PIECE as u64).min(rows)).collect())
}

fn partitions(plan: &Plan, table: &str, _: u64) -> Outcome<Vec<Range<u64>>> {
    let partitions = plan.partitions(PARTITIONS, &Control::default())?;
    Ok(partitions.iter().map(|partition| partition[table].clone()).collect())
}

fn digests(plan: &Plan, cut: Cut) -> Outcome<Digests> {
    let control = Control::default();
    let of_table = |table: &str| -> Outcome<(String, (u64, Vec<u8>))> {
        let fields =
            plan.schema(table)?.fields().iter().map(|field| SortField::new(field.data_type().clone())).collect();
        let (converter, mut hash) = (RowConverter::new(fields)?, Sha256::new());
        let mut rows = 0;
        for range in cut(plan, table, plan.rows(table, &control)?)? {
            for batch in plan.batches(table, range, &control)? {
                rows += digest(&converter, &batch?, &mut hash)?;
            }
        }
        Ok((table.to_owned(), (rows, hash.finalize().to_vec())))
    };
    plan.tables().map(of_table).collect()
}

fn digest(converter: &RowConverter, batch: &RecordBatch, hash: &mut Sha256) -> Outcome<u64> {
    for row in &converter.convert_columns(batch.columns())? {
        hash.update((row.as_ref().len() as u64).to_le_bytes());
        hash.update(row.as_ref());
    }
    Ok(batch.num_rows() as u64)
}

fn files(plan: &Plan, threads: usize) -> Outcome<Digests> {
    let directory = tempfile::tempdir()?;
    let options = WriteOptions { threads: NonZeroUsize::new(threads).ok_or("no threads")?, ..WriteOptions::default() };
    let written = write_dataset(plan, directory.path(), &options, &Control::default())?;
    Ok(written.tables.into_iter().map(|table| (table.name, (table.rows, table.sha256.into_bytes()))).collect())
}
