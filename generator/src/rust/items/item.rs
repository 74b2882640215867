//! One public item, and what of the API it follows from.

use std::collections::BTreeMap;

use super::{Member, Path, Text};
use crate::rust::{Ident, Type};

/// The part of an API that an item follows from. Changes of the API name the same parts, which is
/// how an item finds the change that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
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
    /// What an operation responds with, by its key.
    Response(String),
    /// A type.
    Model(Ident),
    /// A property, value or variant of a type, by its name on the wire.
    Member(Ident, String),
    /// Nothing: every client has it.
    Always,
}

/// A piece of an item that changes on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it follows from.
    pub origin: Origin,
    /// The argument's name, where it is shown.
    pub name: Option<String>,
    /// What it looks like, or what it sends.
    pub text: Text,
}

/// What an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A struct; and what every struct of its sort has.
    Struct(&'static [&'static str]),
    /// A struct that callers write with all of its fields, and what follows from that.
    Record,
    /// An enum; and what every enum of its sort has.
    Enum(&'static [&'static str]),
    /// Another name of a type.
    Alias,
    /// Another path of a type.
    Use,
    /// A public field.
    Field,
    /// A variant, with its payload.
    Variant,
    /// A constant of a type.
    Constant,
    /// A function: what it is called on, and what it gives.
    Function(Receiver, Text),
    /// The implementation of a trait.
    Trait,
    /// The type that a request gives.
    Output,
}

/// What a function is called on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// The type itself.
    None,
    /// A borrowed value.
    Borrowed,
    /// A value, which it takes.
    Owned,
}

/// A public item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// The item that it comes and goes with.
    pub parent: Option<Path>,
    /// What it follows from as a whole.
    pub origin: Origin,
    /// What else it follows from, any of which may bring it or take it away.
    pub others: Vec<Origin>,
    /// What code has to fit: arguments, the type of a field.
    pub signature: Vec<Piece>,
    /// What it sends or reads.
    pub wire: Vec<Piece>,
    /// What its arguments stand for, where that is not to be seen in them.
    pub meaning: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// The types that it leads to without showing them.
    pub leads_to: Vec<Type>,
}

impl Item {
    /// An item that is there or not.
    pub(super) fn new(kind: Kind, origin: Origin) -> Self {
        Self {
            kind,
            parent: None,
            origin,
            others: Vec::new(),
            signature: Vec::new(),
            wire: Vec::new(),
            meaning: None,
            deprecated: false,
            leads_to: Vec::new(),
        }
    }

    /// The same, coming and going with another item.
    pub(super) fn of(self, parent: &Path) -> Self {
        let parent = Some(parent.clone());
        Self { parent, ..self }
    }

    /// The same with one more piece that code has to fit.
    pub(super) fn part(mut self, origin: Origin, text: impl Into<Text>) -> Self {
        let (name, text) = (None, text.into());
        self.signature.push(Piece { origin, name, text });
        self
    }

    /// The same with one more argument, shown with its name.
    pub(super) fn argument(mut self, origin: Origin, name: impl Into<String>, text: Text) -> Self {
        let name = Some(name.into());
        self.signature.push(Piece { origin, name, text });
        self
    }

    /// The same with one more thing that it sends or reads.
    pub(super) fn wire(mut self, origin: Origin, text: impl Into<String>) -> Self {
        let (name, text) = (None, text.into().into());
        self.wire.push(Piece { origin, name, text });
        self
    }

    /// The item that has this path as a person reads it.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        let name = match &path.member {
            None => path.owner.name(),
            Some(Member::Named(name) | Member::Method(name) | Member::Trait(name)) => name.clone(),
            Some(member @ Member::Output) => member.to_string(),
        };
        let signature: Vec<String> = self.signature.iter().map(Piece::shown).collect();
        let signature = signature.join(", ");
        match &self.kind {
            Kind::Struct(_) => format!("pub struct {name}"),
            Kind::Record => format!("pub struct {name} {{ {signature} }}"),
            Kind::Enum(_) => format!("pub enum {name}"),
            Kind::Alias => format!("pub type {name} = {signature}"),
            Kind::Use => format!("pub use {}", path.owner),
            Kind::Field => format!("pub {name}: {signature}"),
            Kind::Variant if signature.is_empty() => name,
            Kind::Variant => format!("{name}({signature})"),
            Kind::Constant => format!("pub const {name}: {signature}"),
            Kind::Function(receiver, output) => {
                let receiver = match receiver {
                    Receiver::None => "",
                    Receiver::Borrowed if signature.is_empty() => "&self",
                    Receiver::Borrowed => "&self, ",
                    Receiver::Owned if signature.is_empty() => "self",
                    Receiver::Owned => "self, ",
                };
                format!("pub fn {name}({receiver}{signature}) -> {output}")
            }
            Kind::Trait => match name.strip_prefix("into ") {
                Some(target) => format!("impl From<{}> for {target}", path.owner.name()),
                None => format!("impl {name} for {}", path.owner.name()),
            },
            Kind::Output => format!("type {name} = {signature}"),
        }
    }
}

impl Piece {
    fn shown(&self) -> String {
        match &self.name {
            Some(name) => format!("{name}: {}", self.text),
            None => self.text.to_string(),
        }
    }
}

/// The public items of a client, by their paths.
pub type Items = BTreeMap<Path, Item>;
