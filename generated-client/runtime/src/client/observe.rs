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

use super::call::Outcome;
use super::clock;
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

/// The common parts of an attempt and a call.
#[derive(Clone, Debug)]
struct End<'a> {
    operation: &'a OperationInfo,
    server: Option<&'a Uri>,
    status: Option<StatusCode>,
    error: Option<Cow<'static, str>>,
    request_id: Option<String>,
    duration: Duration,
}

macro_rules! of_end {
    () => {
        /// The operation: its id, method and path template.
        pub fn operation(&self) -> &OperationInfo {
            self.end.operation
        }

        /// The host of the request; `None` if the request could not be built.
        pub fn server_address(&self) -> Option<&str> {
            self.end.server.and_then(Uri::host)
        }

        /// The port of the request; `None` if the request could not be built.
        pub fn server_port(&self) -> Option<u16> {
            let server = self.end.server?;
            let of_scheme = || match server.scheme_str()? {
                "https" => Some(443),
                _ => Some(80),
            };
            server.port_u16().or_else(of_scheme)
        }

        /// The status of the response, if there was one.
        pub fn status(&self) -> Option<StatusCode> {
            self.end.status
        }

        /// The kind of failure: the status code if that is an error, or a word such as `timeout`;
        /// `None` for a success. There are few of them, so it can be a label of a metric
        /// (OpenTelemetry, [`error.type`]).
        ///
        /// [`error.type`]: https://opentelemetry.io/docs/specs/semconv/attributes-registry/error/
        pub fn error_type(&self) -> Option<&str> {
            self.end.error.as_deref()
        }

        /// The id that the server gave the request, without credentials and at most 128 bytes of it.
        pub fn request_id(&self) -> Option<&str> {
            self.end.request_id.as_deref()
        }

        /// The duration; for an attempt, without the wait for its turn.
        pub fn duration(&self) -> Duration {
            self.end.duration
        }
    };
}

/// How an attempt of a call ended; see [`Observer::attempt`].
#[derive(Clone, Debug)]
pub struct AttemptEnd<'a> {
    end: End<'a>,
    number: u32,
    again: Option<Duration>,
}

impl AttemptEnd<'_> {
    of_end!();

    /// Which attempt of its call it is, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How long the client waits before the next attempt; `None` if this is the last one.
    pub fn retry_in(&self) -> Option<Duration> {
        self.again
    }
}

/// How a call ended; see [`Observer::call`].
#[derive(Clone, Debug)]
pub struct CallEnd<'a> {
    end: End<'a>,
    attempts: u32,
}

impl CallEnd<'_> {
    of_end!();

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

/// Enum values and variants, in one body or one part of it, that this version of the client does
/// not know. The values themselves may be personal and are not reported.
#[derive(Clone, Copy, Debug)]
pub struct UnknownValues<'a> {
    operation: Option<&'a OperationInfo>,
    found: Unknown,
}

impl UnknownValues<'_> {
    /// The operation.
    pub fn operation(&self) -> Option<&OperationInfo> {
        self.operation
    }

    /// The module of the model that the first of them is in, such as `channel_type`.
    pub fn model(&self) -> Option<&str> {
        self.found.model()
    }

    /// How many there are.
    pub fn count(&self) -> u32 {
        self.found.count
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
