//! `src/lib.rs`: the public interface of the package.

use super::program::program;
use crate::emit::FirstCall;
use crate::rust::{Client, is_visible};

pub(super) fn print(client: &Client, call: &FirstCall, mark: &str) -> String {
    let example: String = program(client, call, "# ")
        .iter()
        .map(|line| format!("//! {line}").trim_end().to_owned() + "\n")
        .collect();
    format!(
        r#"// {mark}

//! A client for the {api} API, generated from its OpenAPI description.
//!
{about}//! ```no_run
{example}//! ```
//!
//! * [`Client`] has a handle for each group of operations; [`operations`] holds their requests.
//! * [`models`] holds the payloads.
//! * Everything else that a caller meets, from timeouts to the values in payloads, is the
//!   runtime's and reexported here.

{lints}#[rustfmt::skip] // It is printed without rustfmt.
mod generated;

#[cfg(feature = "test-util")]
pub use generated::testing;
{events}pub use generated::{{Client, Error, ErrorBody, {choices}models, operations}};
{REEXPORTS}"#,
        api = client.api,
        about = about(client),
        choices = choices(client),
        events = match &client.webhooks {
            Some(_) => "#[cfg(feature = \"webhooks\")]\npub use generated::webhooks;\n",
            None => "",
        },
        lints = if client.is_ascii() { "" } else { LINTS },
    )
}

/// Names in the API's own script may look like others.
const LINTS: &str = "#![allow(confusable_idents, mixed_script_confusables, uncommon_codepoints)]

";

/// The description of the API.
fn about(client: &Client) -> String {
    let lines = client.docs.iter().map(|line| {
        let line: String = line.chars().filter(|&c| is_visible(c)).collect();
        format!("//! {line}").trim_end().to_owned() + "\n"
    });
    match client.docs.is_empty() {
        true => String::new(),
        false => lines.chain(["//!\n".to_owned()]).collect(),
    }
}

/// The options of a client's construction.
fn choices(client: &Client) -> String {
    let scheme = client.names_schemes().then_some("Scheme, ");
    let server = (!client.servers.is_empty()).then_some("Server, ");
    [scheme, server].into_iter().flatten().collect()
}

/// The re-exports from the runtime and other crates, which are the same for every client.
const REEXPORTS: &str = "\
#[cfg(feature = \"blocking\")]
pub use openapi_client_runtime::Blocking;
#[cfg(feature = \"stream\")]
pub use openapi_client_runtime::BodyStream;
#[cfg(feature = \"oauth\")]
pub use openapi_client_runtime::ClientCredentials;
#[cfg(feature = \"reqwest\")]
pub use openapi_client_runtime::adapter;
#[cfg(feature = \"record\")]
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
#[cfg(feature = \"webhooks\")]
pub use openapi_client_runtime::{
    Delivery, WebhookError, WebhookErrorKind, WebhookId, WebhookKey, WebhookReceiver, WebhookScheme,
};
pub use serde_json;
";
