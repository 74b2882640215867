//! Classified changes as data.

use serde::Serialize;
use serde_json::Value;

use super::{Bump, Certainty, Direction, Http, Rule};
use crate::diagnostic::Place;
use crate::document::Pointer;
use crate::rust::items::in_webhooks;

/// All differences between two descriptions of one API.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Comparison {
    /// The changes: the most urgent first, then by position.
    pub changes: Vec<Change>,
}

impl Comparison {
    /// The most urgent verdict over HTTP.
    #[must_use]
    pub fn http(&self) -> Http {
        let verdicts = self.changes.iter().map(|change| change.http);
        verdicts.max().unwrap_or(Http::Compatible)
    }

    /// The release that all changes together require.
    #[must_use]
    pub fn bump(&self) -> Bump {
        let verdicts = self.changes.iter().map(|change| change.rust);
        verdicts.max().unwrap_or(Bump::None)
    }
}

/// One change of an API and its effects.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// The rule that classifies it.
    pub rule: Rule,
    /// The effect on released clients, the worse of both directions.
    pub http: Http,
    /// How certain that verdict is.
    pub certainty: Certainty,
    /// The effect on code written against the crate.
    pub rust: Bump,
    /// The direction of the payloads; `None` if no payload changes.
    pub direction: Option<Direction>,
    /// The change in one line without a full stop; names from the description are in backticks.
    pub message: String,
    /// The operation, as method and path, if only one is concerned.
    pub operation: Option<String>,
    /// The position, for people: `GET /agents -> 200`, `Agent.email`.
    pub place: String,
    /// The node that contains the change: a component, an operation, or a parameter, header or
    /// status that several operations share. Changes with the same cause belong together.
    pub cause: String,
    /// The tags of the operations concerned, sorted.
    pub tags: Vec<String>,
    /// The position in the base; `None` if it is new.
    pub base: Option<Site>,
    /// The position in the revision; `None` if it was removed.
    pub revision: Option<Site>,
    /// The previous value, if worth showing.
    pub before: Option<Value>,
    /// The new value, likewise.
    pub after: Option<Value>,
    /// What distinguishes the change beyond that, not shown: the structure of types that were replaced.
    #[serde(skip)]
    pub identity: Option<Value>,
    /// The items of the crate that change with it.
    pub rust_items: Vec<ItemChange>,
    /// The operations that it reaches, sorted.
    pub operations: Vec<Reached>,
    /// Twelve hexadecimal digits over the rule, the verdict over HTTP, the position with the operations that
    /// share it, and the values, not over any wording.
    pub fingerprint: String,
}

impl Change {
    /// The same change in the module of the events, whose schemas may have the same names as
    /// others.
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
    /// The file with the node: the description, the overlay that wrote it, or the configuration.
    pub file: String,
    /// Line and column there, from 1; `None` if the file has no such node.
    #[serde(flatten)]
    pub place: Option<Place>,
}

impl Site {
    /// A node whose file, line and column are not resolved yet.
    pub(super) fn new(pointer: Pointer) -> Self {
        Self {
            pointer,
            file: String::new(),
            place: None,
        }
    }
}

/// An operation that a change affects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reached {
    /// Method and path.
    pub operation: String,
    /// The direction of the changed payload there.
    pub direction: Direction,
}

/// The change of one item of the crate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ItemChange {
    /// The path of the item, such as `models::Agent::email`.
    pub path: String,
    /// The kind of the change.
    pub kind: ItemChangeKind,
    /// The release that it requires.
    pub level: Bump,
    /// The item before the change, if it existed.
    pub before: Option<String>,
    /// The item after the change, if it exists.
    pub after: Option<String>,
}

/// The kind of an item's change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemChangeKind {
    /// It no longer exists.
    Removed,
    /// Code that uses it must be adapted.
    Changed,
    /// It needs another cargo feature: with one that compiled it before, it no longer exists.
    Gated,
    /// Code that uses it compiles, but its meaning changes.
    Meaning,
    /// It is new.
    Added,
    /// It is now deprecated.
    Deprecated,
    /// It is no longer deprecated.
    Undeprecated,
    /// It sends or reads different bytes.
    Wire,
}
