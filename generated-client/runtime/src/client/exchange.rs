//! One request and its answer, without a word about types.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::time::{Instant, timeout, timeout_at};

use super::Transport;
use crate::error::{Kind, Report, chain_text};
use crate::request::{Body, OperationInfo, PIECE_BYTES, Prepared, Request};
use crate::response::{Expected, MAX_ERROR_BODY_BYTES, Plan, RawResponse, Unread};

/// How long the beginning of a stream that was not asked for is waited for.
const BEGINNING: Duration = Duration::from_secs(1);

/// What came of sending: an answer of any status, or the reason why there is none.
pub(crate) type Outcome = Result<RawResponse, Box<Report>>;
pub(crate) type Exchange = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// Prepares at once and sends when polled.
pub(crate) fn start(request: &Request) -> Exchange {
    let prepared = request.prepare();
    let transport = request.transport().clone();
    let operation = request.info();
    let expected = request.expected();
    let again = request.reconnects().then(|| request.clone());
    Box::pin(async move {
        let prepared = prepared?;
        let response = send(prepared, transport.clone(), operation, expected)
            .await
            .map_err(|kind| Box::new(Report::without_response(kind, operation)))?;
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
) -> Result<RawResponse, Kind> {
    let shared = transport.shared();
    // How long a file or a stream takes is not for the client to say.
    let deadline = match prepared.is_streamed() {
        true => None,
        false => Instant::now().checked_add(shared.timeout),
    };
    let (method, url, headers, body) = prepared.into_parts();
    let mut request = reqwest::Request::new(method, url);
    *request.headers_mut() = headers;
    let progress = match body {
        Some(body) => put_body(&mut request, &body).await?,
        None => Progress::default(),
    };

    let mut response = head(request, &transport, deadline, &progress).await?;
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let plan = expected.plan(operation.method, status, &headers);
    let request = (operation, expected);
    let (body, truncated) = match plan {
        Plan::Skip => (Bytes::new(), false),
        Plan::Whole => (read_all(&mut response, &transport, deadline).await?, false),
        Plan::Streamed => {
            let unread = Unread::new(response, transport.clone(), operation);
            return Ok(RawResponse::unread(
                status, headers, unread, request, transport,
            ));
        }
        Plan::Keep => read_beginning(&mut response, &transport, deadline).await,
        Plan::KeepBeginning => {
            let soon = Instant::now().checked_add(BEGINNING);
            read_beginning(&mut response, &transport, soon).await
        }
    };
    Ok(RawResponse::received(
        status, headers, body, truncated, request, transport,
    ))
}

type Progress = std::sync::Arc<AtomicUsize>;

/// Gives the request its body. A small one is handed over as it is; of others it is known how far
/// they are.
async fn put_body(request: &mut reqwest::Request, body: &Body) -> Result<Progress, Kind> {
    if let Some(bytes) = body.as_bytes()
        && bytes.len() <= PIECE_BYTES
    {
        *request.body_mut() = Some(bytes.clone().into());
        return Ok(Progress::default());
    }
    let body = body
        .open()
        .await
        .map_err(|reason| Kind::Request { reason })?;
    let progress = body.progress();
    *request.body_mut() = Some(reqwest::Body::wrap(body));
    Ok(progress)
}

/// Sends the request and waits for the head of the answer. The server may be silent as long as it
/// is still taking the body.
async fn head(
    request: reqwest::Request,
    transport: &Transport,
    deadline: Option<Instant>,
    progress: &AtomicUsize,
) -> Result<reqwest::Response, Kind> {
    let shared = transport.shared();
    let mut exchange = pin!(shared.http.execute(request));
    loop {
        let before = progress.load(Ordering::Relaxed);
        let step = timeout(shared.read_timeout, exchange.as_mut());
        let outcome = match deadline {
            Some(deadline) => timeout_at(deadline, step)
                .await
                .map_err(|_| timed_out(transport))?,
            None => step.await,
        };
        match outcome {
            Ok(outcome) => return outcome.map_err(|error| failure(error, transport)),
            Err(_) if progress.load(Ordering::Relaxed) > before => {}
            Err(_) => return Err(timed_out(transport)),
        }
    }
}

/// The next piece of a body, for which the server may take as long as it may be silent.
pub(crate) async fn next_piece(
    response: &mut reqwest::Response,
    transport: &Transport,
    deadline: Option<Instant>,
) -> Result<Option<Bytes>, Kind> {
    let piece = timeout(transport.shared().read_timeout, response.chunk());
    let outcome = match deadline {
        Some(deadline) => timeout_at(deadline, piece)
            .await
            .map_err(|_| timed_out(transport))?,
        None => piece.await,
    };
    outcome
        .map_err(|_| timed_out(transport))?
        .map_err(|error| failure(error, transport))
}

/// Reads a body up to the limit. The chunks are decompressed already, so a small answer that
/// inflates is counted by what it becomes.
async fn read_all(
    response: &mut reqwest::Response,
    transport: &Transport,
    deadline: Option<Instant>,
) -> Result<Bytes, Kind> {
    let limit = transport.shared().max_response_bytes;
    if response
        .content_length()
        .is_some_and(|length| length > limit as u64)
    {
        return Err(Kind::TooLarge { limit });
    }
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(chunk) = next_piece(response, transport, deadline).await? {
        if first.len() + rest.len() + chunk.len() > limit {
            return Err(Kind::TooLarge { limit });
        }
        if first.is_empty() && rest.is_empty() {
            first = chunk;
        } else {
            if rest.is_empty() {
                rest.extend_from_slice(&std::mem::take(&mut first));
            }
            rest.extend_from_slice(&chunk);
        }
    }
    Ok(if rest.is_empty() {
        first
    } else {
        rest.freeze()
    })
}

/// Reads what of an error body fits. The status is known and matters more than the body, so a body
/// that breaks off is a truncated one and not another error.
async fn read_beginning(
    response: &mut reqwest::Response,
    transport: &Transport,
    deadline: Option<Instant>,
) -> (Bytes, bool) {
    let limit = transport.shared().max_response_bytes;
    let limit = limit.min(MAX_ERROR_BODY_BYTES);
    let mut body = BytesMut::new();
    loop {
        match next_piece(response, transport, deadline).await {
            Ok(Some(chunk)) if body.len() + chunk.len() > limit => {
                body.extend_from_slice(&chunk[..limit - body.len()]);
                return (body.freeze(), true);
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return (body.freeze(), false),
            Err(_) => return (body.freeze(), true),
        }
    }
}

fn timed_out(transport: &Transport) -> Kind {
    let shared = transport.shared();
    Kind::Timeout {
        connecting: false,
        total: shared.timeout,
        read: shared.read_timeout,
    }
}

/// Our own words for an error of the HTTP library, whose own text may hold the full URL.
fn failure(error: reqwest::Error, transport: &Transport) -> Kind {
    let host = error.url().and_then(|url| url.host_str());
    let host = host.unwrap_or_default().to_owned();
    let error = error.without_url();
    if error.is_timeout() {
        let shared = transport.shared();
        return Kind::Timeout {
            connecting: error.is_connect(),
            total: shared.timeout,
            read: shared.read_timeout,
        };
    }
    let reason = transport.redact(chain_text(&error));
    if error.is_connect() {
        return Kind::Connect { host, reason };
    }
    Kind::Exchange { reason }
}
