//! The paths of public items, as reports show them.

use std::fmt;

use crate::rust::Ident;

/// The path of a public item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path {
    /// The type that is or owns the item.
    pub owner: Owner,
    /// The member of the type; `None` if the item is the type.
    pub member: Option<Member>,
}

/// A type of the crate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The client.
    Client,
    /// The servers to choose from.
    Server,
    /// The security schemes.
    Scheme,
    /// The error of every call.
    Error,
    /// The error bodies.
    ErrorBody,
    /// A payload type.
    Model(Ident),
    /// A payload type in its module of models.
    InHome(Ident, Ident),
    /// The operations of a tag.
    Handle(Ident),
    /// A type in the module of a handle: the request of an operation, or its output.
    InModule(Ident, Ident),
}

/// A member of a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Member {
    /// A field, a variant, a constant, or a function whose name no field has.
    Named(String),
    /// A method of a type that has fields, which may have the same name.
    Method(String),
    /// The implementation of a trait.
    Trait(String),
    /// The output of a request.
    Output,
}

impl Path {
    /// The path of a type.
    #[must_use]
    pub fn of(owner: Owner) -> Self {
        let member = None;
        Self { owner, member }
    }

    /// The path of a member of the same type.
    #[must_use]
    pub fn member(&self, member: Member) -> Self {
        Self {
            owner: self.owner.clone(),
            member: Some(member),
        }
    }

    /// The path of the member with this name.
    #[must_use]
    pub fn named(&self, name: impl Into<String>) -> Self {
        self.member(Member::Named(name.into()))
    }

    /// The payload type that is or owns the item.
    #[must_use]
    pub fn model(&self) -> Option<&Ident> {
        match &self.owner {
            Owner::Model(name) | Owner::InHome(_, name) => Some(name),
            _ => None,
        }
    }

    /// Whether it is the implementation of a trait.
    #[must_use]
    pub fn is_trait(&self) -> bool {
        matches!(self.member, Some(Member::Trait(_)))
    }
}

impl Owner {
    /// Its name without the module.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Model(name)
            | Self::InHome(_, name)
            | Self::Handle(name)
            | Self::InModule(_, name) => name.to_string(),
            other => other.to_string(),
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.owner.fmt(f)?;
        match &self.member {
            None => Ok(()),
            Some(member) => write!(f, "::{member}"),
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Client => f.write_str("Client"),
            Self::Server => f.write_str("Server"),
            Self::Scheme => f.write_str("Scheme"),
            Self::Error => f.write_str("Error"),
            Self::ErrorBody => f.write_str("ErrorBody"),
            Self::Model(name) => write!(f, "models::{name}"),
            Self::InHome(home, name) => write!(f, "models::{home}::{name}"),
            Self::Handle(name) => name.fmt(f),
            Self::InModule(module, name) => write!(f, "{module}::{name}"),
        }
    }
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Method(name) => write!(f, "{name}()"),
            Self::Trait(name) => write!(f, "<{name}>"),
            Self::Output => f.write_str("Output"),
        }
    }
}
