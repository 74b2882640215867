//! `src/lib.rs`, and the `mod.rs` of a module: the public interface of a client.

use super::program::program;
use crate::emit::{self, FirstCall};
use crate::output::print_statements;
use crate::rust::{Client, is_visible};

/// The parts of the client's root that differ between a crate and a module.
struct Place {
    /// How the first call is fenced.
    fence: &'static str,
    /// The prefix of lines that rustdoc hides.
    hidden: &'static str,
    /// Lints allowed in the whole client.
    lints: &'static str,
    /// Further lints, if names are in a non-Latin script.
    script: &'static str,
    /// The condition of the test kit.
    testing: &'static str,
    /// The condition of the events.
    webhooks: &'static str,
    /// Keeps rustfmt from reordering names, whose order depends on the edition.
    order: &'static str,
    /// Re-exports from the runtime and other crates.
    reexports: &'static str,
}

const CRATE: Place = Place {
    fence: "no_run",
    hidden: "# ",
    lints: "",
    script: LINTS,
    testing: "#[cfg(feature = \"test-util\")]\n",
    webhooks: "#[cfg(feature = \"webhooks\")]\n",
    order: "",
    reexports: REEXPORTS,
};

/// The crate chooses the runtime's features; examples are text, since a binary crate has no doctests.
const MODULE: Place = Place {
    fence: "text",
    hidden: "",
    lints: OF_MODULE,
    script: "", // They are lints of a whole crate.
    testing: "#[cfg(test)]\n",
    webhooks: "",
    order: "#[rustfmt::skip]\n",
    reexports: "pub use openapi_client_runtime::*;\npub use serde_json;\n",
};

/// Programs rarely use a whole client, and the crate's own lints are meant for handwritten code.
const OF_MODULE: &str = "#![allow(dead_code, unused_imports)]
#![allow(elided_lifetimes_in_paths, unreachable_pub, unused_qualifications)]
#![allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]

";

/// `src/lib.rs`.
pub(super) fn print(client: &Client, call: &FirstCall, mark: &str) -> String {
    root(client, call, mark, &CRATE)
}

/// `mod.rs`, where the client is the module at this path.
pub(in crate::output) fn print_module(client: &Client, path: &str, mark: &str) -> String {
    let mut call = emit::first_program(client, &print_statements);
    path.clone_into(&mut call.client);
    root(client, &call, mark, &MODULE)
}

fn root(client: &Client, call: &FirstCall, mark: &str, place: &Place) -> String {
    let example: String = program(call, place.hidden)
        .iter()
        .map(|line| format!("//! {line}").trim_end().to_owned() + "\n")
        .collect();
    format!(
        r#"// {mark}

//! A client for the {api}, generated from its OpenAPI description.
//!
{about}//! ```{fence}
{example}//! ```
//!
{handles}//! * [`operations`] has the requests, and [`models`] the payloads of requests and responses.
//! * Timeouts, retries, errors and value types are part of the runtime and re-exported here.
//!
{GUIDE}
{script}{lints}#[rustfmt::skip] // It is printed without rustfmt.
mod generated;

{testing}pub use generated::testing;
{events}{order}pub use generated::{{Client, Error, ErrorBody, {choices}models, operations}};
{reexports}"#,
        api = client.api_title(),
        about = about(client),
        choices = choices(client),
        handles = handles(client),
        events = match &client.webhooks {
            Some(_) => format!("{}pub use generated::webhooks;\n", place.webhooks),
            None => String::new(),
        },
        script = if client.is_ascii() { "" } else { place.script },
        fence = place.fence,
        lints = place.lints,
        testing = place.testing,
        order = place.order,
        reexports = place.reexports,
    )
}

/// Where each matter is explained; the same for every client.
const GUIDE: &str = "\
//! | For | See |
//! | --- | --- |
//! | errors | [`Error`] and [`ErrorKind`] |
//! | settings of all calls: server, credential, timeouts, retries, rate, transport | [`ClientBuilder`] |
//! | options of one call, and its whole response | [`Operation`] |
//! | lists, page by page or item by item | [`Paged`] |
//! | values, variants and properties that this version doesn't know | [`UnknownValue`], [`UnknownVariant`], [`Extra`] |
//! | null and absence | [`Nullable`] |
//! | uploads, and bodies that are streamed | [`File`], [`Body`] |
//! | events, lines and downloads | [`Events`], [`Lines`], [`Download`] |
//! | calls that the description lacks | [`RawCall`] |
//! | cargo features | `[features]` in `Cargo.toml` |
";

/// The longest line of handles.
const WIDTH: usize = 100;

/// The handles of the client, in lines.
fn handles(client: &Client) -> String {
    let handles = client.handles.iter().filter(|handle| !handle.on_client);
    let mut lines = vec!["* A [`Client`] has the operations themselves".to_owned()];
    for (at, handle) in handles.enumerate() {
        let link = format!("[`{0}`](Client::{0})", handle.module);
        let (first, line) = (at == 0, lines.last_mut());
        match line {
            Some(line) if first => *line = format!("* A [`Client`] has the handles {link}"),
            Some(line) if line.len() + link.len() < WIDTH => *line += &format!(", {link}"),
            Some(line) => {
                line.push(',');
                lines.push(format!("  {link}"));
            }
            None => {}
        }
    }
    lines
        .iter()
        .map(|line| format!("//! {line}\n"))
        .collect::<String>()
        .trim_end()
        .to_owned()
        + ".\n"
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
