//! The output format of a command.

use clap::ValueEnum;

/// Output format.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Human-readable, on stderr.
    Text,
    /// For programs: one JSON object on stdout.
    Json,
}
