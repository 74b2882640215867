//! Reports calls while they run: to an [`Observer`], and with the feature `tracing` to the
//! program's subscriber.
//!
//! In: the outcome of each attempt and of the call. Out: facts that are safe to keep anywhere: names
//! and numbers from the description, the status, and the request id. Absent: values of parameters,
//! headers, bodies and credentials.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use http::{StatusCode, Uri};

use super::clock;
use super::ends::{AttemptEnd, CallEnd, End, UnknownValues};
use super::exchange::Outcome;
use super::pipeline::Pipeline;
use crate::error::{ErrorKind, Report, cut, one_line};
use crate::json::scope::Unknown;
use crate::request::OperationInfo;
use crate::response::RawResponse;

/// How much of a request id is reported, in bytes.
const REQUEST_ID_BYTES: usize = 128;

/// Receives reports about a client's calls: for metrics, or for custom logs.
///
/// Set with [`ClientBuilder::observer`](crate::ClientBuilder::observer). The methods are called on
/// the thread that polls the call, so they should be quick. Their arguments hold no token, no
/// parameter value, and no part of a body.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use openapi_client_runtime::{AttemptEnd, CallEnd, Observer};
///
/// #[derive(Default)]
/// struct Counters {
///     calls: AtomicU64,
///     failed: AtomicU64,
///     sent_again: AtomicU64,
/// }
///
/// impl Observer for Counters {
///     fn attempt(&self, attempt: &AttemptEnd<'_>) {
///         if attempt.retry_in().is_some() {
///             self.sent_again.fetch_add(1, Ordering::Relaxed);
///         }
///     }
///
///     fn call(&self, call: &CallEnd<'_>) {
///         self.calls.fetch_add(1, Ordering::Relaxed);
///         if call.error_type().is_some() {
///             self.failed.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
/// ```
pub trait Observer: Send + Sync + 'static {
    /// An attempt of a call ended: the body of its response was read, or has begun if it is read
    /// piece by piece. A dropped attempt is not reported.
    fn attempt(&self, attempt: &AttemptEnd<'_>) {
        let _ = attempt;
    }

    /// A call ended, after all of its attempts. Its body is not decoded yet.
    fn call(&self, call: &CallEnd<'_>) {
        let _ = call;
    }

    /// A body held enum values or variants that this version of the client does not know.
    fn unknown_values(&self, found: &UnknownValues<'_>) {
        let _ = found;
    }
}

/// Reports the unknown values of a body.
#[cold]
pub(crate) fn report_unknown(
    pipeline: Option<&Pipeline>,
    operation: Option<&OperationInfo>,
    found: Unknown,
) {
    let found = UnknownValues { operation, found };
    if let Some(observer) = pipeline.and_then(|it| it.shared().observer.as_ref()) {
        observer.unknown_values(&found);
    }
    #[cfg(feature = "tracing")]
    super::traced::unknown_values(&found);
}

/// A call that is reported.
pub(super) struct Observed {
    operation: OperationInfo,
    server: Option<Uri>,
    pipeline: Pipeline,
}

impl Observed {
    pub(super) fn new(operation: OperationInfo, server: Option<Uri>, pipeline: &Pipeline) -> Self {
        Self {
            operation,
            server,
            pipeline: pipeline.clone(),
        }
    }

    fn is_on(&self) -> bool {
        #[cfg(feature = "tracing")]
        if super::traced::is_on() {
            return true;
        }
        self.pipeline.shared().observer.is_some()
    }

