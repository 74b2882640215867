//! Turns a difference into a change: adds its verdicts and its cause.

use std::collections::BTreeSet;

use super::attribute::is_of_texts;
use super::change::*;
use super::items::Difference;
use super::rules::Rule;
use super::tags::Tags;
use super::verdict::{Bump, Certainty, Http};
use super::wire::{Draft, SEVERAL};

pub(super) fn change(
    draft: Draft,
    differences: Vec<Difference>,
    tags: &Tags<'_>,
    documented: &BTreeSet<String>,
) -> Change {
    let mut rust_items: Vec<ItemChange> = differences.into_iter().map(|one| one.item).collect();
    rust_items.sort();
    rust_items.dedup();
    let level = rust_items.iter().map(|item| item.level).max();
    let is_text = is_of_texts(draft.rule)
        || matches!(draft.rule, Rule::ServerRenamed | Rule::ReadWriteChanged);
    let is_documented = draft
        .reached
        .iter()
        .any(|one| documented.contains(&one.operation));
    let least = if is_text || is_documented {
        Bump::Patch
    } else {
        draft.least
    };
    // A change that no rule covers may have any effect over HTTP.
    let http = draft
        .http
        .unwrap_or_else(|| draft.rule.http(draft.direction));
    let cause = cause(&draft);
    Change {
        http,
        certainty: match http {
            // A warning is never certain.
            Http::Warning => Certainty::NotSure,
            _ => draft.rule.certainty(draft.direction),
        },
        cause,
        rust: level.unwrap_or(Bump::None).max(least),
        rule: draft.rule,
        direction: draft.direction,
        operation: draft.operation.or_else(|| match draft.reached.first() {
            Some(one) if draft.reached.len() == 1 => Some(one.operation.clone()),
            _ => None,
        }),
        message: draft.message,
        place: draft.place,
        tags: tags.of_operations(&draft.reached),
        base: draft.base.map(Site::new),
        revision: draft.revision.map(Site::new),
        before: draft.before,
        after: draft.after,
        identity: draft.identity,
        rust_items,
        operations: draft.reached.into_iter().collect(),
        fingerprint: String::new(),
    }
}

/// The cause of a change.
fn cause(draft: &Draft) -> String {
    let pointer = draft.base.as_ref().or(draft.revision.as_ref());
    let segments: Vec<String> = pointer.map_or(Vec::new(), |it| it.segments().take(3).collect());
    if let [components, kind, name] = segments.as_slice()
        && components == "components"
    {
        return match kind.as_str() {
            "schemas" => name.clone(),
            kind => format!("{kind}/{name}"),
        };
    }
    let (operation, place) = draft.place.split_once(" -> ").unwrap_or((&draft.place, ""));
    match operation {
        SEVERAL => place.to_owned(),
        _ => operation.to_owned(),
    }
}
