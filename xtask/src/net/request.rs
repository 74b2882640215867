//! What a download asks for, and what it gives.

use std::time::Duration;

use url::Url;

use crate::exit::Failure;

/// What to download, and within which bounds.
#[cfg_attr(
    not(feature = "network"),
    expect(dead_code, reason = "another build downloads")
)]
pub(crate) struct Request {
    /// The address.
    pub(crate) url: Url,
    /// The entity tag of the copy at hand.
    pub(crate) etag: Option<String>,
    /// The date of the copy at hand.
    pub(crate) last_modified: Option<String>,
    /// The most bytes that are taken, counted after decompression.
    pub(crate) max_bytes: usize,
    /// The time for all of it.
    pub(crate) timeout: Duration,
    /// Whether plain http is fine where it does not leave this machine.
    pub(crate) allow_http: bool,
}

/// What the server responded.
#[cfg_attr(
    not(feature = "network"),
    expect(dead_code, reason = "another build downloads")
)]
pub(crate) enum Fetched {
    /// The copy at hand is still the published one.
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

/// The failure for a description beyond the cap.
pub(crate) fn too_large(name: &str, max_bytes: usize) -> Failure {
    Failure::failed(format!("{name} is larger than {max_bytes} bytes"))
        .help("check that this is an OpenAPI description; none of this size is expected")
}
