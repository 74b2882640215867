//! One attempt: a request and its response, independent of their types.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::ACCEPT_ENCODING;
use http::{HeaderMap, Method, Uri};

use super::clock::Instant;
use super::deadline::{Deadline, End, in_time};
use super::incoming::{Broken, Incoming, Received};
use super::pipeline::Shared;
use super::rate::Permit;
use super::transport::{
    NewConnection, RequestBody, ResponseBody, TransportError, TransportErrorKind, TransportFuture,
};
use super::{Pipeline, coding};
use crate::error::{Cause, Kind, Limit, Reach, Report, TimeoutStage};
use crate::request::{Body, OperationInfo, PIECE_BYTES, Progress, Request};
use crate::response::{Expected, MAX_ERROR_BODY_BYTES, Plan, RawResponse, Unread};

/// The outcome of sending: a response of any status, or the reason why there is none.
pub(crate) type Outcome = Result<RawResponse, Box<Report>>;

/// How long to wait for the beginning of an unrequested stream.
const BEGINNING: Duration = Duration::from_secs(1);

/// The capacity that is reserved, at most, for a body of a declared length.
const RESERVED_BYTES: u64 = 1024 * 1024;

/// The request of every attempt of a call.
pub(super) struct Outgoing {
    pub(super) pipeline: Pipeline,
    pub(super) operation: OperationInfo,
    pub(super) expected: Expected,
    method: Method,
    pub(super) uri: Uri,
    headers: HeaderMap,
    body: Option<Body>,
    is_streamed: bool,
}

/// Why an attempt has no usable response.
pub(super) struct Failed {
    pub(super) report: Box<Report>,
    /// Whether a reused connection broke before the first byte of the response.
    pub(super) reused: bool,
}

/// How long an attempt may take.
#[derive(Clone, Copy)]
pub(super) struct Time {
    pub(super) end: Option<End>,
    /// Applies from the last byte of a sent file or stream.
    pub(super) after_upload: Limit,
    /// The caller's deadline, which always applies.
    pub(super) until: Option<End>,
}

impl Outgoing {
    /// Boxed, so that the futures that hold it stay small.
    pub(super) fn of(request: &Request) -> Result<Box<Self>, Box<Report>> {
        let (operation, prepared) = (request.info(), request.prepare()?);
        let is_streamed = prepared.is_streamed();
        let (method, url, mut headers, body) = prepared.into_parts();
        if !headers.contains_key(ACCEPT_ENCODING) {
            headers.insert(ACCEPT_ENCODING, coding::accepted());
        }
        let uri = Uri::try_from(url).map_err(|error| {
            let reason = format!("the address is not valid in HTTP: {error}");
            Box::new(Report::without_response(
                Kind::Request { reason },
                operation,
            ))
        })?;
        Ok(Box::new(Self {
            pipeline: request.pipeline().clone(),
            operation,
            expected: request.expected(),
            method,
            uri,
            headers,
            body,
            is_streamed,
        }))
    }

