//! One request and its response, without a word about types.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::ACCEPT_ENCODING;
use http::{HeaderMap, HeaderValue, Method};
use tokio::time::Instant;
use url::Url;

use super::connection::{Failed, failed, failure};
use super::deadline::{Deadline, in_time};
use super::incoming::{Broken, Incoming, Received};
use super::{Transport, coding, fresh_token};
use crate::error::{Kind, Report, TimeoutStage};
use crate::request::{Body, OperationInfo, PIECE_BYTES, Prepared, Progress, Request};
use crate::response::{Expected, MAX_ERROR_BODY_BYTES, Plan, RawResponse, Unread};

/// How long the beginning of a stream that was not asked for is waited for.
const BEGINNING: Duration = Duration::from_secs(1);

/// What came of sending: a response of any status, or the reason why there is none.
pub(crate) type Outcome = Result<RawResponse, Box<Report>>;
pub(crate) type Exchange = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// Prepares at once and sends when polled.
pub(crate) fn start(request: &Request) -> Exchange {
    if request.transport().needs_tokens(request.asks()) {
        return fresh_token::start(request.clone());
    }
    let prepared = request.prepare();
    let transport = request.transport().clone();
    let operation = request.info();
    let expected = request.expected();
    let again = request.reconnects().then(|| request.clone());
    Box::pin(async move {
        let prepared = prepared?;
        let response = send(prepared, transport.clone(), operation, expected).await?;
        if let Some(request) = again {
            response.set_again(request);
        }
        Ok(response)
    })
}

async fn send(
    prepared: Prepared,
    transport: Transport,
    operation: &'static OperationInfo,
    expected: Expected,
) -> Outcome {
    let (response, deadline) = match head(prepared, &transport, operation).await {
        Ok(received) => received,
        Err(kind) => return Err(Box::new(Report::without_response(kind, operation))),
    };
    let Received {
        status,
        headers,
        mut body,
        unknown_coding,
    } = response;
    let plan = expected.plan(operation.method, status, &headers);
    let request = (operation, expected);
    let is_wanted = matches!(plan, Plan::Whole | Plan::Streamed);
    let (bytes, broken) = match plan {
        Plan::Skip => (Bytes::new(), None),
        // What stays encoded cannot be read as anything; its beginning is kept.
        _ if is_wanted && unknown_coding.is_some() => {
            read_beginning(&mut body, &transport, &deadline).await
        }
        Plan::Whole => read_all(&mut body, &transport, &deadline).await,
        Plan::Streamed => {
            let unread = Unread::new(body, transport.clone(), operation);
            return Ok(RawResponse::unread(
                status, headers, unread, request, transport,
            ));
        }
        Plan::Keep => read_beginning(&mut body, &transport, &deadline).await,
        Plan::KeepBeginning => {
            let soon = Deadline::At(Instant::now().checked_add(BEGINNING));
            read_beginning(&mut body, &transport, &soon).await
        }
    };
    let truncated = broken.is_some();
    let problem = match unknown_coding {
        Some(reason) => Some(Kind::Encoding {
            reason: transport.redact(reason),
        }),
        None => broken,
    };
    let received = RawResponse::received(status, headers, bytes, truncated, request, transport);
    match problem {
        Some(kind) if is_wanted => Err(Report::broken(kind, received)),
        // What is an error already matters more than its body: one that breaks off is truncated.
        _ => Ok(received),
    }
}

/// Sends the request and waits for the head of the response.
async fn head(
    prepared: Prepared,
    transport: &Transport,
    operation: &'static OperationInfo,
) -> Result<(Received, Deadline), Kind> {
    if tokio::runtime::Handle::try_current().is_err() {
        return Err(Kind::NoRuntime);
    }
    let shared = transport.shared();
    let streamed = prepared.is_streamed();
    let total = Deadline::from_now(shared);
    let (method, url, mut headers, body) = prepared.into_parts();
    if !headers.contains_key(ACCEPT_ENCODING) {
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(coding::ACCEPTED));
    }
    let parts = (method, url, headers);
    let mut http = &shared.http;
    let mut may_repeat = operation.is_idempotent() && body.as_ref().is_none_or(Body::is_repeatable);
    loop {
        let (request, progress) = request(&parts, body.as_ref()).await?;
        // How long sending a file or a stream takes is not for the client to say.
        let deadline = match streamed {
            true => Deadline::after_upload(progress.clone(), shared),
            false => total.clone(),
        };
        match response(http, request, transport, &deadline, &progress).await? {
            Ok(response) => {
                shared.used.note(&response);
                return Ok((Incoming::receive(response), deadline));
            }
            Err(failed) if failed.stale && may_repeat => {
                may_repeat = false;
                http = shared.fresh_http();
            }
            Err(failed) => return Err(failed.kind),
        }
    }
}

