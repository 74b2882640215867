//! The calls that prove a verdict, and the meaning of a failed call.

use std::collections::BTreeSet;
use std::rc::Rc;

use generator::Judgement;
use generator::document::{self, Document, Node};
use generator::rust::{Input, Location, Target, TestCall};
use serde_json::{Map, Value, json};

use super::server::{Meant, Server};
use crate::exchange::schemas::{Direction, resolve, validator};
use crate::exchange::values::Maker;

/// The maximum number of payloads of one body.
const MOST: usize = 800;

/// A call of the released client.
pub(super) struct Call {
    /// The program's input.
    pub(super) item: Value,
    /// Whether the client has a type for the body of the error response.
    typed_failure: bool,
    /// The revision, for calls whose request it may refuse.
    revision: Option<Rc<Document>>,
    meant: Meant,
}

impl Call {
    /// The reason why the call fails, given its result. `server` is reused for calls of the same
    /// revision.
    pub(super) fn failure(&self, ended: &Value, server: &mut Option<Server>) -> Option<String> {
        let said = || {
            ended["said"]
                .as_str()
                .unwrap_or("no message")
                .lines()
                .collect::<Vec<_>>()
                .join(" ")
        };
        if let Some(revision) = &self.revision {
            // An input that the client can't represent, or a missing method, proves nothing.
            if ended["sent"].is_null() {
                return None;
            }
            if !server.as_ref().is_some_and(|it| it.is_of(revision)) {
                *server = None;
            }
            let server = server.get_or_insert_with(|| Server::of(revision.clone()));
            return server.refusal(&ended["sent"], &self.meant);
        }
        match ended["end"].as_str() {
            Some("failed") if self.item.get("event").is_some() => Some(format!(
                "{} {}: {}",
                self.item["key"],
                self.item["event"],
                said()
            )),
            Some("failed") => Some(format!(
                "{} of {}: {}",
                self.item["response"]["status"],
                self.item["response"]["body"],
                said()
            )),
            Some("status") if self.typed_failure && ended["body"] == false => Some(format!(
                "the body of the failure was not decoded: {}",
                self.item["response"]["body"]
            )),
            _ => None,
        }
    }
}

/// The calls of all operations of the base, or of the named ones.
pub(super) fn calls(
    judgement: &Judgement,
    module: &str,
    only: Option<&BTreeSet<String>>,
) -> Vec<Call> {
    let base = judgement.base.document.value();
    let revision = Rc::new(judgement.revision.document.clone());
    let new: Vec<_> = operations(revision.value());
    let mut calls = Vec::new();
    for (method, path, item, old) in operations(base) {
        let key = format!("{method} {path}");
        let operations = judgement.base.client.operations.iter();
        let Some(operation) = operations.into_iter().find(|it| it.key == key) else {
            continue;
        };
        if only.is_some_and(|only| !only.contains(&key)) {
            continue;
        }
        let mut first = None;
        for (key, other) in operation.test_calls() {
            let inputs = Inputs {
                root: base,
                item,
                spec: old,
                call: TestCall::of(operation, other),
            };
            let sets = inputs.sets();
            for set in &sets {
                let meant = inputs.meant(set);
                let item = json!({ "client": module, "key": key, "inputs": set,
                    "response": { "status": 204, "headers": {}, "body": "" } });
                calls.push(Call {
                    item,
                    typed_failure: false,
                    revision: Some(revision.clone()),
                    meant,
                });
            }
            first = first.or(sets.into_iter().next());
        }
        let Some(first) = first else { continue };
        let here = new
            .iter()
            .find(|(of, at, ..)| *of == method && bare(at) == bare(path));
        if let Some((.., now)) = here {
            for (response, typed_failure) in responses(revision.value(), now, base, old) {
                let item =
                    json!({ "client": module, "key": key, "inputs": first, "response": response });
                calls.push(Call {
                    item,
                    typed_failure,
                    revision: None,
                    meant: Meant::new(),
                });
            }
        }
    }
    calls
}

