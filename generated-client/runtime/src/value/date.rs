use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use jiff::civil;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A date without time and zone ([RFC 3339], `full-date`), in its original form.
///
/// A date-time is accepted as its date. A value in a response that is not a date (`""`,
/// `0000-00-00`) does not fail the response: it is kept unchanged, and has no [`date`](Self::date).
/// `Display` and JSON keep the original form; parameters and forms use `2023-01-05`, which `{:#}`
/// writes. Comparison and hashing use the date; values without one come first and are compared as
/// strings.
///
/// ```
/// use openapi_client_runtime::{Date, jiff::civil};
///
/// let date: Date = "2023-01-05".parse()?;
/// assert_eq!(date, civil::date(2023, 1, 5));
/// # Ok::<(), openapi_client_runtime::jiff::Error>(())
/// ```
///
/// [RFC 3339]: https://www.rfc-editor.org/rfc/rfc3339#section-5.6
#[derive(Clone)]
pub struct Date {
    /// `None` only if there is a spelling.
    date: Option<civil::Date>,
    /// Set only if it differs from the output of `civil::Date`.
    original: Option<Box<str>>,
}

/// The name under which serde receives a date, so that parameters can tell it from other strings.
pub(crate) const DATE: &str = "$openapi_client_runtime::Date";

impl Date {
    /// The date; `None` if the server sent a value that is not a date.
    #[inline]
    pub fn date(&self) -> Option<civil::Date> {
        self.date
    }

    /// The received value, if it is not a date.
    fn unparsed(&self) -> Option<&str> {
        match self.date {
            Some(_) => None,
            None => self.original.as_deref(),
        }
    }

    /// A value from a response: one that is not a date is kept.
    pub(crate) fn lossless(text: &str) -> Self {
        text.parse().unwrap_or_else(|_| Self {
            date: None,
            original: Some(text.into()),
        })
    }
}

impl From<civil::Date> for Date {
    #[inline]
    fn from(date: civil::Date) -> Self {
        Self {
            date: Some(date),
            original: None,
        }
    }
}

impl TryFrom<Date> for civil::Date {
    type Error = jiff::Error;

    /// # Errors
    ///
    /// If no parser accepts the value.
    fn try_from(value: Date) -> Result<Self, jiff::Error> {
        match value.date {
            Some(date) => Ok(date),
            None => value.to_string().parse(),
        }
    }
}

impl FromStr for Date {
    type Err = jiff::Error;

    /// # Errors
    ///
    /// If the string is not a date.
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        let date = jiff::fmt::temporal::Pieces::parse(text)?.date();
        let is_canonical = matches!(
            text.as_bytes(),
            [_, _, _, _, b'-', _, _, b'-', _, last] if last.is_ascii_digit()
        );
        Ok(Self {
            date: Some(date),
            original: (!is_canonical).then(|| text.into()),
        })
    }
}

/// The original form; `{:#}` is the date alone if the value is a date.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.original, self.date) {
            (Some(text), None) => f.pad(text),
            (Some(text), _) if !f.alternate() => f.pad(text),
            (_, Some(date)) => write!(f, "{date}"),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unparsed() {
            Some(text) => fmt::Debug::fmt(text, f),
            None => write!(f, "{self}"),
        }
    }
}

impl PartialEq for Date {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Date {}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Date {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_date = self.date.cmp(&other.date);
        by_date.then_with(|| self.unparsed().cmp(&other.unparsed()))
    }
}

impl Hash for Date {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.date.hash(state);
        self.unparsed().hash(state);
    }
}

impl PartialEq<civil::Date> for Date {
    fn eq(&self, other: &civil::Date) -> bool {
        self.date == Some(*other)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(DATE, &format_args!("{self}"))
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(StringVisitor)
    }
}

struct StringVisitor;

impl de::Visitor<'_> for StringVisitor {
    type Value = Date;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date such as 2023-01-05")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Date, E> {
        Ok(Date::lossless(text))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn spellings_come_back_in_json_and_are_dates_in_parameters() {
        for (text, parameter) in [
            ("2023-01-05", Some("2023-01-05")),
            ("20230105", Some("2023-01-05")),
            ("2023-01-05T00:00:00Z", Some("2023-01-05")),
            ("2023-01-05 00:00:00", Some("2023-01-05")),
            ("0001-01-01", Some("0001-01-01")),
            ("0000-00-00", None),
            ("2023-02-30", None),
            ("05.01.2023", None),
            ("", None),
        ] {
            let json = serde_json::to_string(text).unwrap();
            let value: Date = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(value.to_string(), text);
            assert_eq!(format!("{value:#}"), parameter.unwrap_or(text));
            assert_eq!(
                value.date().map(|date| date.to_string()).as_deref(),
                parameter
            );
            assert_eq!(text.parse::<Date>().ok(), value.date().map(Date::from));
            assert_eq!(civil::Date::try_from(value).is_ok(), parameter.is_some());
        }
    }

    #[test]
    fn equal_by_date() {
        let [a, b]: [Date; 2] = ["2023-01-05", "20230105"].map(|text| text.parse().unwrap());
        assert_eq!(a, b);
        assert!(Date::lossless("0000-00-00") < a);
        assert_ne!(Date::lossless(""), Date::lossless("-"));
        assert!(serde_json::from_str::<Date>("5").is_err());
    }
}
