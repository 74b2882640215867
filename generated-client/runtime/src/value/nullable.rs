use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Date, DateTime, Uuid};

/// A property that may be absent, null or a value, each with its own meaning: in an update, absent
/// keeps the current value and null clears it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// Not sent.
    #[default]
    Absent,
    /// `null`.
    Null,
    /// A value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The same with a reference to the value.
    #[inline]
    pub fn as_ref(&self) -> Nullable<&T> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// The same with the value mapped by `change`.
    #[inline]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Nullable<U> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(change(value)),
        }
    }

    /// The value, if there is one.
    #[inline]
    pub fn as_option(&self) -> Option<&T> {
        self.as_ref().into_option()
    }

    /// The value itself, if there is one.
    #[inline]
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Whether it is not sent.
    #[inline]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether it is `null`.
    #[inline]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<T> From<T> for Nullable<T> {
    #[inline]
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` is null.
impl<T> From<Option<T>> for Nullable<T> {
    #[inline]
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

/// Types that convert into a plain value elsewhere also convert into one that may be null. Each
/// type has only one target here, so that `Nullable::from` needs no annotation.
macro_rules! from_others {
    ($($other:ty => $value:ty),+) => {$(
        impl From<$other> for Nullable<$value> {
            #[inline]
            fn from(other: $other) -> Self {
                Self::Value(other.into())
            }
        }
    )+};
}

from_others! {
    &str => String,
    uuid::Uuid => Uuid,
    jiff::Timestamp => DateTime,
    jiff::civil::Date => Date
}

/// On its own, where nothing can be omitted, absent is `null`.
impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_option().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn json() {
        for (json, expected) in [("null", Nullable::Null), ("5", Nullable::Value(5))] {
            let value: Nullable<i32> = serde_json::from_str(json).unwrap();
            assert_eq!(value, expected);
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
        }
        assert!(Nullable::<i32>::default().is_absent());
        assert!(Nullable::<i32>::from(None).is_null());
        assert_eq!(Nullable::from(5).as_option(), Some(&5));
        assert_eq!(Nullable::from(Some(5)).into_option(), Some(5));
        let text: Nullable<String> = "text".into();
        assert_eq!(text.into_option().as_deref(), Some("text"));
    }
}
