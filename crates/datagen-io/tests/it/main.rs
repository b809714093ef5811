//! Tests of the crate through its public doors.

mod csv;
mod directory;
mod memory;
mod metadata;
mod parquet;
mod threads;
