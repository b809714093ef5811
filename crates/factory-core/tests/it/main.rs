//! Tests of challenges, through the public doors.
#![expect(clippy::unwrap_used, reason = "a test that panics has failed, which is what is meant")]

mod canaries;
mod challenges;
mod cleaning;
mod databases;
mod engines;
mod flatten;
mod loads;
mod mistakes;
mod package;
mod packages;
mod packs;
mod portable_docs;
mod reports;
mod rewrite;
mod sessions;
mod sql;
mod workbook;
