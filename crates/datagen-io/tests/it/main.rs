//! Tests of the crate through its public doors.
#![expect(clippy::unwrap_used, reason = "a test that panics has failed, which is what is meant")]

mod csv;
mod directory;
mod memory;
mod metadata;
mod parquet;
mod sql;
mod threads;
mod together;
