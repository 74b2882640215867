use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::StatusCode;

use super::Unread;
use crate::client::{Exchange, Instant, now, sleep_until, start};
use crate::error::{BodyError, Report};
use crate::{ErrorKind, Request, RetryPolicy};

/// The default wait before reconnecting: 3 seconds, like browsers.
const DEFAULT_WAIT: Duration = Duration::from_secs(3);
/// The shortest wait, so that a server that ends each stream at once isn't overrun.
const SHORTEST_WAIT: Duration = Duration::from_millis(100);
/// The longest wait, whatever the server asks for.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// Requests the rest of an event stream ([WHATWG HTML, processing model]).
///
/// [WHATWG HTML, processing model]: https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
pub(super) struct Reconnect {
    request: Box<Request>,
    /// How many attempts failed since the last event.
    failed: u32,
    /// Why the stream broke off.
    cause: Option<BodyError>,
    /// When the next attempt is due.
    due: Option<Instant>,
    /// The attempt on its way. Only so that streams stay `Sync`, it is behind a lock.
    call: Mutex<Option<Exchange>>,
}

impl Reconnect {
    /// These are the only retries: reconnecting replaces those of the call.
    pub(super) fn new(mut request: Box<Request>) -> Self {
        request.options_mut().retries = Some(RetryPolicy::none());
        Self {
            request,
            failed: 0,
            cause: None,
            due: None,
            call: Mutex::default(),
        }
    }

    /// An event arrived.
    pub(super) fn progressed(&mut self) {
        self.failed = 0;
        self.cause = None;
    }

    /// The stream broke off.
    pub(super) fn failed(&mut self, cause: BodyError) {
        self.cause = Some(cause);
    }

    /// The rest of the stream; `None` if the server says that there is none (204), or if it ended
    /// without an error and no attempt, or no time before the deadline, is left. If the caller drops
    /// the future, the next one goes on with the same wait or attempt.
    pub(super) async fn connect(
        &mut self,
        last_id: &str,
        retry: Option<Duration>,
    ) -> Result<Option<Unread>, BodyError> {
        self.request.resume_from(last_id);
        let deadline = self.request.options().and_then(|it| it.deadline);
        loop {
            let call = self.call.get_mut().unwrap_or_else(PoisonError::into_inner);
            let outcome = match call {
                Some(on_its_way) => on_its_way.await,
                None if self.failed >= self.request.reconnect_attempts() => break,
                None => {
                    let due = *self.due.get_or_insert_with(|| {
                        // Longer after each failure, as the standard suggests.
                        let wait = retry.unwrap_or(DEFAULT_WAIT);
                        let wait = wait.saturating_mul(1 << self.failed.min(8));
                        let asked = self.cause.as_ref().and_then(BodyError::retry_after);
                        let wait = wait.max(asked.unwrap_or_default());
                        now() + wait.clamp(SHORTEST_WAIT, LONGEST_WAIT)
                    });
                    if deadline.is_some_and(|deadline| deadline <= due) {
                        break;
                    }
                    sleep_until(due).await;
                    self.due = None;
                    self.failed += 1;
                    *call = Some(start(&self.request));
                    continue;
                }
            };
            *call = None;
            let error: BodyError = match outcome {
                Ok(raw) if raw.status() == StatusCode::NO_CONTENT => return Ok(None),
                Ok(raw) if raw.status().is_success() => match Report::as_asked(raw) {
                    Ok(raw) => return Ok(raw.take_unread()),
                    Err(report) => report.into(),
                },
                Ok(raw) => Report::unsuccessful(raw, None).into(),
                Err(report) => report.into(),
            };
            // A used up day lasts longer than any wait here.
            if !error.is_retryable() || error.kind() == ErrorKind::DailyLimit {
                return Err(error);
            }
            self.cause = Some(error);
        }
        self.cause.take().map_or(Ok(None), Err)
    }
}
