//! The request and the response of a download.

use std::time::Duration;

use url::Url;

use crate::exit::Failure;

/// A download and its limits.
#[cfg_attr(
    not(feature = "network"),
    expect(dead_code, reason = "another build downloads")
)]
pub(crate) struct Request {
    /// The address.
    pub(crate) url: Url,
    /// The entity tag of the existing copy.
    pub(crate) etag: Option<String>,
    /// The date of the existing copy.
    pub(crate) last_modified: Option<String>,
    /// The maximum number of bytes, counted after decompression.
    pub(crate) max_bytes: usize,
    /// The total timeout.
    pub(crate) timeout: Duration,
    /// Whether plain http is allowed for addresses of this machine.
    pub(crate) allow_http: bool,
}

/// The server's response.
#[cfg_attr(
    not(feature = "network"),
    expect(dead_code, reason = "another build downloads")
)]
pub(crate) enum Fetched {
    /// The existing copy is still the published one.
    NotModified,
    /// The document.
    Document(Document),
}

/// A document as it was received.
pub(crate) struct Document {
    /// The content after decompression.
    pub(crate) bytes: Vec<u8>,
    /// Its entity tag.
    pub(crate) etag: Option<String>,
    /// Its date.
    pub(crate) last_modified: Option<String>,
}

/// The failure for a description above the size limit.
pub(crate) fn too_large(name: &str, max_bytes: usize) -> Failure {
    Failure::failed(format!("{name} is larger than {max_bytes} bytes"))
        .help("check that this is an OpenAPI description")
}
