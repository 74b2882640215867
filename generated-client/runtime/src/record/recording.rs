//! The recording transport, and the body that is recorded while it is read.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};
use jiff::Timestamp;

use super::body;
use super::line::{ABANDONED, Content, Line, Received, Sent, VERSION, error_name};
use super::sink::Sink;
use crate::{OperationInfo, RequestBody, ResponseBody, Transport, TransportError, TransportFuture};

/// A [`Transport`] that records the exchanges of another one. Made by
/// [`Recorder::around`](super::Recorder::around).
pub struct Recording<T> {
    transport: T,
    sink: Sink,
}

impl<T: Transport> Recording<T> {
    pub(super) fn new(transport: T, sink: Sink) -> Self {
        Self { transport, sink }
    }
}

impl<T: Transport> Transport for Recording<T> {
    fn send(&self, request: http::Request<RequestBody>) -> TransportFuture<'_> {
        let pending = Pending::new(&self.sink, &request);
        Box::pin(async move {
            let mut pending = pending;
            match self.transport.send(request).await {
                Ok(response) => Ok(recorded(response, pending)),
                Err(error) => {
                    pending.end(Some(error_name(error.kind())));
                    Err(error)
                }
            }
        })
    }
}

impl<T> fmt::Debug for Recording<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording").finish_non_exhaustive()
    }
}

/// The response with a body that is recorded while it is read.
fn recorded(
    response: http::Response<ResponseBody>,
    mut pending: Pending,
) -> http::Response<ResponseBody> {
    let (parts, body) = response.into_parts();
    pending.head(parts.status.as_u16(), &parts.headers);
    let is_kept = body::is_kept(pending.sink.mask.as_deref(), &parts.headers);
    let mut tee = Tee {
        left: body.length(),
        body,
        kept: is_kept.then(BytesMut::new),
        came: 0,
        headers: parts.headers.clone(),
        is_failure: parts.status.is_client_error() || parts.status.is_server_error(),
        pending,
    };
    tee.end_if_complete();
    http::Response::from_parts(parts, ResponseBody::new(tee))
}

/// An exchange that is written when this is dropped.
struct Pending {
    sink: Sink,
    began: Instant,
    line: Option<Box<Line>>,
}

impl Pending {
    fn new(sink: &Sink, request: &http::Request<RequestBody>) -> Self {
        let mask = sink.mask.as_deref();
        let operation = request.extensions().get::<OperationInfo>();
        let template = operation.map(|it| it.path).filter(|it| it.starts_with('/'));
        let body = match request.body().as_bytes() {
            Some(bytes) if bytes.len() <= sink.max_body_bytes => {
                body::content(mask, request.headers(), bytes)
            }
            Some(bytes) => Some(Content::Bytes(bytes.len() as u64)),
            None => Some(Content::Bytes(request.body().size_hint().lower())),
        };
        let line = Line {
            v: VERSION,
            at: Timestamp::now().to_string(),
            ms: 0,
            operation: operation.map(|it| it.id.to_owned()),
            path: template.map(str::to_owned),
            masked: mask.is_some(),
            kept: mask.map_or_else(Vec::new, |it| it.kept.iter().cloned().collect()),
            request: Sent {
                method: request.method().to_string(),
                url: body::address(mask, request.uri(), template),
                headers: body::headers(mask, request.headers()),
                body,
            },
            response: None,
            error: None,
        };
        Self {
            sink: sink.clone(),
            began: Instant::now(),
            line: Some(Box::new(line)),
        }
    }

    fn head(&mut self, status: u16, headers: &HeaderMap) {
        let headers = body::headers(self.sink.mask.as_deref(), headers);
        if let Some(line) = &mut self.line {
            line.response = Some(Received {
                status,
                headers,
                body: None,
            });
        }
    }

    fn body(&mut self, content: Option<Content>) {
        let response = self.line.as_mut().and_then(|it| it.response.as_mut());
        if let Some(response) = response {
            response.body = content;
        }
    }

    fn end(&mut self, error: Option<&str>) {
        if let Some(mut line) = self.line.take() {
            line.ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
            line.error = error.map(str::to_owned);
            self.sink.write(&line);
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.end(Some(ABANDONED));
    }
}

/// The body of a response on its way to the caller.
struct Tee {
    body: ResponseBody,
    /// The received bytes, if they are recorded and not too many.
    kept: Option<BytesMut>,
    came: u64,
    /// How many bytes are still to come, if known.
    left: Option<u64>,
    headers: HeaderMap,
    /// Of the body of an error status, a reader takes only the beginning.
    is_failure: bool,
    pending: Pending,
}

impl Tee {
    fn passes(&mut self, piece: &Bytes) {
        let length = piece.len() as u64;
        self.came += length;
        self.left = self.left.map(|left| left.saturating_sub(length));
        let limit = self.pending.sink.max_body_bytes;
        match &mut self.kept {
            Some(kept) if kept.len() + piece.len() <= limit => kept.extend_from_slice(piece),
            _ => self.kept = None,
        }
        self.end_if_complete();
    }

    /// A reader that knows the length does not poll the end.
    fn end_if_complete(&mut self) {
        if self.left == Some(0) {
            self.end(None);
        }
    }

    fn end(&mut self, error: Option<&str>) {
        if self.pending.line.is_none() {
            return;
        }
        let sink = &self.pending.sink;
        let is_part = error.is_some();
        let kept = self.kept.take().filter(|_| !is_part || self.is_failure);
        let limit = sink.max_body_bytes;
        let decoded =
            kept.and_then(|kept| body::decoded(&self.headers, kept.freeze(), limit, is_part));
        let content = match decoded {
            Some(bytes) => body::content(sink.mask.as_deref(), &self.headers, &bytes),
            None => (self.came > 0).then_some(Content::Bytes(self.came)),
        };
        self.pending.body(content);
        let is_read = self.is_failure && error == Some(ABANDONED);
        self.pending.end(error.filter(|_| !is_read));
    }
}

impl Drop for Tee {
    fn drop(&mut self) {
        self.end(Some(ABANDONED));
    }
}

impl Body for Tee {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let piece = ready!(self.body.poll_piece(context));
        match &piece {
            Some(Ok(piece)) => self.passes(piece),
            Some(Err(error)) => {
                let name = error_name(error.kind());
                self.end(Some(name));
            }
            None => self.end(None),
        }
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.left
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
