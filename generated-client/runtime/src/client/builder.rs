//! The settings of a client, and the checks before it is built.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::config_error::{ConfigError, Problem};
use super::info::ClientInfo;
use super::message_headers::is_of_message;
use super::pipeline::{Pipeline, Secrets, Shared};
use super::rate::Limits;
use super::retry::Budget;
use super::security::{CredentialKind, Source};
use super::token::Token;
use super::{
    Credential, Observer, RateLimit, RetryPolicy, SecurityScheme, TokenSource, Transport, base_url,
};

/// Default timeout for connecting, TLS included: 10 seconds.
pub const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Default time that the server may be silent, before or within its response: 30 seconds.
pub const DEFAULT_READ_TIMEOUT: Duration = Duration::from_secs(30);
/// Default timeout of a call, from connecting to the last byte of the body: 120 seconds.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(120);
/// Default timeout of one attempt of a call: 60 seconds.
pub const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
/// Default limit of a body after decompression: 16 MiB.
pub const DEFAULT_MAX_RESPONSE_BYTES: usize = 16 * 1024 * 1024;

/// Default time that an idle connection is kept: 15 seconds, less than common servers use.
pub const DEFAULT_POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// Default minimum pace of a body that is read piece by piece: 32 bytes per second.
pub const DEFAULT_MIN_BYTES_PER_SECOND: u32 = 32;

/// Collects the settings of a client and builds it.
///
/// `C` is the generated client. Nothing is checked before [`build`](Self::build).
pub struct ClientBuilder<C> {
    settings: Settings,
    client: PhantomData<fn() -> C>,
}

/// Everything except the client's type, so that no code below is compiled once per client.
struct Settings {
    info: &'static ClientInfo,
    base_url: Option<String>,
    /// By scheme; `None` is the first scheme.
    credentials: Vec<(Option<&'static str>, Credential)>,
    token_from_env: bool,
    base_url_from_env: bool,
    connect_timeout: Duration,
    read_timeout: Duration,
    timeout: Duration,
    max_response_bytes: usize,
    min_bytes_per_second: u32,
    lossy_text: bool,
    pool_idle_timeout: Duration,
    root_certificates: Vec<Vec<u8>>,
    user_agent: Option<String>,
    headers: Vec<(String, SecretString)>,
    allow_http: bool,
    proxy: bool,
    attempt_timeout: Duration,
    retries: RetryPolicy,
    rate_limit: Option<RateLimit>,
    max_in_flight: Option<usize>,
    transport: Option<Arc<dyn Transport>>,
    wrappers: Vec<Wrapper>,
    observer: Option<Arc<dyn Observer>>,
}

type Wrapper = Box<dyn FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport> + Send>;

impl<C: From<Pipeline>> ClientBuilder<C> {
    /// Starts with the API's defaults.
    pub fn new(info: &'static ClientInfo) -> Self {
        Self {
            settings: Settings {
                info,
                base_url: None,
                credentials: Vec::new(),
                token_from_env: false,
                base_url_from_env: false,
                connect_timeout: DEFAULT_CONNECT_TIMEOUT,
                read_timeout: DEFAULT_READ_TIMEOUT,
                timeout: DEFAULT_TIMEOUT,
                max_response_bytes: DEFAULT_MAX_RESPONSE_BYTES,
                min_bytes_per_second: DEFAULT_MIN_BYTES_PER_SECOND,
                lossy_text: false,
                pool_idle_timeout: DEFAULT_POOL_IDLE_TIMEOUT,
                root_certificates: Vec::new(),
                user_agent: None,
                headers: Vec::new(),
                allow_http: false,
                proxy: true,
                attempt_timeout: DEFAULT_ATTEMPT_TIMEOUT,
                retries: RetryPolicy::default(),
                rate_limit: info.rate_limit,
                max_in_flight: None,
                transport: None,
                wrappers: Vec::new(),
                observer: None,
            },
            client: PhantomData,
        }
    }

    /// Sends requests to this URL instead of the API's own: scheme, host, and a path to which the
    /// operations' paths are appended.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.settings.base_url = Some(url.into());
        self
    }