    pub(super) fn is_repeatable(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_repeatable)
    }

    /// Sends it, and reads the response as far as needed before decoding. If a file or a stream was
    /// sent, also returns when its last byte was.
    pub(super) async fn attempt(
        &self,
        (body, progress): (RequestBody, Option<Arc<Progress>>),
        time: Time,
        on_new_connection: bool,
        permit: Permit,
    ) -> (Result<RawResponse, Failed>, Option<Instant>) {
        let streamed = progress.as_ref().filter(|_| self.is_streamed);
        let deadline = match streamed {
            Some(progress) => Deadline::AfterUpload {
                progress: progress.clone(),
                limit: time.after_upload,
                silence: self.pipeline.shared().read_timeout,
                until: time.until,
            },
            None => Deadline::At(time.end),
        };
        let head = self.head(body, progress.as_deref(), &deadline, on_new_connection);
        let outcome = match head.await {
            Ok(received) => {
                let read = self.read(received, &deadline, time.until, permit).await;
                read.map_err(|report| Failed {
                    report,
                    reused: false,
                })
            }
            Err((kind, reused)) => {
                let report = Box::new(Report::without_response(kind, self.operation));
                Err(Failed { report, reused })
            }
        };
        (outcome, streamed.map(|progress| progress.last().0))
    }

    async fn read(
        &self,
        received: Received,
        deadline: &Deadline,
        until: Option<End>,
        permit: Permit,
    ) -> Result<RawResponse, Box<Report>> {
        let Received {
            status,
            headers,
            mut body,
            unknown_coding,
        } = received;
        let pipeline = &self.pipeline;
        let plan = self.expected.plan(self.operation.method, status, &headers);
        let request = (self.operation, self.expected);
        let is_wanted = matches!(plan, Plan::Whole | Plan::Streamed);
        let plan = match plan {
            // A body that stays encoded cannot be decoded; its beginning is kept.
            Plan::Whole | Plan::Streamed if unknown_coding.is_some() => Plan::Keep,
            plan => plan,
        };
        let whole = pipeline.shared().max_response_bytes;
        let limit = match plan {
            Plan::Streamed => {
                let rest = (body, permit);
                let unread = Unread::new(rest, until, pipeline.clone(), self.operation);
                let pipeline = pipeline.clone();
                return Ok(RawResponse::unread(
                    status, headers, unread, request, pipeline,
                ));
            }
            Plan::Whole => whole,
            Plan::Skip | Plan::Keep | Plan::KeepBeginning => whole.min(MAX_ERROR_BODY_BYTES),
        };
        let soon = (plan == Plan::KeepBeginning)
            .then(|| Deadline::At(End::after(BEGINNING, Limit::Total(BEGINNING))));
        let deadline = soon.as_ref().unwrap_or(deadline);
        let is_too_long = body.length().is_some_and(|length| length > limit as u64);
        let (bytes, broken) = match plan {
            Plan::Skip => (Bytes::new(), None),
            Plan::Whole if is_too_long => (Bytes::new(), Some(Kind::TooLarge { limit })),
            _ => read(&mut body, pipeline, deadline, limit).await,
        };
        let truncated = broken.is_some();
        let problem = match unknown_coding {
            Some(reason) => Some(Kind::Encoding {
                reason: pipeline.redact(reason),
            }),
            None => broken,
        };
        let pipeline = pipeline.clone();
        let received = RawResponse::received(status, headers, bytes, truncated, request, pipeline);
        match problem {
            Some(kind) if is_wanted => Err(Report::broken(kind, received)),
            // An error status matters more than its body: a body that breaks off is truncated.
            _ => Ok(received),
        }
    }

    /// Sends the request and waits for the head of the response.
    async fn head(
        &self,
        body: RequestBody,
        progress: Option<&Progress>,
        deadline: &Deadline,
        on_new_connection: bool,
    ) -> Result<Received, (Kind, bool)> {
        let mut request = http::Request::new(body);
        request.method_mut().clone_from(&self.method);
        request.uri_mut().clone_from(&self.uri);
        request.headers_mut().clone_from(&self.headers);
        #[cfg(any(feature = "test-util", feature = "record"))]
        request.extensions_mut().insert(self.operation);
        if on_new_connection {
            request.extensions_mut().insert(NewConnection);
        }
        let shared = self.pipeline.shared();
        let exchange = shared.transport.send(request);
        let response = match progress {
            None => in_time(exchange, shared, Some(deadline), TimeoutStage::Response).await,
            Some(progress) => Box::pin(uploaded(exchange, shared, deadline, progress)).await,
        };
        let response = response.map_err(|kind| (kind, false))?;
        match response {
            Ok(response) => Ok(Incoming::receive(response)),
            Err(error) => {
                let reused = matches!(error.kind(), TransportErrorKind::Lost { reused: true, .. });
                let host = self.uri.host().unwrap_or_default();
                let kind = failure(&error, &self.pipeline, TimeoutStage::Response, host);
                Err((kind, reused))
            }
        }
    }

    /// The body for one attempt. A small one is passed on as it is; the progress of others is
    /// tracked.
    pub(super) async fn body(&self) -> Result<(RequestBody, Option<Arc<Progress>>), Kind> {
        let Some(body) = &self.body else {
            return Ok((RequestBody::known(None), None));
        };
        if let Some(bytes) = body.as_bytes()
            && bytes.len() <= PIECE_BYTES
        {
            return Ok((RequestBody::known(Some(bytes.clone())), None));
        }
        let body = Box::pin(body.open())
            .await
            .map_err(|reason| Kind::Request { reason })?;
        let progress = body.progress();
        Ok((RequestBody::open(body), Some(progress)))
    }
}

