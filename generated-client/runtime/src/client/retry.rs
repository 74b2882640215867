//! Whether and when a failed call is retried.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::exchange::Failed;
use crate::error::{Kind, Reach, Report, TimeoutStage, retry_after};
use crate::{ErrorKind, RawResponse};

/// How many attempts a call has: 3.
pub const DEFAULT_ATTEMPTS: u32 = 3;

/// When a failed call is retried. The default, three attempts, is right for most programs;
/// [`none`](Self::none) turns retries off.
///
/// | outcome | retried |
/// | --- | --- |
/// | connecting failed or timed out, or the host name does not resolve | always |
/// | the connection broke before anything was sent | always |
/// | a reused connection broke before a response began | if safe, at once and on a new connection |
/// | 429 | always, after `Retry-After` |
/// | `x-should-retry: true` with an error | always; `false` never |
/// | 408, 425, 500, 502, 503, 504, a connection or body that broke off, a timeout of the attempt | if safe |
/// | anything else | never |
///
/// Retrying is safe for idempotent methods ([RFC 9110, section 9.2.2]), for operations that only
/// read, and if the caller declares it so
/// ([`with_safe_to_repeat`](crate::Operation::with_safe_to_repeat),
/// [`with_idempotency_key`](crate::Operation::with_idempotency_key)). A body that is a stream can
/// be sent only once, so such a call is never retried.
///
/// If the server does not say how long to wait, the wait is random between zero and a limit that
/// doubles from attempt to attempt ("full jitter"). If it asks for more than
/// [`longest_wait`](Self::longest_wait), or the call would time out before, the error is returned
/// at once.
///
/// All clones of a client share a budget of 500 tokens: a retry costs 5, after a timeout 10. A call
/// that succeeds in the end returns its cost, any other success returns one. While the budget is
/// exhausted nothing is retried, so that an outage is not multiplied.
///
/// [RFC 9110, section 9.2.2]: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2
#[derive(Clone)]
pub struct RetryPolicy {
    attempts: u32,
    first_wait: Duration,
    longest_backoff: Duration,
    longest_wait: Duration,
    rule: Option<Rule>,
}

type Rule = Arc<dyn Fn(&FailedAttempt<'_>) -> Retry + Send + Sync>;

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: DEFAULT_ATTEMPTS,
            first_wait: Duration::from_millis(500),
            longest_backoff: Duration::from_secs(8),
            longest_wait: Duration::from_secs(60),
            rule: None,
        }
    }
}

impl RetryPolicy {
    /// Every call is sent once.
    #[must_use]
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// The maximum number of attempts, the first included; 0 counts as 1. Default:
    /// [`DEFAULT_ATTEMPTS`].
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The limit of the random wait before the second attempt, and the longest limit. Default: 0.5
    /// and 8 seconds.
    #[must_use]
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first_wait = first;
        self.longest_backoff = longest;
        self
    }

    /// The longest wait that a server can ask for. Default: 60 seconds.
    #[must_use]
    pub fn longest_wait(mut self, limit: Duration) -> Self {
        self.longest_wait = limit;
        self
    }

    /// Decides with a custom function. It cannot change the number of attempts, the budget, the
    /// timeouts, or whether a body can be sent twice.
    #[must_use]
    pub fn decide_by(
        mut self,
        rule: impl Fn(&FailedAttempt<'_>) -> Retry + Send + Sync + 'static,
    ) -> Self {
        self.rule = Some(Arc::new(rule));
        self
    }

    /// A random wait below the limit of this attempt.
    fn random_wait(&self, attempt: u32) -> Duration {
        let doubled = self.first_wait.saturating_mul(1 << (attempt - 1).min(20));
        doubled
            .min(self.longest_backoff)
            .mul_f64(crate::random::share())
    }

    /// Whether the server asks for no longer wait than it may.
    fn is_short(&self, decision: &Decision) -> bool {
        decision.asked.is_none_or(|wait| wait <= self.longest_wait)
    }

    /// How long to wait before a failed call is retried; `None` if it is not.
    pub(super) fn wait(
        &self,
        failed: &FailedAttempt<'_>,
        budget: &Budget,
        fits: impl Fn(Duration) -> bool,
    ) -> Option<Again> {
        if failed.number >= self.attempts {
            return None;
        }
        let decision = match self
            .rule
            .as_ref()
            .map_or(Retry::AsUsual, |rule| rule(failed))
        {
            Retry::AsUsual => failed.decision().filter(|it| self.is_short(it))?,
            Retry::No => return None,
            Retry::After(wait) => Decision {
                asked: Some(wait),
                ..Decision::after(COST)
            },
        };
        if decision.at_once {
            return fits(Duration::ZERO).then_some(Again {
                wait: Duration::ZERO,
                cost: 0,
                on_new_connection: true,
            });
        }
        let wait = decision.asked;
        let wait = wait.unwrap_or_else(|| self.random_wait(failed.number));
        (fits(wait) && budget.take(decision.cost)).then_some(Again {
            wait,
            cost: decision.cost,
            on_new_connection: false,
        })
    }
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryPolicy")
            .field("attempts", &self.attempts)
            .field("first_wait", &self.first_wait)
            .field("longest_backoff", &self.longest_backoff)
            .field("longest_wait", &self.longest_wait)
            .field("decides", &self.rule.is_some())
            .finish()
    }
}

