//! Stage 6. In: the models of two descriptions of one API, as stages 2 and 3 make them. Out: the
//! changes between them, each judged twice. Absent: text of a document, tokens, and wording for any
//! particular report.

mod align;
mod attribute;
mod cases;
mod change;
mod fingerprint;
mod items;
mod names;
mod rules;
mod show;
mod verdict;
mod wire;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::api::Api;
use crate::rust::{Client, Operation};
use align::{Alignment, Canonical};
use attribute::{attribute, is_of_texts};
pub use cases::Case;
pub use change::*;
use items::{Difference, difference, sides};
pub use rules::Rule;
pub use verdict::{Bump, Certainty, Direction, Http};
use wire::{Draft, SEVERAL, SchemaPairs};

/// Which operations and schemas of two descriptions correspond.
pub struct Correspondence<'a> {
    apis: [&'a Api; 2],
    alignment: Alignment<'a>,
    pairs: SchemaPairs<'a>,
}

impl<'a> Correspondence<'a> {
    /// Aligns two descriptions of one API, the base first, each as [`whole`] gives it.
    #[must_use]
    pub fn of(apis: [&'a Api; 2]) -> Self {
        let [base, revision] = apis;
        let alignment = Alignment::of(base, revision);
        let pairs = SchemaPairs::pair(apis, &alignment);
        Self {
            apis,
            alignment,
            pairs,
        }
    }

    /// Compares the descriptions and their clients: all that differs, judged.
    ///
    /// The sites of changes have no file, line and column yet: they are pointers into the effective
    /// descriptions, see [`judge`](crate::judge).
    #[must_use]
    pub fn compare(mut self, [base, revision]: [&Client; 2]) -> Comparison {
        let named = [&base.named, &revision.named];
        self.pairs.spread(named);
        let [old_api, new_api] = self.apis;
        let apis = [(old_api, named[0]), (new_api, named[1])];
        let drafts = wire::judge(apis, &self.alignment, &self.pairs);
        let canonical = self.alignment.canonical();
        let [old, new] = sides(base, revision, &canonical);
        let differences = difference(&old, &new);
        let tags = Tags::of(old_api, new_api, &canonical);
        let documented = documented(base, revision, &canonical);
        let attributed = attribute(drafts, differences, named).into_iter();
        let mut changes: Vec<Change> = attributed
            .map(|(draft, items)| change(draft, items, &tags, &documented))
            .collect();
        settle(&mut changes);
        Comparison { changes }
    }
}

impl Comparison {
    /// Adds the changes of another part of the API.
    pub(crate) fn join(&mut self, changes: Vec<Change>) {
        if !changes.is_empty() {
            self.changes.extend(changes);
            settle(&mut self.changes);
        }
    }
}

/// The most urgent first, and each known by its fingerprint.
fn settle(changes: &mut [Change]) {
    changes.sort_by(|a, b| {
        let urgency = |one: &Change| std::cmp::Reverse((one.http, one.rust));
        let place = |one: &Change| (one.place.clone(), one.rule, one.message.clone());
        (urgency(a), place(a)).cmp(&(urgency(b), place(b)))
    });
    fingerprint::stamp(changes);
}

/// An API with the schemas that only payloads of webhooks and callbacks have among all others.
#[must_use]
pub fn whole(api: &Api) -> Cow<'_, Api> {
    if api.received.is_empty() {
        return Cow::Borrowed(api);
    }
    let mut api = api.clone();
    api.schemas.append(&mut api.received);
    Cow::Owned(api)
}

/// The operations that are documented otherwise than they were, or known by another id.
fn documented(base: &Client, revision: &Client, canonical: &Canonical) -> BTreeSet<String> {
    let said = |one: &Operation| (one.id.clone(), one.docs.clone());
    let old = base
        .operations
        .iter()
        .map(|one| (one.key.as_str(), said(one)));
    let old: BTreeMap<&str, _> = old.collect();
    let new = revision
        .operations
        .iter()
        .map(|one| (canonical.key(&one.key), said(one)));
    new.filter(|(key, is)| old.get(key).is_some_and(|was| was != is))
        .map(|(key, _)| key.to_owned())
        .collect()
}

/// The tags of operations, by the keys that both sides know them by.
struct Tags<'a>(BTreeMap<&'a str, BTreeSet<&'a String>>);

impl<'a> Tags<'a> {
    fn of(base: &'a Api, revision: &'a Api, canonical: &'a Canonical) -> Self {
        let mut tags: BTreeMap<&str, BTreeSet<&String>> = BTreeMap::new();
        for operation in &base.operations {
            tags.entry(&operation.key)
                .or_default()
                .extend(&operation.tags);
        }
        for operation in &revision.operations {
            let key = canonical.key(&operation.key);
            tags.entry(key).or_default().extend(&operation.tags);
        }
        Self(tags)
    }

    fn of_operations(&self, reached: &BTreeSet<Reached>) -> Vec<String> {
        let tags = reached
            .iter()
            .filter_map(|one| self.0.get(one.operation.as_str()));
        let tags: BTreeSet<&String> = tags.flatten().copied().collect();
        tags.into_iter().cloned().collect()
    }
}

fn change(
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
    let floor = if is_text || is_documented {
        Bump::Patch
    } else {
        Bump::None
    };
    // What no rule covers may be anything over HTTP.
    let http = draft
        .http
        .unwrap_or_else(|| draft.rule.http(draft.direction));
    let cause = cause(&draft);
    Change {
        http,
        certainty: match http {
            // Nothing that is sure is a warning.
            Http::Warning => Certainty::NotSure,
            _ => draft.rule.certainty(draft.direction),
        },
        cause,
        rust: level.unwrap_or(Bump::None).max(floor),
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
        rust_items,
        operations: draft.reached.into_iter().collect(),
        fingerprint: String::new(),
    }
}

/// What a change stands in.
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
