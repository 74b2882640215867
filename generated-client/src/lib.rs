//! A client for the Dixa API (beta), generated from its OpenAPI description.
//!
//! ```no_run
//! use dixa_client::{Client, Error};
//!
//! # async fn example() -> Result<(), Error> {
//! let client = Client::from_env()?; // DIXA_API_KEY
//! let response = client.agents().list_agents().await?;
//! for agent in &response.data {
//!     println!("{}", agent.display_name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! * A [`Client`] has the handles [`agents`](Client::agents), [`analytics`](Client::analytics),
//!   [`anonymization`](Client::anonymization), [`business_hours`](Client::business_hours),
//!   [`chatbots`](Client::chatbots), [`contact_endpoints`](Client::contact_endpoints),
//!   [`conversations`](Client::conversations), [`custom_attributes`](Client::custom_attributes),
//!   [`end_users`](Client::end_users), [`internal_notes`](Client::internal_notes), [`knowledge`](Client::knowledge),
//!   [`messages`](Client::messages), [`organization`](Client::organization), [`queues`](Client::queues),
//!   [`ratings`](Client::ratings), [`search`](Client::search), [`tags`](Client::tags), [`teams`](Client::teams),
//!   [`templates`](Client::templates) and [`webhooks`](Client::webhooks). It is cheap to clone, and its clones share
//!   connections, rate and retry budget.
//! * [`operations`] has the requests, with a module for each tag.
//! * [`models`] has the payloads of requests and responses, and a module for each tag.
//! * Everything else that a caller meets, from timeouts to the values in payloads, is part of the runtime and
//!   re-exported here.
//!
//! # Errors
//!
//! Every call fails with [`Error`]. It keeps the operation, the number of attempts, the status, the headers, the
//! request id and the body, typed by the status ([`ErrorBody`]); [`Error::kind`] says what went wrong. Its texts
//! hold at most 1 KiB and no credential.
//!
//! ```no_run
//! # use dixa_client::{Client, Error, Uuid};
//! # async fn example(client: Client, id: Uuid) -> Result<(), Error> {
//! match client.agents().get_agent(id).await {
//!     Ok(agent) => println!("{}", agent.data.display_name),
//!     Err(error) if error.is_not_found() => println!("no such agent"),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Retries and timeouts
//!
//! A call is sent up to three times where that is safe: when nothing was sent, after a 429, and for idempotent
//! operations after 408, 425, 500, 502, 503, 504, a lost connection or a timeout. An attempt may take 60 s, a call
//! 120 s in all. [`RetryPolicy`] has the rules.
//!
//! ```no_run
//! # use dixa_client::{Client, Error, Operation, RetryPolicy};
//! # use std::time::Duration;
//! # async fn example() -> Result<(), Error> {
//! let client = Client::builder()
//!     .token_from_env()
//!     .retries(RetryPolicy::none())
//!     .timeout(Duration::from_secs(20))
//!     .build()?;
//! let agents = client.agents().list_agents().with_retries(RetryPolicy::default().attempts(5));
//! println!("{} attempts", agents.send().await?.attempts());
//! # Ok(())
//! # }
//! ```
//!
//! # Rate
//!
//! The client keeps to the rate of the API, 10 requests a second in bursts of 4, before the server refuses any.
//!
//! ```no_run
//! # use dixa_client::{Client, Error, RateLimit};
//! # use std::time::Duration;
//! # fn example() -> Result<(), Error> {
//! let half = RateLimit::new(5, Duration::from_secs(1));
//! let client = Client::builder().token_from_env().rate_limit(half).max_in_flight(8).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Lists
//!
//! Awaiting a list returns one page; [`Pages`] and [`Items`] continue to the end, and resume from a cursor.
//!
//! ```no_run
//! # use dixa_client::{Client, Error, Paged};
//! # async fn example(client: Client) -> Result<(), Error> {
//! let mut users = client.end_users().list_end_users().items();
//! while let Some(user) = users.try_next().await? {
//!     println!("{}", user.id);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A cursor that is stored together with the rows of its page makes a program safe to interrupt: the package
//! `dixa-sync` in `examples/sync` of the repository keeps a database in sync that way.
//!
//! # Unions and unknown values
//!
//! A union is an enum with a variant for each of its schemas. Properties, enum values and variants that this
//! version doesn't know are kept, and are sent back as they are: a newer API fails no call.
//!
//! ```no_run
//! # use dixa_client::{Client, Error, models::Conversation};
//! # async fn example(client: Client, id: i64) -> Result<(), Error> {
//! match client.conversations().get_conversation(id).await?.data {
//!     Conversation::Email(email) => println!("{:?}", email.subject),
//!     Conversation::Unknown(other) => println!("a new channel: {:?}", other.tag()),
//!     _ => {}
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Uploads
//!
//! A [`File`] is opened when the request is sent, and streamed; it is opened again for another attempt.
//!
//! ```no_run
//! # use dixa_client::{Client, Error, File, models::UploadAttachmentsInput};
//! # async fn example(client: Client) -> Result<(), Error> {
//! let images = UploadAttachmentsInput::new().files([File::from_path("map.png")]);
//! let response = client.knowledge().upload_article_attachments(images).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Options of one call
//!
//! The trait [`Operation`] gives every request the methods `with_…`, and `send` for the whole response.
//!
//! ```no_run
//! # use dixa_client::{Client, Error, Operation};
//! # use std::time::Duration;
//! # async fn example(client: Client) -> Result<(), Error> {
//! let request = client.agents().list_agents();
//! let response = request.with_timeout(Duration::from_secs(5)).with_header("X-Tenant", "north").send().await?;
//! println!("{} {:?}", response.status(), response.headers());
//! # Ok(())
//! # }
//! ```
//!
//! # Blocking
//!
//! With the feature `blocking`, for programs without an asynchronous runtime:
//!
//! ```no_run
//! # #[cfg(feature = "blocking")]
//! # fn example() -> Result<(), dixa_client::Error> {
//! use dixa_client::{Client, Operation, Paged};
//!
//! let client = Client::from_env()?;
//! let agents = client.agents().list_agents().send_blocking()?;
//! for user in client.end_users().list_end_users().items().blocking() {
//!     println!("{}", user?.id);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Testing
//!
//! With the feature `test-util`, a transport in memory and a value of every model:
//!
//! ```
//! # #[cfg(feature = "test-util")]
//! # fn example() -> Result<(), dixa_client::Error> {
//! use dixa_client::testing::{self, Reply};
//! use dixa_client::{Client, models::ListTagsOutput};
//!
//! let mock = testing::mock();
//! let client = Client::builder().token("test").transport(mock.clone()).build()?;
//! let mut page: ListTagsOutput = testing::example(); // As the description shows it.
//! page.data[0].name = "vip".into();
//! mock.on(client.tags().list_tags()).reply(Reply::reset()).respond(&page);
//! # Ok(())
//! # }
//! ```
//!
//! # Webhooks
//!
//! With the feature `webhooks`, signatures are verified and events decoded, whatever server receives them:
//!
//! ```no_run
//! # #[cfg(feature = "webhooks")]
//! # fn example(key: &str, headers: &dixa_client::http::HeaderMap, body: &[u8]) -> Result<(), dixa_client::WebhookError> {
//! use dixa_client::webhooks::{self, Event};
//!
//! let delivery = webhooks::receiver(key)?.receive::<Event>(headers, body)?;
//! println!("{} {:?}", delivery.id, delivery.event);
//! # Ok(())
//! # }
//! ```
//!
//! # Personal values
//!
//! `Debug` of models shows `[personal]` in place of values that may be personal data:
//!
//! | Value | Hidden |
//! | --- | --- |
//! | Formats such as `email`, `phone`, `ipv4`, `password` | always |
//! | Names with a word such as `email`, `phone`, `address`, `firstName`, `displayName`, `token` | unless the value is a boolean, a date-time or a UUID, or the name ends in `id` |
//! | `name` and `number` | in types that are about people, such as `User`, `Agent`, `Contact` |
//! | Names that end in a word such as `text`, `message`, `content`, `body`, `subject`, `comment`, `value` | if the value is a string; the `message` of an error is shown |
//! | JSON without a type, maps of strings, properties and variants that the description doesn't have | always |
//!
//! [`Reveal::reveal`] and encoding show them:
//!
//! ```
//! use dixa_client::{Reveal, models::CreateEndUserInput};
//!
//! let user = CreateEndUserInput::new().email("alice@example.com");
//! assert!(!format!("{user:?}").contains("alice"));
//! assert!(format!("{:?}", user.reveal()).contains("alice"));
//! ```
//!
//! # Features
//!
//! | Feature | Adds |
//! | --- | --- |
//! | `rustls` (default) | TLS by rustls, with the certificates of the platform |
//! | `native-tls` | TLS by the library of the platform |
//! | `gzip`, `brotli` (default), `zstd` | response bodies in the content codings gzip and deflate, br, zstd |
//! | `charset` (default) | response bodies in charsets other than UTF-8 |
//! | `reqwest` | the default transport, with either TLS feature; without it a program brings a [`Transport`] |
//! | `blocking` | `send_blocking`, and iterators over pages, items, events, lines and downloads |
//! | `stream` | pages, items, events and lines as streams of futures-core |
//! | `tracing` | a span for each call and an event for each attempt |
//! | `oauth` | OAuth 2 client credentials |
//! | `webhooks` | events that the API sends |
//! | `record` | `record`, recordings of traffic and their replay |
//! | `test-util` | `testing`, outside the semver promise |
//! | `tag-agents`, `tag-end-users`, … | the operations of one tag, and the models that they need |
//! | `all-tags` (default) | the operations of all tags |
//! | `all-models` | models that no operation uses, in addition to `all-tags` |
//!
//! # Versions
//!
//! A change of the API that is compatible over HTTP doesn't break programs written against this crate:
//! structs and enums are `#[non_exhaustive]`, unknown values are kept, and optional inputs are setters. A change
//! that can break code comes with a new major version (before 1.0, a new minor version). Rust 1.89 or newer is
//! needed; a newer minimum comes with a minor version at the earliest.

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
#[cfg(feature = "record")]
pub use openapi_client_runtime::record;
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

/// Compiles the examples of the README and of the pages in `docs`.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
#[doc = include_str!("../../README.md")]
#[doc = include_str!("../docs/behavior.md")]
#[doc = include_str!("../docs/calls.md")]
#[doc = include_str!("../docs/extending.md")]
#[doc = include_str!("../docs/features.md")]
#[doc = include_str!("../docs/recording.md")]
#[doc = include_str!("../docs/testing.md")]
struct WrittenPages;
