//! The failure of an external program.

use crate::exit::Failure;
use crate::terminal;

/// The failure of a program, with the end of its output.
pub(super) fn failed(message: &str, stderr: &str) -> Failure {
    let lines: Vec<&str> = stderr.lines().collect();
    let last = lines.iter().skip(lines.len().saturating_sub(20));
    Failure::failed(message).details(last.map(|line| terminal::printable(line)))
}
