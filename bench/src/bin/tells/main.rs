//! How believable tables are: what gives them away as made up.
//!
//! `cargo run --release -p datagen-bench --bin tells -- SCHEMA DIR` reads the Parquet files of a schema and prints a line for
//! each measure, with a verdict: `ok`, `TELL` (a reader would notice), or `-` (for information).

mod categories;
mod data;
mod dates;
mod keys;
mod numbers;
mod report;
mod rhythm;
mod statistics;
mod texts;

use std::error::Error;
use std::path::PathBuf;

use data::Dataset;
use report::Report;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [schema, folder] = arguments.as_slice() else {
        return Err("expected two arguments: the schema, and the folder of its Parquet files".into());
    };
    let dataset = Dataset::read(schema, folder)?;
    let mut report = Report::default();
    for table in &dataset.tables {
        rhythm::measure(table, &mut report);
        numbers::measure(table, &mut report);
        categories::measure(table, &mut report);
        texts::measure(table, &mut report);
        dates::measure(table, &dataset, &mut report);
        keys::measure(table, &dataset, &mut report);
    }
    print!("{report}");
    Ok(())
}
