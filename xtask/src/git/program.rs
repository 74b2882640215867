//! External programs: each gets its arguments one by one and its input on stdin, so that no shell
//! ever interprets content of a description.

use std::io::{self, ErrorKind, Write};
use std::process::{Command, Stdio};
use std::thread;

use crate::exit::Failure;
use crate::terminal::printable;

/// The variables by which git finds the repository, its objects and its files. A hook sets them for
/// its own repository, but only the location of the workspace matters here.
pub(crate) const OF_HOOKS: [&str; 5] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
];

/// The maximum number of lines shown from a program's messages.
const SHOWN: usize = 8;

/// The result of running a program.
pub(crate) struct Output {
    /// The exit code; `None` if a signal ended it.
    pub(crate) code: Option<i32>,
    /// Its output.
    pub(crate) stdout: String,
    /// Its messages, escaped and bounded.
    pub(crate) said: Vec<String>,
}

impl Output {
    /// Whether the program succeeded.
    pub(crate) fn success(&self) -> bool {
        self.code == Some(0)
    }
}

/// Runs a program to its end. It reads `input`, and never the terminal.
///
/// # Errors
///
/// If it can't be started, or its output can't be read. A failing program is not an error here.
pub(crate) fn run(command: &mut Command, input: &str) -> Result<Output, Failure> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut output = || -> io::Result<_> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let stdin = child.stdin.take();
        thread::scope(|scope| {
            // It may print before it has read all its input, and it may exit without reading.
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input.as_bytes())));
            child.wait_with_output()
        })
    };
    let output = output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::failed(format!("{name} is not installed, or not in PATH"))
            .help(format!("install {name}, and run the command again")),
        _ => Failure::failed(format!("could not run {name}")).cause(&error),
    })?;
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().filter(|line| !line.trim().is_empty());
    Ok(Output {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        said: said
            .take(SHOWN)
            .map(|line| format!("{name}: {}", printable(line)))
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_program_that_is_not_there() {
        let failure = run(&mut Command::new("program-of-nobody"), "")
            .err()
            .unwrap();
        assert!(
            failure
                .message
                .starts_with("program-of-nobody is not installed")
        );
        assert!(failure.help.is_some());
    }

    #[test]
    fn an_argument_stays_one_and_a_long_text_is_read() {
        let text = "$(exit 3); `exit 4`\n".repeat(10_000);
        let mut git = Command::new("git");
        let output = run(git.args(["stripspace"]), &text).unwrap();
        assert!(output.success() && output.stdout == text);
        let mut git = Command::new("git");
        let output = run(git.args(["rev-parse", "--sq-quote", "a; exit 5"]), &text).unwrap();
        assert_eq!(output.stdout.trim(), "'a; exit 5'");
        let mut git = Command::new("git");
        let output = run(git.args(["no-\x1b-command"]), "").unwrap();
        assert!(!output.success() && !output.said.concat().contains('\x1b'));
    }
}
