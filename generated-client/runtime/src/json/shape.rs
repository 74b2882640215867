//! The shapes of a union's variants, as static data of generated code.
//!
//! A shape is a rough copy of a schema: enough to tell variants apart, and no more. `judge` checks
//! values against it, once for all unions.

use serde::ser::{Serialize, Serializer};

use super::captured::{Captured, Kind};

/// How the variants of a union are told apart.
#[derive(Clone, Copy, Debug)]
pub struct Variants {
    /// The property that names the variant, if there is one.
    pub tag: Option<Tag>,
    /// The shape of each variant, by its index; empty if the tag alone decides.
    pub shapes: &'static [Shape],
}

/// The property that names the variant of an object.
#[derive(Clone, Copy, Debug)]
pub struct Tag {
    /// Its name, after the names of the objects that contain it.
    pub path: &'static [&'static str],
    /// Its values, each with the index of a variant. Of several variants with one value the shapes
    /// decide.
    pub values: &'static [(Constant, usize)],
    /// The variant of an absent or unknown value (`defaultMapping` of OpenAPI 3.2).
    pub default: Option<usize>,
}

/// A value that a schema lists. Numbers are equal if their mathematical values are (JSON Schema
/// 2020-12, section 4.2.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Constant {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// A string.
    Text(&'static str),
}

impl Constant {
    /// Whether a value equals this one.
    pub(super) fn is(self, value: &Captured<'_>) -> bool {
        match self {
            Self::Null => value.kind() == Kind::Null,
            Self::Boolean(flag) => value.as_bool() == Some(flag),
            Self::Integer(number) => value.as_integer() == Some(number.into()),
            Self::Number(number) => {
                let text = value.as_number();
                text.and_then(|text| text.parse::<f64>().ok()) == Some(number)
            }
            Self::Text(text) => value.as_str().as_deref() == Some(text),
        }
    }

    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Null => Kind::Null,
            Self::Boolean(_) => Kind::Boolean,
            Self::Integer(_) | Self::Number(_) => Kind::Number,
            Self::Text(_) => Kind::String,
        }
    }
}

impl Serialize for Constant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Null => serializer.serialize_unit(),
            Self::Boolean(flag) => serializer.serialize_bool(flag),
            Self::Integer(number) => serializer.serialize_i64(number),
            Self::Number(number) => serializer.serialize_f64(number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl From<bool> for Constant {
    #[inline]
    fn from(flag: bool) -> Self {
        Self::Boolean(flag)
    }
}

impl From<i64> for Constant {
    #[inline]
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<f64> for Constant {
    #[inline]
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<&'static str> for Constant {
    #[inline]
    fn from(text: &'static str) -> Self {
        Self::Text(text)
    }
}

/// The form of a schema's values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// Any JSON.
    Any,
    /// `null`, or the inner shape.
    OrNull(&'static Shape),
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction: `5`, `5.0`, `5e0`.
    Integer,
    /// A number.
    Number,
    /// A string of any format.
    Text,
    /// A string of a format that not every string has.
    Formatted(Format),
    /// One of these. Another value of the same type is a lenient fit: a newer server may know more
    /// values.
    Listed(&'static [Constant]),
    /// One of these, and never another value, since it tells the variants apart.
    Only(&'static [Constant]),
    /// An array of such items.
    Array(&'static Shape),
    /// An array of exactly these items.
    Tuple(&'static [Shape]),
    /// An object whose properties all have such values.
    Map(&'static Shape),
    /// An object with these properties, sorted by name, and any others.
    Object(&'static [Property]),
    /// An object with these properties, sorted by name, and no others.
    Closed(&'static [Property]),
    /// One of these.
    Either(&'static [Shape]),
}

/// A property of an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Property {
    /// It is required.
    Required(&'static str, Shape),
    /// It may be absent.
    Optional(&'static str, Shape),
    /// It is never present.
    Forbidden(&'static str),
}

impl Property {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Required(name, _) | Self::Optional(name, _) | Self::Forbidden(name) => name,
        }
    }
}

/// A format of strings. Only certain mismatches count: a string that might match the format does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 3339 `full-date`.
    Date,
    /// RFC 3339 `date-time`.
    DateTime,
    /// RFC 3339 `full-time`.
    Time,
    /// RFC 4122.
    Uuid,
    /// RFC 2673, section 3.2.
    Ipv4,
    /// RFC 4291, section 2.2.
    Ipv6,
    /// RFC 3986, with a scheme.
    Uri,
    /// RFC 5321, section 4.1.2.
    Email,
}

impl Format {
    /// Whether a string may be of the format.
    pub(super) fn permits(self, text: &str) -> bool {
        match self {
            Self::Date => text.len() == 10 && starts_with_date(text),
            Self::DateTime => {
                let rest = text.as_bytes().get(10);
                starts_with_date(text) && matches!(rest, Some(b'T' | b't' | b' ' | b'_'))
            }
            Self::Time => {
                matches!(text.as_bytes(), [a, b, b':', c, d, ..] if [a, b, c, d].iter().all(|it| it.is_ascii_digit()))
            }
            Self::Uuid => is_uuid(text),
            Self::Ipv4 => text.parse::<std::net::Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
            Self::Uri => has_scheme(text),
            Self::Email => {
                let parts = text.rsplit_once('@');
                parts.is_some_and(|(local, host)| !local.is_empty() && !host.is_empty())
            }
        }
    }
}

fn starts_with_date(text: &str) -> bool {
    let text = text.as_bytes();
    text.len() >= 10
        && text.iter().take(10).enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// In any form: with or without hyphens, in braces, as a URN.
fn is_uuid(text: &str) -> bool {
    let text = text.strip_prefix("urn:uuid:").unwrap_or(text);
    let text = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'))
        .unwrap_or(text);
    match text.len() {
        32 => text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        36 => text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        }),
        _ => false,
    }
}

fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    }) && !text.contains(char::is_whitespace)
}
