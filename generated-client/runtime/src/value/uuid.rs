use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A UUID ([RFC 9562]), in its original form.
///
/// Parses every form that [`uuid::Uuid`] parses: with and without hyphens, in braces, and as
/// `urn:uuid:`, in upper, lower and mixed case. `Display` and JSON keep the original form, so a
/// received value is sent back unchanged; comparison and hashing use the value. It dereferences to
/// a [`uuid::Uuid`], and calls accept either type. Unlike a string, it is `Copy`: the form takes
/// eight bytes.
///
/// ```
/// use openapi_client_runtime::{Uuid, uuid};
///
/// let id: Uuid = "{1C6FBB06-9A5E-4b7c-8F4E-7F6A1D2C3B4A}".parse()?;
/// assert_eq!(id.to_string(), "{1C6FBB06-9A5E-4b7c-8F4E-7F6A1D2C3B4A}");
/// assert_eq!(id, uuid::Uuid::from_u128(0x1c6fbb06_9a5e_4b7c_8f4e_7f6a1d2c3b4a));
/// # Ok::<(), uuid::Error>(())
/// ```
///
/// [RFC 9562]: https://www.rfc-editor.org/rfc/rfc9562
#[derive(Clone, Copy, Default)]
pub struct Uuid {
    value: uuid::Uuid,
    /// The uppercase digits as bits, the first digit in the lowest bit.
    upper: u32,
    form: Form,
}

/// The characters around and between the digits.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Hyphenated,
    Simple,
    Braced,
    BracedSimple,
    Urn,
}

impl Form {
    const ALL: [Self; 5] = [
        Self::Hyphenated,
        Self::Simple,
        Self::Braced,
        Self::BracedSimple,
        Self::Urn,
    ];

    fn frame(self) -> (&'static str, bool, &'static str) {
        match self {
            Self::Hyphenated => ("", true, ""),
            Self::Simple => ("", false, ""),
            Self::Braced => ("{", true, "}"),
            Self::BracedSimple => ("{", false, "}"),
            Self::Urn => ("urn:uuid:", true, ""),
        }
    }

    fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| {
            let (before, hyphens, after) = form.frame();
            let digits = text
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after));
            digits.is_some_and(|digits| digits.len() == if hyphens { 36 } else { 32 })
        })
    }
}

impl Uuid {
    /// The value whose bits are all 0.
    #[must_use]
    pub const fn nil() -> Self {
        Self::from_u128(0)
    }

    /// The value with these bits.
    #[must_use]
    pub const fn from_u128(bits: u128) -> Self {
        Self {
            value: uuid::Uuid::from_u128(bits),
            upper: 0,
            form: Form::Hyphenated,
        }
    }
}

impl Uuid {
    /// Parses a string; the same as [`FromStr`].
    ///
    /// # Errors
    ///
    /// If the string is not a UUID.
    pub fn parse_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse()
    }
}

impl Deref for Uuid {
    type Target = uuid::Uuid;

    #[inline]
    fn deref(&self) -> &uuid::Uuid {
        &self.value
    }
}

impl From<uuid::Uuid> for Uuid {
    #[inline]
    fn from(value: uuid::Uuid) -> Self {
        Self {
            value,
            ..Self::nil()
        }
    }
}

impl From<Uuid> for uuid::Uuid {
    #[inline]
    fn from(id: Uuid) -> Self {
        id.value
    }
}

impl FromStr for Uuid {
    type Err = uuid::Error;

    /// # Errors
    ///
    /// If the string is not a UUID.
    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        let value = uuid::Uuid::parse_str(text)?;
        let form = Form::of(text).unwrap_or_default();
        let digits = text.strip_prefix("urn:uuid:").unwrap_or(text).bytes();
        let mut upper = 0;
        // All bytes are looked at, several at once; nearly all ids have none.
        if digits
            .clone()
            .fold(false, |any, byte| any | byte.is_ascii_uppercase())
        {
            for (index, digit) in digits.filter(u8::is_ascii_hexdigit).enumerate() {
                upper |= u32::from(digit.is_ascii_uppercase()) << index;
            }
        }
        Ok(Self { value, upper, form })
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut buffer = uuid::Uuid::encode_buffer();
        if self.upper == 0 && self.form == Form::Hyphenated {
            return f.pad(self.value.hyphenated().encode_lower(&mut buffer));
        }
        let (before, hyphens, after) = self.form.frame();
        let mut text = String::with_capacity(before.len() + 36 + after.len());
        text.push_str(before);
        let digits = self.value.simple().encode_lower(&mut buffer).chars();
        for (index, digit) in digits.enumerate() {
            if hyphens && matches!(index, 8 | 12 | 16 | 20) {
                text.push('-');
            }
            text.push(match self.upper >> index & 1 {
                1 => digit.to_ascii_uppercase(),
                _ => digit,
            });
        }
        text.push_str(after);
        f.pad(&text)
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Uuid {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Uuid {}

impl PartialEq<uuid::Uuid> for Uuid {
    #[inline]
    fn eq(&self, other: &uuid::Uuid) -> bool {
        self.value == *other
    }
}

impl PartialOrd for Uuid {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Uuid {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl Hash for Uuid {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl Serialize for Uuid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Uuid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(StringVisitor)
    }
}

struct StringVisitor;

impl de::Visitor<'_> for StringVisitor {
    type Value = Uuid;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a UUID")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Uuid, E> {
        text.parse()
            .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_spelling_comes_back_and_none_matters() {
        let value = Uuid::from_u128(0x1c6f_bb06_9a5e_4b7c_8f4e_7f6a_1d2c_3b4a);
        for text in [
            "1c6fbb06-9a5e-4b7c-8f4e-7f6a1d2c3b4a",
            "1C6FBB06-9A5E-4B7C-8F4E-7F6A1D2C3B4A",
            "1c6fbb069a5e4b7c8f4e7f6a1d2c3b4a",
            "1C6FBB069A5E4B7C8F4E7F6A1D2C3B4A",
            "{1c6fbb06-9a5e-4b7c-8f4e-7f6a1d2c3b4a}",
            "{1C6FBB06-9a5e-4b7c-8f4e-7f6a1d2c3b4A}",
            "urn:uuid:1c6fbb06-9a5e-4b7c-8f4e-7F6A1d2c3b4a",
        ] {
            let json = serde_json::to_string(text).unwrap();
            let read: Uuid = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
            assert_eq!(read, value);
            assert_eq!(format!("{read:>46}"), format!("{text:>46}"));
        }
        assert_eq!(uuid::Uuid::from(value).as_u128(), value.as_u128());
        assert_eq!(size_of::<Uuid>(), 24);
        for text in ["", "1c6fbb06", "g", "{1c6fbb06-9a5e-4b7c-8f4e-7f6a1d2c3b4a"] {
            assert!(text.parse::<Uuid>().is_err(), "{text}");
        }
    }
}