    /// The API token as issued: without a scheme such as `Bearer`.
    ///
    /// Takes precedence over [`token_from_env`](Self::token_from_env). If the API has several
    /// security schemes, the token is for the first; if that is HTTP basic authentication, the
    /// token is `user:password`.
    #[must_use]
    pub fn token(self, token: impl Into<String>) -> Self {
        self.put(None, token.into().into())
    }

    /// Asks a source for the token before each attempt, in place of [`token`](Self::token). For one
    /// of several schemes, pass a [`Credential::source`] to [`credential`](Self::credential).
    #[must_use]
    pub fn token_source(self, source: impl TokenSource + 'static) -> Self {
        self.put(None, Credential::source(source))
    }

    /// A credential for one of the API's security schemes, in place of an earlier one. An operation
    /// is sent with the credentials that it requires.
    #[must_use]
    pub fn credential(
        self,
        scheme: impl Into<&'static str>,
        credential: impl Into<Credential>,
    ) -> Self {
        self.put(Some(scheme.into()), credential.into())
    }

    fn put(mut self, scheme: Option<&'static str>, credential: Credential) -> Self {
        let credentials = &mut self.settings.credentials;
        credentials.retain(|(known, _)| *known != scheme);
        credentials.push((scheme, credential));
        self
    }

    /// Reads the token from the API's environment variable when the client is built.
    #[must_use]
    pub fn token_from_env(mut self) -> Self {
        self.settings.token_from_env = true;
        self
    }

    /// Reads the base URL from the API's environment variable when the client is built, if that is
    /// set and not empty. [`base_url`](Self::base_url) takes precedence, and its rules apply to the
    /// variable as well: plain HTTP is refused unless [`allow_http`](Self::allow_http) is called.
    #[must_use]
    pub fn base_url_from_env(mut self) -> Self {
        self.settings.base_url_from_env = true;
        self
    }

