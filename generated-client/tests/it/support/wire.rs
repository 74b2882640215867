//! Whether a request is the one that the description asks for.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::TOKEN;
use super::compare::{differences, parse_once};
use super::description::{Content, Operation};
use super::inputs::{Sent, parse, text};
use super::multipart::{FILES, parts};
use super::schema::faults;
use super::server::Received;

/// Asserts that the request is this operation with these values, and nothing else.
pub(crate) fn check(operation: &Operation, sent: &[Sent], body: &Value, received: &Received) {
    assert_eq!(received.method, operation.method);
    check_path(operation, sent, received);
    check_query(sent, received);
    for one in sent.iter().filter(|one| one.place() == "header") {
        let value = received.header(&one.name().to_lowercase());
        one.check(value.unwrap_or_else(|| panic!("the header {} is missing", one.name())));
    }
    assert!(
        sent.iter().all(|one| one.place() != "cookie"),
        "cookies are not known to this reading"
    );
    check_headers(operation, received);
    match operation.body() {
        None => {
            assert!(received.body.is_empty(), "a body that is not described");
            assert_eq!(received.header("content-type"), None);
        }
        Some(content) if content.is_json() => check_json(&content, body, received),
        Some(content) => check_form(&content, received),
    }
}

impl Sent {
    pub(super) fn name(&self) -> &'static str {
        self.parameter["name"].as_str().unwrap()
    }

    pub(super) fn place(&self) -> &'static str {
        self.parameter["in"].as_str().unwrap()
    }

    fn check(&self, found: &str) {
        let name = self.name();
        let schema = &self.parameter["schema"];
        assert_eq!(found, text(&self.value), "parameter `{name}`");
        let faults = faults(schema, &parse(schema, found));
        assert!(faults.is_empty(), "parameter `{name}`: {faults:?}");
    }
}

/// A text of the path or the query. Only unreserved characters stand for themselves (RFC 3986,
/// section 2.3); all others may mean something to somebody on the way, as `+` does.
fn decode(encoded: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~%".contains(c);
    assert!(encoded.chars().all(plain), "not encoded: {encoded}");
    let decoded = percent_decode_str(encoded).decode_utf8().unwrap();
    decoded.into_owned()
}

fn check_path(operation: &Operation, sent: &[Sent], received: &Received) {
    let template: Vec<_> = operation.path.split('/').collect();
    let segments: Vec<_> = received.path().split('/').collect();
    assert_eq!(segments.len(), template.len(), "{}", received.target);
    let mut filled = 0;
    for (template, segment) in template.into_iter().zip(segments) {
        let name = template
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'));
        match name {
            None => assert_eq!(segment, template, "{}", received.target),
            Some(name) => {
                let mut sent = sent.iter().filter(|one| one.place() == "path");
                let one = sent.find(|one| one.name() == name);
                one.unwrap_or_else(|| panic!("no path parameter `{name}`"))
                    .check(&decode(segment));
                filled += 1;
            }
        }
    }
    let declared = sent.iter().filter(|one| one.place() == "path").count();
    assert_eq!(
        filled, declared,
        "a path parameter has no place in the template"
    );
}

fn check_query(sent: &[Sent], received: &Received) {
    let pairs = received.query().split('&').filter(|pair| !pair.is_empty());
    let mut query = BTreeMap::new();
    for pair in pairs {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let before = query.insert(decode(name), decode(value));
        assert_eq!(before, None, "`{name}` came twice");
    }
    for one in sent.iter().filter(|one| one.place() == "query") {
        let value = query.remove(one.name());
        one.check(&value.unwrap_or_else(|| panic!("the query has no `{}`", one.name())));
    }
    assert!(query.is_empty(), "not described: {query:?}");
}

fn check_headers(operation: &Operation, received: &Received) {
    assert_eq!(received.header(&operation.token_header()), Some(TOKEN));
    assert_eq!(
        received.header("user-agent"),
        Some(concat!("dixa-client/", env!("CARGO_PKG_VERSION")))
    );
    let accepted = received.header("accept").unwrap();
    for (_, content) in operation.responses() {
        if let Some(content) = content {
            assert!(accepted.contains(content.media_type), "{accepted}");
        }
    }
}

fn check_json(content: &Content, body: &Value, received: &Received) {
    assert_eq!(received.header("content-type"), Some(content.media_type));
    let found = parse_once(std::str::from_utf8(&received.body).unwrap());
    let differences = differences(body, &found);
    assert!(
        differences.is_empty(),
        "the body:\n{}",
        differences.join("\n")
    );
    let faults = faults(content.schema(), &found);
    assert!(
        faults.is_empty(),
        "the body {found:#}\n{}",
        faults.join("\n")
    );
}

/// The one form: files, all under a name that the description declares as a list of them.
fn check_form(content: &Content, received: &Received) {
    assert_eq!(content.media_type, "multipart/form-data");
    let schema = super::description::follow(content.schema());
    let (declared, property) = schema["properties"]
        .as_object()
        .unwrap()
        .iter()
        .next()
        .unwrap();
    assert_eq!(
        (&property["type"], &property["items"]["format"]),
        (&"array".into(), &"binary".into())
    );
    let parts = parts(received);
    assert_eq!(parts.len(), FILES.len());
    for (part, (file_name, media_type, bytes)) in parts.iter().zip(FILES) {
        assert_eq!(&part.name, declared);
        assert_eq!(part.file_name.as_deref(), Some(file_name));
        assert_eq!(part.media_type.as_deref(), Some(media_type));
        assert_eq!(part.bytes, bytes);
    }
}
