//! The default transport in browsers and other hosts of `wasm32-unknown-unknown`: `fetch`, through the HTTP
//! library `reqwest`.
//!
//! The host controls connections, proxies, TLS and redirects, which it follows on its own; it
//! removes content codings, and shows a page only the headers that CORS allows. JavaScript values
//! stay on their thread, so an exchange runs as a separate task that passes on the received data.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http_body::Frame;
use http_body_util::BodyExt as _;
use tokio::sync::{mpsc, oneshot};
use url::Url;
use wasm_bindgen_futures::spawn_local;

use crate::client::{
    RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind, TransportFuture,
};

type Outcome = Result<http::Response<ResponseBody>, TransportError>;

/// Sends requests with `reqwest`, which calls `fetch`. A request body is collected before it is
/// sent.
pub struct Reqwest {
    client: reqwest::Client,
}

impl Reqwest {
    /// Sends through the given client. Timeouts, size limit and user agent of the builder still
    /// apply.
    pub fn new(client: reqwest::Client) -> Self {
        Self { client }
    }
}

impl Transport for Reqwest {
    fn send(&self, request: http::Request<RequestBody>) -> TransportFuture<'_> {
        let client = self.client.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = match body.into_bytes() {
                Ok(bytes) => bytes,
                Err(body) => {
                    let body = body.collect().await;
                    let body = body
                        .map_err(|error| TransportError::new(TransportErrorKind::Protocol, error));
                    body?.to_bytes()
                }
            };
            let (head, response) = oneshot::channel();
            spawn_local(exchange(client, parts, body, head));
            let lost = TransportErrorKind::Incomplete;
            response.await.unwrap_or_else(|_| Err(lost.into()))
        })
    }
}

impl std::fmt::Debug for Reqwest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reqwest").finish_non_exhaustive()
    }
}

/// Sends a request, then passes on the head of the response and the pieces of its body. Ends early,
/// and aborts the request, if the caller no longer waits.
async fn exchange(
    client: reqwest::Client,
    parts: http::request::Parts,
    body: Bytes,
    mut head: oneshot::Sender<Outcome>,
) {
    let response = {
        let response = pin!(fetch(client, parts, body));
        match unless(response, |context| head.poll_closed(context)).await {
            Some(response) => response,
            None => return,
        }
    };
    let response = match response {
        Ok(response) => response,
        Err(error) => {
            // If the caller is gone, nothing is left to do.
            let _ = head.send(Err(error));
            return;
        }
    };
    let (pieces, received) = mpsc::channel(1);
    let mut whole = http::Response::new(ResponseBody::new(Pieces(received)));
    *whole.status_mut() = response.status();
    whole.headers_mut().clone_from(response.headers());
    // They describe the body before the host removed its codings.
    whole.headers_mut().remove(CONTENT_ENCODING);
    whole.headers_mut().remove(CONTENT_LENGTH);
    if head.send(Ok(whole)).is_err() {
        return;
    }
    let mut body = pin!(response.bytes_stream());
    let mut closed = pin!(pieces.closed());
    loop {
        let next = poll_fn(|context| body.as_mut().poll_next(context));
        let next = unless(pin!(next), |context| closed.as_mut().poll(context)).await;
        let Some(Some(piece)) = next else {
            return;
        };
        let is_last = piece.is_err();
        if pieces.send(piece.map_err(failure)).await.is_err() || is_last {
            return;
        }
    }
}

async fn fetch(
    client: reqwest::Client,
    parts: http::request::Parts,
    body: Bytes,
) -> Result<reqwest::Response, TransportError> {
    let url = Url::parse(&parts.uri.to_string())
        .map_err(|error| TransportError::new(TransportErrorKind::Protocol, error))?;
    let mut request = reqwest::Request::new(parts.method, url);
    *request.headers_mut() = parts.headers;
    if !body.is_empty() {
        *request.body_mut() = Some(body.into());
    }
    client.execute(request).await.map_err(failure)
}

/// The output of a future, unless `end` finishes first.
async fn unless<T>(
    mut future: Pin<&mut impl Future<Output = T>>,
    mut end: impl FnMut(&mut Context<'_>) -> Poll<()>,
) -> Option<T> {
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => end(context).map(|()| None),
    })
    .await
}

/// The host does not report how far a request got.
fn failure(error: reqwest::Error) -> TransportError {
    let kind = match error.is_timeout() {
        true => TransportErrorKind::Timeout,
        false => TransportErrorKind::Lost {
            sent: true,
            reused: false,
        },
    };
    // The library's message may hold the URL; the causes are JavaScript values.
    TransportError::new(kind, crate::error::chain_text(&error.without_url()))
}

/// The body of a response, from the task that reads it.
struct Pieces(mpsc::Receiver<Result<Bytes, TransportError>>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let piece = self.0.poll_recv(context);
        piece.map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}
