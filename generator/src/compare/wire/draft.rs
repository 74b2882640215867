//! A change before it is known what it does to the crate.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use crate::compare::{Direction, Http, Reached, Rule};
use crate::document::Pointer;
use crate::rust::items::Origin;

/// A change of the API.
#[derive(Clone, Debug)]
pub(in crate::compare) struct Draft {
    pub(in crate::compare) rule: Rule,
    pub(in crate::compare) direction: Option<Direction>,
    /// Where that is not the verdict of the rule.
    pub(in crate::compare) http: Option<Http>,
    pub(in crate::compare) message: String,
    pub(in crate::compare) operation: Option<String>,
    pub(in crate::compare) place: String,
    pub(in crate::compare) base: Option<Pointer>,
    pub(in crate::compare) revision: Option<Pointer>,
    pub(in crate::compare) before: Option<Value>,
    pub(in crate::compare) after: Option<Value>,
    pub(in crate::compare) reached: BTreeSet<Reached>,
    /// The parts of the API that it concerns, by which items of the crate find it.
    pub(in crate::compare) subjects: BTreeSet<Origin>,
}

impl Draft {
    /// A change of what stands at `place`.
    pub(in crate::compare) fn new(rule: Rule, place: &str, message: impl Into<String>) -> Self {
        Self {
            rule,
            direction: None,
            http: None,
            message: message.into(),
            operation: None,
            place: place.to_owned(),
            base: None,
            revision: None,
            before: None,
            after: None,
            reached: BTreeSet::new(),
            subjects: BTreeSet::new(),
        }
    }

    /// Says where it stands in the base.
    pub(super) fn in_base(mut self, pointer: &Pointer) -> Self {
        self.base = Some(pointer.clone());
        self
    }

    /// Says where it stands in the revision.
    pub(super) fn in_revision(mut self, pointer: &Pointer) -> Self {
        self.revision = Some(pointer.clone());
        self
    }

    /// Says where it stands on both sides.
    pub(super) fn at(self, base: &Pointer, revision: &Pointer) -> Self {
        self.in_base(base).in_revision(revision)
    }

    /// Says what stood there and what does now.
    pub(super) fn values(mut self, before: impl Serialize, after: impl Serialize) -> Self {
        let shown =
            |value: Result<Value, serde_json::Error>| value.ok().filter(|value| !value.is_null());
        self.before = shown(serde_json::to_value(before));
        self.after = shown(serde_json::to_value(after));
        self
    }

    /// Says which way the payload goes.
    pub(super) fn going(mut self, direction: Direction) -> Self {
        self.direction = Some(direction);
        self
    }

    /// Gives another verdict than the rule does.
    pub(super) fn judged(mut self, http: Http) -> Self {
        self.http = Some(http);
        self
    }

    /// Says which part of the API it concerns.
    pub(super) fn about(mut self, subject: Origin) -> Self {
        self.subjects.insert(subject);
        self
    }

    /// Says that it reaches an operation.
    pub(super) fn reaching(mut self, operation: &str, direction: Direction) -> Self {
        self.reached.insert(Reached {
            operation: operation.to_owned(),
            direction,
        });
        self
    }
}
