//! Request bodies: bytes in memory, files, and streams.
//!
//! In: the caller's body. Out: [`OpenBody`], which the HTTP library reads. Files are opened when
//! the request is sent and read piece by piece; a request can be retried unless it holds a stream,
//! which can be read only once.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Frame, SizeHint};
use tokio::io::AsyncRead;
use tokio::sync::Notify;
use tokio_util::io::ReaderStream;

use crate::client::{Instant, now};

/// The largest piece of a body: 64 KiB.
pub(crate) const PIECE_BYTES: usize = 64 * 1024;

type Pieces = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// A request body.
///
/// Made from bytes or a string by `into()`, from a file by [`from_path`](Self::from_path), from a
/// reader by [`from_reader`](Self::from_reader), from a stream of bytes by
/// [`from_stream`](Self::from_stream), and from a stream that can be reopened by
/// [`from_opener`](Self::from_opener).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Body {
    parts: Vec<Part>,
}

#[derive(Clone)]
enum Part {
    Bytes(Bytes),
    File(PathBuf),
    Stream(OneShot),
    Opened(Opener),
}

/// A stream that can be reopened.
#[derive(Clone)]
struct Opener {
    open: Arc<dyn Fn() -> Pieces + Send + Sync>,
    length: Option<u64>,
}

/// A stream that can be sent only once.
#[derive(Clone)]
struct OneShot {
    pieces: Arc<Mutex<Option<Pieces>>>,
    length: Option<u64>,
}

impl Body {
    /// The content of a file. It is opened when the request is sent and read piece by piece, so it
    /// is never in memory as a whole, and the same request can be sent again.
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        Self {
            parts: vec![Part::File(path.into())],
        }
    }

    /// The output of a reader, up to its end. It can be sent only once: sending a clone of the
    /// request afterwards is an error.
    pub fn from_reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::one_shot(Box::pin(ReaderStream::with_capacity(reader, PIECE_BYTES)))
    }

    /// The output of a stream, up to its end. It can be sent only once: sending a clone of the
    /// request afterwards is an error.
    pub fn from_stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::one_shot(Box::pin(Converted(Box::pin(stream))))
    }

    /// The output of a stream that can be reopened: the function is called for each attempt of a
    /// call, so a [`RetryPolicy`](crate::RetryPolicy) applies as it does to bytes.
    pub fn from_opener<F, S, E>(open: F) -> Self
    where
        F: Fn() -> S + Send + Sync + 'static,
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let open = move || -> Pieces { Box::pin(Converted(Box::pin(open()))) };
        Self {
            parts: vec![Part::Opened(Opener {
                open: Arc::new(open),
                length: None,
            })],
        }
    }

    fn one_shot(pieces: Pieces) -> Self {
        Self {
            parts: vec![Part::Stream(OneShot {
                pieces: Arc::new(Mutex::new(Some(pieces))),
                length: None,
            })],
        }
    }

    /// Sets the number of bytes in the stream, for servers that require it. Without it the body is
    /// sent in chunks. The length of bytes and files is known.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        for part in &mut self.parts {
            match part {
                Part::Stream(stream) => stream.length = Some(bytes),
                Part::Opened(opener) => opener.length = Some(bytes),
                Part::Bytes(_) | Part::File(_) => {}
            }
        }
        self
    }

    /// The whole body, if it is in memory.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match self.parts.as_slice() {
            [Part::Bytes(bytes)] => Some(bytes),
            _ => None,
        }
    }

    /// Appends another body. Adjacent bytes are not joined.
    pub(super) fn append(&mut self, other: Self) {
        self.parts.extend(other.parts);
    }

    /// The parts of the body that are in memory.
    pub(super) fn known_bytes(&self) -> impl Iterator<Item = &Bytes> {
        self.parts.iter().filter_map(|part| match part {
            Part::Bytes(bytes) => Some(bytes),
            Part::File(_) | Part::Stream(_) | Part::Opened(_) => None,
        })
    }

    /// Whether it can be sent again.
    pub(crate) fn is_repeatable(&self) -> bool {
        let mut parts = self.parts.iter();
        parts.all(|part| !matches!(part, Part::Stream(_)))
    }

    /// Whether all of it is in memory.
    pub(super) fn is_known(&self) -> bool {
        self.known_bytes().count() == self.parts.len()
    }

    /// One piece of bytes, if all of it is in memory.
    pub(super) fn joined(self) -> Self {
        if !self.is_known() || self.parts.len() < 2 {
            return self;
        }
        let mut whole = Vec::new();
        for bytes in self.known_bytes() {
            whole.extend_from_slice(bytes);
        }
        whole.into()
    }

    /// Opens the files and takes the streams.
    ///
    /// # Errors
    ///
    /// If a file cannot be opened, or a stream was sent before.
    pub(crate) async fn open(&self) -> Result<OpenBody, String> {
        let mut open = OpenBody {
            parts: Mutex::default(),
            left: Some(0),
            progress: Arc::default(),
        };
        let mut parts = VecDeque::with_capacity(self.parts.len());
        for part in &self.parts {
            let (part, length) = match part {
                Part::Bytes(bytes) => (OpenPart::Bytes(bytes.clone()), Some(bytes.len() as u64)),
                Part::File(path) => {
                    let (pieces, length) = open_file(path).await.map_err(|error| {
                        format!("the file {} cannot be read: {error}", path.display())
                    })?;
                    (OpenPart::Pieces(pieces), Some(length))
                }
                Part::Opened(opener) => (OpenPart::Pieces((opener.open)()), opener.length),
                Part::Stream(stream) => {
                    let mut pieces = stream.pieces.lock().unwrap_or_else(PoisonError::into_inner);
                    let pieces = pieces.take().ok_or_else(|| {
                        "the body is a stream, which can be sent only once and was already sent"
                            .to_owned()
                    })?;
                    (OpenPart::Pieces(pieces), stream.length)
                }
            };
            open.left = open.left.zip(length).map(|(left, length)| left + length);
            parts.push_back(part);
        }
        open.parts = Mutex::new(parts);
        Ok(open)
    }
}

