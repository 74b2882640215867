//! The sections of an entry, and the sentence for each change.

use std::collections::BTreeSet;

use generator::compare::{Bump, Change, Http, ItemChange, ItemChangeKind, Rule};

use super::wrap::wrap;
use crate::report::markup::{code, prose};
use crate::report::wording::{first, line};
use crate::report::{Judged, Report};

/// The maximum number of items named per change.
const NAMED: usize = 3;

/// The one line for all text changes. It has no number, so that it stays one line when more follow
/// before the release.
const TEXTS: &str = "Documentation follows the descriptions, summaries and examples of the API.";

/// The sections, in their order.
pub(super) const SECTIONS: [&str; 6] = [
    CHANGED_BREAKING,
    "Added",
    "Changed",
    "Deprecated",
    "Removed",
    "Fixed",
];
const CHANGED_BREAKING: &str = "Changed (breaking)";

/// The sections with a bullet for each change, without the changes that don't affect the crate;
/// empty if there are none.
pub(crate) fn entry(report: &Report) -> String {
    let mut bullets: Vec<(&str, String)> = Vec::new();
    let mut known = BTreeSet::new();
    for judged in &report.changes {
        let Some(section) = section(&judged.change) else {
            continue;
        };
        let sentence = sentence(judged);
        if known.insert(sentence.clone()) {
            bullets.push((section, sentence));
        }
    }
    let mut text = String::new();
    for section in SECTIONS {
        let mut of = bullets.iter().filter(|(own, _)| *own == section).peekable();
        if of.peek().is_some() {
            let gap = if text.is_empty() { "" } else { "\n" };
            text += &format!("{gap}### {section}\n\n");
            text.extend(of.map(|(_, sentence)| wrap(sentence)));
        }
    }
    text
}

/// The section of a change; `None` if it is not mentioned.
fn section(change: &Change) -> Option<&'static str> {
    let kind = leading(change).first().map(|item| item.kind);
    Some(match (change.rust, kind) {
        (Bump::None, _) if change.http == Http::Compatible => return None,
        (Bump::Major, Some(ItemChangeKind::Removed)) => "Removed",
        (Bump::Major, _) => CHANGED_BREAKING,
        (_, Some(ItemChangeKind::Added)) => "Added",
        (_, Some(ItemChangeKind::Deprecated)) => "Deprecated",
        // Released versions fail, and this one doesn't.
        (_, Some(ItemChangeKind::Wire)) if change.http == Http::Breaking => "Fixed",
        _ => "Changed",
    })
}

/// The items that determine the verdict: those of one kind that need the greatest release.
fn leading(change: &Change) -> Vec<&ItemChange> {
    let items = || change.rust_items.iter();
    let Some(level) = items().map(|item| item.level).max() else {
        return Vec::new();
    };
    let kind = items()
        .filter(|it| it.level == level)
        .map(|it| it.kind)
        .min();
    items()
        .filter(|it| it.level == level && Some(it.kind) == kind)
        .collect()
}

pub(super) fn sentence(judged: &Judged) -> String {
    let change = &judged.change;
    if change.rule == Rule::TextChanged {
        return TEXTS.to_owned();
    }
    let items = leading(change);
    let (subject, verb) = match items.first() {
        Some(item) => {
            let names = items.iter().map(|item| code(&item.path));
            (first(names, NAMED), verb(item.kind, items.len() > 1))
        }
        None => (code(&change.place), ""),
    };
    let message = prose(&line(&change.message));
    let fails = change.http == Http::Breaking && judged.accepted.is_none();
    let fails = if fails {
        "; released versions fail"
    } else {
        ""
    };
    format!("{subject}{verb}: {message}{fails}.")
}

/// The verb for a change to one item or to several.
fn verb(kind: ItemChangeKind, several: bool) -> &'static str {
    match (kind, several) {
        (ItemChangeKind::Removed, false) => " was removed",
        (ItemChangeKind::Removed, true) => " were removed",
        (ItemChangeKind::Changed, _) => " changed",
        (ItemChangeKind::Gated, false) => " needs another feature",
        (ItemChangeKind::Gated, true) => " need another feature",
        (ItemChangeKind::Meaning, false) => " means something else",
        (ItemChangeKind::Meaning, true) => " mean something else",
        (ItemChangeKind::Deprecated, false) => " is deprecated",
        (ItemChangeKind::Deprecated, true) => " are deprecated",
        (ItemChangeKind::Undeprecated, false) => " is no longer deprecated",
        (ItemChangeKind::Undeprecated, true) => " are no longer deprecated",
        (ItemChangeKind::Wire, false) => " follows the API",
        (ItemChangeKind::Wire, true) => " follow the API",
        (ItemChangeKind::Added, _) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn entries() {
        sample::golden("changelog.md", &entry(&sample::report()));
        sample::golden("changelog-hostile.md", &entry(&sample::hostile()));
        assert_eq!(entry(&sample::fresh()), "");
        assert_eq!(
            entry(&sample::texts()),
            format!("### Changed\n\n- {TEXTS}\n")
        );
    }

    #[test]
    fn lines_begin_with_words() {
        let entry = entry(&sample::hostile());
        for line in entry.lines().filter(|line| !line.is_empty()) {
            let heading = line.starts_with("### ");
            let bullet = line.starts_with("- `");
            let rest = line.strip_prefix("  ").unwrap_or_default();
            let word = rest.starts_with(|c: char| c.is_alphabetic() || c == '`');
            assert!(heading || bullet || word, "{line}");
        }
    }
}
