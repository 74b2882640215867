//! The body of a response, frame by frame.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::connection::classify;
use crate::client::{TransportError, TransportErrorKind};

/// Whether a body has reported its end in this process. If another crate of the build enables the
/// HTTP library's own decompression, every body is wrapped, and no wrapped one reports its end.
static ENDS_ARE_REPORTED: AtomicBool = AtomicBool::new(false);

/// The connection's bytes.
pub(super) struct Incoming {
    pub(super) body: reqwest::Body,
    /// Whether the end of a body is marked explicitly, as in HTTP/2. The HTTP library treats a
    /// stream that is reset without an error as ended ([RFC 9113, section 8.1]), which is right for
    /// the request but not for the body of the response.
    ///
    /// [RFC 9113, section 8.1]: https://www.rfc-editor.org/rfc/rfc9113#section-8.1
    pub(super) tells_end: bool,
}

impl http_body::Body for Incoming {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Poll::Ready(match ready!(Pin::new(&mut self.body).poll_frame(context)) {
            Some(frame) => Some(frame.map_err(|error| classify(error, false))),
            None if !self.tells_end => None,
            None if self.body.is_end_stream() => {
                ENDS_ARE_REPORTED.store(true, Ordering::Relaxed);
                None
            }
            None if !ENDS_ARE_REPORTED.load(Ordering::Relaxed) => None,
            None => {
                self.tells_end = false;
                Some(Err(TransportErrorKind::Incomplete.into()))
            }
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
