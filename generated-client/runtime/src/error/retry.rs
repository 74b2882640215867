//! When to retry.

use std::time::Duration;

use http::{HeaderMap, HeaderName, header};
use jiff::civil::DateTime;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The longest wait that is returned: a year. A server's value can overflow a clock.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// `retry-after-ms` in milliseconds, or `Retry-After` as seconds, also with a fraction, or as a
/// date ([RFC 9110, section 10.2.3]). A date counts from the response's own `Date`, so that a wrong
/// local clock does not matter; a past date is zero.
/// clock does not matter; one that is past is zero.
///
/// [RFC 9110, section 10.2.3]: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| Some(headers.get(name)?.to_str().ok()?.trim());
    let milliseconds = text(HeaderName::from_static("retry-after-ms"));
    if let Some(wait) = milliseconds.and_then(|text| number(text, 1000.0)) {
        return Some(wait);
    }
    let after = text(header::RETRY_AFTER)?;
    if let Some(wait) = number(after, 1.0) {
        return Some(wait);
    }
    let now = text(header::DATE).and_then(|text| http_date(text, Timestamp::now()));
    let now = now.unwrap_or_else(Timestamp::now);
    let until = http_date(after, now)?;
    let wait = Duration::try_from(until.duration_since(now)).unwrap_or(Duration::ZERO);
    Some(wait.min(LONGEST))
}

/// Digits, with or without a fraction: no sign, no exponent, no name such as `inf`.
fn number(text: &str, per_second: f64) -> Option<Duration> {
    let is_number = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !is_number || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let seconds = text.parse::<f64>().ok()? / per_second;
    Some(Duration::try_from_secs_f64(seconds).map_or(LONGEST, |wait| wait.min(LONGEST)))
}

/// A date in one of the three forms of [RFC 9110, section 5.6.7]. The day of the week is ignored:
/// it adds nothing to the date.
///
/// [RFC 9110, section 5.6.7]: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
fn http_date(text: &str, now: Timestamp) -> Option<Timestamp> {
    let date = match text.split_once(',') {
        Some((_, rest)) if rest.contains('-') => {
            two_digit_year(parsed("%d-%b-%y %H:%M:%S GMT", rest)?, now)?
        }
        Some((_, rest)) => parsed("%d %b %Y %H:%M:%S GMT", rest)?,
        None => parsed("%b %e %H:%M:%S %Y", text.split_once(' ')?.1)?,
    };
    // The last hours of the year 9999 exceed the range of a timestamp.
    let zoned = date.to_zoned(TimeZone::UTC);
    Some(zoned.map_or(Timestamp::MAX, |zoned| zoned.timestamp()))
}

fn parsed(format: &str, text: &str) -> Option<DateTime> {
    let broken_down = BrokenDownTime::parse(format, text.trim()).ok()?;
    broken_down.to_datetime().ok()
}

/// RFC 9110, section 5.6.7: a year that seems to be more than 50 years ahead is the last one in the
/// past with these digits.
fn two_digit_year(date: DateTime, now: Timestamp) -> Option<DateTime> {
    let now = now.to_zoned(TimeZone::UTC).datetime();
    let year = now.year() - now.year() % 100 + date.year() % 100;
    let date = date.with().year(year).build().ok()?;
    if date > now.checked_add(50.years()).ok()? {
        return date.checked_sub(100.years()).ok();
    }
    Some(date)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn dates() {
        let now: Timestamp = "2026-11-27T00:00:00Z".parse().unwrap();
        for (text, expected) in [
            (
                "Sun, 06 Nov 1994 08:49:37 GMT",
                Some("1994-11-06T08:49:37Z"),
            ),
            (
                "Sunday, 06-Nov-94 08:49:37 GMT",
                Some("1994-11-06T08:49:37Z"),
            ),
            ("Sun Nov  6 08:49:37 1994", Some("1994-11-06T08:49:37Z")),
            ("Sun Nov 16 08:49:37 1994", Some("1994-11-16T08:49:37Z")),
            (
                "Friday, 27-Nov-76 00:00:00 GMT",
                Some("2076-11-27T00:00:00Z"),
            ),
            (
                "Friday, 28-Nov-76 00:00:00 GMT",
                Some("1976-11-28T00:00:00Z"),
            ),
            (
                "Monday, 29-Feb-28 00:00:00 GMT",
                Some("2028-02-29T00:00:00Z"),
            ),
            ("Sun, 06 Nov 1994 08:49:37 CET", None),
            ("Sun, 36 Nov 1994 08:49:37 GMT", None),
            ("soon", None),
            ("", None),
        ] {
            let expected = expected.map(|text| text.parse::<Timestamp>().unwrap());
            assert_eq!(http_date(text, now), expected, "{text}");
        }
    }
}
