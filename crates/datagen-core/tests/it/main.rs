//! The engine, through its public doors.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod behaviours;
mod constraints;
mod corpus;
mod dirty;
mod door;
mod expression;
mod further;
mod generators;
mod laws;
mod modifiers;
mod plans;
mod references;
mod schema;
mod times;
