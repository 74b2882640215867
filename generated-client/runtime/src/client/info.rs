//! Constants of a generated client and its API.

use super::rate_limit::RateLimit;
use super::security::{Requirement, SecurityScheme};

/// Constants of a generated client and its API.
#[derive(Clone, Copy, Debug)]
pub struct ClientInfo {
    /// The package's name, the first half of the user agent.
    pub package: &'static str,
    /// The package's version, the second half of the user agent.
    pub version: &'static str,
    /// The default base URL, which [`ClientBuilder::base_url`](crate::ClientBuilder::base_url)
    /// replaces. If the description names no host, this is its path or empty, and the caller must
    /// set a base URL.
    pub base_url: &'static str,
    /// The security schemes; [`ClientBuilder::token`](crate::ClientBuilder::token) is for the
    /// first.
    pub schemes: &'static [SecurityScheme],
    /// The security of operations without a requirement of their own. If the description has none
    /// at all, `None`: every credential is sent then.
    pub security: Option<Requirement>,
    /// Whether every operation requires a credential, so that a client without one is useless.
    pub token_required: bool,
    /// The environment variable that [`ClientBuilder::token_from_env`](crate::ClientBuilder::token_from_env) reads.
    pub token_env: Option<&'static str>,
    /// The environment variable that [`ClientBuilder::base_url_from_env`](crate::ClientBuilder::base_url_from_env) reads.
    pub base_url_env: Option<&'static str>,
    /// How many requests the API takes, if known.
    pub rate_limit: Option<RateLimit>,
}