/// The deliveries of the revision's events. The released client receives each as the type that it has for
/// that event.
pub(super) fn deliveries(judgement: &Judgement, module: &str) -> Vec<Call> {
    let sides = (&judgement.base.events, &judgement.revision.events);
    let (Some(base), Some(revision)) = sides else {
        return Vec::new();
    };
    let root = revision.document.value();
    let mut calls = Vec::new();
    for sent in &revision.api.receivers {
        let released = base.api.receivers.iter().find(|it| it.key == sent.key);
        let payloads = sent.payloads.iter().filter_map(|(media_type, payload)| {
            let released = released?.payloads.get(media_type)?;
            let name = base.client.named.get(&released.schema)?;
            Some((name, root.pointer(payload.schema.0.as_str())?))
        });
        for (name, schema) in payloads {
            let events = valid(root, schema, Direction::Response).into_iter();
            calls.extend(events.map(|event| Call {
                item: json!({ "client": module, "key": name.as_str(), "event": event }),
                typed_failure: false,
                revision: None,
                meant: Meant::new(),
            }));
        }
    }
    calls
}

/// The operations of an effective description: method, path, item and operation.
fn operations(root: &Value) -> Vec<(String, &str, &Value, &Value)> {
    let mut found = Vec::new();
    for (path, item) in Node::root(root).members("paths") {
        for one in document::operations(&item) {
            found.push((one.method, path, item.value(), one.node.value()));
        }
    }
    found
}

/// A path template without the names of its variables.
fn bare(path: &str) -> String {
    let parts = path
        .split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    parts.collect::<Vec<_>>().join("{}")
}

/// Payloads that the validator accepts.
fn valid(root: &Value, schema: &Value, direction: Direction) -> Vec<Value> {
    let Some(validator) = validator(root, schema, direction) else {
        return Vec::new();
    };
    let values = Maker { root, direction }.values(schema).into_iter();
    values
        .filter(|value| validator.is_valid(value))
        .take(MOST)
        .collect()
}

/// The responses of an operation, each with whether the base has a type for the body of its error.
fn responses(root: &Value, operation: &Value, base: &Value, old: &Value) -> Vec<(Value, bool)> {
    let mut found = Vec::new();
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let response = resolve(root, response);
        let Some(code) = code(status, operation) else {
            continue;
        };
        if (300..400).contains(&code) {
            continue;
        }
        let known = known(base, old, code);
        let headers = headers(root, response);
        let contents = response["content"]
            .as_object()
            .filter(|_| !matches!(code, 204 | 205 | 304));
        let Some(contents) = contents.filter(|it| !it.is_empty()) else {
            found.push((
                json!({ "status": code, "headers": headers, "body": "" }),
                false,
            ));
            continue;
        };
        // A server chooses among the media types that the client accepts.
        let is_known = |media: &str| known.is_some_and(|it| it["content"].get(media).is_some());
        let any_known = contents.keys().any(|media| is_known(media));
        for (media, content) in contents
            .iter()
            .filter(|(media, _)| !any_known || is_known(media))
        {
            let mut headers = headers.clone();
            headers.insert(
                "content-type".to_owned(),
                media.replace('*', "plain").into(),
            );
            let is_json = media.contains("json");
            let bodies: Vec<String> = match content.get("schema") {
                Some(schema) if is_json => valid(root, schema, Direction::Response)
                    .iter()
                    .map(Value::to_string)
                    .collect(),
                _ if is_json => vec!["{}".to_owned()],
                _ => vec!["a,b".to_owned()],
            };
            let typed = code >= 400
                && is_json
                && known.is_some_and(|it| {
                    it["content"]
                        .as_object()
                        .is_some_and(|it| it.keys().any(|media| media.contains("json")))
                });
            for body in bodies {
                found.push((
                    json!({ "status": code, "headers": headers, "body": body }),
                    typed,
                ));
            }
        }
    }
    found
}

/// A status code for the key of a response.
fn code(status: &str, operation: &Value) -> Option<u16> {
    let is_free = |code: &u16| operation["responses"].get(code.to_string()).is_none();
    match status.as_bytes() {
        [b'1'..=b'5', b'X' | b'x', _] => {
            let first = u16::from(status.as_bytes()[0] - b'0') * 100;
            [1, 0, 3, 18].into_iter().map(|it| first + it).find(is_free)
        }
        b"default" => [418, 500].into_iter().find(is_free),
        _ => status.parse().ok(),
    }
}

/// The response that the base describes for a status.
fn known<'a>(base: &'a Value, operation: &'a Value, code: u16) -> Option<&'a Value> {
    let responses = operation["responses"].as_object()?;
    let range = format!("{}XX", code / 100);
    let found = responses
        .get(&code.to_string())
        .or_else(|| responses.get(&range));
    let found = found.or_else(|| responses.get("default"))?;
    Some(resolve(base, found))
}

