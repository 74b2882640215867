//! The failure for an unknown revision, with similar names.

use similar::TextDiff;

use super::git::{Git, Output};
use super::refs::refs;
use crate::exit::Failure;
use crate::terminal::printable;

/// The maximum number of names that are suggested, and their minimum similarity.
const SUGGESTED: usize = 3;
const ALIKE: f32 = 0.5;

/// The failure for an unknown revision: because it doesn't exist, or because this clone lacks it.
pub(super) fn unknown(git: &Git, name: &str, output: Output) -> Failure {
    let shown = printable(name);
    let failure = Failure::no_base(format!("unknown git revision `{shown}`")).details(output.said);
    // If the names can't be listed, the failure is reported without suggestions.
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
            .details(["this is a shallow clone, which lacks older revisions".to_owned()])
            .help(UNSHALLOW);
    }
    failure.help(
        "`git tag` and `git branch --all` list the revisions; `git fetch --tags` fetches new ones",
    )
}

/// How to complete a shallow clone.
pub(crate) const UNSHALLOW: &str = "get the whole history: `git fetch --unshallow --tags`, or \
     `fetch-depth: 0` for actions/checkout in a workflow";

/// The most similar names, the best first.
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
