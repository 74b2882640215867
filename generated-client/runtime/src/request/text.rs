//! Values as the text of parameters, parts and headers.

use std::fmt::Display;

use bytes::Bytes;
use http::HeaderValue;
use http::header::InvalidHeaderValue;

/// A value as the text of a parameter or of a part. Date-times are RFC 3339 here, although their
/// `Display` and JSON keep the original form.
pub(super) fn plain(value: impl Display) -> String {
    format!("{value:#}")
}

/// A header value that does not copy its text.
pub(super) fn static_value(text: &'static str) -> Result<HeaderValue, InvalidHeaderValue> {
    HeaderValue::from_maybe_shared(Bytes::from_static(text.as_bytes()))
}
