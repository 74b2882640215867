//! A configured connection to one API.
//!
//! In: facts of the API from the generator ([`ClientInfo`]), and the caller's settings
//! ([`ClientBuilder`]). Out: a [`Pipeline`] that sends prepared requests and returns a status,
//! headers and a bounded body. From the bottom up: `transport` is the seam to HTTP; `incoming` and
//! `coding` read a body; `exchange` is one attempt; `retry` and `rate` decide whether and when
//! there is another one, and `call` makes them, with the tokens that `tokens` gets from a
//! [`TokenSource`]; `observe` reports them. Deliberately absent: redirects, caches; and any
//! decoding, which belongs to `response` and `json`.

mod base_url;
mod builder;
mod call;
#[cfg_attr(target_family = "wasm", path = "web_clock.rs")]
mod clock;
mod coding;
mod config_error;
mod deadline;
mod ends;
mod exchange;
mod incoming;
mod info;
mod message_headers;
#[cfg(feature = "oauth")]
mod oauth;
mod observe;
mod pipeline;
mod rate;
mod rate_limit;
mod retry;
mod security;
mod token;
mod token_source;
mod tokens;
#[cfg(feature = "tracing")]
mod traced;
mod transport;

pub(crate) use base_url::parse as parse_base_url;
pub use base_url::{ServerTemplate, ServerVariable};
pub use builder::{
    ClientBuilder, DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_CONNECT_TIMEOUT, DEFAULT_MAX_RESPONSE_BYTES,
    DEFAULT_MIN_BYTES_PER_SECOND, DEFAULT_POOL_IDLE_TIMEOUT, DEFAULT_READ_TIMEOUT, DEFAULT_TIMEOUT,
};
pub(crate) use call::{Exchange, start};
pub(crate) use clock::{Instant, now, sleep_until, within};
pub use config_error::ConfigError;
#[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
pub(crate) use config_error::Problem;
pub(crate) use deadline::{Deadline, End};
pub use ends::{AttemptEnd, CallEnd, UnknownValues};
pub(crate) use exchange::{Outcome, next_piece};
pub(crate) use incoming::Incoming;
pub use info::ClientInfo;
pub(crate) use message_headers::is_of_message;
#[cfg(feature = "oauth")]
pub use oauth::ClientCredentials;
pub use observe::Observer;
pub(crate) use observe::report_unknown;
pub use pipeline::Pipeline;
pub(crate) use rate::Permit;
pub use rate_limit::RateLimit;
pub use retry::{DEFAULT_ATTEMPTS, FailedAttempt, Retry, RetryPolicy};
pub(crate) use security::Source;
pub use security::{AuthScheme, Credential, Requirement, SecurityScheme};
pub(crate) use token::Token;
pub use token_source::{AccessToken, TokenError, TokenFuture, TokenSource};
pub use transport::{
    NewConnection, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
    TransportFuture,
};
