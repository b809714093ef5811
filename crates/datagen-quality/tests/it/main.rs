//! Checks held against data that keeps them, and against data that does not.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bad_input;
mod diff;
mod examples;
mod mutations;
mod profile;
mod support;
