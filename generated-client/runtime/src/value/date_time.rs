use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::str::FromStr;

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A point in time, with the spelling in which it came.
///
/// Reads [RFC 3339] (`2023-01-05T06:42:31.532Z`, `…+01:00`) and [RFC 9557], which adds a zone in
/// brackets (`2023-01-05T06:42:31.532Z[GMT]`), down to nanoseconds; a time without offset, which
/// neither allows and servers write all the same, is taken as UTC. It is a [`jiff::Timestamp`] by
/// `Deref`; comparing and hashing go by the point in time; text and JSON are the original spelling,
/// so a value that was read is sent back unchanged.
///
/// [RFC 3339]: https://www.rfc-editor.org/rfc/rfc3339
/// [RFC 9557]: https://www.rfc-editor.org/rfc/rfc9557
#[derive(Clone)]
pub struct DateTime {
    instant: Timestamp,
    /// Kept only where it is not what `Timestamp` itself would write.
    spelling: Option<Box<str>>,
}

impl DateTime {
    /// The point in time.
    #[inline]
    pub fn timestamp(&self) -> Timestamp {
        self.instant
    }
}

impl Deref for DateTime {
    type Target = Timestamp;

    #[inline]
    fn deref(&self) -> &Timestamp {
        &self.instant
    }
}

impl From<Timestamp> for DateTime {
    #[inline]
    fn from(instant: Timestamp) -> Self {
        Self {
            instant,
            spelling: None,
        }
    }
}

impl From<DateTime> for Timestamp {
    #[inline]
    fn from(value: DateTime) -> Self {
        value.instant
    }
}

impl FromStr for DateTime {
    type Err = jiff::Error;

    /// # Errors
    ///
    /// When the text is no date-time, or lies outside the years -9999 to 9999.
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        let instant = text.parse::<Timestamp>().or_else(|error| {
            // One careless time must not spoil a whole answer.
            match text.parse::<civil::DateTime>() {
                Ok(civil) if text.contains(['T', 't', ' ']) => TimeZone::UTC.to_timestamp(civil),
                _ => Err(error),
            }
        })?;
        let spelling = (instant.to_string() != text).then(|| text.into());
        Ok(Self { instant, spelling })
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.spelling {
            Some(text) => f.pad(text),
            None => fmt::Display::fmt(&self.instant, f),
        }
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for DateTime {
    fn eq(&self, other: &Self) -> bool {
        self.instant == other.instant
    }
}

impl Eq for DateTime {}

impl PartialOrd for DateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        self.instant.cmp(&other.instant)
    }
}

impl Hash for DateTime {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.instant.hash(state);
    }
}

impl PartialEq<Timestamp> for DateTime {
    fn eq(&self, other: &Timestamp) -> bool {
        self.instant == *other
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.spelling {
            Some(text) => serializer.serialize_str(text),
            None => serializer.collect_str(&self.instant),
        }
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Spelling)
    }
}

struct Spelling;

impl de::Visitor<'_> for Spelling {
    type Value = DateTime;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date-time such as 2023-01-05T06:42:31Z")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<DateTime, E> {
        text.parse()
            .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn spellings_round_trip() {
        for text in [
            "2023-01-05T06:42:31.532Z[GMT]",
            "2023-01-05T06:42:31.532Z",
            "2023-01-05T06:42:31Z",
            "2023-01-05T07:42:31.532+01:00",
            "2023-01-05T07:42:31.532+01:00[Europe/Copenhagen]",
            "2023-01-05T06:42:31.532000000Z",
            "2023-01-05T06:42:31.123456789Z[Etc/UTC]",
            "2023-01-05T06:42:31.10Z",
            "2023-01-05 06:42:31Z",
            "2023-01-05T06:42:31.532",
        ] {
            let json = serde_json::to_string(text).unwrap();
            let value: DateTime = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(value.to_string(), text);
        }
    }

    #[test]
    fn equal_by_instant() {
        let a: DateTime = "2023-01-05T06:42:31.532Z[GMT]".parse().unwrap();
        let b: DateTime = "2023-01-05T07:42:31.532+01:00".parse().unwrap();
        let c: DateTime = "2023-01-05T06:42:31.532123456Z".parse().unwrap();
        let without_offset: DateTime = "2023-01-05T06:42:31.532".parse().unwrap();
        assert_eq!(a, b);
        assert_eq!(a, without_offset);
        assert!(a < c);
        assert_eq!(a.as_millisecond(), 1_672_900_951_532);
        assert_eq!(a, DateTime::from(a.timestamp()));
        let set = std::collections::HashSet::from([a, b, c]);
        assert_eq!(set.len(), 2);
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for json in ["\"2023-01-05\"", "\"\"", "5", "null"] {
            let error = serde_json::from_str::<DateTime>(json).unwrap_err();
            assert!(
                error.to_string().contains("expected a date-time"),
                "{error}"
            );
        }
    }
}
