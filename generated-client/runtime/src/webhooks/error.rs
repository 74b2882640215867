//! Why a request is not accepted as an event.

use std::fmt;

use http::StatusCode;

use crate::DecodeError;

/// Why a key can't be used, or a request is not accepted as an event. It shows no key, no signature
/// and no part of the body.
#[derive(Clone, Debug)]
pub struct WebhookError {
    kind: WebhookErrorKind,
    message: String,
    source: Option<DecodeError>,
}

/// The kind of a [`WebhookError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookErrorKind {
    /// The key is not encoded as the scheme requires.
    Key,
    /// The request has no signature header.
    Unsigned,
    /// The signature header can't be parsed.
    Malformed,
    /// The request is older than [`max_age`](super::WebhookReceiver::max_age): it may be a replayed
    /// recording.
    TooOld,
    /// The request is dated further ahead than that.
    FromFuture,
    /// No signature matches the body and the keys: the request comes from another sender, or was
    /// changed, or the key belongs to another subscription.
    WrongSignature,
    /// The signature is valid, but the body is not the expected event.
    Body,
}

impl WebhookError {
    pub(super) fn new(kind: WebhookErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    pub(super) fn of_body(source: DecodeError) -> Self {
        Self {
            kind: WebhookErrorKind::Body,
            message: "the request is signed, but its body can't be decoded".to_owned(),
            source: Some(source),
        }
    }

    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> WebhookErrorKind {
        self.kind
    }

    /// A status to respond with: 401 if the signature is missing, old or wrong, 400 if the request
    /// can't be parsed, and 500 if the key can't be used.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self.kind {
            WebhookErrorKind::Key => StatusCode::INTERNAL_SERVER_ERROR,
            WebhookErrorKind::Malformed | WebhookErrorKind::Body => StatusCode::BAD_REQUEST,
            _ => StatusCode::UNAUTHORIZED,
        }
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            None => f.write_str(&self.message),
            Some(source) => write!(f, "{}: {source}", self.message),
        }
    }
}

impl std::error::Error for WebhookError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.source.as_ref()?;
        Some(source)
    }
}
