//! Runs a command in a build with more features: TLS and HTTP, a server and a validator take longer to
//! build than everything else, and most commands don't need them.

use std::path::Path;
use std::process::Command;
use std::{env, process};

use crate::exit::Failure;
use crate::terminal;

const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");

/// Runs the same command line in a build with a feature, and exits with its code. `what` describes the
/// feature to the user. Must come before any output of a command.
pub(crate) fn again(feature: &str, what: &str) -> Failure {
    if !Path::new(MANIFEST).exists() {
        return Failure::failed(format!("this build has no `{feature}`"))
            .details([format!(
                "its sources are no longer in {}",
                env!("CARGO_MANIFEST_DIR")
            )])
            .help(format!(
                "install it from a checkout with `--features {feature}`"
            ));
    }
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
    if terminal::command_name() == terminal::INSTALLED {
        command.env(terminal::name::PASSED_ON, terminal::INSTALLED);
    }
    let error = match run(&mut command) {
        Ok(code) => process::exit(code),
        Err(error) => error,
    };
    Failure::failed("could not run cargo")
        .cause(&error)
        .help(format!("build the command with `--features {feature}`"))
}

/// The new process replaces this one, so that a signal reaches only the new one.
#[cfg(unix)]
fn run(command: &mut Command) -> std::io::Result<i32> {
    use std::os::unix::process::CommandExt as _;

    Err(command.exec())
}

#[cfg(not(unix))]
fn run(command: &mut Command) -> std::io::Result<i32> {
    command.status().map(|status| status.code().unwrap_or(1))
}
