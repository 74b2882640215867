//! Bytes as strings in the other encodings of RFC 4648.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use data_encoding::{BASE32, BASE32_NOPAD, BASE32HEX, BASE32HEX_NOPAD, HEXUPPER};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Base64, Base64Error};

/// The string without line ends, spaces and padding, in uppercase.
fn bare(text: &str) -> String {
    let kept = |c: &char| !c.is_ascii_whitespace() && *c != '=';
    text.chars()
        .filter(kept)
        .collect::<String>()
        .to_ascii_uppercase()
}

fn error(name: &str, reason: impl fmt::Display) -> Base64Error {
    Base64Error::of(name, reason.to_string())
}

macro_rules! encodings {
    ($($(#[$about:meta])* $name:ident, $encode:expr, $decode:expr;)*) => {$(
        $(#[$about])*
        ///
        /// The original string is kept, so that a value is sent back unchanged in any variant; it
        /// is only decoded on request.
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The string of these bytes.
            pub fn encode(bytes: impl AsRef<[u8]>) -> Self {
                let encode: fn(&[u8]) -> String = $encode;
                Self(encode(bytes.as_ref()))
            }

            /// The bytes. Missing padding, line ends and letters of the other case are accepted
            /// where they have no meaning.
            ///
            /// # Errors
            ///
            /// If the string is not in this encoding.
            pub fn decode(&self) -> Result<Vec<u8>, Base64Error> {
                let decode: fn(&str) -> Result<Vec<u8>, Base64Error> = $decode;
                decode(&self.0)
            }

            /// The encoded string.
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        /// Accepts any string.
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        /// Accepts any string.
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self)
            }
        }
    )*};
}

encodings! {
    /// Bytes as a URL-safe base64 string ([RFC 4648, section 5]), with padding.
    ///
    /// [RFC 4648, section 5]: https://www.rfc-editor.org/rfc/rfc4648#section-5
    Base64Url,
    |bytes| URL_SAFE.encode(bytes),
    |text| Base64::from(text).decode();

    /// Bytes as a base32 string ([RFC 4648, section 6]), with padding.
    ///
    /// [RFC 4648, section 6]: https://www.rfc-editor.org/rfc/rfc4648#section-6
    Base32,
    |bytes| BASE32.encode(bytes),
    |text| {
        let decoded = BASE32_NOPAD.decode(bare(text).as_bytes());
        decoded.map_err(|reason| error("base32", reason))
    };

    /// Bytes as a base32 string in the extended hex alphabet ([RFC 4648, section 7]), with padding.
    ///
    /// [RFC 4648, section 7]: https://www.rfc-editor.org/rfc/rfc4648#section-7
    Base32Hex,
    |bytes| BASE32HEX.encode(bytes),
    |text| {
        let decoded = BASE32HEX_NOPAD.decode(bare(text).as_bytes());
        decoded.map_err(|reason| error("base32hex", reason))
    };

    /// Bytes as a base16 string ([RFC 4648, section 8]).
    ///
    /// [RFC 4648, section 8]: https://www.rfc-editor.org/rfc/rfc4648#section-8
    Base16,
    |bytes| HEXUPPER.encode(bytes),
    |text| {
        let decoded = HEXUPPER.decode(bare(text).as_bytes());
        decoded.map_err(|reason| error("base16", reason))
    };
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// The test vectors of RFC 4648, section 10, and other variants.
    #[test]
    fn vectors() {
        for (bytes, base32, base32_hex, base16) in [
            ("", "", "", ""),
            ("f", "MY======", "CO======", "66"),
            ("foob", "MZXW6YQ=", "CPNMUOG=", "666F6F62"),
            (
                "foobar",
                "MZXW6YTBOI======",
                "CPNMUOJ1E8======",
                "666F6F626172",
            ),
        ] {
            assert_eq!(Base32::encode(bytes).as_str(), base32);
            assert_eq!(Base32Hex::encode(bytes).as_str(), base32_hex);
            assert_eq!(Base16::encode(bytes).as_str(), base16);
            let bare = base32.trim_end_matches('=').to_lowercase();
            for text in [base32, &*bare] {
                assert_eq!(Base32::from(text).decode().unwrap(), bytes.as_bytes());
            }
            let bare = base32_hex.trim_end_matches('=').to_lowercase();
            for text in [base32_hex, &*bare] {
                assert_eq!(Base32Hex::from(text).decode().unwrap(), bytes.as_bytes());
            }
            let small = Base16::from(base16.to_lowercase());
            assert_eq!(small.decode().unwrap(), bytes.as_bytes());
        }
        assert_eq!(Base64Url::encode([0xfb, 0xff]).as_str(), "-_8=");
        for text in ["-_8", "-_8=", "+/8="] {
            assert_eq!(Base64Url::from(text).decode().unwrap(), [0xfb, 0xff]);
        }
        let error = Base32::from("1").decode().unwrap_err().to_string();
        assert!(
            error.starts_with("the value is not valid base32: "),
            "{error}"
        );
        assert!(Base16::from("6").decode().is_err());
        assert!(Base16::from("6g").decode().is_err());
    }
}
