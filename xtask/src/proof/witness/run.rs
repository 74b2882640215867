//! Passes each case to the compiler, or to the second opinion.

use generator::compare::Case;

use super::outcome::{Agreement, Line};
use super::package::Packages;
use super::printed::{Row, json, table};
use super::{agreement, compile, second_opinion};
use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::terminal::{self, Format, count};

/// Compiles the programs of the cases, and reports whether the compiler, or the second opinion,
/// agrees.
///
/// # Errors
///
/// If a program can't be run. A disagreement is not an error, but an exit code.
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
