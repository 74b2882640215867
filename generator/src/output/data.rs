//! The data of the client's tests.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::form_parts;
use crate::rust::{
    Alternative, Client, Input, Location, ModelKind, Operation, PathForm, PathPart, Target,
    UNDESCRIBED,
};

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

/// Values of the models and the responses of the operations, for users' tests: one entry per line,
/// since a payload may be deep and the file is compiled in.
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

/// The expected request of each operation and each form of its body, one per line.
pub(super) fn print_requests(client: &Client, mark: &str) -> String {
    let received = received(client);
    let mut text = format!(
        "{{\n\"@generated\": {},\n\"received\": {},\n\"token_required\": {},\n\"operations\": {{",
        json!(without_word(mark)),
        json!(received),
        client.token_required
    );
    let lines = client.operations.iter().flat_map(|operation| {
        operation.test_calls().map(|(key, other)| {
            let mut rule = rule(client, &received, operation, other);
            rule.sort_all_objects();
            format!("\n{}: {rule}", json!(key))
        })
    });
    text.push_str(&lines.collect::<Vec<String>>().join(","));
    text.push_str("\n}\n}\n");
    text
}

/// The read-only properties of the models that operations take.
fn received(client: &Client) -> BTreeSet<&str> {
    let models = client.models.iter();
    let models = models.filter(|model| client.sent.contains(&model.name));
    let fields = models.flat_map(|model| match &model.kind {
        ModelKind::Struct(structure) => structure.fields.as_slice(),
        ModelKind::Enum(_) | ModelKind::Union(_) => &[],
    });
    let received = fields.filter(|field| field.read_only);
    received.map(|field| field.wire.as_str()).collect()
}

/// The names on the wire, their locations, and the values of a call; `other` is the form of the body.
fn rule(
    client: &Client,
    received: &BTreeSet<&str>,
    operation: &Operation,
    other: Option<&Alternative>,
) -> Value {
    let constants = operation.constants.iter();
    let constants = constants.map(
        |it| json!({ "in": place(it.location), "name": it.wire, "plain": true, "value": it.text }),
    );
    let parameters = operation.inputs().filter_map(|input| {
        let location = input.target.location()?;
        let plain = matches!(
            input.target,
            Target::Query | Target::Header | Target::Cookie
        );
        let value = operation.sample.inputs.get(input.name.as_str());
        Some(json!({
            "in": place(location),
            "input": input.name.as_str(),
            "name": input.wire,
            "plain": plain,
            "value": value,
        }))
    });
    let body = operation.inputs().find(|input| input.is_body());
    let body = match other {
        Some(other) => Some((&other.input, &other.form, Some(&other.sample))),
        None => body.map(|input| {
            let sample = operation.sample.inputs.get(input.name.as_str());
            (input, &operation.form, sample)
        }),
    };
    let body = body.map(|(input, styles, value)| {
        let (form, media_type) = form(input);
        let mut value = value.cloned().unwrap_or_default();
        let mut headers = Map::new();
        let model = input
            .ty
            .as_model()
            .filter(|_| input.target == Target::MultipartBody);
        if let Some(structure) = model.and_then(|it| client.structure(it)) {
            for (part, name, value) in form_parts::headers(structure) {
                headers.entry(part).or_insert_with(|| json!({}))[name] = value.clone();
            }
            if let (Some(further), Some(members)) = (&structure.parts, value.as_object_mut()) {
                let sample = || further.sample.clone();
                members.entry(UNDESCRIBED).or_insert_with(sample);
            }
        }
        let parts = match input.target {
            Target::FormBody => form_parts::pairs(styles, received, &value),
            _ => form_parts::parts(client, received, input, &value),
        };
        let mut rule = json!({
            "form": form,
            "input": input.name.as_str(),
            "media_type": match input.wire.as_str() {
                "" => media_type,
                given => given,
            },
            "parts": parts,
            "value": value,
        });
        if !headers.is_empty() {
            rule["headers"] = headers.into();
        }
        rule
    });
    let path = operation.path_parts.iter().map(|part| match part {
        PathPart::Literal(text) => json!(text),
        PathPart::Argument { name, form, .. } => json!({
            "input": name.as_str(),
            "plain": !matches!(form, PathForm::Reserved(..) | PathForm::Styled(..)),
        }),
    });
    json!({
        "body": body,
        "method": operation.method,
        "parameters": constants.chain(parameters).collect::<Vec<_>>(),
        "path": path.collect::<Vec<_>>(),
    })
}

fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query | Location::QueryString => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

/// The form in which a body is sent, and its media type.
fn form(input: &Input) -> (&'static str, &'static str) {
    match input.target {
        Target::JsonBody => ("json", "application/json"),
        Target::FormBody => ("form", "application/x-www-form-urlencoded"),
        Target::MultipartBody => ("parts", "multipart/form-data"),
        Target::RawBody => ("text", ""),
        Target::SequenceBody => ("lines", ""),
        _ => ("parts", ""),
    }
}

/// The mark without the word that is its key here.
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
