//! How many requests an API takes.

use std::time::Duration;

/// How many requests an API takes: a number per period, with short bursts.
///
/// All clones of a client share the rate, and each attempt of a call counts. Calls wait for their
/// turn in the order in which they were made; a call that is dropped while it waits takes no turn.
/// A 429 halves the rate, and each response below 500 restores part of it, except 408 and 425;
/// until the end of a `Retry-After`, but for 60 seconds at most, nothing is sent.
///
/// ```
/// use std::time::Duration;
/// use openapi_client_runtime::RateLimit;
///
/// let limit = RateLimit::new(10, Duration::from_secs(1)).burst(4).per_day(864_000);
/// # let _ = limit;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    pub(super) requests: u32,
    pub(super) time: Duration,
    pub(super) burst: u32,
    pub(super) per_day: Option<u64>,
}

impl RateLimit {
    /// At most this many requests in this time, evenly spaced; 0 counts as 1.
    #[must_use]
    pub const fn new(requests: u32, time: Duration) -> Self {
        Self {
            requests: if requests == 0 { 1 } else { requests },
            time,
            burst: 1,
            per_day: None,
        }
    }

    /// How many requests may go out at once after a pause. Default: 1.
    #[must_use]
    pub const fn burst(mut self, requests: u32) -> Self {
        self.burst = if requests == 0 { 1 } else { requests };
        self
    }

    /// How many requests may be sent in 24 hours, counted from the first one of this client. After
    /// that, calls fail at once with [`ErrorKind::DailyLimit`](crate::ErrorKind::DailyLimit).
    #[must_use]
    pub const fn per_day(mut self, requests: u64) -> Self {
        self.per_day = Some(requests);
        self
    }
}
