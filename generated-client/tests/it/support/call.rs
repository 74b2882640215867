//! A call of one operation with all of its inputs.

use dixa_client::models::UploadAttachmentsInput;
use dixa_client::{Client, Error};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::compare::{differences, encode};
use super::description::Operation;
use super::inputs::{self, Sent, text};
use super::server::{Response, Server};
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

    /// Asserts that the call succeeded with everything that the server sent, and that the server
    /// got one request, as the description has it.
    pub(crate) async fn finish<T: Serialize>(self, response: Result<T, Error>) {
        let response = response.unwrap_or_else(|error| panic!("{error}"));
        let Some(server) = &self.server else {
            return;
        };
        let body = &self.data["inputs"]["body"];
        wire::check(&self.operation, &self.sent, body, &server.only());
        let differences = differences(&self.data["response"], &encode(&response));
        assert!(
            differences.is_empty(),
            "{}: the response as it was read\n{}",
            self.operation.key(),
            differences.join("\n")
        );
    }
}

fn status_code(status: &Value) -> u16 {
    status.as_u64().unwrap().try_into().unwrap()
}
