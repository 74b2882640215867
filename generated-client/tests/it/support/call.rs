//! A call of one operation with all of its inputs.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dixa_client::models::UploadAttachmentsInput;
use dixa_client::{Client, Error, Operation as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::compare::{differences, encode};
use super::description::Operation;
use super::inputs::{self, Sent, text};
use super::server::{Received, Response, Server};
use super::twin::{self, Damage};
use super::{DATA, multipart, schema, wire};

/// An operation, the values of its inputs, and a server that waits for it.
pub(crate) struct Call {
    operation: Operation,
    sent: Vec<Sent>,
    /// The inputs and the response in data.json.
    data: &'static Value,
    /// None where another server has the say; see [`JUDGE`].
    server: Option<Server>,
    client: Client,
}

/// The environment variable with the address of a server that judges the calls in place of ours, such as
/// the one of `cargo xtask mock`.
const JUDGE: &str = "CALLS_JUDGE";

/// What that server does not look at; see [`Damage::is_ignored`].
const IGNORES: &str = "CALLS_JUDGE_IGNORES";

impl Call {
    /// Starts a server that gives the response in data.json, which must be one that the description
    /// allows.
    pub(crate) async fn start(key: &str) -> Self {
        let operation = Operation::of(key);
        let data = DATA["calls"]
            .get(key)
            .unwrap_or_else(|| panic!("data.json has no call `{key}`"));
        let status = &data["status"];
        let response = match (operation.response(&status.to_string()), &data["response"]) {
            (None, Value::Null) => Response::empty(status_code(status)),
            (None, body) => panic!("{key}: the response {status} has no body, not {body}"),
            (Some(content), body) => {
                let faults = schema::faults(content.schema(), body);
                assert!(
                    faults.is_empty(),
                    "{key}: the response in data.json {body:#}\n{}",
                    faults.join("\n")
                );
                Response::new(status_code(status), content.media_type, &body.to_string())
            }
        };
        let sent = inputs::of(&operation, &data["inputs"]);
        let (server, client) = match std::env::var(JUDGE) {
            Ok(judge) => (None, super::client(&judge)),
            Err(_) => {
                let (server, client) = super::serve([response]).await;
                (Some(server), client)
            }
        };
        Self {
            operation,
            sent,
            data,
            server,
            client,
        }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The value of an input that is text.
    pub(crate) fn text(&self, name: &str) -> String {
        text(self.input(name))
    }

    /// The value of an input.
    pub(crate) fn value<T: DeserializeOwned>(&self, name: &str) -> T {
        let value = self.input(name);
        serde_json::from_str(&value.to_string())
            .unwrap_or_else(|error| panic!("`{name}`: {error}\nin {value:#}"))
    }

    /// The value of an input that is a form.
    pub(crate) fn form(&self, name: &str) -> UploadAttachmentsInput {
        assert!(self.data["inputs"].get(name).is_some());
        multipart::form()
    }

    fn input(&self, name: &str) -> &Value {
        match self.sent.iter().find(|one| one.input == name) {
            Some(one) => &one.value,
            None => &self.data["inputs"][name],
        }
    }

    /// Asserts that the call succeeded with everything that the server sent, that the server got one
    /// request, as the description has it, and that the [twins](twin) of the call are refused.
    pub(crate) async fn finish<T: Serialize>(self, response: Result<T, Error>) {
        let response = response.unwrap_or_else(|error| panic!("{error}"));
        if let Some(server) = &self.server {
            self.check(&server.only());
            let differences = differences(&self.data["response"], &encode(&response));
            assert!(
                differences.is_empty(),
                "{}: the response as it was read\n{}",
                self.operation.key(),
                differences.join("\n")
            );
        }
        for damage in twin::damages(&self.operation, &self.sent, self.body()) {
            self.twin(&damage).await;
        }
    }

    fn body(&self) -> &'static Value {
        &self.data["inputs"]["body"]
    }

    fn check(&self, received: &Received) {
        wire::check(&self.operation, &self.sent, self.body(), received);
    }

    /// Asserts that the call with a damage is refused.
    async fn twin(&self, damage: &Damage) {
        let judge = std::env::var(JUDGE).ok();
        let ignores = std::env::var(IGNORES).unwrap_or_default();
        if judge.is_some() && damage.is_ignored(&ignores) {
            return;
        }
        let url = judge.or_else(|| self.server.as_ref().map(|it| it.url.clone()));
        let (operation, sent) = (&self.operation, &self.sent);
        let url = url.unwrap_or_default();
        let call = twin::call(&self.client, &url, operation, sent, self.body(), damage);
        let response = call
            .send_raw()
            .await
            .unwrap_or_else(|error| panic!("{error}"));
        let is_refused = match &self.server {
            None => response.status().is_client_error(),
            Some(server) => {
                let received = server.received().pop().unwrap();
                catch_unwind(AssertUnwindSafe(|| self.check(&received))).is_err()
            }
        };
        assert!(is_refused, "{}: taken with {damage:?}", operation.key());
    }
}

fn status_code(status: &Value) -> u16 {
    status.as_u64().unwrap().try_into().unwrap()
}
