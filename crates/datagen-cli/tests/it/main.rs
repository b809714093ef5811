//! The program as people meet it: arguments in; files, messages and exit codes out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod catalog;
mod challenge;
mod coverage;
mod dirty;
mod disk;
mod docs;
mod examples;
mod export;
mod formats;
mod generate;
mod help;
mod inputs;
mod keboola;
mod load;
mod messages;
mod partition;
mod pipes;
mod report;
mod signals;
mod stores;
mod support;
mod validate;
