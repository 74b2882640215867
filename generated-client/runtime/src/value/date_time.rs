use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A point in time, with the spelling in which it came.
///
/// Reads [RFC 3339] (`2023-01-05T06:42:31.532Z`, `…+01:00`) and [RFC 9557], which adds a zone in
/// brackets (`2023-01-05T06:42:31.532Z[GMT]`), down to nanoseconds; a time without offset, which
/// neither allows and servers write all the same, is taken as UTC. It is a [`jiff::Timestamp`] by
/// `Deref`; comparing and hashing go by the point in time; text and JSON are the original spelling,
/// so a value that was read is sent back unchanged.
///
/// Servers write `9999-12-31T23:59:59Z` for "never ends". [`Timestamp::MAX`] lies a day before that,
/// so that every point in time has a local time in every zone: what is later counts as
/// [`Timestamp::MAX`], and what is earlier than [`Timestamp::MIN`] as that, each in its own spelling.
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
    /// When the text is no date-time.
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        // One careless time must not spoil a whole answer.
        let (instant, is_own) = match text.parse() {
            Ok(instant) => (instant, is_plain(text)),
            Err(error) => (careless(text).ok_or(error)?, false),
        };
        let spelling = (!is_own).then(|| text.into());
        Ok(Self { instant, spelling })
    }
}

/// Whether a date-time is spelled as [`Timestamp`] spells it: `2023-01-05T06:42:31.532Z`, without
/// zeros at the end of the fraction. Told by looking, because printing costs more than parsing.
fn is_plain(text: &str) -> bool {
    let Some((seconds, fraction)) = text
        .strip_suffix('Z')
        .and_then(|text| text.split_at_checked(19))
    else {
        return false;
    };
    let mut bytes = seconds.bytes().zip(*b"dddd-dd-ddTdd:dd:dd");
    let same = |(byte, shape): (u8, u8)| match shape {
        b'd' => byte.is_ascii_digit(),
        shape => byte == shape,
    };
    let fraction_is_plain = match fraction.strip_prefix('.') {
        Some(digits) => {
            !digits.ends_with('0')
                && !digits.is_empty()
                && digits.bytes().all(|it| it.is_ascii_digit())
        }
        None => fraction.is_empty(),
    };
    // A leap second is taken for the second before it.
    bytes.all(same) && fraction_is_plain && !seconds.ends_with("60")
}

/// The point in time of a text without an offset, or the nearest one of a text beyond all of them.
fn careless(text: &str) -> Option<Timestamp> {
    let pieces = Pieces::parse(text).ok()?;
    let civil = pieces.date().to_datetime(pieces.time()?);
    let offset = match pieces.offset() {
        Some(offset) => offset.to_numeric_offset(),
        None => Offset::UTC,
    };
    let beyond = if civil.year() < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    // Any other civil time and offset is within the limits.
    Some(offset.to_timestamp(civil).unwrap_or(beyond))
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
            "2023-01-05 06:42:31",
            "2023-01-05t06:42:31z",
            "2023-01-05T06:42:31.532+0000",
            "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:00",
            "9999-12-31T23:59:59.9999999Z",
            "9999-12-31T23:59:59",
            "-009999-01-01T00:00:00+23:00",
        ] {
            let json = serde_json::to_string(text).unwrap();
            let value: DateTime = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(value.to_string(), text);
        }
    }

    #[test]
    fn what_is_plain_is_what_a_timestamp_writes() {
        for text in [
            "2023-01-05T06:42:31.532Z",
            "2023-01-05T06:42:31Z",
            "2023-01-05T06:42:31.5Z",
            "2023-01-05T06:42:31.123456789Z",
            "2023-01-05T06:42:31.50Z",
            "2023-01-05T06:42:31.0Z",
            "2023-01-05T06:42:31.Z",
            "2023-01-05t06:42:31Z",
            "2023-01-05 06:42:31Z",
            "2023-01-05T06:42:31z",
            "2023-01-05T06:42:31,5Z",
            "2023-01-05T06:42Z",
            "2023-01-05T06:42:60Z",
            "2023-01-05T06:42:31+00:00",
            "2023-01-05T06:42:31Z[UTC]",
            "0000-01-01T00:00:00Z",
            "+002023-01-05T06:42:31Z",
        ] {
            if let Ok(instant) = text.parse::<Timestamp>() {
                assert_eq!(is_plain(text), instant.to_string() == text, "{text}");
            }
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
    fn what_is_beyond_the_limits_is_the_limit() {
        for (text, limit) in [
            ("9999-12-31T23:59:59.9999999Z", Timestamp::MAX),
            ("9999-12-31T23:59:59", Timestamp::MAX),
            ("-009999-01-01T00:00:00+23:00", Timestamp::MIN),
        ] {
            assert_eq!(text.parse::<DateTime>().unwrap(), limit, "{text}");
        }
        let last: DateTime = "9999-12-30T22:00:00.999999999Z".parse().unwrap();
        assert_eq!(last, Timestamp::MAX);
        let first: DateTime = "0001-01-01T00:00:00Z".parse().unwrap();
        assert!(first.timestamp() > Timestamp::MIN);
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for json in [
            "\"2023-01-05\"",
            "\"2023-13-05T06:42:31Z\"",
            "\"10/8/2018 12:00:00 AM\"",
            "\"\"",
            "5",
            "null",
        ] {
            let error = serde_json::from_str::<DateTime>(json).unwrap_err();
            assert!(
                error.to_string().contains("expected a date-time"),
                "{error}"
            );
        }
    }
}
