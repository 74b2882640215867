use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

/// The text of an enum value that this client does not know.
///
/// It is opaque on purpose: code that matches it by its text keeps working when a later version of
/// the client knows the value. Compare the text of the whole enum instead.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    #[doc(hidden)]
    pub fn new(text: String) -> Self {
        Self(text.into())
    }

    /// The value as the server spells it.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl AsRef<str> for UnknownValue {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Serialize for UnknownValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// The number of an enum value that this client does not know; opaque for the same reason as
/// [`UnknownValue`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownInteger(i64);

impl UnknownInteger {
    #[doc(hidden)]
    pub fn new(number: i64) -> Self {
        Self(number)
    }

    /// The value as the server sends it.
    #[inline]
    pub fn as_i64(self) -> i64 {
        self.0
    }
}

impl fmt::Display for UnknownInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for UnknownInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// A union variant that this client does not know: the JSON as it came, which is sent back
/// unchanged.
#[derive(Clone)]
pub struct UnknownVariant(Box<Variant>);

#[derive(Clone)]
struct Variant {
    /// The property that names the variant, where the union has one.
    tag: Option<&'static str>,
    value: Value,
}

impl UnknownVariant {
    #[doc(hidden)]
    pub fn new(tag: &'static str, value: Value) -> Self {
        Self(Box::new(Variant {
            tag: Some(tag),
            value,
        }))
    }

    /// What the variant calls itself; `None` where the union has no tag or the value lacks it.
    pub fn tag(&self) -> Option<&str> {
        self.0.value.get(self.0.tag?)?.as_str()
    }

    /// The JSON as it came, the tag included.
    pub fn value(&self) -> &Value {
        &self.0.value
    }

    /// The JSON by value.
    pub fn into_value(self) -> Value {
        self.0.value
    }
}

impl From<Value> for UnknownVariant {
    fn from(value: Value) -> Self {
        Self(Box::new(Variant { tag: None, value }))
    }
}

impl PartialEq for UnknownVariant {
    fn eq(&self, other: &Self) -> bool {
        self.0.value == other.0.value
    }
}

impl fmt::Debug for UnknownVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0.value, f)
    }
}

impl Serialize for UnknownVariant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.value.serialize(serializer)
    }
}