/// Browsers have no files.
#[cfg(target_family = "wasm")]
async fn open_file(_: &Path) -> io::Result<(Pieces, u64)> {
    Err(io::ErrorKind::Unsupported.into())
}

/// A file that grows while it is read must not make the body longer than declared.
#[cfg(not(target_family = "wasm"))]
async fn open_file(path: &Path) -> io::Result<(Pieces, u64)> {
    use tokio::io::AsyncReadExt as _;

    let file = tokio::fs::File::open(path).await?;
    let about = file.metadata().await?;
    if about.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let length = about.len();
    let pieces = ReaderStream::with_capacity(file.take(length), PIECE_BYTES);
    Ok((Box::pin(pieces), length))
}

/// A stream whose errors are converted to I/O errors.
struct Converted<S>(Pin<Box<S>>);

impl<S, E> Stream for Converted<S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.0.as_mut().poll_next(context);
        next.map(|item| item.map(|piece| piece.map_err(io::Error::other)))
    }
}

/// A body that is being sent.
pub(crate) struct OpenBody {
    /// Behind a lock because the HTTP library shares bodies between threads; never contended.
    parts: Mutex<VecDeque<OpenPart>>,
    /// How many bytes are still to come, if known.
    left: Option<u64>,
    progress: Arc<Progress>,
}

/// The progress of a body that is being sent.
#[derive(Debug)]
pub(crate) struct Progress {
    state: Mutex<State>,
    sent: Notify,
}

#[derive(Clone, Copy, Debug)]
struct State {
    pieces: usize,
    last: Instant,
    ended: bool,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            state: Mutex::new(State {
                pieces: 0,
                last: now(),
                ended: false,
            }),
            sent: Notify::new(),
        }
    }
}

impl Progress {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn advance(&self) {
        let mut state = self.state();
        state.pieces += 1;
        state.last = now();
    }

    fn end(&self) {
        let mut state = self.state();
        if !std::mem::replace(&mut state.ended, true) {
            state.last = now();
            self.sent.notify_one();
        }
    }

    /// How many pieces were handed over so far.
    pub(crate) fn pieces(&self) -> usize {
        self.state().pieces
    }

    /// When the last piece was handed over, and whether it was the final one.
    pub(crate) fn last(&self) -> (Instant, bool) {
        let state = self.state();
        (state.last, state.ended)
    }

    /// Waits for the end of the body; forever if the body is not sent in pieces.
    pub(crate) async fn sent(&self) {
        self.sent.notified().await;
    }
}

enum OpenPart {
    Bytes(Bytes),
    Pieces(Pieces),
}

impl OpenBody {
    /// The body's progress.
    pub(crate) fn progress(&self) -> Arc<Progress> {
        self.progress.clone()
    }
}

impl http_body::Body for OpenBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = &mut *self;
        let parts = this.parts.get_mut().unwrap_or_else(PoisonError::into_inner);
        let piece = loop {
            match parts.front_mut() {
                None => {
                    this.progress.end();
                    if this.left.is_some_and(|left| left > 0) {
                        this.left = None;
                        let message = "the body is shorter than its declared length";
                        return Poll::Ready(Some(Err(io::Error::other(message))));
                    }
                    return Poll::Ready(None);
                }
                Some(OpenPart::Bytes(bytes)) if bytes.is_empty() => {
                    parts.pop_front();
                }
                Some(OpenPart::Bytes(bytes)) => {
                    break bytes.split_to(bytes.len().min(PIECE_BYTES));
                }
                Some(OpenPart::Pieces(pieces)) => match pieces.as_mut().poll_next(context) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Some(Ok(piece))) => break piece,
                    Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                    Poll::Ready(None) => {
                        parts.pop_front();
                    }
                },
            }
        };
        if let Some(left) = &mut this.left {
            let Some(rest) = left.checked_sub(piece.len() as u64) else {
                let message = "the body is longer than its declared length";
                return Poll::Ready(Some(Err(io::Error::other(message))));
            };
            *left = rest;
        }
        this.progress.advance();
        if this.left == Some(0) {
            this.progress.end();
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn size_hint(&self) -> SizeHint {
        self.left
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl Drop for OpenBody {
    fn drop(&mut self) {
        self.progress.end();
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self {
            parts: vec![Part::Bytes(bytes)],
        }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from_static(bytes).into()
    }
}

impl<const N: usize> From<&'static [u8; N]> for Body {
    fn from(bytes: &'static [u8; N]) -> Self {
        Bytes::from_static(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            (Self::File(a), Self::File(b)) => a == b,
            (Self::Stream(a), Self::Stream(b)) => Arc::ptr_eq(&a.pieces, &b.pieces),
            (Self::Opened(a), Self::Opened(b)) => Arc::ptr_eq(&a.open, &b.open),
            _ => false,
        }
    }
}

impl Eq for Part {}

/// Shows the size, not the content.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_known() {
            let bytes: usize = self.known_bytes().map(Bytes::len).sum();
            write!(f, "Body({bytes} bytes)")
        } else {
            f.write_str("Body(streamed)")
        }
    }
}
