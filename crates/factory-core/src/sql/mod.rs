//! The portable subset of SQL, and what is made of a query written in it.
//!
//! ```text
//! text -> Query::parse -> for_engine(Engine)   the same query in the words of an engine
//!                      -> flattened(&Flat)     over one wide table instead of several
//!                      -> mistakes()           the queries that a hasty reader of the question writes
//! ```

mod check;
mod engine;
mod error;
mod flatten;
mod functions;
mod keywords;
mod mistakes;
mod order;
mod portable;
mod rewrite;
mod tree;

pub use engine::Engine;
pub use error::SqlError;
pub use flatten::{Flat, Folded};
pub use mistakes::{Mistake, MistakeKind};
pub use order::OrderKey;
pub use portable::Query;
