//! Data Factory's engine: a schema becomes realistic relational data.
//!
//! The walk: text -> [`Schema`] -> [`Plan`] -> record batches. Each step is one function whose output is the next
//! one's input; nothing here reads a file, the network, a clock or an environment variable, and no thread is started.
//!
//! Every cell is a pure function of (column key, row, draw number): see [`seed`].

mod calendar;
pub mod control;
pub mod diagnostic;
pub mod dirty;
pub mod error;
pub mod expression;
pub mod faker;
mod frame;
mod generate;
mod holidays;
pub mod law;
pub mod math;
mod modify;
pub mod plan;
mod rows;
pub mod schema;
pub mod seed;
mod value;

pub use control::{Control, Limits, Progress};
pub use diagnostic::{Diagnostic, Diagnostics, Place, Severity};
pub use error::{Error, Result};
pub use plan::{BATCH_ROWS, Options, Plan};
pub use schema::Schema;
pub use seed::STREAM_VERSION;
