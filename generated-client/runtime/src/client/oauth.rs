//! OAuth 2 client credentials ([RFC 6749, section 4.4]) as a source of tokens.
//!
//! [RFC 6749, section 4.4]: https://www.rfc-editor.org/rfc/rfc6749#section-4.4

use std::fmt;
use std::future::poll_fn;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, StatusCode, Uri};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

use super::builder::DEFAULT_READ_TIMEOUT;
use super::clock::{self, Instant};
use super::token::Token;
use super::token_source::{AccessToken, TokenError, TokenFuture, TokenSource};
use super::transport::{RequestBody, Transport, TransportError};
use super::{AuthScheme, Credential};
use crate::error::{chain_text, one_line};

/// The largest accepted response of a token endpoint: 256 KiB.
const MAX_BYTES: usize = 256 * 1024;
/// How long before its expiry a token is renewed: 60 seconds, or a tenth of a shorter lifetime.
const DEFAULT_MARGIN: Duration = Duration::from_secs(60);
/// How much of the endpoint's error description is shown, in characters.
const DESCRIPTION_CHARS: usize = 200;

/// Gets tokens with a client id and secret, and caches each until shortly before it expires.
///
/// Requests that need a token at the same time share one exchange with the token endpoint. A token
/// that the API refuses (401) is replaced once per request. No `Debug` and no error shows the
/// secret or a token. Redirects are not followed.
///
/// ```
/// use openapi_client_runtime::{ClientCredentials, Credential};
///
/// let source = ClientCredentials::new("https://auth.example.com/token", "my-id", "my-secret")
///     .scope("read write");
/// let credential = Credential::source(source);
/// ```
pub struct ClientCredentials {
    token_url: String,
    id: String,
    secret: SecretString,
    parameters: Vec<(String, String)>,
    in_body: bool,
    margin: Duration,
    allow_http: bool,
    transport: OnceLock<Arc<dyn Transport>>,
    attempts: AtomicU64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Current>,
    /// Why the last attempt failed.
    failure: Option<TokenError>,
}

struct Current {
    token: AccessToken,
    /// When it is renewed; `None` if the endpoint does not say when it expires.
    fresh_until: Option<Instant>,
    /// When it expires.
    valid_until: Option<Instant>,
}

impl State {
    /// The token, if it has not expired and is not the one that was refused.
    fn valid(&self, refused: Option<&AccessToken>) -> Option<AccessToken> {
        let current = self.current.as_ref()?;
        let lasts = current.valid_until.is_none_or(|until| clock::now() < until);
        (lasts && refused != Some(&current.token)).then(|| current.token.clone())
    }
}

impl ClientCredentials {
    /// A client that is registered at the token endpoint. The URL must be https, unless
    /// [`allow_http`](Self::allow_http) is called; it is checked when the first token is needed.
    pub fn new(
        token_url: impl Into<String>,
        id: impl Into<String>,
        secret: impl Into<String>,
    ) -> Self {
        Self {
            token_url: token_url.into(),
            id: id.into(),
            secret: secret.into().into(),
            parameters: Vec::new(),
            in_body: false,
            margin: DEFAULT_MARGIN,
            allow_http: false,
            transport: OnceLock::new(),
            attempts: AtomicU64::new(0),
            state: Mutex::default(),
        }
    }

    /// The scope of the token: names separated by spaces.
    #[must_use]
    pub fn scope(self, scope: impl Into<String>) -> Self {
        self.parameter("scope", scope)
    }

    /// Sends an additional parameter, such as `audience` or `resource`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sends id and secret in the body instead of the header `Authorization`, for endpoints that
    /// support nothing else (`client_secret_post`).
    #[must_use]
    pub fn secret_in_body(mut self) -> Self {
        self.in_body = true;
        self
    }

    /// How long before its expiry a token is renewed, at most half of its lifetime. Default: 60
    /// seconds, or a tenth of a shorter lifetime.
    #[must_use]
    pub fn renew_before(mut self, margin: Duration) -> Self {
        self.margin = margin;
        self
    }

