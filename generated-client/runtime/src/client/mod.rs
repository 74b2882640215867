//! A configured connection to one API.
//!
//! In: what the generator knows of the API ([`ClientInfo`]) and what the caller chooses
//! ([`ClientBuilder`]). Out: a [`Transport`] that sends one prepared request and hands back a
//! status, headers and a bounded body. Deliberately absent: retries, redirects, caches; and any
//! decoding, which belongs to `response` and `json`.

mod builder;
mod config_error;
mod exchange;
mod token;
mod transport;

pub use builder::{
    ClientBuilder, DEFAULT_CONNECT_TIMEOUT, DEFAULT_MAX_RESPONSE_BYTES, DEFAULT_READ_TIMEOUT,
    DEFAULT_TIMEOUT,
};
pub use config_error::ConfigError;
pub(crate) use exchange::{Exchange, Outcome, next_piece, start};
pub use transport::Transport;

/// What a generated client says about itself and its API.
#[derive(Clone, Copy, Debug)]
pub struct ClientInfo {
    /// The package's name, first half of the user agent.
    pub package: &'static str,
    /// The package's version, second half of the user agent.
    pub version: &'static str,
    /// Where requests go unless [`ClientBuilder::base_url`] says otherwise.
    pub base_url: &'static str,
    /// How the token travels; `None` where the API knows no authentication.
    pub auth: Option<AuthScheme>,
    /// The environment variable that [`ClientBuilder::token_from_env`] reads.
    pub token_env: Option<&'static str>,
}

/// Where the token stands in a request (OpenAPI, [Security Scheme Object]).
///
/// [Security Scheme Object]: https://spec.openapis.org/oas/v3.0.3#security-scheme-object
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthScheme {
    /// In a header, after `prefix` (empty where the token is sent raw).
    Header {
        /// The header's name.
        name: &'static str,
        /// What precedes the token, for example `"Bearer "`.
        prefix: &'static str,
    },
    /// In the query string.
    Query {
        /// The query parameter's name.
        name: &'static str,
    },
    /// In a cookie.
    Cookie {
        /// The cookie's name.
        name: &'static str,
    },
}
