use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};

use super::display::{excerpt, one_line};
use super::{Cause, ErrorKind, Limit, Reach, TimeoutStage, retry};
use crate::client::{ConfigError, TokenError};
use crate::decode::DecodeError;
use crate::request::OperationInfo;
use crate::response::{RawResponse, Unexpected};

/// How much of a media type a message shows, in characters.
const MEDIA_TYPE_CHARS: usize = 120;

/// The failure, apart from the types of an operation.
#[derive(Clone)]
pub(crate) struct Report {
    pub(crate) kind: Kind,
    pub(crate) operation: Option<OperationInfo>,
    /// How often the request was sent.
    pub(crate) attempts: u32,
    response: Option<RawResponse>,
}

#[derive(Clone)]
pub(crate) enum Kind {
    Config(ConfigError),
    NoRuntime,
    /// A blocking call within a runtime.
    #[cfg_attr(not(feature = "blocking"), allow(dead_code))]
    InRuntime,
    /// A source has no token; nothing was sent, or the API refused what was sent.
    Token(TokenError),
    /// The request could not be built; nothing was sent.
    Request {
        reason: String,
    },
    Connect {
        reach: Reach,
        host: String,
        cause: Cause,
    },
    Timeout {
        stage: TimeoutStage,
        limit: Limit,
    },
    /// The connection was lost.
    Reset {
        /// Whether the server can have read any of the request.
        sent: bool,
        cause: Cause,
    },
    /// The data received over the connection is not HTTP.
    Exchange {
        cause: Cause,
    },
    /// The body ended without an error and without its end.
    Incomplete,
    /// The body's content coding is unknown, or is not the declared one.
    Encoding {
        reason: String,
    },
    TooLarge {
        limit: usize,
    },
    /// A body arrived more slowly than the minimum pace.
    TooSlow {
        bytes_per_second: u32,
        grace: Duration,
    },
    Redirect {
        host: String,
    },
    /// Any other status that is not a success. `defect` says why a described body did not decode.
    Status {
        excerpt: String,
        defect: Option<DecodeError>,
    },
    Decode(DecodeError),
    /// A success of another media type than requested. `defect` says why it did not decode as the
    /// requested one.
    MediaType {
        unexpected: Unexpected,
        defect: Option<DecodeError>,
    },
    /// A success without its described body.
    Empty,
    /// A part of a body that is read piece by piece.
    Part(DecodeError),
    /// The API's requests per day are used up.
    DailyLimit {
        limit: u64,
        /// How long until the next one may be sent.
        wait: Duration,
    },
    /// A received body could not be written to the caller's destination.
    Write {
        reason: String,
    },
    /// The next page of a list cannot be requested.
    Paging {
        reason: String,
    },
}

impl Kind {
    /// Whether its message names the status.
    pub(super) fn tells_status(&self) -> bool {
        matches!(self, Self::Redirect { .. } | Self::Status { .. })
    }
}

impl Report {
    pub(crate) fn config(error: ConfigError) -> Self {
        Self {
            kind: Kind::Config(error),
            operation: None,
            attempts: 0,
            response: None,
        }
    }

    pub(crate) fn without_response(kind: Kind, operation: OperationInfo) -> Self {
        Self {
            kind,
            operation: Some(operation),
            attempts: 0,
            response: None,
        }
    }

    /// A success whose body was not received as a whole.
    pub(crate) fn broken(kind: Kind, response: RawResponse) -> Box<Self> {
        Self::with_response(kind, response)
    }

    /// A success whose body broke off, or has an unexpected part.
    pub(crate) fn while_reading(
        kind: Kind,
        operation: Option<OperationInfo>,
        response: Option<RawResponse>,
    ) -> Self {
        Self {
            kind,
            operation,
            attempts: response.as_ref().map_or(0, RawResponse::attempts),
            response,
        }
    }

    /// A response whose status is not a success.
    pub(crate) fn unsuccessful(response: RawResponse, defect: Option<DecodeError>) -> Box<Self> {
        let kind = match redirect_host(&response) {
            Some(host) => Kind::Redirect {
                host: response.redact(host),
            },
            None => Kind::Status {
                excerpt: excerpt(response.body(), |text| response.redact(text)),
                defect: defect.map(|defect| defect.map_text(|text| response.redact(text))),
            },
        };
        Self::with_response(kind, response)
    }

