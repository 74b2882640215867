//! One public item, and the part of the API that it follows from.

use std::collections::{BTreeMap, BTreeSet};

use super::{Member, Path, Text};
use crate::rust::{Ident, Type};

/// The part of an API that an item follows from. Changes of the API name the same parts, which
/// connects an item with its change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The base URL of the API.
    Address,
    /// One of its servers, by its URL.
    Server(String),
    /// The server of an operation that has its own, by the operation's key.
    OwnAddress(String),
    /// The credentials of the API.
    Credentials,
    /// The security of an operation, by its key.
    Requirement(String),
    /// An operation, by its key.
    Operation(String),
    /// An input of an operation: its key, and location and name, or `body`.
    Input(String, String),
    /// The response of an operation, by its key.
    Response(String),
    /// A type.
    Model(Ident),
    /// A property, value or variant of a type, by its name on the wire.
    Member(Ident, String),
    /// None: every client has it.
    Always,
}

/// A piece of an item that changes independently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The part of the API that it follows from.
    pub origin: Origin,
    /// The argument's name, if shown.
    pub name: Option<String>,
    /// Its signature, or its form on the wire.
    pub text: Text,
}

/// The kind of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A struct, with the items that every such struct has.
    Struct(&'static [&'static str]),
    /// A struct that callers construct as a literal, with all of its fields.
    Record,
    /// An enum, with the items that every such enum has.
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
    /// A function: its receiver and its return type.
    Function(Receiver, Text),
    /// The implementation of a trait.
    Trait,
    /// The type that a request returns.
    Output,
}

/// The receiver of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// None: an associated function.
    None,
    /// A reference.
    Borrowed,
    /// The value itself.
    Owned,
}

/// A public item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its kind.
    pub kind: Kind,
    /// The item that it is added and removed with.
    pub parent: Option<Path>,
    /// The part of the API that it follows from as a whole.
    pub origin: Origin,
    /// Other parts that it follows from, any of which may add or remove it.
    pub others: Vec<Origin>,
    /// The part that code depends on: arguments, the type of a field.
    pub signature: Vec<Piece>,
    /// The data that it sends or decodes.
    pub wire: Vec<Piece>,
    /// The meaning of its arguments, if their types do not show it.
    pub meaning: Option<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The cargo features of which any compiles it. Without any, it is always compiled, or together
    /// with the type that it is a member of.
    pub features: BTreeSet<String>,
    /// The types that it references without naming them.
    pub leads_to: Vec<Type>,
}

impl Item {
    /// An item without a signature.
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
            features: BTreeSet::new(),
            leads_to: Vec::new(),
        }
    }

    /// The same, added and removed with another item.
    pub(super) fn of(self, parent: &Path) -> Self {
        let parent = Some(parent.clone());
        Self { parent, ..self }
    }

    /// The same with another piece of its signature.
    pub(super) fn part(mut self, origin: Origin, text: impl Into<Text>) -> Self {
        let (name, text) = (None, text.into());
        self.signature.push(Piece { origin, name, text });
        self
    }

    /// The same with another argument, shown with its name.
    pub(super) fn argument(mut self, origin: Origin, name: impl Into<String>, text: Text) -> Self {
        let name = Some(name.into());
        self.signature.push(Piece { origin, name, text });
        self
    }

    /// The same with more data that it sends or decodes.
    pub(super) fn wire(mut self, origin: Origin, text: impl Into<String>) -> Self {
        let (name, text) = (None, text.into().into());
        self.wire.push(Piece { origin, name, text });
        self
    }

    /// The same, compiled only with one of these cargo features.
    pub(super) fn with<'a>(self, features: impl IntoIterator<Item = &'a str>) -> Self {
        let features = features.into_iter().map(str::to_owned).collect();
        Self { features, ..self }
    }

    /// The item at this path in a form for people.
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
