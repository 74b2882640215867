//! Bodies as data: what travels in a request or a response, and how it is read and written.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::{Style, Use};

/// A request body.
#[derive(Clone, Debug, Serialize)]
pub struct Body {
    /// Whether it must be sent.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
    /// What may be sent, the preferred one first; never empty.
    pub contents: Vec<Content>,
    /// All media types as the document writes them, sorted.
    pub media_types: Vec<String>,
}

impl Body {
    /// What is sent where nothing else is asked for.
    #[must_use]
    pub fn preferred(&self) -> Option<&Content> {
        self.contents.first()
    }
}

/// One response.
#[derive(Clone, Debug, Serialize)]
pub struct Response {
    /// The statuses that it is for.
    pub status: Status,
    /// `description`.
    pub description: Option<String>,
    /// The descriptions of its bodies' schemas that no model has.
    pub remarks: Vec<String>,
    /// The bodies that it may have, the preferred one first; those that are decoded alike are one.
    pub contents: Vec<Content>,
    /// All media types as the document writes them, sorted.
    pub media_types: Vec<String>,
    /// The headers that are described, sorted by name.
    pub headers: Vec<Header>,
}

impl Response {
    /// The body where no other media type is asked for.
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
    /// `description`.
    pub description: Option<String>,
    /// `type` of its schema.
    pub kind: Option<String>,
    /// Whether it always comes.
    pub required: bool,
    /// Its schema as the document writes it, texts left out.
    pub schema: Value,
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
    /// Whether it leads elsewhere, or to what the client has already (RFC 9110, section 15.4).
    #[must_use]
    pub fn is_redirect(self) -> bool {
        matches!(self, Self::Code(300..400) | Self::Range(3))
    }

    /// Whether HTTP has no body after it, whatever the description says (RFC 9110, sections
    /// 15.3.5, 15.3.6 and 15.4.5).
    #[must_use]
    pub fn has_no_body(self) -> bool {
        matches!(self, Self::Code(204 | 205 | 304))
    }
}

/// A body of one encoding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Content {
    /// The media type: in a request the one that is sent, in a response the one that is asked for.
    pub media_type: String,
    /// In a request: the media types to choose from, where there is a choice. In a response: those
    /// that are decoded alike, the preferred one first, spellings of plain JSON aside.
    pub choices: Vec<String>,
    /// How it is read and written.
    pub encoding: Encoding,
    /// Its schema.
    pub value: Use,
    /// How parts of a form are written, by the name of the property.
    pub parts: BTreeMap<String, PartEncoding>,
    /// Of events whose schema describes the event as a whole: what their data is.
    pub event: Option<EventItem>,
    /// How the parts of a multipart body are written that are told by their position.
    pub positions: Positions,
}

/// What the data of events is that are described as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EventItem {
    /// By the names that are described.
    pub by_name: BTreeMap<String, EventData>,
    /// With any other name.
    pub otherwise: EventData,
}

/// What the data of an event is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum EventData {
    /// Text.
    Text,
    /// JSON.
    Json,
    /// JSON where it is JSON, else text.
    #[default]
    Either,
}

impl EventData {
    /// What is one or the other.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self == other { self } else { Self::Either }
    }
}

/// The media types of parts without names (OpenAPI 3.2, `prefixEncoding` and `itemEncoding`). Empty
/// where the description leaves it to the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Positions {
    /// Those of the first parts.
    pub first: Vec<String>,
    /// That of every further part.
    pub others: String,
}

/// How a body is read and written, the preferred one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Encoding {
    /// `application/json` and `+json`.
    Json,
    /// `application/x-www-form-urlencoded`; requests only.
    Form,
    /// `multipart/form-data` and its kin; requests only.
    Multipart,
    /// One JSON value after the other.
    Lines,
    /// `text/*`, XML and YAML.
    Text,
    /// Anything else.
    Bytes,
    /// `text/event-stream`; responses only. Servers stream where they are asked to.
    Events,
}

/// How one part of a form is written (OpenAPI 3.0.3, Encoding Object).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PartEncoding {
    /// `contentType`.
    pub media_type: Option<String>,
    /// `style` and `explode`.
    pub style: Option<PartStyle>,
    /// The names of `headers`, apart from `Content-Type`, which `contentType` says; each with the
    /// schema of its values, where it has one.
    pub headers: Vec<(String, Option<PartHeader>)>,
    /// The place of the part in the form.
    #[serde(skip)]
    pub position: Position,
}

/// A header of a part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartHeader {
    /// Its values.
    pub value: Use,
    /// Whether the values in a list or object are written one by one.
    pub explode: bool,
    /// Whether a part must have it.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
}

/// Where a part stands among the others: in the order of the text (RFC 7578, section 5.2). A form
/// whose parts are in another order is the same form.
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