    /// Timeout for connecting, TLS included. Default: [`DEFAULT_CONNECT_TIMEOUT`].
    #[must_use]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.settings.connect_timeout = limit;
        self
    }

    /// How long the server may be silent, before or within its response. Default:
    /// [`DEFAULT_READ_TIMEOUT`].
    #[must_use]
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.settings.read_timeout = limit;
        self
    }

    /// Minimum pace of a body that is read piece by piece, in bytes per second; 0 is no limit. A
    /// slower one may go on for a grace period: the read timeout, but at least 30 seconds. The time
    /// between two events or lines doesn't count, only the time while one is incomplete. Default:
    /// [`DEFAULT_MIN_BYTES_PER_SECOND`].
    #[must_use]
    pub fn min_bytes_per_second(mut self, pace: u32) -> Self {
        self.settings.min_bytes_per_second = pace;
        self
    }

    /// How long an idle connection is kept. If the server closes it first, a request sent at that
    /// moment can be lost, so this should be less than the server's own idle timeout. Default:
    /// [`DEFAULT_POOL_IDLE_TIMEOUT`].
    #[must_use]
    pub fn pool_idle_timeout(mut self, limit: Duration) -> Self {
        self.settings.pool_idle_timeout = limit;
        self
    }

    /// Trusts one or several certificate authorities, in PEM, in addition to the platform's.
    #[must_use]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.settings.root_certificates.push(pem.into());
        self
    }

    /// Timeout of a call with all of its attempts and the waits between them, from its first turn
    /// to the last byte of the body. If a file or a stream is sent, it counts from the last byte
    /// sent. Default: [`DEFAULT_TIMEOUT`].
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.settings.timeout = limit;
        self
    }

    /// Limit of a body in bytes after decompression; a larger one is an error. Reading a body takes
    /// at most four times this limit in memory. Default: [`DEFAULT_MAX_RESPONSE_BYTES`].
    ///
    /// A body is decoded in one go, on the thread that polls the call: an optimized build needs
    /// about 5 milliseconds per MiB, so about 0.1 seconds for the largest body by default. If that
    /// delays other tasks of the thread too long, set a smaller limit, or spawn such calls on a
    /// multi-threaded runtime.
    #[must_use]
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.settings.max_response_bytes = limit;
        self
    }

    /// Whether malformed strings in JSON are repaired: bytes that are not UTF-8, and unpaired
    /// surrogates, are replaced by U+FFFD, and `text_was_replaced` of the
    /// [`Response`](crate::Response::text_was_replaced), the
    /// [`Lines`](crate::Lines::text_was_replaced) or the
    /// [`Events`](crate::Events::text_was_replaced) says so. Default: such a body, line or event is
    /// an error.
    ///
    /// A body or line of which more than a quarter is not UTF-8 has another encoding and is always
    /// an error.
    #[must_use]
    pub fn lossy_text(mut self, lossy: bool) -> Self {
        self.settings.lossy_text = lossy;
        self
    }

    /// The name of the program that uses the client: `my-program/1.0` is sent as
    /// `my-program/1.0 package/version`, the more significant product first ([RFC 9110, section
    /// 10.1.5](https://www.rfc-editor.org/rfc/rfc9110#section-10.1.5)).
    #[must_use]
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.settings.user_agent = Some(product.into());
        self
    }

    /// Sends this header with every request, in place of an earlier one of the same name: an API
    /// version, a tenant, or a credential that the description does not mention. A parameter or
    /// credential of an operation for the same header takes precedence.
    ///
    /// The value is treated as a secret: no `Debug`, `Display` or error shows it, even if a server
    /// repeats it. Like a credential it is sent to the API only, since no redirect is followed.
    #[must_use]
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        let headers = &mut self.settings.headers;
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
        headers.push((name, value.into()));
        self
    }

    /// Permits plain HTTP base URLs. The token is then sent unencrypted: for local test servers
    /// only.
    #[must_use]
    pub fn allow_http(mut self) -> Self {
        self.settings.allow_http = true;
        self
    }

    /// Ignores proxies from the environment (`HTTPS_PROXY` and the like).
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.settings.proxy = false;
        self
    }

    /// Sends through another transport than the default one. It has its own connection timeouts,
    /// certificates, proxies and connection pool; the settings of this builder don't apply to it.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.settings.transport = Some(Arc::new(transport));
        self
    }

    /// Wraps the transport in middleware: for logging, signing, recording, or injecting faults. It
    /// sees each attempt of a call as sent. The first middleware is the innermost.
    #[must_use]
    pub fn middleware<T: Transport>(
        mut self,
        wrap: impl FnOnce(Arc<dyn Transport>) -> T + Send + 'static,
    ) -> Self {
        let wrapper = |inner| Arc::new(wrap(inner)) as Arc<dyn Transport>;
        self.settings.wrappers.push(Box::new(wrapper));
        self
    }

    /// Reports each attempt and each call to an observer: for metrics, or for custom logs. Spans
    /// and events of the feature `tracing` need no observer.
    #[must_use]
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.settings.observer = Some(Arc::new(observer));
        self
    }

    /// When a failed call is retried. Default: three attempts, see [`RetryPolicy`].
    #[must_use]
    pub fn retries(mut self, policy: RetryPolicy) -> Self {
        self.settings.retries = policy;
        self
    }

    /// Timeout of one attempt of a call, from connecting to the last byte of the body. If a file or
    /// a stream is sent, it counts from the last byte sent. Default: [`DEFAULT_ATTEMPT_TIMEOUT`].
    #[must_use]
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.settings.attempt_timeout = limit;
        self
    }

    /// How many requests are sent per period; `None` is no limit. All clones of the client share
    /// it. Default: the API's limit, if known.
    #[must_use]
    pub fn rate_limit(mut self, limit: impl Into<Option<RateLimit>>) -> Self {
        self.settings.rate_limit = limit.into();
        self
    }

    /// How many calls of all clones may be in flight at once, from the request to the last byte of
    /// the response; others wait for their turn. At least 1. Default: no limit.
    ///
    /// A call is in flight while it asks its [`TokenSource`], so a source that calls the same API
    /// needs a client of its own.
    #[must_use]
    pub fn max_in_flight(mut self, calls: usize) -> Self {
        self.settings.max_in_flight = Some(calls);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// If the token is missing and the API needs one; if a header cannot hold the token or user
    /// agent; if the base URL is missing and the description names no host, or is not an https URL
    /// (see [`allow_http`](Self::allow_http)); if `max_in_flight` is 0; if TLS cannot be set up; if
    /// this build has no transport and none is set.
    pub fn build(self) -> Result<C, ConfigError> {
        self.settings.build().map(C::from)
    }
}

