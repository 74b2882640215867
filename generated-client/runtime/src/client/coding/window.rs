//! The window of a brotli body. In: the coded bytes. Out: the same, or an error where they need more memory than the
//! content coding allows.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};

use super::Reader;

/// The bits that begin a body with a window of up to a gigabyte. The content coding has at most 16 MiB
/// ([RFC 7932, section 9.1]).
///
/// [RFC 7932, section 9.1]: https://www.rfc-editor.org/rfc/rfc7932#section-9.1
const LARGE_WINDOW: u8 = 0b001_0001;

/// A brotli body, refused at its first byte if its window is larger than 16 MiB.
pub(super) struct SmallWindow {
    coded: Reader,
    is_checked: bool,
}

impl SmallWindow {
    pub(super) fn new(coded: Reader) -> Self {
        Self {
            coded,
            is_checked: false,
        }
    }
}

impl AsyncBufRead for SmallWindow {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        let bytes = ready!(this.coded.as_mut().poll_fill_buf(context))?;
        let is_first = !std::mem::replace(&mut this.is_checked, true);
        if is_first
            && bytes
                .first()
                .is_some_and(|byte| byte & 0x7F == LARGE_WINDOW)
        {
            let reason = "the window is larger than 16 MiB";
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, reason)));
        }
        Poll::Ready(Ok(bytes))
    }

    fn consume(self: Pin<&mut Self>, amount: usize) {
        self.get_mut().coded.as_mut().consume(amount);
    }
}

impl AsyncRead for SmallWindow {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let bytes = ready!(self.as_mut().poll_fill_buf(context))?;
        let length = bytes.len().min(out.remaining());
        out.put_slice(&bytes[..length]);
        self.consume(length);
        Poll::Ready(Ok(()))
    }
}
