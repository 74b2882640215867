//! Events delivered over loopback to a receiver of generated code, and judged by their description.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::SystemTime;

use dixa_client::http::{HeaderMap, HeaderName, HeaderValue};
use dixa_client::webhooks::{self, Event, SCHEME};
use generator::Source;
use generator::document::Document;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::support::DATA;
use crate::support::compare::differences;
use crate::webhooks::{KEY, payloads, signature};

/// What is in the place of each value in turn.
const OTHERS: [&str; 6] = ["null", "true", "7", "\"other\"", "[]", "{}"];

/// A receiver on loopback, and a connection to it.
struct Receiver {
    stream: BufReader<TcpStream>,
}

/// A status, and the event as the receiver has it, or what is wrong.
type Outcome = (u16, Value);

impl Receiver {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        stream.set_nodelay(true).unwrap();
        thread::spawn(move || receive_all(listener.accept().unwrap().0));
        Self {
            stream: BufReader::new(stream),
        }
    }

    /// Delivers a body with these signatures.
    fn deliver(&mut self, signatures: &[&str], body: &str) -> Outcome {
        let mut request = "POST /events HTTP/1.1\r\nhost: loopback\r\n".to_owned();
        for signature in signatures {
            request.push_str(&format!("{}: {signature}\r\n", SCHEME.header));
        }
        request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        let stream = self.stream.get_mut();
        stream.write_all(request.as_bytes()).unwrap();
        let (first, _, body) = read(&mut self.stream).unwrap();
        let status = first.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_slice(&body).unwrap())
    }

    /// Delivers an event as the API does.
    fn deliver_signed(&mut self, event: &Value) -> Outcome {
        let body = event.to_string();
        self.deliver(&[&signature(now(), &body)], &body)
    }
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.unwrap().as_secs()
}

/// First line, headers and body of a message; none at the end of the connection.
fn read(stream: &mut impl BufRead) -> Option<(String, HeaderMap, Vec<u8>)> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).unwrap() == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut headers = HeaderMap::new();
    for line in &lines[1..] {
        let (name, value) = line.split_once(": ").unwrap();
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        headers.append(name, HeaderValue::from_str(value).unwrap());
    }
    let length = headers["content-length"].to_str().unwrap().parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    Some((lines.swap_remove(0), headers, body))
}

/// Responds with what was made of each delivery.
fn receive_all(mut stream: TcpStream) {
    stream.set_nodelay(true).unwrap();
    let receiver = webhooks::receiver(KEY).unwrap();
    let mut requests = BufReader::new(stream.try_clone().unwrap());
    while let Some((_, headers, body)) = read(&mut requests) {
        let (status, body) = match receiver.receive::<Event>(&headers, &body) {
            Ok(delivery) => {
                let shown = format!("{:?}", delivery.event);
                let variant = shown.split('(').next();
                (
                    200,
                    json!({ "id": delivery.id, "variant": variant, "event": delivery.event }),
                )
            }
            Err(error) => (
                error.status().as_u16(),
                json!({ "kind": format!("{:?}", error.kind()), "error": error.to_string() }),
            ),
        };
        let body = body.to_string();
        let head = format!(
            "HTTP/1.1 {status} \r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream
            .write_all(format!("{head}{body}").as_bytes())
            .unwrap();
    }
}

/// The variants of the union of events by the values of its discriminator, each with what its schema
/// says of a payload.
struct Described {
    variants: BTreeMap<String, (String, Validator)>,
    other: (String, Validator),
}

impl Described {
    fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/dixa-webhooks.yaml");
        let document = Document::parse(&Source {
            name: path.display().to_string(),
            text: std::fs::read_to_string(&path).unwrap(),
            ..Source::default()
        });
        let document = document.unwrap();
        let components = &document.value()["components"];
        let variant = |name: &Value| {
            let name = name.as_str().unwrap().to_owned();
            let schema = json!({
                "$ref": format!("#/components/schemas/{name}"),
                "components": components,
            });
            let validator = jsonschema::options().should_validate_formats(true);
            (name, validator.build(&schema).unwrap())
        };
        let union = &components["schemas"]["Event"]["discriminator"];
        let mapping = union["mapping"].as_object().unwrap().iter();
        Self {
            variants: mapping
                .map(|(tag, it)| (tag.clone(), variant(it)))
                .collect(),
            other: variant(&union["defaultMapping"]),
        }
    }

    /// The variant that a payload is of.
    fn variant(&self, payload: &Value) -> &(String, Validator) {
        let tag = payload["event_fqn"].as_str();
        let known = tag.and_then(|tag| self.variants.get(tag));
        known.unwrap_or(&self.other)
    }
}

/// Every payload that was seen, and every example that the description has of a whole event.
fn documented(described: &Described) -> Vec<Value> {
    let names = described.variants.values().map(|(name, _)| name);
    let examples = names.chain([&described.other.0]).map(|name| {
        let examples = DATA["schemas"][format!("webhooks::{name}")].as_array();
        examples.unwrap()[0]["value"].clone()
    });
    payloads().into_iter().chain(examples).collect()
}