/// Puts a request together. A small body is handed over as it is; of others it is known how far
/// they are.
async fn request(
    (method, url, headers): &(Method, Url, HeaderMap),
    body: Option<&Body>,
) -> Result<(reqwest::Request, Arc<Progress>), Kind> {
    let mut request = reqwest::Request::new(method.clone(), url.clone());
    request.headers_mut().clone_from(headers);
    let Some(body) = body else {
        return Ok((request, Arc::default()));
    };
    if let Some(bytes) = body.as_bytes()
        && bytes.len() <= PIECE_BYTES
    {
        *request.body_mut() = Some(bytes.clone().into());
        return Ok((request, Arc::default()));
    }
    let body = body
        .open()
        .await
        .map_err(|reason| Kind::Request { reason })?;
    let progress = body.progress();
    *request.body_mut() = Some(reqwest::Body::wrap(body));
    Ok((request, progress))
}

/// Sends the request and waits for the head of the response. The server may be silent as long as it
/// is still taking the body.
async fn response(
    http: &reqwest::Client,
    request: reqwest::Request,
    transport: &Transport,
    deadline: &Deadline,
    progress: &Progress,
) -> Result<Result<reqwest::Response, Failed>, Kind> {
    let mut exchange = pin!(http.execute(request));
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
        match in_time(
            step,
            transport.shared(),
            Some(deadline),
            TimeoutStage::Response,
        )
        .await
        {
            Ok(Some(outcome)) => return Ok(outcome.map_err(|error| failed(error, transport))),
            Ok(None) => {}
            Err(_) if progress.pieces() > before => {}
            Err(kind) => return Err(kind),
        }
    }
}

/// The next piece of a body, for which the server may take as long as it may be silent.
pub(crate) async fn next_piece(
    body: &mut Incoming,
    transport: &Transport,
    deadline: Option<&Deadline>,
) -> Result<Option<Bytes>, Kind> {
    if tokio::runtime::Handle::try_current().is_err() {
        return Err(Kind::NoRuntime);
    }
    let stage = TimeoutStage::Body;
    let piece = in_time(body.piece(), transport.shared(), deadline, stage).await?;
    piece.map_err(|broken| match broken {
        Broken::Connection(error) => failure(error, transport, stage),
        Broken::Incomplete => Kind::Incomplete,
        Broken::Coding(reason) => Kind::Encoding {
            reason: transport.redact(reason),
        },
    })
}

/// Reads a body up to the limit of all responses.
async fn read_all(
    body: &mut Incoming,
    transport: &Transport,
    deadline: &Deadline,
) -> (Bytes, Option<Kind>) {
    let limit = transport.shared().max_response_bytes;
    if body.length().is_some_and(|length| length > limit as u64) {
        return (Bytes::new(), Some(Kind::TooLarge { limit }));
    }
    read(body, transport, deadline, limit).await
}

/// Reads the beginning of a body that is there to be looked at.
async fn read_beginning(
    body: &mut Incoming,
    transport: &Transport,
    deadline: &Deadline,
) -> (Bytes, Option<Kind>) {
    let limit = transport.shared().max_response_bytes;
    read(body, transport, deadline, limit.min(MAX_ERROR_BODY_BYTES)).await
}

/// Reads a body up to a limit; gives what came, and why that is not all. The pieces are decompressed
/// already, so a small body that inflates is counted by what it becomes.
async fn read(
    body: &mut Incoming,
    transport: &Transport,
    deadline: &Deadline,
    limit: usize,
) -> (Bytes, Option<Kind>) {
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    let problem = loop {
        let piece = match next_piece(body, transport, Some(deadline)).await {
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
