//! `datagen challenge`: from a brief to a data challenge.

use clap::{Args, Subcommand};

use crate::exit::Failure;

/// What `datagen challenge` takes.
#[derive(Debug, Args)]
pub(crate) struct ChallengeArguments {
    /// What to do.
    #[command(subcommand)]
    command: ChallengeCommand,
}

#[derive(Debug, Subcommand)]
enum ChallengeCommand {}

/// Runs `datagen challenge`.
pub(crate) fn challenge(arguments: &ChallengeArguments) -> Result<(), Failure> {
    match arguments.command {}
}
