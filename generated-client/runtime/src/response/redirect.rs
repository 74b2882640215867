use std::fmt;

use bytes::Bytes;
use http::header::LOCATION;
use http::{HeaderMap, StatusCode};

/// A redirect that is described as an outcome (RFC 9110, section 15.4). It is not followed, so no
/// credential goes to its target.
#[derive(Clone)]
pub struct Redirect {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Redirect {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            status,
            headers,
            body,
        }
    }

    /// The status, such as 302.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The target as the server sends it: absolute, or relative to the URL of the request. `None`
    /// if it sends none.
    pub fn location(&self) -> Option<&str> {
        let location = self.headers.get(LOCATION)?;
        std::str::from_utf8(location.as_bytes()).ok()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, up to [`MAX_ERROR_BODY_BYTES`](crate::MAX_ERROR_BODY_BYTES); often empty.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

/// Does not show the target, which may hold a signature that gives access.
impl fmt::Debug for Redirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redirect")
            .field("status", &self.status)
            .field("has_location", &self.location().is_some())
            .finish_non_exhaustive()
    }
}