#[test]
fn each_documented_event_arrives_as_its_variant() {
    let described = Described::read();
    let mut receiver = Receiver::start();
    let mut arrived: BTreeMap<String, usize> = BTreeMap::new();
    for payload in documented(&described) {
        let (name, validator) = described.variant(&payload);
        assert!(validator.is_valid(&payload), "{payload}");
        let (status, received) = receiver.deliver_signed(&payload);
        assert_eq!((status, &received["variant"]), (200, &json!(name)));
        assert_eq!(received["event"], payload);
        assert_eq!(received["id"], payload["event_id"]);
        *arrived.entry(name.clone()).or_default() += 1;
    }
    assert_eq!(arrived.len(), described.variants.len() + 1, "{arrived:?}");
}

/// Each value of each payload in turn is another one, or absent. What the schema allows arrives as its
/// variant; nothing that arrives is changed, and what cannot be read is refused as the body that it is.
#[test]
fn what_the_schema_forbids_is_refused_or_kept() {
    let described = Described::read();
    let mut receiver = Receiver::start();
    let (mut allowed, mut kept, mut refused) = (0, 0, 0);
    for payload in documented(&described) {
        for edited in edits(&payload) {
            let (name, validator) = described.variant(&edited);
            let is_valid = validator.is_valid(&edited);
            let (status, received) = receiver.deliver_signed(&edited);
            if status == 200 {
                let faults = differences(&without_null(&edited), &without_null(&received["event"]));
                assert!(faults.is_empty(), "{faults:?} in {edited}");
            }
            match (is_valid, status) {
                (true, 200) => {
                    assert_eq!(received["variant"], json!(name), "{edited}");
                    allowed += 1;
                }
                (false, 200) => kept += 1,
                (false, 400) => {
                    assert_eq!(received["kind"], "Body", "{received}");
                    refused += 1;
                }
                _ => panic!("{status} {received} for {edited}"),
            }
        }
    }
    assert!(
        allowed > 100 && kept > 20 && refused > 500,
        "{allowed} {kept} {refused}"
    );
}

/// The payload with each of its values replaced or removed in turn.
fn edits(value: &Value) -> Vec<Value> {
    let others = OTHERS
        .iter()
        .map(|text| serde_json::from_str(text).unwrap());
    let mut edits: Vec<Value> = others.collect();
    match value {
        Value::Object(members) => {
            for (name, inner) in members {
                let with = |changed: Option<Value>| {
                    let mut members: Map<String, Value> = members.clone();
                    members.remove(name);
                    members.extend(changed.map(|it| (name.clone(), it)));
                    Value::Object(members)
                };
                edits.push(with(None));
                edits.extend(edits_of(inner).map(|it| with(Some(it))));
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                edits.extend(edits_of(inner).map(|it| {
                    let mut items = items.clone();
                    items[index] = it;
                    Value::Array(items)
                }));
            }
        }
        _ => {}
    }
    edits
}

fn edits_of(value: &Value) -> impl Iterator<Item = Value> + use<> {
    edits(value).into_iter()
}

/// Null where a property may be absent is read as absence.
fn without_null(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            members
                .map(|(name, value)| (name.clone(), without_null(value)))
                .collect()
        }
        Value::Array(items) => items.iter().map(without_null).collect(),
        value => value.clone(),
    }
}

#[test]
fn what_is_not_signed_as_it_came_is_refused() {
    let mut receiver = Receiver::start();
    let payload = payloads().remove(0).to_string();
    let (now, changed) = (now(), payload.replace("\"csid\":77", "\"csid\":78"));
    assert_ne!(changed, payload);
    let right = signature(now, &payload);
    let digits = right.split_once("v1=").unwrap().1;
    let zeros = format!("t={now},v1={}", "0".repeat(64));
    let redated = format!("t={},v1={digits}", now - 1);
    let (old, ahead) = (
        signature(now - 302, &payload),
        signature(now + 330, &payload),
    );
    for (signatures, body, status, kind) in [
        (vec![right.as_str()], &payload, 200, None),
        (vec![&right, &zeros], &payload, 400, Some("Malformed")),
        (vec![&right], &changed, 401, Some("WrongSignature")),
        (vec![&zeros], &payload, 401, Some("WrongSignature")),
        (vec![&redated], &payload, 401, Some("WrongSignature")),
        (vec![&old], &payload, 401, Some("TooOld")),
        (vec![&ahead], &payload, 401, Some("FromFuture")),
        (vec!["v1=00"], &payload, 400, Some("Malformed")),
        (vec![], &payload, 401, Some("Unsigned")),
    ] {
        let (found, said) = receiver.deliver(&signatures, body);
        assert_eq!(
            (found, said["kind"].as_str()),
            (status, kind),
            "{signatures:?}"
        );
    }
}
