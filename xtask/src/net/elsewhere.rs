//! A download by a build that has TLS and HTTP, which take longer to build than all else and which most
//! commands do without.

use std::process::Command;
use std::{env, process};

use super::request::{Answer, Request};
use crate::exit::Failure;
use crate::terminal;

const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");

/// Runs the same command line once more, in a build with the feature `network`, and ends as that does.
/// A download comes before everything that a command writes.
pub(crate) fn download(_: &Request) -> Result<Answer, Failure> {
    terminal::status("Building", "with TLS and HTTP, for the download");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--manifest-path", MANIFEST, "--"])
        .args(env::args_os().skip(1))
        .status();
    match status {
        Ok(status) => process::exit(status.code().unwrap_or(1)),
        Err(error) => Err(Failure::failed("could not run cargo")
            .cause(&error)
            .help("build the command with `--features network`")),
    }
}