    /// Permits a token endpoint over plain HTTP: for local test servers only.
    #[must_use]
    pub fn allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// Calls the token endpoint through another transport: with other proxies or certificates, or
    /// without a network. Default: a separate transport, set up like that of a client.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = OnceLock::from(Arc::new(transport) as Arc<dyn Transport>);
        self
    }

    /// The cached token, unless it is about to expire or was refused.
    async fn get(&self, refused: Option<&AccessToken>) -> Result<AccessToken, TokenError> {
        let seen = self.attempts.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        if let Some(current) = &state.current
            && refused != Some(&current.token)
            && current.fresh_until.is_none_or(|until| clock::now() < until)
        {
            return Ok(current.token.clone());
        }
        // A caller that waited for another attempt does not start one of its own.
        if self.attempts.load(Ordering::Acquire) != seen {
            match (&state.failure, &state.current) {
                (Some(failure), _) => return state.valid(refused).ok_or(failure.clone()),
                (None, Some(current)) => return Ok(current.token.clone()),
                (None, None) => {}
            }
        }
        let outcome = self.fetch().await;
        self.attempts.fetch_add(1, Ordering::AcqRel);
        match outcome {
            Ok(current) => {
                let token = current.token.clone();
                *state = State {
                    current: Some(current),
                    failure: None,
                };
                Ok(token)
            }
            Err(error) => {
                state.failure = Some(error.clone());
                // It is renewed early, so that there is time for another attempt.
                state.valid(refused).ok_or(error)
            }
        }
    }

    async fn fetch(&self) -> Result<Current, TokenError> {
        let asked = clock::now();
        let (status, body) = self.exchange().await?;
        let read: Value = serde_json::from_slice(&body).unwrap_or_default();
        let text = |name: &str| read.get(name).and_then(Value::as_str);
        if !status.is_success() {
            return Err(self.refused(status, text("error"), text("error_description")));
        }
        let Some(token) = text("access_token").filter(|token| !token.is_empty()) else {
            return Err(TokenError::new(format!(
                "the token endpoint returned {status} without an `access_token`"
            )));
        };
        // RFC 6749, section 7.1: a token of a type that is not known must not be used.
        let kind = text("token_type").unwrap_or("bearer");
        if !kind.eq_ignore_ascii_case("bearer") {
            return Err(TokenError::new(
                "the token endpoint returned a token whose type is not `bearer`",
            ));
        }
        let life = read.get("expires_in").and_then(seconds);
        Ok(Current {
            token: token.into(),
            valid_until: life.and_then(|life| asked.checked_add(life)),
            fresh_until: life.and_then(|life| {
                let margin = match self.margin {
                    DEFAULT_MARGIN => DEFAULT_MARGIN.min(life / 10),
                    margin => margin.min(life / 2),
                };
                asked.checked_add(life - margin)
            }),
        })
    }

    fn request(&self) -> Result<http::Request<RequestBody>, TokenError> {
        let uri = self.uri()?;
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "client_credentials");
        form.extend_pairs(&self.parameters);
        if self.in_body {
            form.append_pair("client_id", &self.id);
            form.append_pair("client_secret", self.secret.expose_secret());
        }
        let body = RequestBody::known(Some(form.finish().into()));
        let mut request = http::Request::new(body);
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri;
        if !self.in_body {
            let value = format!("Basic {}", self.basic()?.expose());
            let mut value = HeaderValue::try_from(value).map_err(|_| {
                TokenError::new(
                    "the client's id or secret contains a character that is not allowed in a \
                         header",
                )
            })?;
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
        Ok(request)
    }

    async fn exchange(&self) -> Result<(StatusCode, Vec<u8>), TokenError> {
        let request = self.request()?;
        let failed = |error: TransportError| {
            let reason = self.redact(chain_text(&error));
            TokenError::new(format!(
                "the request to the token endpoint failed: {reason}"
            ))
            .retryable()
        };
        let response = clock::within(DEFAULT_READ_TIMEOUT, self.transport_in_use()?.send(request));
        let response = response.await.ok_or_else(silent)?.map_err(failed)?;
        let (head, mut rest) = response.into_parts();
        let mut body = Vec::new();
        loop {
            let piece = poll_fn(|context| rest.poll_piece(context));
            let piece = clock::within(DEFAULT_READ_TIMEOUT, piece).await;
            match piece.ok_or_else(silent)? {
                Some(Ok(piece)) if body.len() + piece.len() <= MAX_BYTES => {
                    body.extend_from_slice(&piece);
                }
                Some(Ok(_)) => {
                    let reason = "the response of the token endpoint is larger than 256 KiB";
                    return Err(TokenError::new(reason));
                }
                Some(Err(error)) => return Err(failed(error)),
                None => return Ok((head.status, body)),
            }
        }
    }

    fn uri(&self) -> Result<Uri, TokenError> {
        let invalid = |why: &str| TokenError::new(format!("the URL of the token endpoint {why}"));
        let url = Url::parse(&self.token_url).map_err(|_| invalid("is not a URL"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(invalid(
                "contains a user name or a password, which would appear in logs; give them to \
                 `ClientCredentials::new`",
            ));
        }
        match url.scheme() {
            "https" => {}
            "http" if self.allow_http => {}
            "http" => {
                return Err(invalid(
                    "is plain http, which would send the secret unencrypted; use https, or call \
                 `ClientCredentials::allow_http` for a local test server",
                ));
            }
            _ => return Err(invalid("is not https")),
        }
        Uri::try_from(url.as_str()).map_err(|_| invalid("is not valid in HTTP"))
    }

    fn transport_in_use(&self) -> Result<&dyn Transport, TokenError> {
        if let Some(transport) = self.transport.get() {
            return Ok(&**transport);
        }
        let default = default_transport(self.allow_http)?;
        Ok(&**self.transport.get_or_init(|| default))
    }

    /// Id and secret as RFC 6749, section 2.3.1, sends them: form-encoded first.
    fn basic(&self) -> Result<Token, TokenError> {
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let credential = Credential::basic(encoded(&self.id), encoded(self.secret.expose_secret()));
        Token::new(&credential, AuthScheme::Basic)
            .map_err(|error| TokenError::new(error.to_string()))
    }

    fn refused(&self, status: StatusCode, code: Option<&str>, text: Option<&str>) -> TokenError {
        let is_code = |code: &&str| {
            let mut bytes = code.bytes();
            code.len() <= 64 && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let code = code.filter(is_code).map(str::to_owned);
        let mut reason = format!("the token endpoint returned {status}");
        if let Some(code) = &code {
            reason.push_str(&format!(": {code}"));
        }
        if let Some(text) = text {
            let text: String = self
                .redact(one_line(text))
                .chars()
                .take(DESCRIPTION_CHARS)
                .collect();
            reason.push_str(&format!(": {text}"));
        }
        let error = TokenError::new(reason).with_code(code);
        match status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            true => error.retryable(),
            false => error,
        }
    }

    /// Redacts the secret in text that a server or a library wrote.
    fn redact(&self, text: String) -> String {
        let text = match self.secret.expose_secret() {
            "" => text,
            secret => text.replace(secret, "[redacted]"),
        };
        match self.basic() {
            Ok(basic) => basic.redact(text),
            Err(_) => text,
        }
    }
}

