//! Runs many edits on several processors, and reports totals.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use generator::Base;

use super::edit::{Line, Outcome, line};
use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::judging::side::Side;
use crate::proof::witness::printed::json;
use crate::terminal::{self, Format, count};

/// The maximum number of threads: each has two descriptions in memory.
const THREADS: usize = 8;

/// Makes this number of edits, judges each, and reports.
pub(crate) fn run(
    workspace: &Workspace,
    number: usize,
    seed: u64,
    format: Format,
) -> Result<Exit, Failure> {
    let lines = lines(workspace, number, seed)?;
    terminal::data(&match format {
        Format::Json => json(&lines)?,
        Format::Text => text(&lines),
    })?;
    let is_wrong = |line: &Line| matches!(line.outcome, Outcome::Unnamed | Outcome::Refused);
    Ok(if lines.iter().any(is_wrong) {
        Exit::Failed
    } else {
        Exit::Success
    })
}

/// The results of this number of edits, in order.
pub(in crate::proof::witness) fn lines(
    workspace: &Workspace,
    number: usize,
    seed: u64,
) -> Result<Vec<Line>, Failure> {
    let base = Side::read(workspace)?.input;
    let parsed =
        Base::parse(&base).map_err(|found| Failure::documents(&base.description.name, found))?;
    let next = AtomicUsize::new(0);
    let lines = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads.min(THREADS) {
            scope.spawn(|| {
                loop {
                    let edit = next.fetch_add(1, Ordering::Relaxed);
                    if edit >= number {
                        break;
                    }
                    let line = line(&base, &parsed, edit, seed);
                    let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
                    lines.push(line);
                }
            });
        }
    });
    let mut lines = lines.into_inner().unwrap_or_else(PoisonError::into_inner);
    lines.sort_by_key(|line| line.edit);
    Ok(lines)
}

/// The problems, and totals.
pub(super) fn text(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        let mark = match line.outcome {
            Outcome::Unnamed => "UNNAMED",
            Outcome::Refused => "REFUSED",
            Outcome::Inapplicable => "NOWHERE",
            Outcome::Named => continue,
        };
        let (edit, kind) = (line.edit, line.kind);
        let place = terminal::printable(&line.place);
        text += &format!("{mark:<8} {edit:>4}  {kind}  {place}\n");
        for said in line.said.iter().take(5) {
            text += &format!("               {}\n", terminal::printable(said));
        }
    }
    let number = |outcome| lines.iter().filter(|line| line.outcome == outcome).count();
    let sums = [
        (Outcome::Named, "named"),
        (Outcome::Unnamed, "passed unnamed"),
        (Outcome::Refused, "refused"),
        (Outcome::Inapplicable, "not applicable"),
    ];
    let sums = sums.map(|(outcome, verb)| format!("{} {verb}", number(outcome)));
    text + &format!("{}: {}\n", count(lines.len(), "edit"), sums.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::witness::edits::kinds;

    /// A few of the edits; `cargo xtask witness --edits 500` makes more.
    #[test]
    fn every_edit_is_judged_and_named() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        let workspace = Workspace::find(root.map(std::path::Path::to_path_buf)).unwrap();
        let lines = lines(&workspace, kinds::KINDS.len(), 1).unwrap();
        let text = text(&lines);
        assert!(
            text.contains(" 0 passed unnamed, 0 refused, 0 not applicable"),
            "{text}"
        );
    }
}
