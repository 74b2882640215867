//! What an operation may answer with: successes and failures by status.

use serde_json::Value;

use super::body::{lower_contents, media_types};
use super::media_type::Side;
use super::operation::resolved;
use super::schema::SchemaLowering;
use super::{Encoding, Header, Response, Status, keys, text};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;

/// The successes and the failures of an operation, each sorted by status.
pub(super) fn lower_responses(
    root: &Value,
    operation: &Value,
    pointer: &Pointer,
    schemas: &mut SchemaLowering<'_>,
) -> (Vec<Response>, Vec<Response>) {
    let at = pointer.child("responses");
    let all = operation.get("responses");
    let mut described: Vec<(Status, &Value, Pointer)> = keys(all)
        .into_iter()
        .filter_map(|code| {
            let (value, pointer) = resolved(root, all?.get(code)?, at.child(code));
            Some((status(code)?, value, pointer))
        })
        .collect();
    described.sort_by_key(|(status, ..)| *status);
    described.dedup_by_key(|(status, ..)| *status);
    // A document may describe its only answer as `default`. Beside an answer that leads on
    // (RFC 9110 sections 15.2 and 15.4) it is for failures.
    let others_only = described.iter().all(|(status, ..)| {
        matches!(
            status,
            Status::Code(400..) | Status::Range(4..) | Status::Default
        )
    });
    let mut success = Vec::new();
    let mut failures = Vec::new();
    for (status, value, pointer) in described {
        let side = match status {
            Status::Code(200..300) | Status::Range(2) => Side::Success,
            Status::Default if others_only => Side::Success,
            _ => Side::Failure,
        };
        let mut contents = lower_contents(root, value, &pointer, side, schemas).into_iter();
        let content = contents.next();
        let is_json = content
            .as_ref()
            .is_some_and(|content| content.encoding == Encoding::Json);
        let stream = contents.find(|content| {
            is_json && matches!(content.encoding, Encoding::Events | Encoding::Lines)
        });
        let response = Response {
            status,
            description: text(value.get("description")),
            content,
            stream,
            media_types: media_types(value),
            headers: headers(root, value),
        };
        match side {
            Side::Success => success.push(response),
            Side::Request | Side::Failure => failures.push(response),
        }
    }
    (success, failures)
}

/// A key of `responses`.
pub(super) fn status(code: &str) -> Option<Status> {
    let code = code.trim();
    match code.as_bytes() {
        b"default" => Some(Status::Default),
        [first @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Status::Range(first - b'0')),
        _ => code
            .parse()
            .ok()
            .filter(|code| (100..600).contains(code))
            .map(Status::Code),
    }
}

/// A note about the first answer that has links (OpenAPI 3.0.3, Link Object).
pub(super) fn links(root: &Value, operation: &Value, pointer: &Pointer) -> Option<Diagnostic> {
    let at = pointer.child("responses");
    let all = operation.get("responses");
    let at = keys(all).into_iter().find_map(|code| {
        let (response, at) = resolved(root, all?.get(code)?, at.child(code));
        let links = response.get("links")?.as_object()?;
        (!links.is_empty()).then(|| at.child("links"))
    })?;
    let message = "what the links lead to is an operation of its own";
    Some(Diagnostic::new(Code::LinksNotFollowed, &at, message))
}

/// The headers of a response, `Content-Type` aside (OpenAPI 3.0.3, Response Object).
fn headers(root: &Value, response: &Value) -> Vec<Header> {
    let all = response.get("headers");
    keys(all)
        .into_iter()
        .filter(|name| !name.eq_ignore_ascii_case("content-type"))
        .filter_map(|name| {
            let (value, _) = resolved(root, all?.get(name)?, Pointer::root());
            let (schema, _) = resolved(root, value.get("schema")?, Pointer::root());
            Some(Header {
                name: name.clone(),
                description: text(value.get("description")),
                kind: text(schema.get("type")),
                required: value.get("required") == Some(&Value::Bool(true)),
                schema: without_texts(schema),
            })
        })
        .collect()
}

/// A schema without what only people read.
fn without_texts(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(members) = schema.as_object_mut() {
        members.retain(|key, _| !matches!(key.as_str(), "description" | "example" | "title"));
    }
    schema
}
