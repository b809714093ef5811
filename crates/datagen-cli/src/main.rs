//! `datagen`: the command line of Data Factory.
//!
//! It only translates: arguments become a schema, a plan and files, and what went wrong becomes a message and an exit
//! code. Printing belongs here, and nowhere else.

mod arguments;
mod catalog;
#[cfg(feature = "challenge")]
mod challenge;
mod clock;
#[cfg(feature = "quality")]
mod diff;
mod dirty;
mod exit;
mod export;
mod formats;
mod generate;
mod input;
#[cfg(feature = "database")]
mod load;
mod metadata;
#[cfg(feature = "challenge")]
mod packs;
mod part;
mod place;
mod plan_table;
mod progress;
#[cfg(feature = "report")]
mod report;
mod sample;
mod schema;
mod script;
mod summary;
mod terminal;
mod text_table;
mod units;
#[cfg(feature = "remote")]
mod upload;
#[cfg(feature = "quality")]
mod validate;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};
use crate::exit::{Code, Failure};

/// Strings and columns come and go by the million; the system's allocator takes a fifth of the time for it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    exit::guarded(run).into()
}

fn run() -> Code {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(message) => return exit::arguments(&message),
    };
    match execute(&arguments.command) {
        Ok(()) => Code::Done,
        Err(failure) => failure.tell(),
    }
}

fn execute(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Generate(arguments) => generate::generate(arguments),
        #[cfg(feature = "database")]
        Command::Load(arguments) => load::load(arguments),
        #[cfg(feature = "quality")]
        Command::Validate(arguments) => validate::validate(arguments),
        #[cfg(feature = "quality")]
        Command::Diff(arguments) => diff::diff(arguments),
        #[cfg(feature = "report")]
        Command::Report(arguments) => report::report(arguments),
        Command::Export(arguments) => export::export(arguments),
        #[cfg(feature = "remote")]
        Command::Upload(arguments) => upload::upload(arguments),
        #[cfg(feature = "challenge")]
        Command::Challenge(arguments) => challenge::challenge(arguments),
        #[cfg(feature = "challenge")]
        Command::Packs(arguments) => packs::packs(arguments),
        Command::Schema => schema::print(),
    }
}
