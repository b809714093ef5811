//! Tests of the crate through its public doors.
#![expect(clippy::unwrap_used, reason = "a test that panics has failed, which is what is meant")]

mod csv;
mod directory;
mod divided;
mod formats;
mod memory;
mod metadata;
mod one_file;
mod parquet;
mod sql;
mod threads;
mod together;
