//! The options of a corpus run, and its folders.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::disk::workspace::Workspace;

/// The documents to take, and the checks to run.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder with the descriptions.
    pub(super) dir: PathBuf,
    /// Run `cargo check` on every crate; dependencies are built once.
    #[arg(long)]
    pub(crate) check: bool,
    /// Run the tests of the examples, and check failing examples against the description's own schemas.
    #[cfg(feature = "examples")]
    #[arg(long)]
    pub(super) examples: bool,
    /// Send the request of each documented call to Prism and Steady, which npm installed in FOLDER.
    #[arg(long, value_name = "FOLDER")]
    pub(super) judges: Option<PathBuf>,
    /// The explained disagreements of judges; unexplained ones exit with 3.
    #[arg(long, value_name = "FILE", requires = "judges")]
    pub(super) explanations: Option<PathBuf>,
    /// Take only this many documents, chosen by `--seed`.
    #[arg(long, value_name = "N")]
    pub(super) sample: Option<usize>,
    /// The same seed chooses the same documents, and the same names.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// Continue an earlier run into the same folder: skip its finished documents, unless they or the
    /// options changed.
    #[arg(long)]
    pub(super) resume: bool,
    /// Timeout in seconds per document, for generating and for compiling.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub(super) timeout: u64,
    /// How many values of each document to change, one after the other, to count those without any effect
    /// on the client or the diagnostics.
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(super) try_values: usize,
    /// The size in bytes, whitespace not counted, beyond which a description is refused [default: 64
    /// MiB].
    #[arg(long, value_name = "N")]
    pub(super) max_bytes: Option<usize>,
    /// Print a table of name quality, and 40 names chosen by `--seed` beside the description's words.
    #[arg(long)]
    pub(crate) names: bool,
    /// The folder for crates and results [default: `corpus` in the target folder].
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
}

impl Options {
    /// Whether to run the tests of the examples, which needs the feature.
    pub(super) fn examples(&self) -> bool {
        #[cfg(feature = "examples")]
        return self.examples;
        #[cfg(not(feature = "examples"))]
        false
    }

    pub(super) fn compiles(&self) -> bool {
        self.check || self.examples() || self.judges.is_some()
    }
}

/// The folders of a run.
pub(super) struct Run<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) options: &'a Options,
    pub(super) out: PathBuf,
    pub(super) timeout: Duration,
}
