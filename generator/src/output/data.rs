//! The data of the tests that come with a client.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::rust::Client;

/// Payloads by the key of their test, and the inputs and response of each call.
pub(super) fn print(client: &Client, mark: &str) -> String {
    let mut data = json!({
        "@generated": without_word(mark),
        "calls": calls(client),
        "examples": examples(client),
        "schemas": schemas(client),
    });
    pretty(&mut data)
}

/// Payloads by the key of their test, and values of schemas by type.
pub(super) fn print_examples(client: &Client, mark: &str) -> String {
    let mut data = json!({
        "@generated": without_word(mark),
        "examples": examples(client),
        "schemas": schemas(client),
    });
    pretty(&mut data)
}

/// Values of the models and the responses of the operations, for users' tests: an entry a line, since
/// a payload may be deep and the file is compiled in.
pub(super) fn print_testing(client: &Client, mark: &str) -> String {
    let events = client.webhooks.as_ref().map(|it| &it.model_values);
    let sections = [
        ("events", json!(events.unwrap_or(&BTreeMap::new()))),
        ("models", json!(client.model_values)),
        ("responses", json!(client.responses)),
    ];
    let mut text = format!("{{\n\"@generated\": {}", json!(without_word(mark)));
    for (name, mut section) in sections {
        section.sort_all_objects();
        let entries = section.as_object().into_iter().flatten();
        let entries = entries.map(|(key, value)| format!("\n{}: {value}", json!(key)));
        let entries = entries.collect::<Vec<String>>().join(",");
        text.push_str(&format!(",\n\"{name}\": {{{entries}\n}}"));
    }
    text.push_str("\n}\n");
    text
}

/// The mark without the word that is the key here.
fn without_word(mark: &str) -> &str {
    mark.trim_start_matches("@generated ")
}

fn examples(client: &Client) -> Map<String, Value> {
    let mut examples = Map::new();
    for example in &client.examples {
        examples.insert(
            example.key.clone(),
            json!({ "pointer": example.pointer, "value": example.value }),
        );
    }
    examples
}

fn schemas(client: &Client) -> Map<String, Value> {
    let types = client.schema_examples.iter();
    let of_events = client.webhooks.iter().flat_map(|it| &it.examples);
    let of_events = of_events.map(|of_type| (format!("webhooks::{}", of_type.key), of_type));
    types
        .map(|of_type| (of_type.key.clone(), of_type))
        .chain(of_events)
        .map(|(key, of_type)| (key, json!(of_type.examples)))
        .collect()
}

fn calls(client: &Client) -> Map<String, Value> {
    let mut calls = Map::new();
    for operation in &client.operations {
        let (status, body) = &operation.sample.response;
        calls.insert(
            operation.key.clone(),
            json!({
                "inputs": operation.sample.inputs,
                "status": status,
                "response": body,
            }),
        );
    }
    calls
}

fn pretty(data: &mut Value) -> String {
    data.sort_all_objects();
    format!("{data:#}\n")
}
