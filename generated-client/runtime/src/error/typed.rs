//! The error of a call, with the body that the description gives for the status.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::kind::ErrorKind;
use super::report::Report;
use crate::client::ConfigError;
use crate::request::OperationInfo;

/// Error of a call.
///
/// `E` is the body that the description gives for the received status; see [`body`](Self::body).
/// The message has at most 1 KiB and is complete: it includes the text of every
/// [`source`](std::error::Error::source), without URLs. Neither `Debug` nor `Display` shows
/// headers; both show the beginning of an error body.
///
/// The client's credentials are removed from all parts of an error, in case the server repeats
/// them: headers, body, request id and reasons; forms of fewer than eight bytes are not removed.
#[derive(Clone)]
pub struct Error<E> {
    report: Box<Report>,
    body: Option<Box<E>>,
}

impl<E> Error<E> {
    #[inline]
    pub(crate) fn new(report: Box<Report>, body: Option<E>) -> Self {
        Self {
            report,
            body: body.map(Box::new),
        }
    }

    /// The operation that was called; of a [raw call](crate::RawCall), its method and path
    /// template. `None` for an error in the client's configuration.
    pub fn operation(&self) -> Option<&OperationInfo> {
        self.report.operation.as_ref()
    }

    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind<'_> {
        self.report.kind()
    }

    /// The server's own error message, for people, on one line of at most 1 KiB: `message`,
    /// `detail`, `title` or another usual property of a JSON body, also within `error` or `errors`.
    /// `None` unless the status is an error and its body has one.
    pub fn message(&self) -> Option<String> {
        self.report.message()
    }

    /// How often the request was sent: 0 if nothing was sent, more than 1 if a
    /// [`RetryPolicy`](crate::RetryPolicy) retried it.
    pub fn attempts(&self) -> u32 {
        self.report.attempts
    }

    /// The status of the response, if there was one, even if a later step failed.
    pub fn status(&self) -> Option<StatusCode> {
        self.report.status()
    }

    /// The headers of the response, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.report.headers()
    }

    /// The request id that the server assigned: the first of the headers `x-request-id`,
    /// `x-amzn-requestid`, `x-amz-apigw-id` and `traceparent`.
    pub fn request_id(&self) -> Option<&str> {
        self.report.request_id()
    }

    /// The received bytes of the body, if there was a response; at most
    /// [`MAX_ERROR_BODY_BYTES`](crate::MAX_ERROR_BODY_BYTES) of them if the status is an error.
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.report.raw_body()
    }

    /// Whether [`raw_body`](Self::raw_body) is only the beginning of what the server sent.
    pub fn is_truncated(&self) -> bool {
        self.report.is_truncated()
    }

    /// The decoded error body, if the description has one for this status.
    pub fn body(&self) -> Option<&E> {
        self.body.as_deref()
    }

    /// The error body by value; see [`body`](Self::body).
    pub fn into_body(self) -> Option<E> {
        self.body.map(|body| *body)
    }

    /// The position in the body, such as `data[0].createdAt`; `.` is the whole body.
    pub fn decode_path(&self) -> Option<&str> {
        self.report.decode_path()
    }

    /// The wait that the server asks for ([RFC 9110, section 10.2.3]), at most a year:
    /// `retry-after-ms`, or `Retry-After` in seconds, with or without a fraction, or the time
    /// between the response's `Date` and the date that it gives.
    ///
    /// [RFC 9110, section 10.2.3]: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
    pub fn retry_after(&self) -> Option<Duration> {
        self.report.retry_after()
    }

    /// Whether the status is 404.
    pub fn is_not_found(&self) -> bool {
        self.report.is_status(404)
    }

    /// Whether the status is 429.
    pub fn is_rate_limited(&self) -> bool {
        self.report.is_status(429)
    }

    /// Whether the status is 401: the token is missing, wrong or expired.
    pub fn is_unauthorized(&self) -> bool {
        self.report.is_status(401)
    }

    /// Whether the status is 409.
    pub fn is_conflict(&self) -> bool {
        self.report.is_status(409)
    }

    /// Whether the status is 403: the credentials are not enough.
    pub fn is_forbidden(&self) -> bool {
        self.report.is_status(403)
    }

    /// Whether the status is a redirect (3xx).
    pub fn is_redirect(&self) -> bool {
        self.report.is_redirect()
    }

    /// Whether the status is an error of the client (4xx).
    pub fn is_client_error(&self) -> bool {
        self.status().is_some_and(|status| status.is_client_error())
    }

    /// Whether the status is an error of the server (5xx).
    pub fn is_server_error(&self) -> bool {
        self.status().is_some_and(|status| status.is_server_error())
    }

    /// Whether one of the client's timeouts ended the call. The server may still have done the
    /// work.
    pub fn is_timeout(&self) -> bool {
        self.report.is_timeout()
    }

    /// Whether no connection could be made, so that nothing was sent.
    pub fn is_connect(&self) -> bool {
        self.report.is_connect()
    }

    /// Whether the response was a success that could not be decoded. Its status, headers and raw body
    /// are kept.
    pub fn is_decode(&self) -> bool {
        self.report.is_decode()
    }

    /// Whether the response was a success of another media type than requested. The message names
    /// both; status, headers and raw body are kept.
    pub fn is_unexpected_media_type(&self) -> bool {
        self.report.is_unexpected_media_type()
    }

    /// Whether the response was a success without its described body. If an API does this on
    /// purpose, set `empty-success = true` in the generator's configuration; the outputs are then
    /// optional.
    pub fn is_empty_body(&self) -> bool {
        self.report.is_empty_body()
    }

    /// Whether sending the same request again is safe and may succeed. The client has already
    /// retried as often as its [`RetryPolicy`](crate::RetryPolicy) allows, which is more careful
    /// with 408 and 425.
    ///
    /// True for every method if nothing was sent, or if the status says that the request was not
    /// acted on: 408 ([RFC 9110, section 15.5.9]), 425 ([RFC 8470, section 5.2]) and 429 ([RFC
    /// 6585, section 4]). False although nothing was sent if sending the same request again can't
    /// help: [`Config`](ErrorKind::Config), [`Request`](ErrorKind::Request),
    /// [`NoRuntime`](ErrorKind::NoRuntime), [`InRuntime`](ErrorKind::InRuntime), and
    /// [`Token`](ErrorKind::Token) if its source reports so.
    ///
    /// For idempotent methods ([RFC 9110, section 9.2.2]), `QUERY` among them, and for operations
    /// that only read or that the caller declared safe to repeat, also true for 500, 502, 503, 504,
    /// a timeout, and a connection or body that broke off. A 503 does not say that nothing was
    /// done, with `Retry-After` or without.
    ///
    /// [RFC 6585, section 4]: https://www.rfc-editor.org/rfc/rfc6585#section-4
    /// [RFC 8470, section 5.2]: https://www.rfc-editor.org/rfc/rfc8470#section-5.2
    /// [RFC 9110, section 9.2.2]: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2
    /// [RFC 9110, section 15.5.9]: https://www.rfc-editor.org/rfc/rfc9110#section-15.5.9
    pub fn is_retryable(&self) -> bool {
        self.report.is_retryable()
    }
}

impl<E> From<ConfigError> for Error<E> {
    fn from(error: ConfigError) -> Self {
        Self::new(Box::new(Report::config(error)), None)
    }
}

impl<E> std::fmt::Display for Error<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&*self.report, f)
    }
}

impl<E> std::fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&*self.report, f)
    }
}

impl<E> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.report.source()
    }
}
