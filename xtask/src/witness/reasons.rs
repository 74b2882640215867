//! Where `cargo semver-checks` comes to another verdict than ours, and why.

use generator::compare::{Bump, ItemChange, ItemChangeKind};

use super::Agreement;
use super::package::Judged;
use super::second_opinion::Opinion;

/// What an item is, as far as lints tell items apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Any,
}

/// What it finds nothing in, and why.
const SILENT: &[(ItemChangeKind, Shape, &str)] = &[];

/// The lints that ask for more than we do, and why we do not.
const LOUD: &[(&str, &str)] = &[];

/// Whether an opinion is our verdict, and what is to be said about it.
pub(super) fn compare(case: &Judged, opinion: &Opinion) -> (Agreement, String) {
    // What needs a patch is nothing that it looks for.
    let ours = if case.rust < Bump::Minor { Bump::None } else { case.rust };
    let said = format!("{} {}", opinion.level.as_str(), opinion.lints.join(" "));
    if ours == opinion.level {
        return (Agreement::Agrees, said);
    }
    let mut missing = String::new();
    for item in case.items.iter().filter(|it| it.level > opinion.level) {
        missing += &format!("\n      {:?} {}: {:?} -> {:?}", item.kind, item.path, item.before, item.after);
    }
    (Agreement::Disagrees, said + &missing)
}
