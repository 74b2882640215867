//! A configured connection to one API.
//!
//! In: what the generator knows of the API ([`ClientInfo`]) and what the caller chooses
//! ([`ClientBuilder`]). Out: a [`Transport`] that sends one prepared request and hands back a
//! status, headers and a bounded body; tokens that change come from a [`TokenSource`]. Deliberately absent: retries, redirects, caches; and any
//! decoding, which belongs to `response` and `json`.

mod base_url;
mod builder;
mod coding;
mod config_error;
mod connection;
mod deadline;
mod exchange;
mod fresh_token;
mod http_settings;
mod incoming;
#[cfg(feature = "oauth")]
mod oauth;
mod security;
mod token;
mod token_source;
mod transport;

pub(crate) use base_url::parse as parse_base_url;
pub use base_url::{ServerTemplate, ServerVariable};
pub use builder::{
    ClientBuilder, DEFAULT_CONNECT_TIMEOUT, DEFAULT_MAX_RESPONSE_BYTES,
    DEFAULT_MIN_BYTES_PER_SECOND, DEFAULT_POOL_IDLE_TIMEOUT, DEFAULT_READ_TIMEOUT, DEFAULT_TIMEOUT,
};
pub use config_error::ConfigError;
pub(crate) use exchange::{Exchange, Outcome, next_piece, start};
pub(crate) use incoming::Incoming;
#[cfg(feature = "oauth")]
pub use oauth::ClientCredentials;
pub(crate) use security::Source;
pub use security::{AuthScheme, Credential, Requirement, SecurityScheme};
pub use token_source::{AccessToken, TokenError, TokenFuture, TokenSource};
pub use transport::Transport;

/// What a generated client says about itself and its API.
#[derive(Clone, Copy, Debug)]
pub struct ClientInfo {
    /// The package's name, first half of the user agent.
    pub package: &'static str,
    /// The package's version, second half of the user agent.
    pub version: &'static str,
    /// Where requests go unless [`ClientBuilder::base_url`] says otherwise. Where the description
    /// names no host, this is the path that it names, or empty, and an address has to be given.
    pub base_url: &'static str,
    /// The ways to authenticate; [`ClientBuilder::token`] is for the first.
    pub schemes: &'static [SecurityScheme],
    /// What operations ask for that say nothing themselves. Where the description says nothing at
    /// all, `None`: every credential given is sent then.
    pub security: Option<Requirement>,
    /// Whether every operation asks for a credential, so that a client without any can do nothing.
    pub token_required: bool,
    /// The environment variable that [`ClientBuilder::token_from_env`] reads.
    pub token_env: Option<&'static str>,
}
