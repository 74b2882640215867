//! A change before its effects on the crate are known.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use crate::compare::pair::Pair;
use crate::compare::{Bump, Direction, Http, Reached, Rule};
use crate::document::Pointer;
use crate::rust::items::Origin;

/// A change of the API.
#[derive(Clone, Debug)]
pub(in crate::compare) struct Draft {
    pub(in crate::compare) rule: Rule,
    pub(in crate::compare) direction: Option<Direction>,
    /// Set if it differs from the rule's verdict.
    pub(in crate::compare) http: Option<Http>,
    /// The least verdict for the crate, whatever items changed.
    pub(in crate::compare) least: Bump,
    pub(in crate::compare) message: String,
    pub(in crate::compare) operation: Option<String>,
    pub(in crate::compare) place: String,
    pub(in crate::compare) base: Option<Pointer>,
    pub(in crate::compare) revision: Option<Pointer>,
    pub(in crate::compare) before: Option<Value>,
    pub(in crate::compare) after: Option<Value>,
    /// The structure of types that were added or replaced, by which an acceptance knows the change.
    pub(in crate::compare) identity: Option<Value>,
    pub(in crate::compare) reached: BTreeSet<Reached>,
    /// The parts of the API that it concerns, by which items of the crate find it.
    pub(in crate::compare) subjects: BTreeSet<Origin>,
}

impl Draft {
    /// A change at `place`.
    pub(in crate::compare) fn new(rule: Rule, place: &str, message: impl Into<String>) -> Self {
        Self {
            rule,
            direction: None,
            http: None,
            least: Bump::None,
            message: message.into(),
            operation: None,
            place: place.to_owned(),
            base: None,
            revision: None,
            before: None,
            after: None,
            identity: None,
            reached: BTreeSet::new(),
            subjects: BTreeSet::new(),
        }
    }

    /// Sets the position in the base.
    pub(super) fn in_base(mut self, pointer: &Pointer) -> Self {
        self.base = Some(pointer.clone());
        self
    }

    /// Sets the position in the revision.
    pub(super) fn in_revision(mut self, pointer: &Pointer) -> Self {
        self.revision = Some(pointer.clone());
        self
    }

    /// Sets the positions on both sides.
    pub(super) fn at(self, nodes: Pair<&Pointer>) -> Self {
        self.in_base(nodes.old).in_revision(nodes.new)
    }

    /// Sets the previous and the new value.
    pub(super) fn values(mut self, before: impl Serialize, after: impl Serialize) -> Self {
        let shown =
            |value: Result<Value, serde_json::Error>| value.ok().filter(|value| !value.is_null());
        self.before = shown(serde_json::to_value(before));
        self.after = shown(serde_json::to_value(after));
        self
    }

    /// Adds values that distinguish the change, but aren't shown.
    pub(in crate::compare) fn identified(mut self, values: impl Serialize) -> Self {
        self.identity = serde_json::to_value(values).ok().map(sorted);
        self
    }

    /// Sets both values of what was changed.
    pub(super) fn changed(self, values: Pair<impl Serialize>) -> Self {
        self.values(values.old, values.new)
    }

    /// Sets the direction of the payload.
    pub(super) fn going(mut self, direction: Direction) -> Self {
        self.direction = Some(direction);
        self
    }

    /// Replaces the rule's verdict.
    pub(super) fn judged(mut self, http: Http) -> Self {
        self.http = Some(http);
        self
    }

    /// Adds a part of the API that it concerns.
    pub(super) fn about(mut self, subject: Origin) -> Self {
        self.subjects.insert(subject);
        self
    }

    /// Adds an operation that it affects.
    pub(super) fn reaching(mut self, operation: &str, direction: Direction) -> Self {
        self.reached.insert(Reached {
            operation: operation.to_owned(),
            direction,
        });
        self
    }
}

/// The verb for the change of an optional value.
pub(super) fn verb<T>(values: Pair<Option<&T>>) -> &'static str {
    match (values.old, values.new) {
        (None, _) => "added",
        (_, None) => "removed",
        _ => "changed",
    }
}

/// With lists of values in one order, as an enum has none.
pub(super) fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(sorted).collect();
            if items
                .iter()
                .all(|item| !item.is_object() && !item.is_array())
            {
                items.sort_by_key(Value::to_string);
            }
            items.into()
        }
        Value::Object(members) => {
            let members = members.into_iter();
            // The items of a tuple have an order.
            let inner = |name: &str, value| {
                if name == "Tuple" {
                    value
                } else {
                    sorted(value)
                }
            };
            members
                .map(|(name, value)| (name.clone(), inner(&name, value)))
                .collect()
        }
        scalar => scalar,
    }
}
