//! The hand-written runtime that every generated client uses.
//!
//! The generator writes the part of a client that differs from API to API: models, one request type
//! per operation, and one handle per tag. This crate is the part that doesn't differ: it is
//! compiled once, and knows no particular API.
//!
//! | module | responsibility |
//! | --- | --- |
//! | [`client`](ClientBuilder) | base URL, credentials, timeouts, limits, retries; how a request is sent |
//! | [`request`](Request) | how path, query, headers and body are encoded |
//! | [`response`](Response), [`decode`] | how much of a body is read, and how it is decoded |
//! | [`error`](Error) | the one error type of a client |
//! | [`operation`](Operation), [`paging`](Paged) | sending a request value, once or page by page |
//! | `testing` | an in-memory transport for unit tests |
//! | `record` | recorded traffic, and its replay |
//! | `webhooks` | events that an API sends, and their signatures |
//! | [`raw`](RawCall) | calls that the description lacks |
//! | [`value`](DateTime) | value types that models are made of |
//! | [`json`] | functions that generated (de)serialization code calls |
//!
//! Below `client` is the seam to HTTP, [`Transport`]; `adapter` is its default implementation.
//!
//! # Guarantees for every request
//!
//! * **Paths** are built here, byte by byte: in a path parameter everything except
//!   `A-Z a-z 0-9 - . _ ~` is percent-encoded ([RFC 3986, section 2.3]); an empty value, `.` and
//!   `..` are refused before anything is sent, because no encoding makes them safe.
//! * **Credentials** are sent only to the base URL and to the servers that the description gives
//!   single operations, and only with operations that require them. They are marked sensitive, and
//!   no `Debug`, `Display`, log record or error shows them.
//! * **Redirects** are not followed: a 3xx with a `Location` is an error that names the target
//!   host, unless the operation describes that status.
//! * **Media types**: `Accept` asks for one, and the `Content-Type` of the response decides how the
//!   body is decoded. A body of another media type is an error that keeps the body.
//! * **Plain HTTP** is refused unless [`ClientBuilder::allow_http`] was called.
//! * **Limits**: a body larger than [`DEFAULT_MAX_RESPONSE_BYTES`] after decompression is an error,
//!   and timeouts are always set. Files and streams, sent or received, may take any time and have
//!   any size: they are limited by the timeout between two pieces and, when received, by a minimum
//!   pace. A stream holds one event or line at a time, which counts with everything that belongs to
//!   it.
//! * **Retries**: a failed call is retried where that is safe, with three attempts in all; see
//!   [`RetryPolicy`]. A request whose token the API refused (401) is sent once more if its
//!   [`TokenSource`] has another one. The client keeps to the API's rate ([`RateLimit`]).
//! * **Newer servers**: properties, enum values and union variants the client doesn't know are kept
//!   and sent back, and never fail a response.
//!
//! # Features
//!
//! * `rustls` (default): TLS by rustls, with the platform's certificate verifier; with `reqwest`.
//! * `gzip` and `brotli` (default): response bodies in the content codings gzip and deflate, and br.
//!   `zstd` is another one, and builds a C library. A body in a coding that a build lacks is an
//!   error that names the feature.
//! * `charset` (default): text and JSON in other charsets than UTF-8; without it they are such an
//!   error.
//! * `native-tls`: TLS by the platform's library (OpenSSL on Linux); with `reqwest`.
//! * `reqwest`: the default transport, `adapter::Reqwest`. Without it there is no HTTP library, and
//!   [`ClientBuilder::transport`] needs one. In browsers (`wasm32-unknown-unknown`) it calls
//!   `fetch`.
//! * `oauth`: `ClientCredentials`, tokens by OAuth 2 client credentials.
//! * `stream`: [`Pages`], [`Items`], [`Events`], [`Lines`] and [`Download`] become streams: the
//!   trait `Stream` of futures-core.
//! * `tracing`: a span per call, an event per attempt, and a warning if a response has enum values
//!   or variants that the client does not know, under OpenTelemetry's names; never a token, a
//!   parameter value or part of a body. [`Observer`] gets the same without this feature.
//! * `record`: `record`, which writes exchanges as masked JSON lines and replays them in tests.
//! * `test-util`: `testing`, an in-memory transport for unit tests; outside the semver promise.
//! * `webhooks`: `WebhookReceiver`, which verifies and decodes the events that an API sends.
//!
//! # Crates in the public interface
//!
//! [`http`], [`bytes`] and [`serde`] are at 1.0; a new major version of one of them is a new major
//! version of this crate. [`jiff`] is re-exported whole, so that a program uses the version that
//! [`DateTime`] and [`Date`] convert to and from. Only these conversions name it, and until jiff is
//! at 1.0 a breaking version of it comes with a minor version of this crate. `http-body` is at 1.0,
//! too, and sent streams use a trait of `futures-core`. No type of the HTTP library is in the
//! interface, except in `adapter::Reqwest::new`.
//!
//! Deliberately absent: caching.
//!
//! [RFC 3986, section 2.3]: https://www.rfc-editor.org/rfc/rfc3986#section-2.3

