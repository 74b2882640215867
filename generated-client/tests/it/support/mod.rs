//! What the tests stand on. In: the description with its overlays as plain JSON, the data that the
//! generator wrote for its tests, and requests as they came over a socket. Out: judgements. Absent:
//! anything of the generator after its overlays, so that its mistakes are not repeated here.

mod call;
pub(crate) mod compare;
pub(crate) mod description;
mod inputs;
mod multipart;
mod personal;
pub(crate) mod schema;
pub(crate) mod server;
mod twin;
mod wire;

use std::sync::LazyLock;

use dixa_client::{Client, RetryPolicy};
use serde_json::Value;

pub(crate) use call::Call;
#[allow(unused_imports)] // The description may show no values of schemas.
pub(crate) use compare::{RoundTrip, keep_their_values, round_trip_text};
pub(crate) use compare::{keeps_its_value, round_trip};
use server::{Response, Server};

/// A token that no other text contains.
pub(crate) const TOKEN: &str = "tkn-5f3a9c0e-never-shown";

/// The data that the generator wrote for its tests.
pub(crate) static DATA: LazyLock<Value> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/generated/data.json");
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str(&text).unwrap()
});

/// A server that gives these responses, and a client for it.
pub(crate) async fn serve(responses: impl Into<Vec<Response>>) -> (Server, Client) {
    let server = Server::start(responses).await;
    let client = client(&server.url);
    (server, client)
}

/// A client for this address, whose calls are sent once and at once.
pub(crate) fn client(url: &str) -> Client {
    Client::builder()
        .base_url(url)
        .token(TOKEN)
        .allow_http()
        .no_proxy()
        .retries(RetryPolicy::none())
        .rate_limit(None)
        .build()
        .unwrap()
}
