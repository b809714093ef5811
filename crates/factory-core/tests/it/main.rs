//! Tests of challenges, through the public doors.
#![expect(clippy::unwrap_used, reason = "a test that panics has failed, which is what is meant")]

mod canaries;
mod challenges;
mod cleaning;
mod databases;
mod engines;
mod everywhere;
mod flatten;
mod loads;
mod many_seeds;
mod mistakes;
mod package;
mod packages;
mod packs;
mod portable_docs;
mod reports;
mod rewrite;
mod servers;
mod sessions;
mod sql;
mod workbook;
