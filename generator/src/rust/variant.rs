//! Unions of the client as data, and how their variants are told apart.

use serde::Serialize;
use serde_json::Value;

use super::{Ident, Type};
use crate::api::Shape;

/// One of several types.
#[derive(Clone, Debug, Serialize)]
pub struct Union {
    /// The property that names the variant.
    pub discriminator: Option<String>,
    /// How they are told apart.
    pub distinction: Distinction,
    /// The variants; of those that a value fits equally well, the first one wins.
    pub variants: Vec<Variant>,
}

/// How the variants of a union are told apart.
#[derive(Clone, Debug, Serialize)]
pub enum Distinction {
    /// By the discriminator alone, a string.
    Tag {
        /// The variant of values without a known tag.
        rest: Option<Untagged>,
    },
    /// By a table.
    Table {
        /// The discriminating property, after the names of the objects that contain it.
        path: Vec<String>,
        /// Its values, each with the index of a variant.
        values: Vec<(Value, usize)>,
        /// The variant of an absent or unknown value.
        default: Option<usize>,
        /// The shape of each variant; empty if tag values alone decide.
        shapes: Vec<Shape>,
    },
}

/// The variant of values without a usable tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Untagged {
    /// Of values without the discriminator: all other variants require it.
    Absent(usize),
    /// Also of values with an unknown discriminator (`defaultMapping` of OpenAPI 3.2).
    Unknown(usize),
}

/// A variant of a union.
#[derive(Clone, Debug, Serialize)]
pub struct Variant {
    /// The variant.
    pub name: Ident,
    /// Its documentation.
    pub docs: String,
    /// Whether its payload holds strings that may be personal, so that `Debug` doesn't show them.
    pub personal: bool,
    /// The value of the discriminator.
    pub tag: Option<Value>,
    /// The payload, boxed if necessary; `None` for an empty object.
    pub payload: Option<Type>,
    /// The writer of the tag.
    pub tag_writer: TagWriter,
    /// Whether a value may lack the tag that the union writes.
    pub tag_is_optional: bool,
    /// The field of the payload that notes that such a tag was missing.
    pub tag_note: Option<Ident>,
    /// Whether the payload's type identifies the variant, so that `From` can be implemented.
    pub from: bool,
}

/// The writer of a variant's tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum TagWriter {
    /// The payload: the tag belongs to this variant alone, or there is none.
    Payload,
    /// The union: the payload does not have the tag.
    Union,
    /// The union, replacing the payload's own: the payload has the tag of several variants.
    Over,
}
