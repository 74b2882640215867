use std::time::Duration;

use http::StatusCode;

use super::Unread;
use crate::client::sleep;
use crate::error::{BodyError, Report};
use crate::{Request, RetryPolicy};

/// The default wait before reconnecting: 3 seconds, like browsers.
const DEFAULT_WAIT: Duration = Duration::from_secs(3);
/// The longest wait, whatever the server asks for.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// Requests the rest of an event stream ([WHATWG HTML, processing model]).
///
/// [WHATWG HTML, processing model]: https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
pub(super) struct Reconnect {
    request: Box<Request>,
    /// How many attempts are left before an event must come.
    left: u32,
    failed: u32,
    /// Why the stream broke off.
    cause: Option<BodyError>,
}

impl Reconnect {
    /// These are the only retries: reconnecting replaces those of the call.
    pub(super) fn new(mut request: Box<Request>) -> Self {
        request.options_mut().retries = Some(RetryPolicy::none());
        Self {
            left: request.reconnect_attempts(),
            request,
            failed: 0,
            cause: None,
        }
    }

    /// An event arrived.
    pub(super) fn progressed(&mut self) {
        self.left = self.request.reconnect_attempts();
        self.failed = 0;
        self.cause = None;
    }

    /// The stream broke off.
    pub(super) fn failed(&mut self, cause: BodyError) {
        self.cause = Some(cause);
    }

    /// The rest of the stream; `None` if the server says that there is none (204), or if it ended
    /// without an error and no attempt is left.
    pub(super) async fn connect(
        &mut self,
        last_id: &str,
        retry: Option<Duration>,
    ) -> Result<Option<Unread>, BodyError> {
        self.request.resume_from(last_id);
        while self.left > 0 {
            self.left -= 1;
            // Longer after each failure, as the standard suggests.
            let wait = retry.unwrap_or(DEFAULT_WAIT);
            let wait = wait.saturating_mul(1 << self.failed.min(8));
            sleep(wait.min(LONGEST_WAIT)).await;
            self.failed += 1;
            let error: BodyError = match crate::client::start(&self.request).await {
                Ok(raw) if raw.status() == StatusCode::NO_CONTENT => return Ok(None),
                Ok(raw) if raw.status().is_success() => match Report::as_asked(raw) {
                    Ok(raw) => return Ok(raw.take_unread()),
                    Err(report) => report.into(),
                },
                Ok(raw) => Report::unsuccessful(raw, None).into(),
                Err(report) => report.into(),
            };
            if !error.is_retryable() {
                return Err(error);
            }
            self.cause = Some(error);
        }
        self.cause.take().map_or(Ok(None), Err)
    }
}