/// How a call is retried.
pub(super) struct Again {
    pub(super) wait: Duration,
    pub(super) cost: u32,
    pub(super) on_new_connection: bool,
}

/// The action after a failed attempt; see [`RetryPolicy::decide_by`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Retry {
    /// Follow the client's own rules.
    AsUsual,
    /// Return the error to the caller.
    No,
    /// Retry after this time, even if that is not known to be safe, or longer than
    /// [`RetryPolicy::longest_wait`].
    After(Duration),
}

/// A failed attempt.
pub struct FailedAttempt<'a> {
    pub(super) number: u32,
    pub(super) outcome: &'a Result<RawResponse, Failed>,
    pub(super) is_safe: bool,
}

/// The rules' decision about a failed attempt.
#[derive(Clone, Copy)]
struct Decision {
    cost: u32,
    /// The wait that the server, or the caller's rule, asks for.
    asked: Option<Duration>,
    /// A connection broke, which says nothing about the server's state.
    at_once: bool,
}

impl Decision {
    fn after(cost: u32) -> Self {
        Self {
            cost,
            asked: None,
            at_once: false,
        }
    }
}

impl FailedAttempt<'_> {
    /// The number of the attempt, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Whether sending the request twice has the same effect as sending it once.
    pub fn is_safe(&self) -> bool {
        self.is_safe
    }

    /// The status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self.outcome {
            Ok(response) => Some(response.status()),
            Err(failed) => failed.report.status(),
        }
    }

    /// The headers of the response, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self.outcome {
            Ok(response) => Some(response.headers()),
            Err(failed) => failed.report.headers(),
        }
    }

    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind<'_> {
        match self.outcome {
            Ok(_) => ErrorKind::Status,
            Err(failed) => failed.report.kind(),
        }
    }

    /// The wait that the server asks for.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.headers()?)
    }

    /// The client's own decision; `None` if it gives up.
    fn decision(&self) -> Option<Decision> {
        match self.outcome {
            Ok(response) => self.decide_by_status(response),
            Err(failed) => self.decide_by_kind(failed),
        }
    }

    fn decide_by_status(&self, response: &RawResponse) -> Option<Decision> {
        let says = response.headers().get("x-should-retry");
        let again = match says.map(http::HeaderValue::as_bytes) {
            Some(b"true") => true,
            Some(b"false") => false,
            _ => match response.status().as_u16() {
                429 => true,
                408 | 425 | 500 | 502 | 503 | 504 => self.is_safe,
                _ => false,
            },
        };
        again.then(|| Decision {
            asked: retry_after(response.headers()),
            ..Decision::after(COST)
        })
    }

    fn decide_by_kind(&self, failed: &Failed) -> Option<Decision> {
        let again = match &failed.report.kind {
            Kind::Connect { reach, .. } => *reach != Reach::Tls,
            Kind::Timeout { stage, .. } => {
                let again = *stage == TimeoutStage::Connect || self.is_safe;
                return again.then(|| Decision::after(TIMEOUT_COST));
            }
            Kind::Reset { sent, .. } => {
                let again = !sent || self.is_safe;
                return again.then(|| Decision {
                    at_once: failed.reused,
                    ..Decision::after(COST)
                });
            }
            Kind::Incomplete => self.is_safe,
            _ => false,
        };
        again.then(|| Decision::after(COST))
    }
}

impl fmt::Debug for FailedAttempt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FailedAttempt")
            .field("number", &self.number)
            .field("status", &self.status())
            .field("kind", &self.kind())
            .field("is_safe", &self.is_safe)
            .finish()
    }
}

const TOKENS: u32 = 500;
const COST: u32 = 5;
const TIMEOUT_COST: u32 = 10;

/// The cost that retries may have, for all clones of a client.
pub(crate) struct Budget(Mutex<u32>);

impl Default for Budget {
    fn default() -> Self {
        Self(Mutex::new(TOKENS))
    }
}

impl Budget {
    fn take(&self, cost: u32) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = left.checked_sub(cost);
        *left = rest.unwrap_or(*left);
        rest.is_some()
    }

    /// A call with this cost succeeded.
    pub(super) fn succeeded(&self, cost: u32) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = (*left + cost.max(1)).min(TOKENS);
    }
}

/// Sets the number of attempts in an error.
pub(super) fn counted(mut report: Box<Report>, attempts: u32) -> Box<Report> {
    report.attempts = attempts;
    report
}