/// Waits for the head of the response while the body is sent in pieces. The server may be silent as
/// long as it is still reading the body.
async fn uploaded(
    mut exchange: TransportFuture<'_>,
    shared: &Shared,
    deadline: &Deadline,
    progress: &Progress,
) -> Result<Result<http::Response<ResponseBody>, TransportError>, Kind> {
    let mut sent = pin!(progress.sent());
    let mut is_sent = false;
    loop {
        let before = progress.pieces();
        let step = poll_fn(|context| {
            if let Poll::Ready(outcome) = exchange.as_mut().poll(context) {
                return Poll::Ready(Some(outcome));
            }
            // From here on the total timeout counts.
            if !is_sent && sent.as_mut().poll(context).is_ready() {
                is_sent = true;
                return Poll::Ready(None);
            }
            Poll::Pending
        });
        match in_time(step, shared, Some(deadline), TimeoutStage::Response).await {
            Ok(Some(outcome)) => return Ok(outcome),
            Ok(None) => {}
            Err(_) if progress.pieces() > before => {}
            Err(kind) => return Err(kind),
        }
    }
}

/// Translates a transport's error, keeping the messages of its causes.
#[cold]
fn failure(error: &TransportError, pipeline: &Pipeline, stage: TimeoutStage, host: &str) -> Kind {
    let shared = pipeline.shared();
    let cause = Cause::of(error, |text| pipeline.redact(text));
    let connect = |reach, cause| Kind::Connect {
        reach,
        host: pipeline.redact(host.to_owned()),
        cause,
    };
    match error.kind() {
        TransportErrorKind::Dns => connect(Reach::Dns, cause),
        TransportErrorKind::Connect => connect(Reach::Connect, cause),
        TransportErrorKind::Tls => connect(Reach::Tls, cause),
        TransportErrorKind::ConnectTimeout => Kind::Timeout {
            stage: TimeoutStage::Connect,
            limit: Limit::Connect(shared.connect_timeout),
        },
        TransportErrorKind::Timeout => Kind::Timeout {
            stage,
            limit: Limit::Silence(shared.read_timeout),
        },
        TransportErrorKind::Lost { sent, .. } => Kind::Reset { sent, cause },
        TransportErrorKind::Incomplete => Kind::Incomplete,
        TransportErrorKind::Protocol => Kind::Exchange { cause },
    }
}

/// The next piece of a body, for which the server may take as long as it may be silent.
pub(crate) async fn next_piece(
    body: &mut Incoming,
    pipeline: &Pipeline,
    deadline: Option<&Deadline>,
) -> Result<Option<Bytes>, Kind> {
    if !super::clock::is_running() {
        return Err(Kind::NoRuntime);
    }
    let stage = TimeoutStage::Body;
    let piece = in_time(body.piece(), pipeline.shared(), deadline, stage).await?;
    piece.map_err(|broken| match broken {
        Broken::Connection(error) => failure(&error, pipeline, stage, ""),
        Broken::Incomplete => Kind::Incomplete,
        Broken::Coding(reason) => Kind::Encoding {
            reason: pipeline.redact(reason),
        },
    })
}

/// Reads a body up to a limit; returns the received bytes, and why they are not all. The pieces are
/// already decompressed, so a small body that inflates counts by its decompressed size.
async fn read(
    body: &mut Incoming,
    pipeline: &Pipeline,
    deadline: &Deadline,
    limit: usize,
) -> (Bytes, Option<Kind>) {
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    let problem = loop {
        let piece = match next_piece(body, pipeline, Some(deadline)).await {
            Ok(Some(piece)) => piece,
            Ok(None) => break None,
            Err(kind) => break Some(kind),
        };
        let left = limit.saturating_sub(first.len() + rest.len());
        let fits = piece.len() <= left;
        if first.is_empty() && rest.is_empty() {
            first = piece.slice(..piece.len().min(left));
        } else {
            if rest.is_empty() {
                let length = body.length().unwrap_or_default().min(RESERVED_BYTES);
                rest.reserve(first.len() + usize::try_from(length).unwrap_or_default());
                rest.extend_from_slice(&std::mem::take(&mut first));
            }
            rest.extend_from_slice(&piece[..piece.len().min(left)]);
        }
        if !fits {
            break Some(Kind::TooLarge { limit });
        }
    };
    let bytes = if rest.is_empty() {
        first
    } else {
        rest.freeze()
    };
    (bytes, problem)
}
