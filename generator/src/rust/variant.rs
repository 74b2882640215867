//! Unions of the client as data, and how their variants are told apart.

use serde::Serialize;
use serde_json::Value;

use super::{Ident, Type};
use crate::api::Shape;

/// One of several types.
#[derive(Clone, Debug, Serialize)]
pub struct Union {
    /// The property that says which.
    pub discriminator: Option<String>,
    /// How they are told apart.
    pub telling: Telling,
    /// The variants; of those that a value fits equally well the first is taken.
    pub variants: Vec<Variant>,
}

/// How the variants of a union are told apart.
#[derive(Clone, Debug, Serialize)]
pub enum Telling {
    /// By the discriminator alone, a string.
    Tag {
        /// The variant of what has no tag, or none that is known.
        rest: Option<Untagged>,
    },
    /// By a table.
    Table {
        /// The property that tells, after the names of the objects that it is in.
        path: Vec<String>,
        /// Its values, each with the index of a variant.
        values: Vec<(Value, usize)>,
        /// The variant of an absent or unknown value.
        default: Option<usize>,
        /// What each variant looks like; nothing where values tell all of them apart.
        shapes: Vec<Shape>,
    },
}

/// The variant of values that do not say which they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Untagged {
    /// Of those without the discriminator: all other variants require it.
    Absent(usize),
    /// Of those without a known value of it, too (`defaultMapping` of OpenAPI 3.2).
    Unknown(usize),
}

/// A variant of a union.
#[derive(Clone, Debug, Serialize)]
pub struct Variant {
    /// The variant.
    pub name: Ident,
    /// What it is for.
    pub docs: String,
    /// Whether its payload holds text that may be about a person, so that `Debug` doesn't show it.
    pub personal: bool,
    /// The value of the discriminator.
    pub tag: Option<Value>,
    /// The payload, boxed where needed; none for an empty object.
    pub payload: Option<Type>,
    /// Who writes the tag.
    pub tag_writer: TagWriter,
    /// Whether a value may come without the tag that the union writes.
    pub tag_is_optional: bool,
    /// The field of the payload where it is noted that such a tag did not come.
    pub tag_note: Option<Ident>,
    /// Whether the payload's type tells the variant, so that `From` can be implemented.
    pub from: bool,
}

/// Who writes the tag of a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum TagWriter {
    /// The payload: it is the tag of this variant alone, or there is none.
    Payload,
    /// The union: the payload knows nothing of it.
    Union,
    /// The union, over the one of the payload: it has the tag of several variants.
    Over,
}
