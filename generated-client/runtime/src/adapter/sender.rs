//! Sends requests with `reqwest`.

use std::fmt::Write as _;
use std::future::Future;
use std::sync::OnceLock;

use http::{Uri, Version};
use url::Url;

use super::connection::{Used, classify};
use super::incoming::Incoming;
use super::settings::HttpSettings;
use crate::client::{
    NewConnection, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
    TransportFuture,
};

/// Sends requests with `reqwest`.
pub struct Reqwest {
    client: reqwest::Client,
    /// A client that keeps no idle connections; built on demand.
    fresh: OnceLock<reqwest::Client>,
    /// The settings of the built client; `None` for a client of the caller.
    settings: Option<HttpSettings>,
    /// The connections that already carried a response.
    used: Used,
}

impl Reqwest {
    /// Sends through the given client: for other proxies, client certificates, connection pools.
    ///
    /// Its settings replace those that the builder of the API's client would make: **its redirect
    /// policy** (follow none, or custom token headers may be sent to other hosts), **its https
    /// policy** (the base URL is still checked), its connect and read timeouts, its proxies, its
    /// retries and its decompression (turn both off: the former multiplies ours, the latter loses
    /// later members of gzip). Timeouts, size limit and user agent of the builder still apply.
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

    /// A client that never reuses a connection.
    fn fresh(&self) -> &reqwest::Client {
        self.fresh.get_or_init(|| {
            let settings = self.settings.as_ref();
            let fresh = settings.map(|it| it.build(|builder| builder.pool_max_idle_per_host(0)));
            fresh
                .and_then(Result::ok)
                .unwrap_or_else(|| self.client.clone())
        })
    }

    /// Hands a request to the library, which sends it when the future is polled.
    fn pending(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<impl Future<Output = reqwest::Result<reqwest::Response>> + use<>, TransportError>
    {
        let (parts, body) = request.into_parts();
        let mut request = reqwest::Request::new(parts.method, url(&parts.uri)?);
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
        Ok(client.execute(request))
    }

    fn received(&self, response: reqwest::Response) -> http::Response<ResponseBody> {
        self.used.note(&response);
        let (parts, body) = http::Response::<reqwest::Body>::from(response).into_parts();
        let body = Incoming {
            body,
            tells_end: parts.version == Version::HTTP_2,
        };
        http::Response::from_parts(parts, ResponseBody::new(body))
    }
}

/// A URI as the URL type of the library.
fn url(uri: &Uri) -> Result<Url, TransportError> {
    // It is written in parts, so the capacity fits most URLs. Writing to a `String` does not fail.
    let mut text = String::with_capacity(256);
    let _ = write!(text, "{uri}");
    Url::parse(&text).map_err(|error| TransportError::new(TransportErrorKind::Protocol, error))
}

impl Transport for Reqwest {
    fn send(&self, request: http::Request<RequestBody>) -> TransportFuture<'_> {
        // Outside the future, which stays small that way.
        let pending = self.pending(request);
        Box::pin(async move {
            let response = pending?.await.map_err(|error| {
                let reused = self.used.has(&error);
                classify(error, reused)
            })?;
            Ok(self.received(response))
        })
    }
}

impl std::fmt::Debug for Reqwest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reqwest").finish_non_exhaustive()
    }
}
