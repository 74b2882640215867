//! A client as requests see it: the state that all clones share, and the state of a single call.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderName;
use url::Url;

use super::info::ClientInfo;
use super::rate::Limits;
use super::retry::{Budget, RetryPolicy};
use super::security::CredentialKind;
use super::token::Token;
use super::{Credential, Observer, Requirement, SecurityScheme, Source, Transport};

/// A configured connection to one API: cheap to clone, shared between threads and tasks.
///
/// Made by [`ClientBuilder::build`](crate::ClientBuilder::build); a generated client is a thin
/// wrapper around it. Its `Debug` never shows a credential.
#[derive(Clone)]
pub struct Pipeline {
    shared: Arc<Shared>,
    secrets: Arc<Secrets>,
}

/// Secrets that requests carry and `Debug` hides. A single call may have its own.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    pub(crate) credentials: Vec<(SecurityScheme, Arc<Token>)>,
    /// The sources of other schemes' tokens.
    pub(crate) sources: Vec<(SecurityScheme, Source)>,
    /// Their tokens for one attempt.
    pub(crate) given: Vec<(SecurityScheme, Arc<Token>)>,
    /// Sent with every request.
    pub(crate) headers: Vec<(HeaderName, Arc<Token>)>,
    /// Sent with this call, in place of parameters of the same name.
    pub(crate) own_headers: Vec<(HeaderName, Arc<Token>)>,
}

pub(crate) struct Shared {
    pub(crate) info: &'static ClientInfo,
    pub(crate) base: Url,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) retries: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) limits: Limits,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    /// Whether the caller chose the base URL.
    pub(crate) base_given: bool,
    pub(crate) allow_http: bool,
    pub(crate) user_agent: http::HeaderValue,
    pub(crate) connect_timeout: Duration,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) read_timeout: Duration,
    pub(crate) max_response_bytes: usize,
    pub(crate) min_bytes_per_second: u32,
    pub(crate) lossy_text: bool,
}

impl Shared {
    /// How long a body may be slower than its minimum pace.
    pub(crate) fn grace(&self) -> Duration {
        self.read_timeout.max(super::DEFAULT_READ_TIMEOUT)
    }
}

impl Secrets {
    /// Whether a credential for this scheme is sent with an operation: the schemes of the first
    /// complete alternative, else all that are set of any alternative (the server decides). If no
    /// credential is required, another alternative is sent only if it is complete.
    fn chosen(&self, security: Option<Requirement>) -> impl Fn(&'static str) -> bool + Copy {
        let complete = security.and_then(|alternatives| {
            let mut alternatives = alternatives.iter();
            alternatives
                .find(|names| !names.is_empty() && names.iter().all(|name| self.is_given(name)))
        });
        move |name| match (complete, security) {
            (Some(names), _) => names.contains(&name),
            (None, Some(alternatives)) => {
                !alternatives.iter().any(|names| names.is_empty())
                    && alternatives.iter().any(|names| names.contains(&name))
            }
            (None, None) => true,
        }
    }

    fn is_given(&self, name: &str) -> bool {
        let mut fixed = self.credentials.iter().map(|(scheme, _)| scheme.name);
        let mut others = self.sources.iter().map(|(scheme, _)| scheme.name);
        fixed.any(|given| given == name) || others.any(|given| given == name)
    }

    /// The sources of an operation's tokens.
    pub(super) fn sources(
        &self,
        security: Option<Requirement>,
    ) -> impl Iterator<Item = &(SecurityScheme, Source)> {
        let chosen = self.chosen(security);
        let sources = self.sources.iter();
        sources.filter(move |(scheme, _)| chosen(scheme.name))
    }

    /// The credentials for an operation, those of sources if already asked.
    pub(crate) fn for_request(
        &self,
        security: Option<Requirement>,
    ) -> impl Iterator<Item = &(SecurityScheme, Arc<Token>)> {
        let chosen = self.chosen(security);
        self.tokens().filter(move |(scheme, _)| chosen(scheme.name))
    }

    fn tokens(&self) -> impl Iterator<Item = &(SecurityScheme, Arc<Token>)> {
        self.credentials.iter().chain(&self.given)
    }
}

impl Pipeline {
    pub(crate) fn new(shared: Shared, secrets: Secrets) -> Self {
        Self {
            shared: Arc::new(shared),
            secrets: Arc::new(secrets),
        }
    }

    /// The base URL, without a trailing slash.
    pub fn base_url(&self) -> &str {
        self.shared.base.as_str().trim_end_matches('/')
    }

    /// The constants of the generated client.
    pub fn info(&self) -> &'static ClientInfo {
        self.shared.info
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Gives this call a credential of its own.
    pub(crate) fn set_credential(
        &mut self,
        scheme: Option<&str>,
        credential: &Credential,
    ) -> Result<(), String> {
        let known = self.shared.info.schemes;
        let found = match scheme {
            None => known.first(),
            Some(name) => known.iter().find(|known| known.name == name),
        };
        let Some(found) = found else {
            return Err(match scheme {
                None => {
                    "a credential was given, and the API describes no authentication".to_owned()
                }
                Some(name) => {
                    format!("a credential was given for `{name}`, which is not a security scheme")
                }
            });
        };
        let secrets = Arc::make_mut(&mut self.secrets);
        secrets.credentials.retain(|(known, _)| known != found);
        secrets.sources.retain(|(known, _)| known != found);
        if let CredentialKind::Source(source) = &credential.kind {
            secrets.sources.push((*found, source.clone()));
        } else {
            let token = Token::new(credential, found.auth).map_err(|error| error.to_string())?;
            secrets.credentials.push((*found, Arc::new(token)));
        }
        Ok(())
    }

    /// The same with tokens from sources.
    pub(super) fn with_tokens(&self, tokens: Vec<(SecurityScheme, Token)>) -> Self {
        let tokens = tokens.into_iter();
        let tokens = tokens.map(|(scheme, token)| (scheme, Arc::new(token)));
        let mut pipeline = self.clone();
        Arc::make_mut(&mut pipeline.secrets).given = tokens.collect();
        pipeline
    }

    /// Gives this call a header of its own.
    pub(crate) fn set_header(&mut self, name: HeaderName, value: Token) {
        let headers = &mut Arc::make_mut(&mut self.secrets).own_headers;
        headers.retain(|(known, _)| *known != name);
        headers.push((name, Arc::new(value)));
    }

    /// Values that must not be shown: credentials and headers.
    fn hidden(&self) -> impl Iterator<Item = &Token> {
        let secrets = &self.secrets;
        let credentials = secrets.tokens().map(|(_, token)| &**token);
        let headers = secrets.headers.iter().chain(&secrets.own_headers);
        credentials.chain(headers.map(|(_, value)| &**value))
    }

    /// Redacts the credentials in text that a server or a library wrote.
    pub(crate) fn redact(&self, text: String) -> String {
        self.hidden().fold(text, |text, secret| secret.redact(text))
    }

    /// The same for bytes; `None` if there is nothing to redact.
    pub(crate) fn redact_bytes(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.hidden()
            .fold(None, |redacted: Option<Vec<u8>>, secret| {
                secret
                    .redact_bytes(redacted.as_deref().unwrap_or(bytes))
                    .or(redacted)
            })
    }
}

impl fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipeline")
            .field("package", &self.shared.info.package)
            .field("base_url", &self.base_url())
            .field("credentials", &self.secrets.credentials)
            .finish_non_exhaustive()
    }
}
