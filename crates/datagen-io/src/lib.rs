//! Datasets on disk: tables become files of one or several formats, all of them whole or none at all, and say what they
//! are.
//!
//! ```text
//! Source -> write::stage_dataset -> Staged -> commit -> files + .metadata.json
//! ```

pub mod atomic;
pub mod catalog;
mod dirty;
pub mod error;
pub mod hash;
pub mod keboola;
pub mod metadata;
mod part;
pub mod place;
mod plan;
pub mod read;
pub mod source;
pub mod space;
pub mod sql;
#[cfg(feature = "remote")]
pub mod store;
pub mod write;

pub use dirty::IssueLedger;
pub use error::{Error, Fault, Result};
pub use part::Part;
pub use place::Place;
pub use source::{BLOCK_ROWS, Batches, Source};
pub use write::{
    Staged, WriteOptions, Written, WrittenFile, WrittenTable, stage_dataset, stage_table, write_dataset, write_table,
};
