//! A program that could not do its part.

use crate::exit::Failure;
use crate::terminal;

/// A failure of a program, with the end of what it said.
pub(super) fn failed(message: &str, stderr: &str) -> Failure {
    let lines: Vec<&str> = stderr.lines().collect();
    let last = lines.iter().skip(lines.len().saturating_sub(20));
    Failure::failed(message).details(last.map(|line| terminal::printable(line)))
}
