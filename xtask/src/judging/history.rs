//! The history of a description: each commit that changed it, compared with the one before.

use std::num::NonZeroUsize;
use std::path::Path;

use generator::Source;

use crate::disk::tree::Tree;
use crate::disk::workspace::{SPEC, Workspace};
use crate::exit::Failure;
use crate::git::revision::{Commit, Revision};
use crate::judging::compare;
use crate::judging::side::Side;
use crate::project::beside;
use crate::report::history::Step;
use crate::terminal::printable;

/// The last steps of a file, or of `spec/` with its overlays and names, the newest first. If a side
/// can't be read, its step has the reason, and the others are still judged.
///
/// # Errors
///
/// If git has no history of it.
pub(crate) fn steps(
    workspace: &Workspace,
    file: Option<&str>,
    most: NonZeroUsize,
) -> Result<Vec<Step>, Failure> {
    let file = file.map(|file| inside(workspace, file)).transpose()?;
    let path = file.clone().unwrap_or_else(|| format!("{SPEC}/"));
    let commits = Revision::log(workspace, &path, most.get().saturating_add(1))?;
    if commits.len() < 2 {
        let message = format!("git has no two commits that changed {}", printable(&path));
        return Err(Failure::no_base(message).help(
            "give a file that is committed; in a shallow clone, get the whole history with \
             `git fetch --unshallow`",
        ));
    }
    let later = commits.iter().zip(commits.iter().skip(1));
    Ok(later
        .map(|(commit, before)| {
            let sides = side(workspace, file.as_deref(), before)
                .and_then(|base| Ok((base, side(workspace, file.as_deref(), commit)?)));
            let compared = sides.and_then(|(base, revision)| compare(workspace, base, revision));
            Step {
                commit: commit.short().to_owned(),
                before: before.short().to_owned(),
                date: commit.date.clone(),
                subject: commit.subject.clone(),
                report: compared
                    .map(|compared| Box::new(compared.report))
                    .map_err(|failure| failure.message),
            }
        })
        .collect())
}

/// The path of a file from the folder of the workspace, as git needs it.
fn inside(workspace: &Workspace, file: &str) -> Result<String, Failure> {
    let failed = |error: &std::io::Error| {
        Failure::no_base(format!("could not read {}", printable(file)))
            .cause(error)
            .help("`--history` needs a file of this repository; without one it is about `spec/`")
    };
    let root = workspace.place("").canonicalize();
    let root = root.map_err(|error| failed(&error))?;
    let place = Path::new(file).canonicalize();
    let place = place.map_err(|error| failed(&error))?;
    let path = place.strip_prefix(&root).map_err(|_| {
        Failure::no_base(format!("{} is not in this repository", printable(file)))
            .help("give a file below the folder of the workspace")
    })?;
    let parts = path.iter().map(|part| part.to_string_lossy());
    Ok(parts.collect::<Vec<_>>().join("/"))
}

fn side(workspace: &Workspace, file: Option<&str>, commit: &Commit) -> Result<Side, Failure> {
    let Some(path) = file else {
        return Side::at(workspace, &commit.hash);
    };
    let revision = Revision::find(workspace, &commit.hash)?;
    let text = revision.read_text(path)?;
    let text = text.ok_or_else(|| revision.missing(path, ""))?;
    let description = Source {
        name: format!("{path} at {}", commit.short()),
        text,
        ..Source::default()
    };
    Side::published(beside::in_tree(description, &revision, path))
}
