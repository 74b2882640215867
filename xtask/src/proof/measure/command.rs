//! Commands that are measured, and the failures if they don't start or don't succeed.

use std::ffi::OsString;
use std::process::{Command, Output, Stdio};

use crate::exit::Failure;

/// The maximum number of lines repeated from cargo's output.
const LAST_LINES: usize = 40;

/// A cargo command that runs the same cargo as this program.
pub(crate) fn cargo(subcommand: &str) -> Command {
    let mut command =
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command
        .arg(subcommand)
        .env("CARGO_INCREMENTAL", "0")
        // A compiler cache would replace the compiler. Cargo treats an empty value as none.
        .env("RUSTC_WRAPPER", "")
        .env("RUSTC_WORKSPACE_WRAPPER", "")
        .stdin(Stdio::null());
    command
}

/// Runs a command to its end; an exit code other than 0 is a failure.
pub(super) fn ran(command: &mut Command) -> Result<Output, Failure> {
    let output = command
        .output()
        .map_err(|error| not_started(command, &error))?;
    succeeded(command, output)
}

/// The failure if a program can't be started.
pub(super) fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::failed(format!("could not run `{}`", shown(command)))
        .cause(error)
        .help("run it as `cargo xtask measure`, with cargo in the PATH")
}

pub(super) fn succeeded(command: &Command, output: Output) -> Result<Output, Failure> {
    if output.status.success() {
        return Ok(output);
    }
    Err(ended_badly(command, &output))
}

/// The failure of a program, with the end of its output.
pub(super) fn ended_badly(command: &Command, output: &Output) -> Failure {
    let said = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = said.lines().collect();
    let last = lines.iter().skip(lines.len().saturating_sub(LAST_LINES));
    Failure::failed(format!("`{}` failed: {}", shown(command), output.status))
        .details(last.map(|line| (*line).to_owned()))
        .help("the command must succeed before it can be measured")
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}
