use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use jiff::fmt::temporal::{Pieces, TimeZoneAnnotationKind};
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A point in time, in its original form.
///
/// Parses [RFC 3339] (`2023-01-05T06:42:31.532Z`, `…+01:00`) and [RFC 9557], which adds a zone in
/// brackets (`2023-01-05T06:42:31.532Z[GMT]`), down to nanoseconds, and common variants of servers:
/// a space for the `T`, ` UTC` for the `Z`, a date of [RFC 9110, section 5.6.7] (`Mon, 02 Jan 2006
/// 15:04:05 GMT`), and a time without offset, which is taken as UTC. A value in a response that is
/// none of these (`""`, `0000-00-00 00:00:00`) does not fail the response: it is kept unchanged,
/// and has no [`timestamp`](Self::timestamp).
///
/// `Display` and JSON keep the original form, so a received value is sent back unchanged.
/// Parameters and forms use RFC 3339, which `{:#}` writes: the brackets of RFC 9557 are omitted
/// there. Comparison and hashing use the point in time; values without one come first and are
/// compared as strings.
///
/// Servers write `9999-12-31T23:59:59Z` for "never ends". [`Timestamp::MAX`] is a day before that,
/// so that every point in time has a local time in every zone: later times count as
/// [`Timestamp::MAX`], and times before [`Timestamp::MIN`] as that, each in its original form.
///
/// [RFC 3339]: https://www.rfc-editor.org/rfc/rfc3339
/// [RFC 9557]: https://www.rfc-editor.org/rfc/rfc9557
/// [RFC 9110, section 5.6.7]: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
#[derive(Clone)]
pub struct DateTime {
    /// `None` only if there is a spelling.
    instant: Option<Timestamp>,
    /// Set only if it differs from the output of `Timestamp`.
    original: Option<Box<str>>,
}

/// The name under which serde receives a date-time, so that parameters can tell it from other
/// strings.
pub(crate) const DATE_TIME: &str = "$openapi_client_runtime::DateTime";

impl DateTime {
    /// The point in time; `None` if the server sent a value that is not a date-time.
    #[inline]
    pub fn timestamp(&self) -> Option<Timestamp> {
        self.instant
    }

    /// The received value, if it is not a date-time.
    fn unparsed(&self) -> Option<&str> {
        match self.instant {
            Some(_) => None,
            None => self.original.as_deref(),
        }
    }

    /// A value from a response: one that is not a date-time is kept.
    pub(crate) fn lossless(text: &str) -> Self {
        text.parse().unwrap_or_else(|_| Self {
            instant: None,
            original: Some(text.into()),
        })
    }
}

impl From<Timestamp> for DateTime {
    #[inline]
    fn from(instant: Timestamp) -> Self {
        Self {
            instant: Some(instant),
            original: None,
        }
    }
}

impl TryFrom<DateTime> for Timestamp {
    type Error = jiff::Error;

    /// # Errors
    ///
    /// If no parser accepts the value.
    fn try_from(value: DateTime) -> Result<Self, jiff::Error> {
        match value.instant {
            Some(instant) => Ok(instant),
            None => value.to_string().parse(),
        }
    }
}

impl FromStr for DateTime {
    type Err = jiff::Error;

    /// # Errors
    ///
    /// If the string is not a date-time.
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        let instant = match text.parse() {
            Ok(instant) if is_canonical(text) => return Ok(Self::from(instant)),
            Ok(instant) => instant,
            Err(error) => lenient(text).ok_or(error)?,
        };
        Ok(Self {
            instant: Some(instant),
            original: Some(text.into()),
        })
    }
}

/// Whether a valid date-time is in the form that `Timestamp` writes: a year of four digits, `T`, a
/// fraction only without trailing zeros, `Z`. Checking the bytes costs less than printing.
fn is_canonical(text: &str) -> bool {
    let [
        _,
        _,
        _,
        _,
        b'-',
        _,
        _,
        b'-',
        _,
        _,
        b'T',
        _,
        _,
        b':',
        _,
        _,
        b':',
        tens,
        _,
        rest @ ..,
        last,
        b'Z',
    ] = text.as_bytes()
    else {
        let bytes = text.as_bytes();
        return bytes.len() == 20 && bytes[10] == b'T' && bytes[19] == b'Z' && bytes[17] != b'6';
    };
    // A leap second parses as the second before it.
    *tens != b'6' && rest.first() == Some(&b'.') && last.is_ascii_digit() && *last != b'0'
}

