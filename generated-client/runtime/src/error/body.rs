use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::typed::Error;
use super::{ErrorKind, Kind, Limit, Report};
use crate::request::OperationInfo;
use crate::response::RawResponse;

/// Why a body that is read piece by piece broke off, or why a part of it can't be decoded.
///
/// Converts into the [`Error`] of any operation by `?`.
#[derive(Clone)]
pub struct BodyError {
    report: Box<Report>,
}

impl BodyError {
    pub(crate) fn new(
        kind: Kind,
        operation: Option<OperationInfo>,
        response: Option<RawResponse>,
    ) -> Self {
        Report::while_reading(kind, operation, response).into()
    }

    /// The part that cannot be decoded, as received; if the body broke off, the received bytes of
    /// the part that was being read. `None` if no response is known.
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.report.raw_body()
    }

    /// The position in the part, such as `delta.text`; `.` is the whole part.
    pub fn decode_path(&self) -> Option<&str> {
        self.report.decode_path()
    }

    /// How often the request was sent; see [`Error::attempts`].
    pub fn attempts(&self) -> u32 {
        self.report.attempts
    }

    /// How long the server asks to wait; see [`Error::retry_after`].
    pub fn retry_after(&self) -> Option<Duration> {
        self.report.retry_after()
    }

    /// Whether sending the same request again is safe and may succeed; see
    /// [`Error::is_retryable`].
    pub fn is_retryable(&self) -> bool {
        self.report.is_retryable()
    }

    /// Whether the caller's deadline ended the body.
    pub(crate) fn is_by_deadline(&self) -> bool {
        matches!(
            self.report.kind,
            Kind::Timeout {
                limit: Limit::Deadline(_),
                ..
            }
        )
    }

    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind<'_> {
        self.report.kind()
    }

    /// The status of the response, if one is known.
    pub fn status(&self) -> Option<StatusCode> {
        self.report.status()
    }

    /// The headers of the response, if one is known.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.report.headers()
    }

    /// The request id of the server; see [`Error::request_id`].
    pub fn request_id(&self) -> Option<&str> {
        self.report.request_id()
    }

    /// Whether the server was silent, or too slow, for too long.
    pub fn is_timeout(&self) -> bool {
        self.report.is_timeout()
    }

    /// Whether a part of the body was received and could not be decoded. The parts after it can
    /// still be read.
    pub fn is_decode(&self) -> bool {
        self.report.is_decode()
    }
}

impl From<Report> for BodyError {
    fn from(report: Report) -> Self {
        Box::new(report).into()
    }
}

impl From<Box<Report>> for BodyError {
    fn from(report: Box<Report>) -> Self {
        Self { report }
    }
}

impl<E> From<BodyError> for Error<E> {
    fn from(error: BodyError) -> Self {
        Self::new(error.report, None)
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&*self.report, f)
    }
}

impl fmt::Debug for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.report, f)
    }
}

impl std::error::Error for BodyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.report.source()
    }
}
