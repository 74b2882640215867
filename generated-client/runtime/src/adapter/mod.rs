//! The default transport: the HTTP library `reqwest`, with its connection pool and TLS.
//!
//! The only place where a type of that library shows: [`Reqwest::new`]. A new major version of it may
//! change that function in a minor version of this crate.

mod connection;
mod settings;

use std::pin::Pin;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::Version;
use http_body::{Frame, SizeHint};
use url::Url;

use crate::client::{
    NewConnection, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
    TransportFuture,
};
use connection::{Used, classify};
pub(crate) use settings::HttpSettings;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(crate) use settings::certificates;

/// Sends by `reqwest`.
pub struct Reqwest {
    client: reqwest::Client,
    /// One that keeps no connection for later; made when it is needed.
    fresh: OnceLock<reqwest::Client>,
    /// What the other one is made from; none for a client of the caller's own.
    settings: Option<HttpSettings>,
    /// The connections that a response came over.
    used: Used,
}

impl Reqwest {
    /// Sends through a client of your own: other proxies, client certificates, connection pools.
    ///
    /// What that client was built with replaces what the builder of the API's client would have set:
    /// **its redirect policy** (follow none, or custom token headers may travel to other hosts), **its
    /// https policy** (the base address is still checked), its connect and read timeouts, its
    /// proxies, its retries and its decompression (turn both off: the one multiplies ours, the other
    /// loses later members of gzip). Timeouts, size limit and user agent of the builder hold all the
    /// same.
    pub fn new(client: reqwest::Client) -> Self {
        Self {
            fresh: OnceLock::from(client.clone()),
            client,
            settings: None,
            used: Used::default(),
        }
    }

    pub(crate) fn with_settings(settings: HttpSettings) -> Result<Self, crate::ConfigError> {
        Ok(Self {
            client: settings.build(|builder| builder)?,
            fresh: OnceLock::new(),
            settings: Some(settings),
            used: Used::default(),
        })
    }

    /// A client that uses no connection twice.
    fn fresh(&self) -> &reqwest::Client {
        self.fresh.get_or_init(|| {
            let settings = self.settings.as_ref();
            let fresh = settings.map(|it| it.build(|builder| builder.pool_max_idle_per_host(0)));
            fresh
                .and_then(Result::ok)
                .unwrap_or_else(|| self.client.clone())
        })
    }

    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string())
            .map_err(|error| TransportError::new(TransportErrorKind::Protocol, error))?;
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        match body.into_bytes() {
            Ok(bytes) if bytes.is_empty() => {}
            Ok(bytes) => *request.body_mut() = Some(bytes.into()),
            Err(body) => *request.body_mut() = Some(reqwest::Body::wrap(body)),
        }
        let client = match parts.extensions.get::<NewConnection>() {
            Some(NewConnection) => self.fresh(),
            None => &self.client,
        };
        let response = client.execute(request).await.map_err(|error| {
            let reused = self.used.has(&error);
            classify(error, reused)
        })?;
        self.used.note(&response);
        let (parts, body) = http::Response::<reqwest::Body>::from(response).into_parts();
        let body = Incoming {
            body,
            tells_end: parts.version == Version::HTTP_2,
        };
        Ok(http::Response::from_parts(parts, ResponseBody::new(body)))
    }
}

impl Transport for Reqwest {
    fn send(&self, request: http::Request<RequestBody>) -> TransportFuture<'_> {
        Box::pin(self.exchange(request))
    }
}

impl std::fmt::Debug for Reqwest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reqwest").finish_non_exhaustive()
    }
}

/// Whether a body has told its end in this process. Where another crate of the build turns on the HTTP
/// library's own decompression, every body is wrapped, and no wrapped one tells it.
static ENDS_ARE_TOLD: AtomicBool = AtomicBool::new(false);

/// What the connection brings.
struct Incoming {
    body: reqwest::Body,
    /// Whether the end of a body is a mark of its own, as in HTTP/2. The HTTP library takes a stream
    /// that is reset without an error for one that ended ([RFC 9113, section 8.1]), which is right
    /// for the request but not for the body of the response.
    ///
    /// [RFC 9113, section 8.1]: https://www.rfc-editor.org/rfc/rfc9113#section-8.1
    tells_end: bool,
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
                ENDS_ARE_TOLD.store(true, Ordering::Relaxed);
                None
            }
            None if !ENDS_ARE_TOLD.load(Ordering::Relaxed) => None,
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
