//! Headers that neither callers nor descriptions may set.

use http::HeaderName;

/// Headers of the message itself, which the sender sets (RFC 9110, sections 7.2, 7.6.1 and 8.6).
pub(crate) fn is_of_message(name: &HeaderName) -> bool {
    const NAMES: [&str; 9] = [
        "connection",
        "content-length",
        "host",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    NAMES.contains(&name.as_str())
}
