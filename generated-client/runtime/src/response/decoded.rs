//! A decoded response with its status and headers.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::Ordering;

use http::{HeaderMap, StatusCode};

use super::raw::RawResponse;
use super::request_id::request_id;

/// A decoded response with its status and headers. Its `Debug` does not show the headers, in which
/// a server may repeat a credential.
#[derive(Clone)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    body: T,
    replaced: bool,
    attempts: u32,
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

impl<T> Response<T> {
    #[inline]
    pub(crate) fn new(raw: RawResponse, body: T) -> Self {
        Self {
            status: raw.status,
            headers: raw.headers,
            body,
            replaced: raw.replaced.load(Ordering::Relaxed),
            attempts: raw.attempts,
        }
    }

    /// The status, a success.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A header as a string; `None` if it is absent or not text. Of several with one name, the
    /// first.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A header's value, such as a number; `None` if it is absent or can't be parsed.
    pub fn header_as<H: FromStr>(&self, name: &str) -> Option<H> {
        self.header(name)?.trim().parse().ok()
    }

    /// The request id of the server; see [`Error::request_id`](crate::Error::request_id).
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// How often the request was sent, including the attempt with this response.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether malformed strings in the body were repaired with U+FFFD, which
    /// [`ClientBuilder::lossy_text`](crate::ClientBuilder::lossy_text) must permit.
    pub fn text_was_replaced(&self) -> bool {
        self.replaced
    }

    /// The decoded body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The decoded body by value.
    pub fn into_body(self) -> T {
        self.body
    }
}
