//! Checks and profiles of written tables, by SQL over their files.
//!
//! ```text
//! directory of Parquet or CSV files + Schema -> data::Dataset -> validate -> findings::Findings
//! ```

mod checks;
pub mod data;
pub mod diff;
pub mod error;
pub mod findings;
pub mod profile;
mod sql;
mod statistics;

pub use checks::{schema_hash, validate};
pub use data::{Dataset, OpenOptions};
pub use error::{Error, Result};
pub use findings::{Category, Check, Findings, Severity, Status};
