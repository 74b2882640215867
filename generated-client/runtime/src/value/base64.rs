use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes as a base64 string ([RFC 4648, section 4]), their form in JSON (`format: byte`).
///
/// The original string is kept, so that a value is sent back unchanged in any variant of base64; it
/// is only decoded on request.
///
/// ```
/// use openapi_client_runtime::Base64;
///
/// let value = Base64::encode(b"hello");
/// assert_eq!(value.as_str(), "aGVsbG8=");
/// assert_eq!(value.decode()?, b"hello");
/// # Ok::<(), openapi_client_runtime::Base64Error>(())
/// ```
///
/// [RFC 4648, section 4]: https://www.rfc-editor.org/rfc/rfc4648#section-4
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base64(String);

/// Padding is accepted, but not required: many servers omit it.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

impl Base64 {
    /// The base64 string of these bytes.
    pub fn encode(bytes: impl AsRef<[u8]>) -> Self {
        Self(general_purpose::STANDARD.encode(bytes))
    }

    /// The bytes. The URL-safe alphabet (`-` and `_`), missing padding and line ends are accepted.
    ///
    /// # Errors
    ///
    /// If the string is not base64.
    pub fn decode(&self) -> Result<Vec<u8>, Base64Error> {
        let text: String = self.0.split_ascii_whitespace().collect();
        let alphabet = match text.contains(['-', '_']) {
            true => &alphabet::URL_SAFE,
            false => &alphabet::STANDARD,
        };
        GeneralPurpose::new(alphabet, LENIENT)
            .decode(text)
            .map_err(|error| Base64Error::of("base64", error.to_string()))
    }

    /// The base64 string.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Accepts any string.
impl From<String> for Base64 {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Accepts any string.
impl From<&str> for Base64 {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

/// Why a string is not base64, or not in the other encoding that it should be in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base64Error(String);

impl Base64Error {
    pub(super) fn of(encoding: &str, reason: String) -> Self {
        Self(format!("{encoding}: {reason}"))
    }
}

impl fmt::Display for Base64Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the value is not valid {}", self.0)
    }
}

impl std::error::Error for Base64Error {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn any_spelling_is_kept_and_decoded() {
        for text in ["+/8=", "+/8", "-_8=", "-_8", "+/\r\n8="] {
            let json = serde_json::to_string(text).unwrap();
            let value: Base64 = serde_json::from_str(&json).unwrap();
            assert_eq!(value.decode().unwrap(), [0xfb, 0xff], "{text}");
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
        }
        assert_eq!(Base64::encode([0xfb, 0xff]).as_str(), "+/8=");
        assert!(Base64::default().decode().unwrap().is_empty());
    }

    #[test]
    fn what_is_no_base64_is_kept_too() {
        let value = Base64::from("no base64!");
        assert_eq!(value.to_string(), "no base64!");
        let error = value.decode().unwrap_err();
        assert!(error.to_string().contains("not valid base64"), "{error}");
    }
}