/// The point in time of a string that is nearly a date-time, or the nearest one of a time out of
/// range.
fn lenient(text: &str) -> Option<Timestamp> {
    let zone = [" UTC", " GMT", " Z"].iter();
    let zoned = zone.filter_map(|zone| text.strip_suffix(zone)).next();
    let apart = || text.rfind(" +").or_else(|| text.rfind(" -"));
    let tidy = match (zoned, apart()) {
        (Some(civil), _) => Some(format!("{civil}Z")),
        (None, Some(at)) => Some(format!("{}{}", &text[..at], &text[at + 1..])),
        (None, None) => None,
    };
    let tidy = tidy.as_deref().unwrap_or(text);
    let Ok(pieces) = Pieces::parse(tidy) else {
        let parser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
        return parser.parse_timestamp(text).ok();
    };
    let civil = pieces.date().to_datetime(pieces.time()?);
    let offset = match (pieces.offset(), pieces.time_zone_annotation()) {
        (Some(offset), _) => offset.to_numeric_offset(),
        (None, None) => Offset::UTC,
        (None, Some(zone)) => match zone.kind() {
            TimeZoneAnnotationKind::Offset(offset) => *offset,
            TimeZoneAnnotationKind::Named(name) if is_utc(name.as_str()) => Offset::UTC,
            // Its offset at this time depends on a database.
            _ => return None,
        },
    };
    let beyond = if civil.year() < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    // Any other civil time and offset is within the limits.
    Some(offset.to_timestamp(civil).unwrap_or(beyond))
}

fn is_utc(zone: &str) -> bool {
    let names = ["UTC", "GMT", "Z", "Etc/UTC", "Etc/GMT"];
    names.iter().any(|name| name.eq_ignore_ascii_case(zone))
}

/// A date-time in RFC 3339 with its original offset: in UTC if that is not one of RFC 3339, or if
/// there is none.
fn rfc3339(instant: Timestamp, original: &str) -> String {
    let Ok(pieces) = Pieces::parse(original) else {
        return instant.to_string();
    };
    let offset = pieces
        .offset()
        .map_or(Offset::UTC, |it| it.to_numeric_offset());
    let (Some(time), 0) = (pieces.time(), offset.seconds() % 60) else {
        return instant.to_string();
    };
    let minutes = offset.seconds() / 60;
    let civil = pieces.date().to_datetime(time);
    match minutes {
        0 => format!("{civil}Z"),
        _ => {
            let sign = if minutes < 0 { '-' } else { '+' };
            let minutes = minutes.abs();
            format!("{civil}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    }
}

/// The original form; `{:#}` is RFC 3339 if the value is a date-time.
impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.original, self.instant) {
            (Some(text), Some(instant)) if f.alternate() => f.pad(&rfc3339(instant, text)),
            (Some(text), _) => f.pad(text),
            (None, Some(instant)) => fmt::Display::fmt(&instant, f),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unparsed() {
            Some(text) => fmt::Debug::fmt(text, f),
            None => write!(f, "{self}"),
        }
    }
}

impl PartialEq for DateTime {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
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
        let by_instant = self.instant.cmp(&other.instant);
        by_instant.then_with(|| self.unparsed().cmp(&other.unparsed()))
    }
}

impl Hash for DateTime {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.instant.hash(state);
        self.unparsed().hash(state);
    }
}

impl PartialEq<Timestamp> for DateTime {
    fn eq(&self, other: &Timestamp) -> bool {
        self.instant == Some(*other)
    }
}

impl PartialOrd<Timestamp> for DateTime {
    fn partial_cmp(&self, other: &Timestamp) -> Option<Ordering> {
        self.instant.map(|instant| instant.cmp(other))
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(DATE_TIME, &format_args!("{self}"))
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(StringVisitor)
    }
}

struct StringVisitor;

