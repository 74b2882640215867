//! Bodies of the client as data: what a call may be given and what it answers with.

use serde::Serialize;

use super::{Ident, Input, Type};

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

/// What an operation answers with.
#[derive(Clone, Debug, Serialize)]
pub struct Output {
    /// The type; nothing where there is no body.
    pub ty: Type,
    /// How the body is read.
    pub decoding: Decoding,
    /// The media type to ask for, where it is not JSON.
    pub accept: Option<String>,
    /// The statuses that mean success.
    pub statuses: Vec<String>,
    /// The same as a stream, where the API offers both.
    pub stream: Option<Stream>,
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
    /// The type, those of its variants, and that of the stream.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let variants = match &self.decoding {
            Decoding::ByStatus(variants) => variants.as_slice(),
            _ => &[],
        };
        [&self.ty]
            .into_iter()
            .chain(variants.iter().map(|variant| &variant.ty))
            .chain(self.stream.iter().map(|stream| &stream.ty))
    }
}

/// An answer as a stream, beside the one as a whole.
#[derive(Clone, Debug, Serialize)]
pub struct Stream {
    /// The method of the request.
    pub method: Ident,
    /// The media type to ask for.
    pub media_type: String,
    /// The type of the stream.
    pub ty: Type,
    /// How it is read.
    pub decoding: Decoding,
    /// The property of the JSON body that asks for it.
    pub switch: Option<String>,
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
    /// This way where there is a body.
    Optional(Box<Decoding>),
    /// Each status has its own.
    ByStatus(Vec<AnswerVariant>),
}

impl Decoding {
    /// Whether the body is a stream of events.
    #[must_use]
    pub fn is_events(&self) -> bool {
        matches!(self, Self::Events | Self::TextEvents | Self::EventItems(_))
    }

    /// Whether the body is read by the caller and not before the call returns.
    #[must_use]
    pub fn is_streamed(&self) -> bool {
        match self {
            Self::Download | Self::Lines => true,
            decoding if decoding.is_events() => true,
            Self::Optional(inner) => inner.is_streamed(),
            _ => false,
        }
    }
}

/// A variant of an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AnswerVariant {
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
