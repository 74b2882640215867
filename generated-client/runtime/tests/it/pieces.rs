//! A transport whose bodies come in pieces, at a pace.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http_body::Frame;
use openapi_client_runtime::bytes::Bytes;
use openapi_client_runtime::http::{Request, Response};
use openapi_client_runtime::{
    RequestBody, ResponseBody, Transport, TransportError, TransportFuture,
};
use tokio::time::{Sleep, sleep};

/// Responds to each request with equal pieces, and a pause between two of them.
#[derive(Clone)]
pub(crate) struct Pieces {
    pub(crate) status: u16,
    piece: Bytes,
    times: usize,
    pause: Duration,
    sent: Arc<AtomicUsize>,
}

impl Pieces {
    pub(crate) fn new(piece: impl Into<Bytes>, times: usize, pause: Duration) -> Self {
        Self {
            status: 200,
            piece: piece.into(),
            times,
            pause,
            sent: Arc::default(),
        }
    }

    /// How many requests were sent.
    pub(crate) fn times_sent(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }
}

impl Transport for Pieces {
    fn send(&self, _: Request<RequestBody>) -> TransportFuture<'_> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        let body = Body {
            piece: self.piece.clone(),
            left: self.times,
            pause: self.pause,
            waiting: Box::pin(sleep(Duration::ZERO)),
        };
        let mut response = Response::new(ResponseBody::new(body));
        *response.status_mut() = self.status.try_into().unwrap();
        Box::pin(async { Ok(response) })
    }
}

struct Body {
    piece: Bytes,
    left: usize,
    pause: Duration,
    waiting: Pin<Box<Sleep>>,
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        ready!(self.waiting.as_mut().poll(context));
        self.waiting = Box::pin(sleep(self.pause));
        self.left -= 1;
        Poll::Ready(Some(Ok(Frame::data(self.piece.clone()))))
    }
}
