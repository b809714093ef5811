//! Tests of challenges, through the public doors.
#![expect(clippy::unwrap_used, reason = "a test that panics has failed, which is what is meant")]

mod challenges;
mod cleaning;
mod databases;
mod engines;
mod flatten;
mod mistakes;
mod packs;
mod portable_docs;
mod reports;
mod rewrite;
mod sessions;
mod sql;
