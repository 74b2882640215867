//! A command in a build that has more than this one: TLS and HTTP, a server, a validator take longer to
//! build than all else, and most commands do without.

use std::process::Command;
use std::{env, process};

use crate::exit::Failure;
use crate::terminal;

const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");

/// Runs the same command line once more, in a build with a feature, and ends as that does. `what` says for
/// a person what the build has. Comes before everything that a command writes.
pub(crate) fn again(feature: &str, what: &str) -> Failure {
    terminal::status("Building", what);
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args([
            "run",
            "--quiet",
            "--no-default-features",
            "--features",
            feature,
        ])
        .args(["--manifest-path", MANIFEST, "--"])
        .args(env::args_os().skip(1));
    let error = match run(&mut command) {
        Ok(code) => process::exit(code),
        Err(error) => error,
    };
    Failure::failed("could not run cargo")
        .cause(&error)
        .help(format!("build the command with `--features {feature}`"))
}

/// The new process takes the place of this one, so that a signal reaches it alone.
#[cfg(unix)]
fn run(command: &mut Command) -> std::io::Result<i32> {
    use std::os::unix::process::CommandExt as _;

    Err(command.exec())
}

#[cfg(not(unix))]
fn run(command: &mut Command) -> std::io::Result<i32> {
    command.status().map(|status| status.code().unwrap_or(1))
}
