//! Datasets on disk: tables become Parquet or CSV files, all of them whole or none at all, and say what they are.
//!
//! ```text
//! Source -> write::stage_dataset -> Staged -> commit -> files + .metadata.json
//! ```

pub mod atomic;
pub mod catalog;
mod dirty;
pub mod error;
pub mod hash;
pub mod metadata;
mod part;
mod plan;
pub mod read;
pub mod source;
pub mod space;
pub mod sql;
pub mod write;

pub use dirty::IssueLedger;
pub use error::{Error, Fault, Result};
pub use part::Part;
pub use source::{BLOCK_ROWS, Batches, Source};
pub use write::{Staged, WriteOptions, Written, WrittenTable, stage_dataset, stage_table, write_dataset, write_table};
