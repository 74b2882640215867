//! What a generated client says about itself and its API.

use super::rate_limit::RateLimit;
use super::security::{Requirement, SecurityScheme};

/// What a generated client says about itself and its API.
#[derive(Clone, Copy, Debug)]
pub struct ClientInfo {
    /// The package's name, first half of the user agent.
    pub package: &'static str,
    /// The package's version, second half of the user agent.
    pub version: &'static str,
    /// Where requests go unless [`ClientBuilder::base_url`](crate::ClientBuilder::base_url) says otherwise. Where the description
    /// names no host, this is the path that it names, or empty, and an address has to be given.
    pub base_url: &'static str,
    /// The ways to authenticate; [`ClientBuilder::token`](crate::ClientBuilder::token) is for the first.
    pub schemes: &'static [SecurityScheme],
    /// What operations ask for that say nothing themselves. Where the description says nothing at
    /// all, `None`: every credential given is sent then.
    pub security: Option<Requirement>,
    /// Whether every operation asks for a credential, so that a client without any can do nothing.
    pub token_required: bool,
    /// The environment variable that [`ClientBuilder::token_from_env`](crate::ClientBuilder::token_from_env) reads.
    pub token_env: Option<&'static str>,
    /// The environment variable that [`ClientBuilder::base_url_from_env`](crate::ClientBuilder::base_url_from_env) reads.
    pub base_url_env: Option<&'static str>,
    /// How many requests the API takes, where that is known.
    pub rate_limit: Option<RateLimit>,
}
