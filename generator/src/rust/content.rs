//! Bodies of the client as data: what a call takes and returns.

use serde::Serialize;

use super::{Ident, Input, Type};
use crate::api::Encoding;

/// A further way to give the body: another method of the handle where the body must be given,
/// else another setter of the request.
#[derive(Clone, Debug, Serialize)]
pub struct Alternative {
    /// The method or setter.
    pub method: Ident,
    /// The body. Its name is that of the body which it stands for.
    pub input: Input,
    /// What the body is given as, in words.
    pub words: String,
    /// The lists and objects of a URL-encoded form that are not written as usual.
    pub form: Vec<(String, PartStyle)>,
}

/// How a list or object is written in a URL-encoded form.
pub type PartStyle = crate::api::PartStyle;

/// The setter of a body's media type.
#[derive(Clone, Debug, Serialize)]
pub struct ContentType {
    /// The setter.
    pub method: Ident,
    /// What the description names.
    pub choices: Vec<String>,
}

/// What an operation responds with.
#[derive(Clone, Debug, Serialize)]
pub struct Output {
    /// The type; nothing where there is no body.
    pub ty: Type,
    /// How the body is read.
    pub decoding: Decoding,
    /// The bodies of each status, the preferred one first; none where all of them are JSON.
    pub described: Vec<DescribedBody>,
    /// The statuses that mean success.
    pub statuses: Vec<String>,
    /// The same in other media types.
    pub others: Vec<OtherOutput>,
    /// The setters that go on with an event stream, where the request can be repeated.
    pub resume: Option<Resume>,
}

/// Setters of a request for an event stream.
#[derive(Clone, Debug, Serialize)]
pub struct Resume {
    /// Asks for the events after one.
    pub from: Ident,
    /// Asks again where the stream ends.
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

/// What an operation responds with where another media type is asked for.
#[derive(Clone, Debug, Serialize)]
pub struct OtherOutput {
    /// The method of the request that asks for it.
    pub method: Ident,
    /// The media type.
    pub media_type: String,
    /// The type.
    pub ty: Type,
    /// How the body is read.
    pub decoding: Decoding,
    /// The property of the body that asks for it.
    pub switch: Option<String>,
}

/// A body of one status: media types that become the same value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DescribedBody {
    /// When it comes.
    pub status: crate::api::Status,
    /// How it is read; `None` where nothing is known of it.
    pub encoding: Option<Encoding>,
    /// Its media types, the preferred one first; none where there is no body.
    pub media_types: Vec<String>,
}

/// How a body is read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Decoding {
    /// There is none.
    Empty,
    /// As JSON.
    Json,
    /// As text.
    Text,
    /// As it is.
    Bytes,
    /// Piece by piece.
    Download,
    /// As events whose data is JSON.
    Events,
    /// As events whose data is text.
    TextEvents,
    /// As events that are described as a whole.
    EventItems(crate::api::EventItem),
    /// As one JSON value after the other.
    Lines,
    /// As the target of a redirect.
    Redirect,
    /// This way where there is a body.
    Optional(Box<Decoding>),
    /// Likewise, and the body may be null, too.
    OptionalOrNull(Box<Decoding>),
    /// Each status has its own.
    ByStatus(Vec<ResponseVariant>),
}

impl Decoding {
    /// Whether the body is a stream of events.
    #[must_use]
    pub fn is_events(&self) -> bool {
        matches!(self, Self::Events | Self::TextEvents | Self::EventItems(_))
    }

    /// Whether the body is JSON, where there is one.
    #[must_use]
    pub fn is_json(&self) -> bool {
        match self {
            Self::Json => true,
            Self::Optional(inner) | Self::OptionalOrNull(inner) => inner.is_json(),
            _ => false,
        }
    }

    /// Whether the body is read by the caller and not before the call returns.
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
    /// When it comes.
    pub status: crate::api::Status,
    /// The variant.
    pub name: Ident,
    /// What it is for.
    pub docs: String,
    /// Its payload; nothing where there is no body.
    pub ty: Type,
    /// How the body is read.
    pub decoding: Decoding,
}

/// The body of a failure.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// When it comes.
    pub status: crate::api::Status,
    /// The media type, where the status has bodies of several.
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
