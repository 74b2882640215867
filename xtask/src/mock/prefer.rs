//! The preferences of a request: `Prefer` (RFC 7240), with those of Prism and some of our own.

use std::time::Duration;

use crate::exchange::Headers;

/// The maximum delay that a request can ask for.
const LONGEST: Duration = Duration::from_secs(60);

/// The fault of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The connection is closed before the response.
    Close,
    /// The connection is closed in the middle of the body.
    Truncate,
    /// The body is invalid for its media type.
    Garbage,
    /// The body stops in the middle, and the connection stays open.
    Stall,
}

impl Fault {
    pub(super) const ALL: [Self; 4] = [Self::Close, Self::Truncate, Self::Garbage, Self::Stall];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::Truncate => "truncate",
            Self::Garbage => "garbage",
            Self::Stall => "stall",
        }
    }
}

/// The preferences of a request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Prefer {
    /// The status of the response.
    pub(super) code: Option<u16>,
    /// The name of the example.
    pub(super) example: Option<String>,
    /// Whether a value is made even if there is an example.
    pub(super) dynamic: Option<bool>,
    /// The delay of the response.
    pub(super) delay: Option<Duration>,
    /// The fault of the response.
    pub(super) fault: Option<Fault>,
}

impl Prefer {
    /// Parses the preferences. Unknown ones are ignored (RFC 7240, section 2).
    ///
    /// # Errors
    ///
    /// If one of ours has an invalid value; with its name.
    pub(super) fn of(headers: &Headers) -> Result<Self, String> {
        let mut found = Self::default();
        for preference in headers
            .all("prefer")
            .flat_map(|header| header.split([',', ';']))
        {
            let (name, value) = preference.split_once('=').unwrap_or((preference, ""));
            let (name, value) = (
                name.trim().to_ascii_lowercase(),
                value.trim().trim_matches('"'),
            );
            let wrong = |wanted: &str| format!("`Prefer: {name}=…` expects {wanted}");
            match name.as_str() {
                "code" => {
                    let code = value.parse().ok().filter(|code| (200..=599).contains(code));
                    found.code = Some(code.ok_or_else(|| wrong("a status from 200 to 599"))?);
                }
                "example" => found.example = Some(value.to_owned()),
                "dynamic" => {
                    let dynamic = value.parse().map_err(|_| wrong("`true` or `false`"))?;
                    found.dynamic = Some(dynamic);
                }
                "delay" => {
                    let delay = value.parse().ok().map(Duration::from_millis);
                    let delay = delay.filter(|delay| *delay <= LONGEST);
                    found.delay = Some(delay.ok_or_else(|| wrong("milliseconds, at most 60000"))?);
                }
                "fault" => {
                    let fault = Fault::ALL.into_iter().find(|fault| fault.name() == value);
                    let wanted = "`close`, `truncate`, `garbage` or `stall`";
                    found.fault = Some(fault.ok_or_else(|| wrong(wanted))?);
                }
                _ => {}
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preference() {
        let of = |value: &str| Prefer::of(&Headers(vec![("Prefer".to_owned(), value.to_owned())]));
        let found =
            of("code=429, example=\"a b\"; dynamic=true,delay=20, fault=stall, wait=3").unwrap();
        assert_eq!(found.code, Some(429));
        assert_eq!(found.example.as_deref(), Some("a b"));
        assert_eq!(found.dynamic, Some(true));
        assert_eq!(found.delay, Some(Duration::from_millis(20)));
        assert_eq!(found.fault, Some(Fault::Stall));
        assert_eq!(of("respond-async").unwrap(), Prefer::default());
        for wrong in [
            "code=99",
            "code=x",
            "code=100",
            "dynamic=2",
            "delay=60001",
            "delay=-1",
            "fault=x",
        ] {
            let name = wrong.split('=').next().unwrap();
            assert!(of(wrong).unwrap_err().contains(name), "{wrong}");
        }
    }
}
