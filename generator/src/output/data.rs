//! The data of the tests that come with a client.

use serde_json::{Map, Value, json};

use crate::rust::Client;

/// Payloads by the key of their test, and the inputs and answer of each call.
pub(super) fn print(client: &Client) -> String {
    let mut examples = Map::new();
    for example in &client.examples {
        examples.insert(
            example.key.clone(),
            json!({ "pointer": example.pointer, "value": example.value }),
        );
    }
    let mut calls = Map::new();
    for operation in &client.operations {
        let (status, body) = &operation.sample.answer;
        calls.insert(
            operation.key.clone(),
            json!({
                "inputs": operation.sample.inputs,
                "status": status,
                "answer": body,
            }),
        );
    }
    let mut data = json!({
        "@generated": "by `cargo xtask regen` from the API's description. Do not edit.",
        "calls": calls,
        "examples": examples,
    });
    data.sort_all_objects();
    format!("{}\n", pretty(&data))
}

fn pretty(data: &Value) -> String {
    format!("{data:#}")
}
