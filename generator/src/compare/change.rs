//! Judged changes as data.

use serde::Serialize;
use serde_json::Value;

use super::{Bump, Certainty, Direction, Http, Rule};
use crate::diagnostic::Place;
use crate::document::Pointer;
use crate::rust::items::in_webhooks;

/// All that differs between two descriptions of one API.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Comparison {
    /// The changes: the most urgent first, then by the place they are about.
    pub changes: Vec<Change>,
}

impl Comparison {
    /// The most urgent verdict over HTTP.
    #[must_use]
    pub fn http(&self) -> Http {
        let verdicts = self.changes.iter().map(|change| change.http);
        verdicts.max().unwrap_or(Http::Compatible)
    }

    /// The release that all changes together need.
    #[must_use]
    pub fn bump(&self) -> Bump {
        let verdicts = self.changes.iter().map(|change| change.rust);
        verdicts.max().unwrap_or(Bump::None)
    }
}

/// One change of an API and what it means.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// The rule that judged it.
    pub rule: Rule,
    /// What it means for released clients, the worse of both directions.
    pub http: Http,
    /// How sure that is.
    pub certainty: Certainty,
    /// What it means for code written against the crate.
    pub rust: Bump,
    /// Which way the payloads go; none where it is about no payload.
    pub direction: Option<Direction>,
    /// What changed, in one line without a full stop; names of the description stand in backticks.
    pub message: String,
    /// The operation, as method and path, where it is about a single one.
    pub operation: Option<String>,
    /// What it is about, for a person: `GET /agents -> 200`, `Agent.email`.
    pub place: String,
    /// What the change stands in: a component, an operation, or a parameter, header or status that
    /// several operations share. Changes of one cause belong together.
    pub cause: String,
    /// The tags of the operations concerned, sorted.
    pub tags: Vec<String>,
    /// Where it stands in the base; none where it is new.
    pub base: Option<Site>,
    /// Where it stands in the revision; none where it is gone.
    pub revision: Option<Site>,
    /// What stood there, where that is a value worth showing.
    pub before: Option<Value>,
    /// What stands there now, likewise.
    pub after: Option<Value>,
    /// The items of the crate that change with it.
    pub rust_items: Vec<ItemChange>,
    /// The operations that it reaches, sorted.
    pub operations: Vec<Reached>,
    /// Twelve hexadecimal digits over the rule, the place and the values, not over any wording.
    pub fingerprint: String,
}

impl Change {
    /// The same change in the module of the events, whose schemas may be called as others are.
    pub(crate) fn in_webhooks(&mut self) {
        for text in [&mut self.place, &mut self.cause] {
            *text = match text.strip_prefix("models::") {
                Some(name) => format!("webhooks::{name}"),
                None => format!("webhooks -> {text}"),
            };
        }
        for item in &mut self.rust_items {
            let sides = [&mut item.before, &mut item.after].into_iter().flatten();
            for text in sides.chain([&mut item.path]) {
                *text = in_webhooks(text);
            }
        }
    }
}

/// A node in one of the two descriptions, or a choice in one of the two configurations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Site {
    /// The node in the effective description, or in the configuration.
    pub pointer: Pointer,
    /// The file that it stands in: the description, the overlay that wrote it, or the configuration.
    pub file: String,
    /// Line and column there, from 1; none where the file has no such node.
    #[serde(flatten)]
    pub place: Option<Place>,
}

impl Site {
    /// A node whose file, line and column are still to be looked up.
    pub(super) fn new(pointer: Pointer) -> Self {
        Self {
            pointer,
            file: String::new(),
            place: None,
        }
    }
}

/// An operation that a change reaches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reached {
    /// Method and path.
    pub operation: String,
    /// Which way the changed payload goes there.
    pub direction: Direction,
}

/// What happens to one item of the crate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ItemChange {
    /// The path of the item, such as `models::Agent::email`.
    pub path: String,
    /// What happens to it.
    pub kind: ItemChangeKind,
    /// The release that it needs.
    pub level: Bump,
    /// The item as it was, where it was.
    pub before: Option<String>,
    /// The item as it is, where it is.
    pub after: Option<String>,
}

/// What happens to an item of the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemChangeKind {
    /// It is no longer there.
    Removed,
    /// Code that uses it has to be written differently.
    Changed,
    /// Code that uses it compiles, and means something else.
    Meaning,
    /// It is new.
    Added,
    /// It should no longer be used.
    Deprecated,
    /// It may be used again.
    Undeprecated,
    /// It sends or reads other bytes.
    Wire,
}