impl TokenSource for ClientCredentials {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(self.get(None))
    }

    fn renewed<'a>(&'a self, refused: &'a AccessToken) -> TokenFuture<'a> {
        Box::pin(self.get(Some(refused)))
    }
}

#[cfg(all(feature = "reqwest", target_family = "wasm"))]
fn default_transport(_: bool) -> Result<Arc<dyn Transport>, TokenError> {
    let client = reqwest::Client::new();
    Ok(Arc::new(crate::adapter::Reqwest::new(client)))
}

#[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
fn default_transport(allow_http: bool) -> Result<Arc<dyn Transport>, TokenError> {
    let settings = crate::adapter::HttpSettings {
        https_only: !allow_http,
        ..Default::default()
    };
    let transport = crate::adapter::Reqwest::with_settings(settings);
    let transport = transport.map_err(|error| TokenError::new(error.to_string()))?;
    Ok(Arc::new(transport))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: bool) -> Result<Arc<dyn Transport>, TokenError> {
    Err(TokenError::new(
        "this build has no transport for the token endpoint; give one \
         with `ClientCredentials::transport`, or enable the feature `reqwest`",
    ))
}

fn silent() -> TokenError {
    let limit = DEFAULT_READ_TIMEOUT;
    TokenError::new(format!("the token endpoint was silent for {limit:?}")).retryable()
}

/// The lifetime of a token in seconds: a number, or a numeric string as some endpoints send it.
fn seconds(value: &Value) -> Option<Duration> {
    let number = value
        .as_f64()
        .or_else(|| value.as_str()?.trim().parse().ok())?;
    Some(Duration::try_from_secs_f64(number.max(0.0)).unwrap_or(Duration::MAX))
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A query may hold a secret, too.
        let url = Url::parse(&self.token_url).ok();
        let shown = url.map(|url| format!("{}{}", url.origin().ascii_serialization(), url.path()));
        f.debug_struct("ClientCredentials")
            .field("token_url", &shown)
            .field("id", &self.id)
            .field("secret", &"[redacted]")
            .finish_non_exhaustive()
    }
}
