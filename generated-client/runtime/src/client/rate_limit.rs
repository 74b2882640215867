//! How many requests an API takes.

use std::time::Duration;

/// How many requests an API takes: so many in a time, a few of them at once.
///
/// All clones of a client share the rate, and each attempt of a call counts. Calls wait for their turn
/// in the order in which they were made; one that is given up while it waits takes no turn. After a
/// 429 the rate is halved, and comes back by and by with what succeeds; where the server says
/// `Retry-After`, nothing is sent before that.
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
    /// So many requests in this time, one after the other; 0 counts as 1.
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

    /// How many requests may be sent in 24 hours, from the first one of this client on. When they are
    /// used up, calls fail at once: [`ErrorKind::DailyLimit`](crate::ErrorKind::DailyLimit).
    #[must_use]
    pub const fn per_day(mut self, requests: u64) -> Self {
        self.per_day = Some(requests);
        self
    }
}
