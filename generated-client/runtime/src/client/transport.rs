use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use url::Url;

use super::connection::Used;
use super::http_settings::HttpSettings;
use super::token::Token;
use super::{ClientInfo, Requirement, SecurityScheme, Source};

/// A configured connection to one API: cheap to clone, shared between threads and tasks.
///
/// Made by [`ClientBuilder::build`](crate::ClientBuilder::build); a generated client is a thin
/// wrapper around it. Its `Debug` never shows a credential.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
    /// The tokens that sources gave for one request.
    fetched: Option<Arc<Vec<(SecurityScheme, Token)>>>,
}

pub(crate) struct Shared {
    pub(crate) info: &'static ClientInfo,
    pub(crate) base: Url,
    pub(crate) http: reqwest::Client,
    /// One that keeps no connection for later; made when it is needed.
    pub(crate) fresh_http: OnceLock<reqwest::Client>,
    pub(crate) http_settings: HttpSettings,
    /// The connections that a response came over.
    pub(crate) used: Used,
    /// Whether the caller chose the base address.
    pub(crate) base_given: bool,
    pub(crate) allow_http: bool,
    pub(crate) credentials: Vec<(SecurityScheme, Token)>,
    pub(crate) sources: Vec<(SecurityScheme, Source)>,
    pub(crate) user_agent: http::HeaderValue,
    pub(crate) connect_timeout: Duration,
    /// Sent with every request.
    pub(crate) headers: Vec<(http::HeaderName, Token)>,
    pub(crate) timeout: Duration,
    pub(crate) read_timeout: Duration,
    pub(crate) max_response_bytes: usize,
    pub(crate) min_bytes_per_second: u32,
    pub(crate) lossy_text: bool,
}

impl Shared {
    /// An HTTP client that uses no connection twice.
    pub(crate) fn fresh_http(&self) -> &reqwest::Client {
        self.fresh_http.get_or_init(|| {
            let fresh = self
                .http_settings
                .build(|builder| builder.pool_max_idle_per_host(0));
            fresh.unwrap_or_else(|_| self.http.clone())
        })
    }

    /// How long a body may be slower than it must be.
    pub(crate) fn grace(&self) -> Duration {
        self.read_timeout.max(super::DEFAULT_READ_TIMEOUT)
    }

    /// The schemes for an operation: the first alternative that is complete, else what is given of
    /// any (the server judges). Where nothing is needed, what is given of the other alternatives is
    /// sent only if it is complete.
    fn chosen(&self, security: Option<Requirement>) -> Vec<&'static str> {
        let fixed = self.credentials.iter().map(|(scheme, _)| scheme.name);
        let all: Vec<&'static str> = fixed
            .chain(self.sources.iter().map(|(scheme, _)| scheme.name))
            .collect();
        let Some(alternatives) = security else {
            return all;
        };
        let given = |name: &&str| all.contains(name);
        let complete = alternatives
            .iter()
            .find(|names| !names.is_empty() && names.iter().all(given));
        let is_named = |name: &str| match complete {
            Some(names) => names.contains(&name),
            None if alternatives.iter().any(|names| names.is_empty()) => false,
            None => alternatives.iter().any(|names| names.contains(&name)),
        };
        all.iter().copied().filter(|name| is_named(name)).collect()
    }
}

impl Transport {
    pub(crate) fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
            fetched: None,
        }
    }

    /// The same with tokens that sources gave.
    pub(super) fn with_tokens(&self, tokens: Vec<(SecurityScheme, Token)>) -> Self {
        Self {
            shared: self.shared.clone(),
            fetched: Some(Arc::new(tokens)),
        }
    }

    /// The sources that give tokens for an operation.
    pub(super) fn sources(
        &self,
        security: Option<Requirement>,
    ) -> impl Iterator<Item = &(SecurityScheme, Source)> {
        let sources = &self.shared.sources;
        let chosen = match sources.is_empty() {
            true => Vec::new(),
            false => self.shared.chosen(security),
        };
        let sources = sources.iter();
        sources.filter(move |(scheme, _)| chosen.contains(&scheme.name))
    }

    /// Whether sources have to be asked before a request can be sent.
    pub(super) fn needs_tokens(&self, security: Option<Requirement>) -> bool {
        self.fetched.is_none() && self.sources(security).next().is_some()
    }

    /// The credentials for an operation, those of sources as far as they were asked.
    pub(crate) fn credentials(
        &self,
        security: Option<Requirement>,
    ) -> Vec<&(SecurityScheme, Token)> {
        let chosen = self.shared.chosen(security);
        let all = self.shared.credentials.iter().chain(self.fetched());
        all.filter(|(scheme, _)| chosen.contains(&scheme.name))
            .collect()
    }

    fn fetched(&self) -> impl Iterator<Item = &(SecurityScheme, Token)> {
        self.fetched.iter().flat_map(|fetched| fetched.iter())
    }

    /// Where requests go, without a slash at the end.
    pub fn base_url(&self) -> &str {
        self.shared.base.as_str().trim_end_matches('/')
    }

    /// What the generated client says about itself.
    pub fn info(&self) -> &'static ClientInfo {
        self.shared.info
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// What must not be shown: credentials and default headers.
    fn secrets(&self) -> impl Iterator<Item = &Token> {
        let credentials = self.shared.credentials.iter().chain(self.fetched());
        let credentials = credentials.map(|(_, token)| token);
        let headers = self.shared.headers.iter().map(|(_, value)| value);
        credentials.chain(headers)
    }

    /// Takes the credentials out of text that a server or a library wrote.
    pub(crate) fn redact(&self, text: String) -> String {
        self.secrets()
            .fold(text, |text, secret| secret.redact(text))
    }

    /// The same for bytes; none where there is nothing to take out.
    pub(crate) fn redact_bytes(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.secrets()
            .fold(None, |redacted: Option<Vec<u8>>, secret| {
                secret
                    .redact_bytes(redacted.as_deref().unwrap_or(bytes))
                    .or(redacted)
            })
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("package", &self.shared.info.package)
            .field("base_url", &self.base_url())
            .field("credentials", &self.shared.credentials)
            .finish_non_exhaustive()
    }
}
