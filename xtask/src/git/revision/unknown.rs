//! Why a revision is not there, and what is like it.

use similar::TextDiff;

use super::git::{Git, Output};
use super::refs::refs;
use crate::exit::Failure;
use crate::terminal::printable;

/// The most names that are suggested for one that does not exist, and how alike they must be.
const SUGGESTED: usize = 3;
const ALIKE: f32 = 0.5;

/// The failure for a revision that is not there: because nobody made it, or because this clone does
/// not have it.
pub(super) fn unknown(git: &Git, name: &str, output: Output) -> Failure {
    let shown = printable(name);
    let failure = Failure::no_base(format!("git knows no revision `{shown}`")).details(output.said);
    // That the names cannot be listed is no reason to say nothing.
    let names = refs(git, &["refs/tags", "refs/heads", "refs/remotes"]).unwrap_or_default();
    let similar = nearest(&shown, &names);
    let failure = if !similar.is_empty() {
        failure.details([format!("similar: {}", similar.join(", "))])
    } else if names.is_empty() {
        failure.details(["the repository has neither branches nor tags".to_owned()])
    } else {
        failure
    };
    if git.shallow {
        return failure
            .details(["this is a shallow clone: what is older is not in it".to_owned()])
            .help(UNSHALLOW);
    }
    failure.help(
        "`git tag` and `git branch --all` list what is there; `git fetch --tags` gets what is new",
    )
}

/// How to get the rest of a shallow clone.
pub(crate) const UNSHALLOW: &str = "get the whole history: `git fetch --unshallow --tags`, or \
     `fetch-depth: 0` for actions/checkout in a workflow";

/// The names that are most like this one, the most alike first.
fn nearest(wanted: &str, names: &[String]) -> Vec<String> {
    let likeness = |name: &str| TextDiff::from_chars(wanted, name).ratio();
    let mut alike: Vec<(f32, String)> = names
        .iter()
        .map(|name| printable(name))
        .map(|name| (likeness(&name), name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    alike.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    alike.truncate(SUGGESTED);
    alike.into_iter().map(|(_, name)| name).collect()
}