impl de::Visitor<'_> for StringVisitor {
    type Value = DateTime;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date-time such as 2023-01-05T06:42:31Z")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<DateTime, E> {
        Ok(DateTime::lossless(text))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Received strings, and their form in parameters.
    const SPELLINGS: [(&str, &str); 28] = [
        ("2023-01-05T06:42:31.532Z[GMT]", "2023-01-05T06:42:31.532Z"),
        ("2023-01-05T06:42:31.532Z", "2023-01-05T06:42:31.532Z"),
        ("2023-01-05T06:42:31Z", "2023-01-05T06:42:31Z"),
        (
            "2023-01-05T07:42:31.532+01:00",
            "2023-01-05T07:42:31.532+01:00",
        ),
        (
            "2023-01-05T07:42:31.532+01:00[Europe/Copenhagen]",
            "2023-01-05T07:42:31.532+01:00",
        ),
        ("2023-01-05T06:42:31.532000000Z", "2023-01-05T06:42:31.532Z"),
        (
            "2023-01-05T06:42:31.123456789Z[Etc/UTC]",
            "2023-01-05T06:42:31.123456789Z",
        ),
        ("2023-01-05T06:42:31.10Z", "2023-01-05T06:42:31.1Z"),
        ("2023-01-05 06:42:31Z", "2023-01-05T06:42:31Z"),
        ("2023-01-05T06:42:31.532", "2023-01-05T06:42:31.532Z"),
        ("2023-01-05 06:42:31", "2023-01-05T06:42:31Z"),
        ("2023-01-05t06:42:31z", "2023-01-05T06:42:31Z"),
        ("2023-01-05T06:42Z", "2023-01-05T06:42:00Z"),
        ("2023-01-05T06:42:31.532+0000", "2023-01-05T06:42:31.532Z"),
        ("2023-01-05T06:42:31,532Z", "2023-01-05T06:42:31.532Z"),
        ("2023-01-05 06:42:31 UTC", "2023-01-05T06:42:31Z"),
        ("2023-01-05 06:42:31 GMT", "2023-01-05T06:42:31Z"),
        ("2023-01-05 07:42:31 +0100", "2023-01-05T06:42:31Z"),
        ("2023-01-05T01:12:31 -05:30", "2023-01-05T06:42:31Z"),
        ("2023-01-05T01:12:31-05:30", "2023-01-05T01:12:31-05:30"),
        ("Mon, 02 Jan 2006 15:04:05 GMT", "2006-01-02T15:04:05Z"),
        ("Mon, 02 Jan 2006 15:04:05 +0100", "2006-01-02T14:04:05Z"),
        ("02 Jan 2006 15:04:05 GMT", "2006-01-02T15:04:05Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ("0001-01-01T00:00:00", "0001-01-01T00:00:00Z"),
        (
            "9999-12-31T23:59:59.9999999Z",
            "9999-12-31T23:59:59.9999999Z",
        ),
        ("9999-12-31T23:59:59", "9999-12-31T23:59:59Z"),
        (
            "-009999-01-01T00:00:00+23:00",
            "-009999-01-01T00:00:00+23:00",
        ),
    ];

    #[test]
    fn spellings_come_back_in_json_and_are_rfc_3339_in_parameters() {
        for (text, parameter) in SPELLINGS {
            let json = serde_json::to_string(text).unwrap();
            let value: DateTime = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(value.to_string(), text);
            assert!(value.timestamp().is_some(), "{text}");
            assert_eq!(format!("{value:#}"), parameter, "{text}");
            let read: DateTime = parameter.parse().unwrap();
            assert_eq!(read, value, "{text}");
        }
    }

    /// The bytes are checked instead of printing: both must agree.
    #[test]
    fn only_what_differs_from_the_canonical_spelling_is_kept() {
        for (text, _) in SPELLINGS {
            let value: DateTime = text.parse().unwrap();
            let printed = value.timestamp().unwrap().to_string();
            assert_eq!(value.original.is_some(), printed != text, "{text}");
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
        let instant = a.timestamp().unwrap();
        assert_eq!(instant.as_millisecond(), 1_672_900_951_532);
        assert_eq!(a, DateTime::from(instant));
        assert!(a <= instant && c > instant);
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
        assert!(first.timestamp() > Some(Timestamp::MIN));
    }

    #[test]
    fn what_is_no_instant_is_kept_as_it_came() {
        let known: DateTime = "0001-01-01T00:00:00Z".parse().unwrap();
        for text in [
            "",
            "2023-01-05",
            "2023-13-05T06:42:31Z",
            "10/8/2018 12:00:00 AM",
            "0000-00-00 00:00:00",
            "0000-00-00T00:00:00Z",
            "soon",
            " -",
            // Two hours from UTC on that day, by a database.
            "2023-07-05T06:42:31[Europe/Copenhagen]",
        ] {
            let json = serde_json::to_string(text).unwrap();
            let value: DateTime = serde_json::from_str(&json).unwrap();
            assert_eq!(value.timestamp(), None, "{text}");
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(
                (value.to_string(), format!("{value:#}")),
                (text.into(), text.into())
            );
            assert_eq!(format!("{value:?}"), format!("{text:?}"));
            assert_eq!(value, value.clone());
            assert!(value < known);
            assert!(Timestamp::try_from(value).is_err());
            assert!(text.parse::<DateTime>().is_err(), "{text}");
        }
        assert_ne!(DateTime::lossless("a"), DateTime::lossless("b"));
        for json in ["5", "null", "{}"] {
            let error = serde_json::from_str::<DateTime>(json).unwrap_err();
            assert!(
                error.to_string().contains("expected a date-time"),
                "{error}"
            );
        }
    }
}
