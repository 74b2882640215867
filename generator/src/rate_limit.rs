//! `[rate-limit]` of the configuration: how many requests the API allows.

use serde::{Deserialize, Serialize};

/// How many requests the API allows; OpenAPI can't express it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Table", into = "Table")]
pub struct RateLimit {
    /// The number of requests allowed per `seconds`.
    pub requests: u32,
    /// The length of the period in seconds.
    pub seconds: u64,
    /// How many of them may be sent at once after a pause.
    pub burst: u32,
    /// The number of requests allowed in 24 hours.
    pub per_day: Option<u64>,
}

/// `[rate-limit]` as written in the configuration.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Table {
    #[serde(skip_serializing_if = "Option::is_none")]
    per_second: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_minute: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    burst: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_day: Option<u64>,
}

impl TryFrom<Table> for RateLimit {
    type Error = String;

    fn try_from(table: Table) -> Result<Self, String> {
        let (requests, seconds) = match (table.per_second, table.per_minute) {
            (Some(requests), None) => (requests, 1),
            (None, Some(requests)) => (requests, 60),
            (Some(_), Some(_)) => {
                return Err(
                    "`per-second` and `per-minute` exclude each other; remove one".to_owned(),
                );
            }
            (None, None) => {
                return Err("`[rate-limit]` has no limit; add `per-second` or \
                     `per-minute`"
                    .to_owned());
            }
        };
        let burst = table.burst.unwrap_or(1);
        if requests == 0 || burst == 0 || table.per_day == Some(0) {
            return Err("`[rate-limit]` has a 0, with which no request could be sent".to_owned());
        }
        Ok(Self {
            requests,
            seconds,
            burst,
            per_day: table.per_day,
        })
    }
}

impl From<RateLimit> for Table {
    fn from(limit: RateLimit) -> Self {
        let is_second = limit.seconds == 1;
        Self {
            per_second: is_second.then_some(limit.requests),
            per_minute: (!is_second).then_some(limit.requests),
            burst: Some(limit.burst),
            per_day: limit.per_day,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form() {
        for (text, expected) in [
            (
                r#"{"per-second": 10, "burst": 4, "per-day": 864000}"#,
                Ok((10, 1, 4, Some(864_000))),
            ),
            (r#"{"per-minute": 100}"#, Ok((100, 60, 1, None))),
            (
                r#"{"per-minute": 1, "per-second": 1}"#,
                Err("exclude each other"),
            ),
            (r#"{"burst": 4}"#, Err("add `per-second`")),
            (r#"{"per-second": 0}"#, Err("has a 0")),
            (
                r#"{"per-second": 1, "per-hour": 1}"#,
                Err("unknown field `per-hour`"),
            ),
        ] {
            let read: Result<RateLimit, _> = serde_json::from_str(text);
            match (read, expected) {
                (Ok(limit), Ok((requests, seconds, burst, per_day))) => {
                    let expected = RateLimit {
                        requests,
                        seconds,
                        burst,
                        per_day,
                    };
                    assert_eq!(limit, expected, "{text}");
                    let again = serde_json::to_string(&limit).unwrap();
                    let again: RateLimit = serde_json::from_str(&again).unwrap();
                    assert_eq!(again, limit);
                }
                (Err(error), Err(said)) => assert!(error.to_string().contains(said), "{error}"),
                (read, _) => panic!("{text}: {read:?}"),
            }
        }
    }
}
