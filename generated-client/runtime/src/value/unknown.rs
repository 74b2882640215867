use std::fmt;
use std::hash::{Hash, Hasher};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::Json;
use crate::json::scope::note_unknown;
use crate::json::{PERSONAL, Personal, is_redacted};

/// An enum value, a string, that this client does not know.
///
/// It is opaque on purpose: code that matches it by its string would stop working when a later
/// version of the client knows the value. Compare `as_str()` of the whole enum instead.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    #[doc(hidden)]
    #[track_caller]
    pub fn new(text: &str) -> Self {
        note_unknown();
        Self(text.into())
    }

    /// The value as the server sends it.
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

/// An enum value, an integer, that this client does not know; opaque for the same reason as
/// [`UnknownValue`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownInteger(i64);

impl UnknownInteger {
    #[doc(hidden)]
    #[track_caller]
    pub fn new(number: i64) -> Self {
        note_unknown();
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

/// A union variant that this client does not know: the original JSON, which is sent back unchanged.
/// `Debug` shows only the tag: the value may be personal.
#[derive(Clone)]
pub struct UnknownVariant(Box<Variant>);

#[derive(Clone)]
struct Variant {
    tag: Option<Box<str>>,
    value: Json,
}

impl UnknownVariant {
    /// `tag` is the variant's name in the value.
    pub(crate) fn new(tag: Option<&str>, value: Json) -> Self {
        let tag = tag.map(Box::from);
        Self(Box::new(Variant { tag, value }))
    }

    /// The variant's tag; `None` if the union has no tag or the value lacks it.
    pub fn tag(&self) -> Option<&str> {
        self.0.tag.as_deref()
    }

    /// The original JSON, the tag included.
    pub fn value(&self) -> &Json {
        &self.0.value
    }

    /// The JSON by value.
    pub fn into_value(self) -> Json {
        self.0.value
    }
}

impl<T: Into<Json>> From<T> for UnknownVariant {
    fn from(value: T) -> Self {
        Self::new(None, value.into())
    }
}

impl PartialEq for UnknownVariant {
    fn eq(&self, other: &Self) -> bool {
        self.0.value == other.0.value
    }
}

impl Eq for UnknownVariant {}

impl Hash for UnknownVariant {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.value.hash(state);
    }
}

impl fmt::Debug for UnknownVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_tuple("UnknownVariant");
        if let Some(tag) = self.tag() {
            shown.field(&tag);
        }
        shown.field(&Personal(&self.0.value)).finish()
    }
}

impl Serialize for UnknownVariant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if is_redacted() {
            let mut shown = serializer.serialize_map(Some(1))?;
            shown.serialize_entry(self.tag().unwrap_or("unknown variant"), PERSONAL)?;
            return shown.end();
        }
        self.0.value.serialize(serializer)
    }
}