    /// A response that is a success by its status and cannot be decoded.
    pub(crate) fn undecodable(response: RawResponse, defect: DecodeError) -> Box<Self> {
        let defect = defect.map_text(|text| response.redact(text));
        let kind = if response.lacks_body() {
            Kind::Empty
        } else if let Some(unexpected) = response.other_than_json() {
            media_type(&response, unexpected, Some(defect))
        } else {
            Kind::Decode(defect)
        };
        Self::with_response(kind, response)
    }

    /// The response, if it is of a requested media type.
    pub(crate) fn as_asked(response: RawResponse) -> Result<RawResponse, Box<Self>> {
        match response.unexpected() {
            None => Ok(response),
            Some(unexpected) => {
                let kind = media_type(&response, unexpected, None);
                Err(Self::with_response(kind, response))
            }
        }
    }

    /// Credentials are removed from the kept parts of the response.
    pub(crate) fn with_response(kind: Kind, mut response: RawResponse) -> Box<Self> {
        response.redact_all();
        let operation = response.forget_pipeline();
        Box::new(Self {
            kind,
            operation,
            attempts: response.attempts(),
            response: Some(response),
        })
    }

    pub(crate) fn status(&self) -> Option<StatusCode> {
        self.response.as_ref().map(RawResponse::status)
    }

    pub(crate) fn headers(&self) -> Option<&HeaderMap> {
        self.response.as_ref().map(RawResponse::headers)
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        self.response.as_ref().and_then(RawResponse::request_id)
    }

    pub(crate) fn raw_body(&self) -> Option<&Bytes> {
        self.response.as_ref().map(RawResponse::body)
    }

    pub(crate) fn is_truncated(&self) -> bool {
        self.response
            .as_ref()
            .is_some_and(RawResponse::is_truncated)
    }

    pub(crate) fn decode_path(&self) -> Option<&str> {
        match &self.kind {
            Kind::Decode(defect)
            | Kind::Part(defect)
            | Kind::MediaType {
                defect: Some(defect),
                ..
            }
            | Kind::Status {
                defect: Some(defect),
                ..
            } => Some(defect.path()),
            _ => None,
        }
    }

    pub(crate) fn retry_after(&self) -> Option<Duration> {
        if let Kind::DailyLimit { wait, .. } = self.kind {
            return Some(wait);
        }
        retry::retry_after(self.headers()?)
    }

    pub(crate) fn is_status(&self, code: u16) -> bool {
        self.status().is_some_and(|status| status.as_u16() == code)
    }