/// The credentials that are known, and the sources of the others.
type Credentials = (
    Vec<(SecurityScheme, Arc<Token>)>,
    Vec<(SecurityScheme, Source)>,
);

impl Settings {
    fn build(self) -> Result<Pipeline, ConfigError> {
        if self.max_in_flight == Some(0) {
            return Err(ConfigError::new(Problem::NoneInFlight));
        }
        let (base, base_given) = self.checked_base_url()?;
        let (credentials, sources) = self.checked_credentials()?;
        let secrets = Secrets {
            credentials,
            sources,
            headers: self.checked_headers()?,
            ..Secrets::default()
        };
        let user_agent = self.checked_user_agent()?;
        let transport = match &self.transport {
            Some(transport) => transport.clone(),
            None => self.default_transport(base.scheme() == "https")?,
        };
        let wrappers = self.wrappers.into_iter();
        let shared = Shared {
            info: self.info,
            base,
            base_given,
            allow_http: self.allow_http,
            transport: wrappers.fold(transport, |inner, wrap| wrap(inner)),
            retries: self.retries,
            budget: Budget::default(),
            observer: self.observer,
            limits: Limits::new(self.rate_limit, self.max_in_flight),
            user_agent,
            connect_timeout: self.connect_timeout,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            read_timeout: self.read_timeout,
            max_response_bytes: self.max_response_bytes,
            min_bytes_per_second: self.min_bytes_per_second,
            lossy_text: self.lossy_text,
        };
        Ok(Pipeline::new(shared, secrets))
    }

    /// The base URL, and whether the caller chose it.
    fn checked_base_url(&self) -> Result<(Url, bool), ConfigError> {
        if let (true, None, Some(variable)) = (
            self.base_url_from_env,
            &self.base_url,
            self.info.base_url_env,
        ) && let Some(value) = std::env::var_os(variable).filter(|value| !value.is_empty())
        {
            // A URL may hold credentials, so errors don't repeat it.
            let invalid = || ConfigError::new(Problem::BaseUrlInEnv { variable });
            let base = base_url::parse(value.to_str().ok_or_else(invalid)?);
            let base = base.map_err(|_| invalid())?;
            if base.scheme() == "http" && !self.allow_http {
                return Err(ConfigError::new(Problem::PlainHttpInEnv { variable }));
            }
            return Ok((base, true));
        }
        let is_given = self.base_url.is_some();
        let base = self.base_url.as_deref().unwrap_or(self.info.base_url);
        if !is_given && !base.contains("://") {
            let (package, path) = (self.info.package, self.info.base_url);
            return Err(ConfigError::new(Problem::NoBaseUrl { package, path }));
        }
        let base = base_url::parse(base)
            .map_err(|reason| ConfigError::new(Problem::InvalidBaseUrl { reason }))?;
        if base.scheme() == "http" && !self.allow_http {
            let host = base.host_str().unwrap_or_default().to_owned();
            let own = !is_given;
            return Err(ConfigError::new(Problem::PlainHttp { host, own }));
        }
        Ok((base, is_given))
    }

    #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
    fn default_transport(&self, is_https: bool) -> Result<Arc<dyn Transport>, ConfigError> {
        use crate::adapter;

        let has_tls = cfg!(any(feature = "rustls", feature = "native-tls"));
        if is_https && !has_tls {
            return Err(ConfigError::new(Problem::NoTls));
        }
        if !has_tls && !self.root_certificates.is_empty() {
            return Err(ConfigError::new(Problem::Certificates));
        }
        let transport = adapter::Reqwest::with_settings(adapter::HttpSettings {
            https_only: !self.allow_http,
            connect_timeout: self.connect_timeout,
            pool_idle_timeout: self.pool_idle_timeout,
            proxy: self.proxy,
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            root_certificates: adapter::certificates(&self.root_certificates)?,
        })?;
        Ok(Arc::new(transport))
    }

    #[cfg(all(feature = "reqwest", target_family = "wasm"))]
    fn default_transport(&self, _: bool) -> Result<Arc<dyn Transport>, ConfigError> {
        if !self.root_certificates.is_empty() {
            return Err(ConfigError::new(Problem::Certificates));
        }
        Ok(Arc::new(crate::adapter::Reqwest::new(Default::default())))
    }