#[cfg(feature = "reqwest")]
#[cfg_attr(target_family = "wasm", path = "adapter/web.rs")]
pub mod adapter;
mod alternative;
#[cfg(feature = "blocking")]
mod blocking;
mod client;
mod error;
mod operation;
mod paging;
mod random;
mod raw;
mod request;
mod response;
mod value;

pub mod decode;
pub mod json;
#[cfg(feature = "record")]
pub mod record;
#[cfg(feature = "test-util")]
pub mod testing;
#[cfg(feature = "webhooks")]
mod webhooks;

pub use alternative::RequestAs;
#[cfg(feature = "blocking")]
pub use blocking::Blocking;
#[cfg(feature = "oauth")]
pub use client::ClientCredentials;
pub use client::{
    AccessToken, AttemptEnd, AuthScheme, CallEnd, ClientBuilder, ClientInfo, ConfigError,
    Credential, DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_ATTEMPTS, DEFAULT_CONNECT_TIMEOUT,
    DEFAULT_MAX_RESPONSE_BYTES, DEFAULT_MIN_BYTES_PER_SECOND, DEFAULT_POOL_IDLE_TIMEOUT,
    DEFAULT_READ_TIMEOUT, DEFAULT_TIMEOUT, FailedAttempt, NewConnection, Observer, Pipeline,
    RateLimit, RequestBody, Requirement, ResponseBody, Retry, RetryPolicy, SecurityScheme,
    ServerTemplate, ServerVariable, TokenError, TokenFuture, TokenSource, Transport,
    TransportError, TransportErrorKind, TransportFuture, UnknownValues,
};
pub use decode::DecodeError;
pub use error::{BodyError, Error, ErrorKind, TimeoutStage};
pub use json::{Reveal, Revealed};
#[doc(hidden)]
pub use operation::operation;
pub use operation::{Failure, Operation, ResponseFuture};
pub use paging::*;
pub use raw::{RawCall, TypedCall};
pub use request::{
    Body, File, Form, FormPart, ListStyle, OperationInfo, Parts, Prepared, Request, Sequence, Style,
};
#[cfg(feature = "stream")]
pub use response::BodyStream;
pub use response::{
    Described, Download, Event, Events, Lines, MAX_ERROR_BODY_BYTES, RawResponse, Reading,
    Redirect, Response,
};
pub use value::{
    Base16, Base32, Base32Hex, Base64, Base64Error, Base64Url, Date, DateTime, Decimal,
    DecimalError, Extra, Json, List, Nullable, OpenTuple, UnknownInteger, UnknownValue,
    UnknownVariant, Uuid,
};
#[cfg(feature = "webhooks")]
pub use webhooks::{
    Delivery, WebhookError, WebhookErrorKind, WebhookId, WebhookKey, WebhookReceiver, WebhookScheme,
};

pub use bytes;
pub use http;
/// Without a time zone database. A program that computes in time zones depends on jiff itself.
pub use jiff;
#[doc(hidden)]
pub use serde;
pub use uuid;