    pub(crate) fn kind(&self) -> ErrorKind<'_> {
        match &self.kind {
            Kind::Config(_) => ErrorKind::Config,
            Kind::NoRuntime => ErrorKind::NoRuntime,
            Kind::InRuntime => ErrorKind::InRuntime,
            Kind::Token(_) => ErrorKind::Token,
            Kind::Request { .. } => ErrorKind::Request,
            Kind::Connect { reach, .. } => match reach {
                Reach::Dns => ErrorKind::Dns,
                Reach::Connect => ErrorKind::Connect,
                Reach::Tls => ErrorKind::Tls,
            },
            Kind::Timeout { stage, limit } => ErrorKind::Timeout {
                stage: *stage,
                limit: limit.duration(),
            },
            Kind::Reset { sent, .. } => ErrorKind::Reset { sent: *sent },
            Kind::Exchange { .. } => ErrorKind::Protocol,
            Kind::Incomplete => ErrorKind::Incomplete,
            Kind::Encoding { .. } => ErrorKind::Encoding,
            Kind::TooLarge { limit } => ErrorKind::TooLarge { limit: *limit },
            Kind::TooSlow { .. } => ErrorKind::TooSlow,
            Kind::Redirect { host } => ErrorKind::Redirect { host },
            Kind::Status { .. } => ErrorKind::Status,
            Kind::Decode(defect) | Kind::Part(defect) => ErrorKind::Decode {
                path: defect.path(),
            },
            Kind::MediaType { .. } => ErrorKind::MediaType,
            Kind::Empty => ErrorKind::EmptyBody,
            Kind::DailyLimit { .. } => ErrorKind::DailyLimit,
            Kind::Write { .. } => ErrorKind::Write,
            Kind::Paging { .. } => ErrorKind::Paging,
        }
    }

    pub(crate) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Config(error) => Some(error),
            Kind::Token(error) => Some(error),
            Kind::Connect { cause, .. } | Kind::Reset { cause, .. } | Kind::Exchange { cause } => {
                Some(cause)
            }
            Kind::Decode(defect)
            | Kind::Part(defect)
            | Kind::Status {
                defect: Some(defect),
                ..
            } => Some(defect),
            _ => None,
        }
    }

    /// The server's own message, in a body with an error status.
    pub(crate) fn message(&self) -> Option<String> {
        match self.kind {
            Kind::Status { .. } => super::message::message(self.raw_body()?),
            _ => None,
        }
    }

    pub(crate) fn is_timeout(&self) -> bool {
        matches!(self.kind, Kind::Timeout { .. } | Kind::TooSlow { .. })
    }

    pub(crate) fn is_connect(&self) -> bool {
        matches!(
            self.kind,
            Kind::Connect { .. }
                | Kind::Timeout {
                    stage: TimeoutStage::Connect,
                    ..
                }
        )
    }

    pub(crate) fn is_decode(&self) -> bool {
        let is_other = self.is_unexpected_media_type() || self.is_empty_body();
        is_other || matches!(self.kind, Kind::Decode(_) | Kind::Part(_))
    }

    pub(crate) fn is_unexpected_media_type(&self) -> bool {
        matches!(self.kind, Kind::MediaType { .. })
    }

    pub(crate) fn is_empty_body(&self) -> bool {
        matches!(self.kind, Kind::Empty)
    }

    pub(crate) fn is_redirect(&self) -> bool {
        let status = self.status();
        status.is_some_and(|status| status.is_redirection())
    }

    /// `Error::is_retryable` documents what RFC 9110 says of each status.
    pub(crate) fn is_retryable(&self) -> bool {
        let idempotent = self
            .operation
            .as_ref()
            .is_some_and(OperationInfo::is_idempotent);
        match &self.kind {
            Kind::Status { .. } => match self.status().map(|status| status.as_u16()) {
                Some(408 | 425 | 429) => true,
                Some(500 | 502 | 503 | 504) => idempotent,
                _ => false,
            },
            Kind::Reset { sent: false, .. } => true,
            Kind::Token(error) => error.is_retryable(),
            // Nothing of it was sent.
            Kind::DailyLimit { .. }
            | Kind::Timeout {
                stage: TimeoutStage::Turn | TimeoutStage::Token,
                ..
            } => true,
            Kind::Timeout { .. }
            | Kind::TooSlow { .. }
            | Kind::Reset { .. }
            | Kind::Incomplete
            | Kind::Exchange { .. } => idempotent || self.is_connect(),
            _ => self.is_connect(),
        }
    }
}

/// The media type of the body; it comes from the server, and may be long.
fn media_type(
    response: &RawResponse,
    mut unexpected: Unexpected,
    defect: Option<DecodeError>,
) -> Kind {
    let came = one_line(&response.redact(unexpected.came));
    unexpected.came = came.chars().take(MEDIA_TYPE_CHARS).collect();
    Kind::MediaType { unexpected, defect }
}

/// The host that a 3xx points to. Only the host is kept: the rest of the address may hold anything.
fn redirect_host(response: &RawResponse) -> Option<String> {
    if !response.status().is_redirection() {
        return None;
    }
    let location = response.headers().get(header::LOCATION)?;
    let target = location
        .to_str()
        .ok()
        .and_then(|location| response.base()?.join(location).ok())
        .and_then(|url| url.host_str().map(str::to_owned));
    Some(target.unwrap_or_else(|| "an unreadable address".to_owned()))
}
