//! `cargo xtask witness --edits N`: whether every edit that a vendor might make ends with a judgement
//! that names it. In: the description of the workspace with all that is said about it. Out: a line for
//! each edit that was refused or passed unnamed, and a sum.

mod kinds;
mod named;
mod places;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use generator::document::Document;
use generator::{Base, Input, Source};
use serde::Serialize;

use super::json;
use crate::exit::{Exit, Failure};
use crate::judging::side::Side;
use crate::project::workspace::Workspace;
use crate::terminal::Format;
use crate::terminal::{self, count};
use fastrand::Rng;

/// The most threads: each holds two descriptions in memory.
const THREADS: usize = 8;

/// So many places are tried for an edit before its kind counts as not applicable.
const TRIES: usize = 40;

/// What became of one edit.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    /// Its number, from 0; the same number and seed make the same edit.
    edit: usize,
    kind: &'static str,
    /// What was edited, for a person.
    place: String,
    outcome: Outcome,
    /// What was said, where that is not enough.
    said: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    /// A judgement names it.
    Named,
    /// A judgement says nothing about it.
    Unnamed,
    /// There is no judgement.
    Refused,
    /// The description has no place for it.
    Inapplicable,
}

/// Makes so many edits, judges each, and reports.
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

/// What became of so many edits, in their order.
pub(super) fn lines(workspace: &Workspace, number: usize, seed: u64) -> Result<Vec<Line>, Failure> {
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

/// Makes so many edits one after the other, and hands over those that are judged: what each is, the
/// base and the judgement.
#[cfg(feature = "examples")]
pub(super) fn each(
    workspace: &Workspace,
    number: usize,
    seed: u64,
    take: &mut dyn FnMut(&str, &Input, generator::Judgement) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let base = Side::read(workspace)?.input;
    let parsed =
        Base::parse(&base).map_err(|found| Failure::documents(&base.description.name, found))?;
    for edit in 0..number {
        let (kind, made) = made(parsed.document(), edit, seed);
        let Some((place, input)) = made.map(|(made, text)| (made.place, edited(&base, text)))
        else {
            continue;
        };
        if let Ok(judgement) = parsed.judge(&input) {
            take(&format!("edit {edit}: {kind}: {place}"), &base, judgement)?;
        }
    }
    Ok(())
}

/// An edit: its kind, and what it made of the description, where that has a place for it.
fn made(
    document: &Document,
    edit: usize,
    seed: u64,
) -> (&'static str, Option<(kinds::Made, String)>) {
    let description = document.value();
    let (kind, make) = kinds::KINDS[edit % kinds::KINDS.len()];
    let mut random = Rng::with_seed(seed.wrapping_mul(0xd1b5_4a32_d192_ed03) ^ edit as u64);
    let made = (0..TRIES).find_map(|_| {
        let mut revision = description.clone();
        let made = make(&mut revision, &mut random)?;
        (revision != *description).then(|| (made, revision.to_string()))
    });
    (kind, made)
}

fn edited(base: &Input, text: String) -> Input {
    Input {
        description: Source {
            name: "edited.json".to_owned(),
            text,
            ..Source::default()
        },
        ..base.clone()
    }
}

fn line(base: &Input, parsed: &Base<'_>, edit: usize, seed: u64) -> Line {
    let (kind, made) = made(parsed.document(), edit, seed);
    let mut line = Line {
        edit,
        kind,
        place: String::new(),
        outcome: Outcome::Inapplicable,
        said: Vec::new(),
    };
    if let Some((made, text)) = made {
        line.place = made.place;
        let input = edited(base, text);
        (line.outcome, line.said) = match parsed.judge(&input) {
            Err((_, found)) => {
                let said = found.into_iter().map(|it| it.message).collect();
                (Outcome::Refused, said)
            }
            Ok(judgement) if named::names(&judgement, &made.tokens) => (Outcome::Named, Vec::new()),
            Ok(judgement) => (Outcome::Unnamed, named::said(&judgement)),
        };
    }
    line
}

/// What is wrong, and a sum.
fn text(lines: &[Line]) -> String {
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

    /// A few of them; `cargo xtask witness --edits 500` makes more.
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
