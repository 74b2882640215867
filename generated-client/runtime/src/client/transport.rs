//! The seam between the client and HTTP: one request out, the head of one response back.
//!
//! In: an [`http::Request`] as sent, credentials included. Out: an [`http::Response`] whose body
//! may still be on its way, or a [`TransportError`] that says how far the request got. Absent:
//! retries, redirects, cookies, decompression; the layers above the seam do these, or nothing does.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};

use crate::request::OpenBody;

/// The future of [`Transport::send`].
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<ResponseBody>, TransportError>> + Send + 'a>>;

/// Sends HTTP requests.
///
/// The default one is `adapter::Reqwest`. Middleware is a transport that wraps another one:
///
/// ```
/// use openapi_client_runtime::http;
/// use openapi_client_runtime::{RequestBody, Transport, TransportFuture};
///
/// /// Says which host a request goes to, and how long it took for the response to begin.
/// struct Timed<T>(T);
///
/// impl<T: Transport> Transport for Timed<T> {
///     fn send(&self, request: http::Request<RequestBody>) -> TransportFuture<'_> {
///         Box::pin(async move {
///             let host = request.uri().host().unwrap_or_default().to_owned();
///             let begin = std::time::Instant::now();
///             let response = self.0.send(request).await?;
///             eprintln!("{host}: {} after {:?}", response.status(), begin.elapsed());
///             Ok(response)
///         })
///     }
/// }
/// ```
///
/// A transport follows no redirect, retries nothing, and leaves the body in its content coding.
/// Each call of `send` is one attempt of a call; dropping the future cancels the request.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and waits for the head of the response.
    ///
    /// The extension [`NewConnection`] asks for a connection that has not been used before.
    fn send(&self, request: http::Request<RequestBody>) -> TransportFuture<'_>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: http::Request<RequestBody>) -> TransportFuture<'_> {
        (**self).send(request)
    }
}

/// A request extension: the request is retried because its connection broke, and must not get
/// another one that is about to be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewConnection;

/// The body of a request: in memory, or read while it is sent. An [`http_body::Body`].
pub struct RequestBody(Content);

enum Content {
    Known(Option<Bytes>),
    Open(OpenBody),
}

impl RequestBody {
    pub(crate) fn known(bytes: Option<Bytes>) -> Self {
        Self(Content::Known(bytes.filter(|bytes| !bytes.is_empty())))
    }

    pub(crate) fn open(body: OpenBody) -> Self {
        Self(Content::Open(body))
    }

    /// The whole body if it is small and in memory; empty if there is none.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Content::Known(bytes) => Some(bytes.as_deref().unwrap_or_default()),
            Content::Open(_) => None,
        }
    }

    /// The same by value, or the body itself if it is read piece by piece.
    pub fn into_bytes(self) -> Result<Bytes, Self> {
        match self.0 {
            Content::Known(bytes) => Ok(bytes.unwrap_or_default()),
            open @ Content::Open(_) => Err(Self(open)),
        }
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<std::io::Result<Frame<Bytes>>>> {
        match &mut self.0 {
            Content::Known(bytes) => Poll::Ready(bytes.take().map(|it| Ok(Frame::data(it)))),
            Content::Open(body) => Pin::new(body).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.0, Content::Known(None))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Content::Known(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, Bytes::len) as u64)
            }
            Content::Open(body) => body.size_hint(),
        }
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_bytes() {
            Some(bytes) => write!(f, "RequestBody({} bytes)", bytes.len()),
            None => f.write_str("RequestBody(streamed)"),
        }
    }
}

/// The body of a response, possibly still on its way. Made from bytes by `into()`, or from a body
/// of another library by [`new`](Self::new).
///
/// Behind a lock because responses are shared between threads; never contended.
pub struct ResponseBody(Mutex<UnsyncBoxBody<Bytes, TransportError>>);

impl ResponseBody {
    /// A body that arrives piece by piece.
    pub fn new<B>(body: B) -> Self
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<TransportError>,
    {
        Self(Mutex::new(body.map_err(Into::into).boxed_unsync()))
    }

    /// An empty body.
    pub fn empty() -> Self {
        Bytes::new().into()
    }

    /// How many bytes are still to come, if known.
    pub(crate) fn length(&self) -> Option<u64> {
        let body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        body.size_hint().exact()
    }

    /// The next non-empty piece; trailers are ignored.
    pub(crate) fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let body = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        loop {
            return Poll::Ready(match ready!(Pin::new(&mut *body).poll_frame(context)) {
                None => None,
                Some(Err(error)) => Some(Err(error)),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(piece) if !piece.is_empty() => Some(Ok(piece)),
                    _ => continue,
                },
            });
        }
    }
}

impl From<Bytes> for ResponseBody {
    fn from(bytes: Bytes) -> Self {
        Self::new(Full::new(bytes))
    }
}

impl From<Vec<u8>> for ResponseBody {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for ResponseBody {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for ResponseBody {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseBody")
            .field("length", &self.length())
            .finish_non_exhaustive()
    }
}

/// How far a request without a response got. Decides whether it may be retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The host name does not resolve. Nothing was sent.
    Dns,
    /// No connection could be made. Nothing was sent.
    Connect,
    /// No secure connection could be made. Nothing was sent.
    Tls,
    /// Connecting took too long. Nothing was sent.
    ConnectTimeout,
    /// The transport's own timeout. The server may have read the request.
    Timeout,
    /// The connection was lost, before the response began or within its body.
    Lost {
        /// Whether the server can have read any of the request.
        sent: bool,
        /// Whether an earlier request was answered on this connection, and no byte of the response
        /// to this one arrived.
        reused: bool,
    },
    /// The body ended before it was complete, without an error.
    Incomplete,
    /// The response is not HTTP, or the exchange failed in another way.
    Protocol,
}

/// Why there is no response, or why its body broke off.
pub struct TransportError {
    kind: TransportErrorKind,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// An error of this kind; the cause is kept as text, without credentials.
    pub fn new(
        kind: TransportErrorKind,
        cause: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self {
            kind,
            cause: Some(cause.into()),
        }
    }

    /// How far the request got.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl From<TransportErrorKind> for TransportError {
    fn from(kind: TransportErrorKind) -> Self {
        Self { kind, cause: None }
    }
}

/// A body that cannot fail.
impl From<std::convert::Infallible> for TransportError {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Dns => "the host has no address",
            TransportErrorKind::Connect => "no connection could be made",
            TransportErrorKind::Tls => "no secure connection could be made",
            TransportErrorKind::ConnectTimeout => "connecting timed out",
            TransportErrorKind::Timeout => "the exchange timed out",
            TransportErrorKind::Lost { .. } => "the connection was lost",
            TransportErrorKind::Incomplete => "the body ended before it was complete",
            TransportErrorKind::Protocol => "the exchange failed",
        })
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("kind", &self.kind)
            .field("cause", &self.cause)
            .finish()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let cause = self.cause.as_deref()?;
        Some(cause)
    }
}
