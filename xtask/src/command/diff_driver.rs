//! `cargo xtask diff-driver`: classifies the changes of a description in the output of `git diff`.

use std::fs;
use std::path::Path;

use clap::Args;

use crate::disk::plan::Change;
use crate::disk::unified::{LIMIT, unified};
use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::judging::compare;
use crate::judging::side::Side;
use crate::project::spec::Spec;
use crate::report::text;
use crate::terminal::{self, printable};

/// Classify the changes of a description in the output of `git diff`.
///
/// Once configured, git runs it with the path and both states of a file: `git config
/// diff.openapi.command "cargo xtask diff-driver"`, and a line such as `spec/*.yaml diff=openapi` in
/// `.gitattributes`. `git diff --no-ext-diff` still shows the lines. If the file is the
/// description of this checkout, its overlays and names apply to both states.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The path of the file in the repository.
    path: String,
    /// Git's description of both states: old file, hash and mode, new file, hash and mode; for a renamed
    /// file also its new path and the similarity.
    #[arg(num_args = 0..=8, allow_hyphen_values = true)]
    states: Vec<String>,
}

/// Runs the command. A file that can't be judged must not stop `git diff`, so the only failure is
/// that of writing.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    let path = printable(&arguments.path);
    let [old, _, _, new, ..] = arguments.states.as_slice() else {
        terminal::data(&format!("{path}: not merged yet\n"))?;
        return Ok(Exit::Success);
    };
    let is_absent = |file: &str| file == "/dev/null" || file == "nul";
    if is_absent(old) || is_absent(new) {
        let what = if is_absent(old) { "added" } else { "deleted" };
        terminal::data(&format!("{path}: {what}\n"))?;
        return Ok(Exit::Success);
    }
    let sides = || {
        Ok((
            side(workspace, &arguments.path, old)?,
            side(workspace, &arguments.path, new)?,
        ))
    };
    let compared = sides().and_then(|(mut base, mut revision): (Side, Side)| {
        base.name = format!("{path} before");
        revision.name = path.clone();
        compare(workspace, base, revision)
    });
    match compared {
        Ok(compared) => {
            terminal::styled(&text::render(&compared.report, text::Options::default()))?
        }
        Err(failure) => {
            let change = Change {
                path: arguments.path.clone(),
                old: fs::read(old).ok(),
                new: fs::read(new)
                    .ok()
                    .map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
            };
            let lines = unified(&[change], LIMIT);
            terminal::data(&format!(
                "{path} can't be compared: {}\n{lines}",
                failure.message
            ))?;
        }
    }
    Ok(Exit::Success)
}

/// One state of the file, from the temporary file in which git passes it.
fn side(workspace: &Workspace, path: &str, state: &str) -> Result<Side, Failure> {
    let side = Side::file(Path::new(state))?;
    match Spec::read(workspace) {
        Ok(spec) if spec.input.description.name == path => {
            let mut input = spec.input;
            input.description.text = side.input.description.text;
            Ok(Side {
                input,
                alone: false,
                // It names the file in which git passes it.
                parsed: None,
                ..side
            })
        }
        _ => Ok(side),
    }
}
