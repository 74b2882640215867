//! A client for the Dixa API (beta), generated from its OpenAPI description.
//!
//! ```no_run
//! use dixa_client::{Client, Error};
//!
//! # async fn example() -> Result<(), Error> {
//! let client = Client::from_env()?; // DIXA_API_KEY
//! let answer = client.agents().list_agents().await?;
//! for agent in &answer.data {
//!     println!("{}", agent.display_name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! * [`Client`] has a handle for each tag of the API; [`operations`] holds what they offer.
//! * [`models`] holds the payloads.
//! * Everything else that a caller meets, from time-outs to the values in payloads, is the
//!   runtime's and reexported here.

#[rustfmt::skip] // It is printed without rustfmt, and what is printed is what is committed.
mod generated;

#[cfg(feature = "test-util")]
pub use generated::testing;
#[cfg(feature = "webhooks")]
pub use generated::webhooks;
pub use generated::{Client, Error, ErrorBody, Server, models, operations};
#[cfg(feature = "blocking")]
pub use openapi_client_runtime::Blocking;
#[cfg(feature = "stream")]
pub use openapi_client_runtime::BodyStream;
#[cfg(feature = "oauth")]
pub use openapi_client_runtime::ClientCredentials;
#[cfg(feature = "reqwest")]
pub use openapi_client_runtime::adapter;
pub use openapi_client_runtime::{
    AccessToken, AttemptEnd, AuthScheme, Base16, Base32, Base32Hex, Base64, Base64Error, Base64Url,
    Body, BodyError, CallEnd, ClientBuilder, ClientInfo, ConfigError, Credential,
    DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_ATTEMPTS, DEFAULT_CONNECT_TIMEOUT, DEFAULT_MAX_RESPONSE_BYTES,
    DEFAULT_MIN_BYTES_PER_SECOND, DEFAULT_POOL_IDLE_TIMEOUT, DEFAULT_READ_TIMEOUT, DEFAULT_TIMEOUT,
    Date, DateTime, Decimal, DecimalError, DecodeError, Described, Download, ErrorKind, Event,
    Events, Extra, FailedAttempt, Failure, File, Form, FormPart, Items, Json, Lines, List,
    ListStyle, MAX_ERROR_BODY_BYTES, NewConnection, NextPage, Nullable, Observer, OpenTuple,
    Operation, OperationInfo, Paged, Pages, Parts, Pipeline, Prepared, RateLimit, RawCall,
    RawResponse, Reading, Redirect, Request, RequestAs, RequestBody, Requirement, Response,
    ResponseBody, ResponseFuture, Retry, RetryPolicy, Reveal, Revealed, SecurityScheme, Sequence,
    Style, TimeoutStage, TokenError, TokenFuture, TokenSource, Transport, TransportError,
    TransportErrorKind, TransportFuture, TypedCall, UnknownInteger, UnknownValue, UnknownValues,
    UnknownVariant, Uuid, bytes, decode, http, jiff, uuid,
};
#[cfg(feature = "webhooks")]
pub use openapi_client_runtime::{
    Delivery, WebhookError, WebhookErrorKind, WebhookId, WebhookKey, WebhookReceiver, WebhookScheme,
};
pub use serde_json;

/// Compiles the first call that the README shows.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
