//! How an API signs its webhook requests.

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};

/// How an API signs its requests: a header with the HMAC-SHA256 ([RFC 2104], in hex) of the body, or of
/// a timestamp, a dot and the body, byte for byte.
///
/// The header is a list of `name=value`, such as `t=1700000000,v1=5257…`.
///
/// [RFC 2104]: https://www.rfc-editor.org/rfc/rfc2104
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebhookScheme {
    /// The header.
    pub header: &'static str,
    /// The name of the timestamp in it, in seconds or milliseconds since 1970. Without one the body
    /// alone is signed, and no age is checked.
    pub timestamp: Option<&'static str>,
    /// The name of a signature in it. There may be several, of which one must be valid.
    pub signature: &'static str,
    /// How a key is encoded.
    pub key: WebhookKey,
    /// The position of an event's id, which is the same each time the event is sent.
    pub id: WebhookId,
}

/// How a key is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookKey {
    /// As hexadecimal digits.
    Hex,
    /// As base64 ([RFC 4648, section 4](https://www.rfc-editor.org/rfc/rfc4648#section-4)).
    Base64,
    /// Unencoded.
    Text,
}

impl WebhookKey {
    /// The bytes of a key; or the expected encoding.
    pub(super) fn decode(self, key: &str) -> Result<Vec<u8>, &'static str> {
        match self {
            Self::Hex => HEXLOWER_PERMISSIVE
                .decode(key.as_bytes())
                .map_err(|_| "pairs of hexadecimal digits"),
            Self::Base64 => BASE64.decode(key.as_bytes()).map_err(|_| "base64"),
            Self::Text => Ok(key.as_bytes().to_vec()),
        }
    }
}

/// The position of an event's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookId {
    /// In a property of the body.
    Property(&'static str),
    /// In a header.
    Header(&'static str),
}
