//! A request as it was sent.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};
use serde::de::DeserializeOwned;

use crate::OperationInfo;

/// A request that reached the transport: each attempt of a call is one.
#[derive(Clone)]
#[non_exhaustive]
pub struct Sent {
    /// The time since the first request.
    pub at: Duration,
    /// The operation, if the request comes from a call.
    pub operation: Option<OperationInfo>,
    /// The method.
    pub method: Method,
    /// The full URL.
    pub uri: Uri,
    /// The headers, credentials included.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
    /// Whether it must use a new connection.
    pub on_new_connection: bool,
}

impl Sent {
    /// The path and the query.
    #[must_use]
    pub fn target(&self) -> &str {
        self.uri.path_and_query().map_or("/", |it| it.as_str())
    }

    /// A header as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body, decoded.
    ///
    /// # Panics
    ///
    /// If the body is not JSON of this type.
    #[must_use]
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("the body can't be decoded: {error}"),
        }
    }
}

/// Shows neither values of headers and parameters nor the body.
impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sent")
            .field("at", &self.at)
            .field("operation", &self.operation.map(|it| it.id))
            .field("method", &self.method)
            .field("path", &self.operation.map_or("", |it| it.path))
            .field("body", &self.body.len())
            .finish_non_exhaustive()
    }
}
