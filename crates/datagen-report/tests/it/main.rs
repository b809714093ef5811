//! Reports of data that is as it should be, of data that is not, and of data that means harm.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod forms;
mod paper;
mod papers;
mod support;
