//! Whether the compiler agrees with the Rust verdicts.
//!
//! Every case of a rule has a small program. Both clients are generated, and the program is compiled
//! against each: with the base it always compiles, with the revision it does not exactly where the
//! verdict is `major`. The cases and verdicts are the library's; absent here is any judgement. With
//! `--edits`, whether every edit of our own description is judged and named.

mod agreement;
mod compile;
pub(crate) mod edits;
mod messages;
mod package;
mod reasons;
mod second_opinion;
#[cfg(feature = "examples")]
pub(crate) mod wire;

use std::fmt::Write;

use generator::compare::{Case, Rule};
use generator::{Input, Judgement, Which};
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::project::workspace::Workspace;
use crate::terminal::Format;
use crate::terminal::{self, count};
use package::Packages;

/// What became of one case.
#[derive(Debug, Serialize)]
struct Line {
    case: String,
    rule: Rule,
    /// Our verdict.
    rust: generator::compare::Bump,
    agreement: Agreement,
    /// What was found.
    found: String,
}

/// Whether another judge comes to our verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Agreement {
    Agrees,
    /// It does not, and it is known why.
    Differs,
    /// It does not, and nobody knows why.
    Disagrees,
}

/// Compiles the programs of the cases and tells whether the compiler, or the second opinion, agrees.
///
/// # Errors
///
/// Where a program cannot be run. That one disagrees is told by the exit code.
pub(crate) fn run(
    workspace: &Workspace,
    cases: &[Case],
    second_opinion: bool,
    format: Format,
) -> Result<Exit, Failure> {
    if second_opinion {
        second_opinion::is_installed()?;
    }
    let packages = Packages::write(workspace, cases)?;
    let lines = if second_opinion {
        second_opinion::lines(&packages)?
    } else {
        agreement::lines(&packages, &compile::check(&packages)?)
    };
    terminal::data(&match format {
        Format::Json => json(&lines)?,
        Format::Text => {
            let rows = lines.iter().map(|line| Row {
                agreement: line.agreement,
                case: line.case.clone(),
                verdict: line.rust.as_str(),
                found: line.found.clone(),
            });
            table(&rows.collect::<Vec<_>>(), &count(lines.len(), "case"))
        }
    })?;
    let disagrees = |line: &Line| line.agreement == Agreement::Disagrees;
    Ok(match lines.iter().any(disagrees) {
        true => Exit::Failed,
        false => Exit::Success,
    })
}

/// A failure of a program, with the end of what it said.
fn failed(message: &str, stderr: &str) -> Failure {
    let lines: Vec<&str> = stderr.lines().collect();
    let last = lines.iter().skip(lines.len().saturating_sub(20));
    Failure::failed(message).details(last.map(|line| terminal::printable(line)))
}

/// Lines for programs.
fn json<T: Serialize>(lines: &[T]) -> Result<String, Failure> {
    let text = serde_json::to_string(lines)
        .map_err(|error| Failure::failed("could not print JSON").cause(&error))?;
    Ok(text + "\n")
}

/// What is shown of one case: its name, our verdict, and what was found.
struct Row {
    agreement: Agreement,
    case: String,
    verdict: &'static str,
    found: String,
}

/// A line for each row, and a sum that says what they are.
fn table(rows: &[Row], what: &str) -> String {
    let longest = |of: fn(&Row) -> usize| rows.iter().map(of).max().unwrap_or_default();
    let (case, verdict) = (longest(|it| it.case.len()), longest(|it| it.verdict.len()));
    let mut text = String::new();
    for row in rows {
        let mark = match row.agreement {
            Agreement::Agrees => "agrees",
            Agreement::Differs => "differs",
            Agreement::Disagrees => "DISAGREES",
        };
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "{mark:<9}  {:<case$}  {:<verdict$}  {}",
            row.case, row.verdict, row.found
        );
    }
    let sum = [
        (Agreement::Agrees, "agree"),
        (Agreement::Differs, "differ with a reason"),
        (Agreement::Disagrees, "disagree"),
    ];
    let sum = sum.map(|(agreement, verb)| {
        let number = rows.iter().filter(|it| it.agreement == agreement).count();
        format!("{number} {verb}")
    });
    let _ = writeln!(text, "\n{what}: {}", sum.join(", "));
    text
}

/// Judges both sides of a case.
fn judged(name: &str, base: &Input, revision: &Input) -> Result<Judgement, Failure> {
    generator::judge(base, revision).map_err(|(which, found)| {
        let side = match which {
            Which::Base => "base",
            Which::Revision => "revision",
        };
        Failure::documents(&format!("the {side} of {name}"), found)
    })
}
