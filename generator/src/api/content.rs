//! Bodies as data: the content of a request or a response, and how it is encoded and decoded.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::{SourceLocation, Style, Use};
use crate::document::Pointer;

/// A request body.
#[derive(Clone, Debug, Serialize)]
pub struct Body {
    /// The node that describes it.
    pub at: SourceLocation,
    /// Whether it is required.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
    /// The contents that may be sent, the preferred one first; never empty.
    pub contents: Vec<Content>,
    /// All media types as written in the document, sorted.
    pub media_types: Vec<String>,
}

impl Body {
    /// The content to send by default.
    #[must_use]
    pub fn preferred(&self) -> Option<&Content> {
        self.contents.first()
    }
}

/// One response.
#[derive(Clone, Debug, Serialize)]
pub struct Response {
    /// The statuses that it applies to.
    pub status: Status,
    /// The node that describes it.
    pub at: SourceLocation,
    /// `description`.
    pub description: Option<String>,
    /// The descriptions of its bodies' schemas that no model documents.
    pub remarks: Vec<String>,
    /// The bodies that it may have, the preferred one first; those that are decoded alike are one.
    pub contents: Vec<Content>,
    /// All media types as written in the document, sorted.
    pub media_types: Vec<String>,
    /// The declared headers, sorted by name.
    pub headers: Vec<Header>,
}

impl Response {
    /// The body that is requested by default.
    #[must_use]
    pub fn preferred(&self) -> Option<&Content> {
        self.contents.first()
    }
}

/// A header of a response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// The node that describes it.
    pub at: SourceLocation,
    /// `description`.
    pub description: Option<String>,
    /// `type` of its schema.
    pub kind: Option<String>,
    /// Whether every response has it.
    pub required: bool,
    /// Its schema as written in the document, without documentation.
    pub schema: Value,
    /// The media type of its value, if it has `content`.
    pub media_type: Option<String>,
    /// Whether the properties of an object are encoded with their names (`explode`).
    pub explode: bool,
}

/// A status pattern, in the order in which it is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Status {
    /// One code.
    Code(u16),
    /// A hundred codes, such as `4XX`.
    Range(u8),
    /// Every other code.
    Default,
}

impl fmt::Display for Status {
    /// The key of `responses`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(first) => write!(f, "{first}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

impl Status {
    /// Whether it refers to another URL, or to a response that the client has cached (RFC 9110, section
    /// 15.4).
    #[must_use]
    pub fn is_redirect(self) -> bool {
        matches!(self, Self::Code(300..400) | Self::Range(3))
    }

    /// Whether HTTP forbids a body for it, whatever the description says (RFC 9110, sections 15.3.5,
    /// 15.3.6 and 15.4.5).
    #[must_use]
    pub fn has_no_body(self) -> bool {
        matches!(self, Self::Code(204 | 205 | 304))
    }
}

/// A body of one encoding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Content {
    /// The media type: for a request the one that is sent, for a response the one to accept.
    pub media_type: String,
    /// For a request: the media types to choose from, if there are several. For a response: those that
    /// are decoded alike, the preferred one first, without alternative names of plain JSON.
    pub choices: Vec<String>,
    /// How it is encoded and decoded.
    pub encoding: Encoding,
    /// Its schema.
    pub value: Use,
    /// How parts of a form are encoded, by the name of the property.
    pub parts: BTreeMap<String, PartEncoding>,
    /// The data of the events, if the schema describes the event as a whole.
    pub event: Option<EventItem>,
    /// How the unnamed parts of a multipart body are encoded, by position.
    pub positions: Positions,
}

/// The data of events that are described as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EventItem {
    /// By the declared names of events.
    pub by_name: BTreeMap<String, EventData>,
    /// For any other name.
    pub otherwise: EventData,
}

/// The type of an event's data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum EventData {
    /// A string.
    Text,
    /// JSON.
    Json,
    /// JSON if it parses as JSON, otherwise a string.
    #[default]
    Either,
}

impl EventData {
    /// The common type of both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self == other { self } else { Self::Either }
    }
}

/// The media types of parts without names (OpenAPI 3.2, `prefixEncoding` and `itemEncoding`). Empty if
/// they follow from the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Positions {
    /// Those of the first parts.
    pub first: Vec<String>,
    /// That of every further part.
    pub others: String,
}

/// How a body is encoded and decoded, the preferred encoding first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Encoding {
    /// `application/json` and `+json`.
    Json,
    /// `application/x-www-form-urlencoded`; requests only.
    Form,
    /// `multipart/form-data` and other multipart types; requests only.
    Multipart,
    /// A sequence of JSON values.
    Lines,
    /// `text/*`, XML and YAML.
    Text,
    /// Anything else.
    Bytes,
    /// `text/event-stream`; responses only. Last, since servers only stream if they are asked to.
    Events,
}

/// How one part of a form is encoded (OpenAPI 3.0.3, Encoding Object).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PartEncoding {
    /// `contentType`.
    pub media_type: Option<String>,
    /// `style` and `explode`.
    pub style: Option<PartStyle>,
    /// The names of `headers`, except `Content-Type`, which `contentType` gives; each with the schema
    /// of its values, if it has one.
    pub headers: Vec<(String, Option<PartHeader>)>,
    /// The position of the part in the form.
    #[serde(skip)]
    pub position: Position,
}

/// A header of a part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartHeader {
    /// Its values.
    pub value: Use,
    /// Whether the values in a list or object are encoded one by one.
    pub explode: bool,
    /// Whether the part requires it.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
}

/// The position of a part among the others, in document order (RFC 7578, section 5.2). It doesn't
/// affect equality: a form with its parts in another order is the same form.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Position(pub usize);

impl PartialEq for Position {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Position {}

/// The style of a list or object in a URL-encoded form, and whether it explodes.
pub type PartStyle = (Style, bool);

/// An example payload in the document.
#[derive(Clone, Debug, Serialize)]
pub struct Example {
    /// Its name, if there are several.
    pub name: Option<String>,
    /// The node of the value.
    pub pointer: Pointer,
    /// The direction.
    pub direction: Direction,
    /// The payload.
    pub value: Value,
}

/// The direction of a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Direction {
    /// In a request.
    Request,
    /// In a response of this status.
    Response(Status),
}

/// One request that the API makes.
#[derive(Clone, Debug, Serialize)]
pub struct Receiver {
    /// Its name: `webhook done (POST)`. Unique.
    pub key: String,
    /// Its Operation Object.
    pub at: SourceLocation,
    /// Whether every request has a payload.
    pub required: bool,
    /// Its payloads by media type.
    pub payloads: BTreeMap<String, Use>,
    /// The headers that it sends, by name in lower case.
    pub headers: BTreeMap<String, SentParameter>,
    /// The parameters of its query, by name.
    pub query: BTreeMap<String, SentParameter>,
    /// The responses that it expects by status, each with its media types and their schemas without
    /// documentation.
    pub replies: BTreeMap<String, BTreeMap<String, Value>>,
}

/// A header or a parameter of the query of a request that the API makes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SentParameter {
    /// Whether every request has it.
    pub required: bool,
    /// Its schema without documentation.
    pub schema: Value,
}
