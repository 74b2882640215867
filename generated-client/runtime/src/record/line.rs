//! The format: one exchange as one line of JSON.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::TransportErrorKind;

/// The version of the format.
pub(super) const VERSION: u32 = 1;

/// One exchange, which is one attempt of a call.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Line {
    /// The version of the format.
    pub(super) v: u32,
    /// When the request was sent (RFC 3339).
    pub(super) at: String,
    /// Milliseconds until the exchange ended.
    pub(super) ms: u64,
    /// The operationId.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) operation: Option<String>,
    /// The path template, relative to the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<String>,
    /// Whether values are masked.
    #[serde(default)]
    pub(super) masked: bool,
    /// The names whose strings are not masked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) kept: Vec<String>,
    pub(super) request: Sent,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) response: Option<Received>,
    /// Why the exchange ended early.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Sent {
    pub(super) method: String,
    pub(super) url: String,
    #[serde(default)]
    pub(super) headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<Content>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Received {
    pub(super) status: u16,
    /// Without those about content coding and length: the body is recorded without its coding.
    #[serde(default)]
    pub(super) headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<Content>,
}

/// A body; absent if there is none.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Content {
    /// Masked JSON.
    Json(Value),
    /// The masked pairs of a URL-encoded form.
    Form(Vec<(String, String)>),
    /// Text, unmasked.
    Text(String),
    /// Anything else, unmasked, in base64.
    Base64(String),
    /// The received length in bytes of a body that is not recorded.
    Bytes(u64),
}

/// Names of transport errors in a line.
const ERRORS: [(&str, TransportErrorKind); 8] = [
    ("dns", TransportErrorKind::Dns),
    ("connect", TransportErrorKind::Connect),
    ("tls", TransportErrorKind::Tls),
    ("connect_timeout", TransportErrorKind::ConnectTimeout),
    ("timeout", TransportErrorKind::Timeout),
    (
        "lost",
        TransportErrorKind::Lost {
            sent: true,
            reused: false,
        },
    ),
    ("incomplete", TransportErrorKind::Incomplete),
    ("protocol", TransportErrorKind::Protocol),
];

/// The caller dropped the request, or the body, before its end.
pub(super) const ABANDONED: &str = "abandoned";

pub(super) fn error_name(kind: TransportErrorKind) -> &'static str {
    let same = |it: &&(&str, TransportErrorKind)| {
        std::mem::discriminant(&it.1) == std::mem::discriminant(&kind)
    };
    ERRORS.iter().find(same).map_or("protocol", |it| it.0)
}

pub(super) fn error_kind(name: &str) -> TransportErrorKind {
    let found = ERRORS.iter().find(|it| it.0 == name);
    // A dropped request has no reply to wait for.
    found.map_or(TransportErrorKind::Timeout, |it| it.1)
}
