//! Bodies of the client as data: the inputs and outputs of calls.

use serde::Serialize;
use serde_json::Value;

use super::{Ident, Input, Type};
use crate::Paging as Convention;
use crate::api::Encoding;

/// An alternative form of the body: another method of the handle if the body is required, else
/// another setter of the request.
#[derive(Clone, Debug, Serialize)]
pub struct Alternative {
    /// The method or setter.
    pub method: Ident,
    /// The body. Its name is that of the body that it replaces.
    pub input: Input,
    /// The form of the body, in words.
    pub words: String,
    /// The lists and objects of a URL-encoded form that are not in the default style.
    pub form: Vec<(String, PartStyle)>,
    /// A value of the body, for a call in tests.
    pub sample: Value,
}

/// The style of a list or object in a URL-encoded form.
pub type PartStyle = crate::api::PartStyle;

/// The setter of a body's media type.
#[derive(Clone, Debug, Serialize)]
pub struct ContentType {
    /// The setter.
    pub method: Ident,
    /// The media types in the description.
    pub choices: Vec<String>,
}

/// The response of an operation.
#[derive(Clone, Debug, Serialize)]
pub struct Output {
    /// The type; unit if there is no body.
    pub ty: Type,
    /// How the body is decoded.
    pub decoding: Decoding,
    /// The bodies of each status, the preferred one first; empty if all of them are JSON.
    pub described: Vec<DescribedBody>,
    /// The statuses that mean success.
    pub statuses: Vec<String>,
    /// The same in other media types.
    pub others: Vec<OtherOutput>,
    /// The setters that resume an event stream, if the request can be repeated.
    pub resume: Option<Resume>,
}

/// Setters of a request for an event stream.
#[derive(Clone, Debug, Serialize)]
pub struct Resume {
    /// Requests the events after an id.
    pub from: Ident,
    /// Reconnects at the end of the stream.
    pub reconnecting: Ident,
}

impl Output {
    /// The type, and those of other media types, each with its variants.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let others = self.others.iter().map(|other| (&other.ty, &other.decoding));
        let all = [(&self.ty, &self.decoding)].into_iter().chain(others);
        all.flat_map(|(ty, decoding)| {
            let variants = match decoding {
                Decoding::ByStatus(variants) => variants.as_slice(),
                _ => &[],
            };
            [ty].into_iter()
                .chain(variants.iter().map(|variant| &variant.ty))
        })
    }
}

/// The response of an operation for another media type.
#[derive(Clone, Debug, Serialize)]
pub struct OtherOutput {
    /// The method of the request that selects it.
    pub method: Ident,
    /// The media type.
    pub media_type: String,
    /// The type.
    pub ty: Type,
    /// How the body is decoded.
    pub decoding: Decoding,
    /// The property of the body that selects it.
    pub switch: Option<String>,
}

/// A body of one status: media types that decode to the same value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DescribedBody {
    /// Its status.
    pub status: crate::api::Status,
    /// How it is decoded; `None` if undescribed.
    pub encoding: Option<Encoding>,
    /// Its media types, the preferred one first; empty if there is no body.
    pub media_types: Vec<String>,
}

/// How a body is decoded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Decoding {
    /// There is none.
    Empty,
    /// As JSON.
    Json,
    /// As text.
    Text,
    /// As bytes.
    Bytes,
    /// Piece by piece.
    Download,
    /// As events whose data is JSON.
    Events,
    /// As events whose data is text.
    TextEvents,
    /// As events that are described as a whole.
    EventItems(crate::api::EventItem),
    /// As a sequence of JSON values.
    Lines,
    /// As the target of a redirect.
    Redirect,
    /// In this way if there is a body.
    Optional(Box<Decoding>),
    /// Likewise, and the body may be null, too.
    OptionalOrNull(Box<Decoding>),
    /// By status.
    ByStatus(Vec<ResponseVariant>),
}

impl Decoding {
    /// Whether the body is a stream of events.
    #[must_use]
    pub fn is_events(&self) -> bool {
        matches!(self, Self::Events | Self::TextEvents | Self::EventItems(_))
    }

    /// Whether the body is JSON, if there is one.
    #[must_use]
    pub fn is_json(&self) -> bool {
        match self {
            Self::Json => true,
            Self::Optional(inner) | Self::OptionalOrNull(inner) => inner.is_json(),
            _ => false,
        }
    }

    /// Whether the caller reads the body, instead of the call.
    #[must_use]
    pub fn is_streamed(&self) -> bool {
        match self {
            Self::Download | Self::Lines => true,
            decoding if decoding.is_events() => true,
            Self::Optional(inner) | Self::OptionalOrNull(inner) => inner.is_streamed(),
            _ => false,
        }
    }
}

/// A variant of an output.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ResponseVariant {
    /// Its status.
    pub status: crate::api::Status,
    /// The variant.
    pub name: Ident,
    /// Its documentation.
    pub docs: String,
    /// Its payload; unit if there is no body.
    pub ty: Type,
    /// How the body is decoded.
    pub decoding: Decoding,
}

/// The body of an error response.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// Its status.
    pub status: crate::api::Status,
    /// The media type, if the status has bodies of several.
    pub media_type: Option<String>,
    /// The variant of the error body.
    pub variant: Ident,
}

/// A variant of the error body.
#[derive(Clone, Debug, Serialize)]
pub struct FailureBody {
    /// The variant.
    pub variant: Ident,
    /// Its payload.
    pub ty: Type,
}

/// How further pages are requested.
#[derive(Clone, Debug, Serialize)]
pub struct Paging {
    /// The convention that the operation follows.
    pub convention: Convention,
    /// The path from the response to the position of the next page, if its body contains it.
    pub next: Vec<Step>,
    /// The number of the first page.
    pub first: u64,
    /// The field of the items; `None` if the response is the list itself.
    pub items: Option<Ident>,
    /// Whether the items may be absent.
    pub items_optional: bool,
    /// The type of an item.
    pub item: Type,
}

/// A step from a struct to a field.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// The field.
    pub field: Ident,
    /// Whether it may be absent.
    pub optional: bool,
    /// Whether it may be null as well as absent.
    pub nullable: bool,
}
