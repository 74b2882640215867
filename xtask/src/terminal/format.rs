//! The output format of a command.

use clap::ValueEnum;

/// How an outcome is told.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// To a person, on stderr.
    Text,
    /// To a program: one JSON object on stdout.
    Json,
}
