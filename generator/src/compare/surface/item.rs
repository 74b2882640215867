//! One public item, and what of the API it follows from.

use crate::rust::Ident;

/// The part of an API that an item follows from. Changes of the API name the same parts, which is
/// how an item finds the change that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::compare) enum Origin {
    /// The address of the API.
    Address,
    /// One of its servers, by its address.
    Server(String),
    /// The address of an operation that has one of its own, by its key.
    OwnAddress(String),
    /// The credentials of the API.
    Credentials,
    /// What an operation asks for, by its key.
    Requirement(String),
    /// An operation, by its key.
    Operation(String),
    /// What an operation is given: its key, and location and name, or `body`.
    Input(String, String),
    /// What an operation answers with.
    Answer(String),
    /// A type.
    Model(Ident),
    /// A property, value or variant of a type, by its name on the wire.
    Member(Ident, String),
}

/// A piece of an item that changes on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::compare) struct Part {
    /// What it follows from.
    pub(super) origin: Origin,
    /// What it looks like, or what it sends.
    pub(super) text: String,
}

/// A public item.
#[derive(Clone, Debug)]
pub(in crate::compare) struct Item {
    /// The item that it comes and goes with.
    pub(super) parent: Option<String>,
    /// What it follows from as a whole.
    pub(super) origin: Origin,
    /// What else it follows from, any of which may bring it or take it away.
    pub(super) others: Vec<Origin>,
    /// What code has to fit: arguments, the type of a field.
    pub(super) parts: Vec<Part>,
    /// What it sends or reads.
    pub(super) wire: Vec<Part>,
    /// What its arguments stand for, where that is not to be seen in them.
    pub(super) meaning: Option<String>,
    /// The item as a person reads it.
    pub(super) shown: String,
    /// Whether it should no longer be used.
    pub(super) deprecated: bool,
    /// What it leads to without showing it.
    pub(super) leads_to: Vec<String>,
}

impl Item {
    /// An item that is there or not.
    pub(super) fn plain(origin: Origin, shown: impl Into<String>) -> Self {
        Self {
            parent: None,
            origin,
            others: Vec::new(),
            parts: Vec::new(),
            wire: Vec::new(),
            meaning: None,
            shown: shown.into(),
            deprecated: false,
            leads_to: Vec::new(),
        }
    }

    /// An item that comes and goes with another.
    pub(super) fn of(parent: &str, origin: Origin, shown: impl Into<String>) -> Self {
        Self {
            parent: Some(parent.to_owned()),
            ..Self::plain(origin, shown)
        }
    }

    /// The same with one more piece that code has to fit.
    pub(super) fn part(mut self, origin: Origin, text: impl Into<String>) -> Self {
        let text = text.into();
        self.parts.push(Part { origin, text });
        self
    }

    /// The same with one more thing that it sends or reads.
    pub(super) fn wire(mut self, origin: Origin, text: impl Into<String>) -> Self {
        let text = text.into();
        self.wire.push(Part { origin, text });
        self
    }
}
