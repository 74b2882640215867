//! A piece of a signature: a type, the declaration of an argument, or fixed words.

use std::borrow::Cow;
use std::fmt;

use crate::rust::{Generic, Ident, Passing, Type};

/// A piece of a signature.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Text {
    /// Words without a type of the crate.
    Words(Cow<'static, str>),
    /// A type.
    Type(Type),
    /// A value that converts into the type.
    Into(Type),
    /// An iterator over values of the type.
    Items(Type),
    /// An iterator over values that convert into the type.
    IntoItems(Type),
}

impl Text {
    /// The declaration of an argument of this type.
    #[must_use]
    pub fn argument(ty: &Type, passing: Passing) -> Self {
        match (passing, ty.inside(Generic::Vec)) {
            (Passing::Str, _) => Self::Words("&str".into()),
            (Passing::Into, _) => Self::Into(ty.clone()),
            (Passing::Items, Some(item)) => Self::Items(item.clone()),
            (Passing::IntoItems, Some(item)) => Self::IntoItems(item.clone()),
            (Passing::Value | Passing::Items | Passing::IntoItems, _) => Self::Type(ty.clone()),
        }
    }

    /// The type in it.
    #[must_use]
    pub fn ty(&self) -> Option<&Type> {
        match self {
            Self::Words(_) => None,
            Self::Type(ty) | Self::Into(ty) | Self::Items(ty) | Self::IntoItems(ty) => Some(ty),
        }
    }

    /// The same with each type in it replaced, the innermost first.
    #[must_use]
    pub fn map(&self, each: &dyn Fn(Type) -> Type) -> Self {
        match self {
            Self::Words(words) => Self::Words(words.clone()),
            Self::Type(ty) => Self::Type(ty.map(each)),
            Self::Into(ty) => Self::Into(ty.map(each)),
            Self::Items(ty) => Self::Items(ty.map(each)),
            Self::IntoItems(ty) => Self::IntoItems(ty.map(each)),
        }
    }

    /// The payload types that it names.
    pub fn models(&self) -> impl Iterator<Item = &Ident> {
        self.ty().into_iter().flat_map(Type::models)
    }
}

impl From<Type> for Text {
    fn from(ty: Type) -> Self {
        Self::Type(ty)
    }
}

impl From<&Type> for Text {
    fn from(ty: &Type) -> Self {
        Self::Type(ty.clone())
    }
}

impl From<&'static str> for Text {
    fn from(words: &'static str) -> Self {
        Self::Words(words.into())
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Self::Words(words.into())
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Type(ty) => ty.fmt(f),
            Self::Into(ty) => write!(f, "impl Into<{ty}>"),
            Self::Items(ty) => write!(f, "impl IntoIterator<Item = {ty}>"),
            Self::IntoItems(ty) => write!(f, "impl IntoIterator<Item = impl Into<{ty}>>"),
        }
    }
}
