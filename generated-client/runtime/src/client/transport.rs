use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::token::Token;
use super::{AuthScheme, ClientInfo};

/// A configured connection to one API: cheap to clone, shared between threads and tasks.
///
/// Made by [`ClientBuilder::build`](crate::ClientBuilder::build); a generated client is a thin
/// wrapper around it. Its `Debug` never shows the token.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) info: &'static ClientInfo,
    pub(crate) base: Url,
    pub(crate) http: reqwest::Client,
    pub(crate) token: Option<(AuthScheme, Token)>,
    pub(crate) user_agent: http::HeaderValue,
    pub(crate) timeout: Duration,
    pub(crate) read_timeout: Duration,
    pub(crate) max_response_bytes: usize,
}

impl Transport {
    pub(crate) fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
        }
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

    /// Takes the token out of text that a server or a library wrote.
    pub(crate) fn redact(&self, text: String) -> String {
        match &self.shared.token {
            Some((_, token)) => token.redact(text),
            None => text,
        }
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("package", &self.shared.info.package)
            .field("base_url", &self.base_url())
            .field("token", &self.shared.token.as_ref().map(|(_, token)| token))
            .finish_non_exhaustive()
    }
}