    #[cfg(not(feature = "reqwest"))]
    fn default_transport(&self, _: bool) -> Result<Arc<dyn Transport>, ConfigError> {
        Err(ConfigError::new(Problem::NoTransport))
    }

    fn checked_credentials(&self) -> Result<Credentials, ConfigError> {
        let package = self.info.package;
        let Some(first) = self.info.schemes.first() else {
            return match self.credentials.first() {
                None => Ok(Credentials::default()),
                Some(_) => Err(ConfigError::new(Problem::UnusedToken { package })),
            };
        };
        let mut given: Vec<(SecurityScheme, Credential)> = Vec::new();
        for (name, credential) in &self.credentials {
            let scheme = match *name {
                None => first,
                Some(name) => self
                    .info
                    .schemes
                    .iter()
                    .find(|scheme| scheme.name == name)
                    .ok_or_else(|| ConfigError::new(Problem::UnknownScheme { package, name }))?,
            };
            given.retain(|(known, _)| known != scheme);
            given.push((*scheme, credential.clone()));
        }
        let looked = self.token_from_env && !given.iter().any(|(scheme, _)| scheme == first);
        if looked && let Some(token) = self.token_in_env()? {
            given.push((*first, token.into()));
        }
        let asked = looked || !given.is_empty();
        given.retain(|(_, credential)| !credential.is_empty());
        if given.is_empty() && (asked || self.info.token_required) {
            return Err(ConfigError::new(Problem::MissingToken {
                package,
                variable: self.info.token_env,
                looked,
            }));
        }
        let (mut tokens, mut sources) = Credentials::default();
        for (scheme, credential) in given {
            match &credential.kind {
                CredentialKind::Source(source) => sources.push((scheme, source.clone())),
                _ => {
                    let variable = self.info.token_env.filter(|_| looked && scheme == *first);
                    let token = Token::new(&credential, scheme.auth);
                    let token = token.map_err(|error| error.in_variable(variable))?;
                    tokens.push((scheme, Arc::new(token)));
                }
            }
        }
        Ok((tokens, sources))
    }

    fn token_in_env(&self) -> Result<Option<String>, ConfigError> {
        let Some(variable) = self.info.token_env else {
            let package = self.info.package;
            return Err(ConfigError::new(Problem::NoTokenVariable { package }));
        };
        match std::env::var(variable) {
            Ok(token) => Ok(Some(token)),
            Err(std::env::VarError::NotPresent) => Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => {
                let reason = "it is not valid UTF-8".to_owned();
                let error = ConfigError::new(Problem::InvalidToken { reason });
                Err(error.in_variable(Some(variable)))
            }
        }
    }

    fn checked_headers(&self) -> Result<Vec<(HeaderName, Arc<Token>)>, ConfigError> {
        let checked = self.headers.iter().map(|(name, value)| {
            let invalid = |reason: &str| {
                let (name, reason) = (name.clone(), reason.to_owned());
                ConfigError::new(Problem::InvalidHeader { name, reason })
            };
            let header = HeaderName::try_from(name.as_str())
                .map_err(|_| invalid("this is not a header name"))?;
            if is_of_message(&header) {
                return Err(invalid("the HTTP library sets it"));
            }
            let value =
                Token::of_header(value.expose_secret()).map_err(|reason| invalid(&reason))?;
            Ok((header, Arc::new(value)))
        });
        checked.collect()
    }

    fn checked_user_agent(&self) -> Result<HeaderValue, ConfigError> {
        let own = format!("{}/{}", self.info.package, self.info.version);
        let text = match &self.user_agent {
            Some(product) => format!("{product} {own}"),
            None => own,
        };
        HeaderValue::try_from(text).map_err(|_| ConfigError::new(Problem::InvalidUserAgent))
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &self.settings;
        let header_names: Vec<&str> = settings.headers.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("ClientBuilder")
            .field("package", &settings.info.package)
            .field("credentials", &settings.credentials)
            .field("headers", &header_names)
            .field("token_from_env", &settings.token_from_env)
            .field("timeout", &settings.timeout)
            .field("allow_http", &settings.allow_http)
            .finish_non_exhaustive()
    }
}