/// The headers that a response always has.
fn headers(root: &Value, response: &Value) -> Map<String, Value> {
    let all = response["headers"].as_object().into_iter().flatten();
    let all = all.map(|(name, header)| (name, resolve(root, header)));
    let required = all.filter(|(_, header)| header["required"] == true);
    required
        .map(|(name, header)| {
            let value = valid(root, &header["schema"], Direction::Response)
                .into_iter()
                .next();
            let value = value.map_or_else(String::new, |it| match it {
                Value::String(text) => text,
                other => other.to_string(),
            });
            (name.to_lowercase(), value.into())
        })
        .collect()
}

/// The inputs of one operation in the base.
struct Inputs<'a> {
    root: &'a Value,
    item: &'a Value,
    spec: &'a Value,
    call: TestCall<'a>,
}

impl Inputs<'_> {
    /// Inputs by their names in the client: one set with only the required ones, one with all, and one
    /// for each value of an input.
    fn sets(&self) -> Vec<Map<String, Value>> {
        let mut required = Map::new();
        let mut all = Map::new();
        let mut each = Vec::new();
        for (input, is_required) in self.call.inputs() {
            let values = match input.target.location() {
                Some(location) => self.parameter(location, &input.wire),
                None => self.body(input),
            };
            let name = input.name.as_str().to_owned();
            let Some(first) = values.first() else {
                if is_required {
                    return Vec::new();
                }
                continue;
            };
            if is_required {
                required.insert(name.clone(), first.clone());
            }
            all.insert(name.clone(), first.clone());
            each.extend(
                values
                    .into_iter()
                    .skip(1)
                    .map(|value| (name.clone(), value)),
            );
        }
        let mut sets = vec![all, required.clone()];
        for (name, value) in each {
            let mut one = required.clone();
            one.insert(name, value);
            sets.push(one);
        }
        sets
    }

    fn described(&self, location: Location, name: &str) -> Option<&Value> {
        let place = place(location);
        let own = self.spec["parameters"].as_array().into_iter().flatten();
        let shared = self.item["parameters"].as_array().into_iter().flatten();
        let mut all = own.chain(shared).map(|it| resolve(self.root, it));
        all.find(|it| it["in"] == place && it["name"] == name)
    }

    fn parameter(&self, location: Location, name: &str) -> Vec<Value> {
        let Some(parameter) = self.described(location, name) else {
            return Vec::new();
        };
        let content = parameter["content"]
            .as_object()
            .and_then(|it| it.values().next());
        let schema = content.map_or(&parameter["schema"], |it| &it["schema"]);
        let values = valid(self.root, schema, Direction::Request);
        // In unstructured text, an empty string and null can't be distinguished from absence.
        let is_plain = |value: &Value| match value {
            Value::Null => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => {
                !items.is_empty() && items.iter().all(|it| it != "" && !it.is_null())
            }
            _ => true,
        };
        values.into_iter().filter(is_plain).take(24).collect()
    }

    fn body(&self, input: &Input) -> Vec<Value> {
        let body = resolve(self.root, &self.spec["requestBody"]);
        let mut contents = body["content"].as_object().into_iter().flatten();
        let wanted = match (input.wire.as_str(), input.target) {
            ("", Target::JsonBody) => "application/json",
            ("", Target::FormBody) => "application/x-www-form-urlencoded",
            ("", Target::MultipartBody) => "multipart/form-data",
            (media_type, _) => media_type,
        };
        let content = contents.find(|(media_type, _)| *media_type == wanted);
        match (content, input.target) {
            (_, Target::RawBody) => vec![json!("bytes")],
            (Some((_, content)), target) => {
                let values = valid(self.root, &content["schema"], Direction::Request);
                // A sequence is sent item by item.
                let is_item = |value: &Value| target != Target::SequenceBody || !value.is_array();
                values.into_iter().filter(is_item).collect()
            }
            (None, _) => Vec::new(),
        }
    }

    /// The values that the server should decode.
    fn meant(&self, set: &Map<String, Value>) -> Meant {
        self.call
            .inputs()
            .filter_map(|(input, _)| {
                let place = match input.target.location() {
                    Some(location) => (place(location).to_owned(), input.wire.clone()),
                    None => ("body".to_owned(), String::new()),
                };
                Some((place, set.get(input.name.as_str())?.clone()))
            })
            .collect()
    }
}

fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::QueryString => "querystring",
    }
}