    /// Runs the call, which is large and not moved.
    pub(super) async fn run(&self, call: Pin<&mut impl Future<Output = Outcome>>) -> Outcome {
        if !self.is_on() {
            return call.await;
        }
        #[cfg(feature = "tracing")]
        let (span, call) = {
            let span = super::traced::span(&self.beginning());
            (span.clone(), tracing::Instrument::instrument(call, span))
        };
        let begin = clock::now();
        let outcome = call.await;
        let duration = clock::now() - begin;
        let (end, attempts) = match &outcome {
            Ok(response) => (self.responded(response, duration), response.attempts()),
            Err(report) => (self.failed(report, duration), report.attempts),
        };
        let call = CallEnd { end, attempts };
        if let Some(observer) = &self.pipeline.shared().observer {
            observer.call(&call);
        }
        #[cfg(feature = "tracing")]
        super::traced::call(&span, &call);
        outcome
    }

    /// Reports an attempt.
    pub(super) fn attempt(
        &self,
        number: u32,
        outcome: Result<&RawResponse, &Report>,
        duration: Duration,
        again: Option<Duration>,
    ) {
        if !self.is_on() {
            return;
        }
        let end = match outcome {
            Ok(response) => self.responded(response, duration),
            Err(report) => self.failed(report, duration),
        };
        let attempt = AttemptEnd { end, number, again };
        if let Some(observer) = &self.pipeline.shared().observer {
            observer.attempt(&attempt);
        }
        #[cfg(feature = "tracing")]
        super::traced::attempt(&attempt);
    }

    #[cfg(feature = "tracing")]
    fn beginning(&self) -> CallEnd<'_> {
        let end = self.end(None, None, None, Duration::ZERO);
        CallEnd { end, attempts: 0 }
    }

    fn responded(&self, response: &RawResponse, duration: Duration) -> End<'_> {
        let status = response.status();
        let error = (!response.is_outcome()).then(|| of_status(status));
        let id = response
            .request_id()
            .map(|id| response.redact(id.to_owned()));
        self.end(Some(status), error, id, duration)
    }

    fn failed(&self, report: &Report, duration: Duration) -> End<'_> {
        let status = report.status();
        let error = match (report.kind(), status) {
            (ErrorKind::Status, Some(status)) => of_status(status),
            (kind, _) => word(kind).into(),
        };
        // Credentials are removed from a report when it is made.
        let id = report.request_id().map(str::to_owned);
        self.end(status, Some(error), id, duration)
    }

    fn end(
        &self,
        status: Option<StatusCode>,
        error: Option<Cow<'static, str>>,
        request_id: Option<String>,
        duration: Duration,
    ) -> End<'_> {
        let request_id = request_id.map(|id| {
            let mut id = one_line(&id);
            cut(&mut id, REQUEST_ID_BYTES);
            id
        });
        End {
            operation: &self.operation,
            server: self.server.as_ref(),
            status,
            error,
            request_id,
            duration,
        }
    }
}

fn of_status(status: StatusCode) -> Cow<'static, str> {
    status.as_str().to_owned().into()
}

fn word(kind: ErrorKind<'_>) -> &'static str {
    match kind {
        ErrorKind::Config => "config",
        ErrorKind::NoRuntime => "no_runtime",
        ErrorKind::InRuntime => "in_runtime",
        ErrorKind::Token => "token",
        ErrorKind::Request => "request",
        ErrorKind::Dns => "dns",
        ErrorKind::Connect => "connect",
        ErrorKind::Tls => "tls",
        ErrorKind::Timeout { .. } => "timeout",
        ErrorKind::Reset { .. } => "reset",
        ErrorKind::Protocol => "protocol",
        ErrorKind::TooLarge { .. } => "too_large",
        ErrorKind::TooSlow => "too_slow",
        ErrorKind::Incomplete => "incomplete",
        ErrorKind::Encoding => "encoding",
        ErrorKind::Redirect { .. } => "redirect",
        ErrorKind::Status => "status",
        ErrorKind::Decode { .. } => "decode",
        ErrorKind::MediaType => "media_type",
        ErrorKind::EmptyBody => "empty_body",
        ErrorKind::DailyLimit => "daily_limit",
        ErrorKind::Write => "write",
        ErrorKind::Paging => "paging",
    }
}
