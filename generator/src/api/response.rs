//! What an operation may respond with: outcomes and failures by status.

use serde_json::Value;

use super::body::{lower_contents, media_types};
use super::media_type::Side;
use super::operation::resolved;
use super::schema::SchemaLowering;
use super::{Header, Response, Status, keys, text};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;

/// The outcomes and the failures of an operation, each sorted by status. A redirect that is
/// described is an outcome.
pub(super) fn lower_responses(
    root: &Value,
    operation: (&Value, &Pointer, &str),
    schemas: &mut SchemaLowering<'_>,
    notes: &mut Vec<Diagnostic>,
) -> (Vec<Response>, Vec<Response>) {
    let (operation, pointer, method) = operation;
    let described = described(root, operation, pointer, notes);
    // A document may describe its only response as `default`. Beside one that leads on (RFC 9110
    // sections 15.2 and 15.4) it is for failures.
    let others_only = described.iter().all(|(status, ..)| {
        matches!(
            status,
            Status::Code(304 | 400..) | Status::Range(4..) | Status::Default
        )
    });
    let mut success = Vec::new();
    let mut failures = Vec::new();
    for (status, value, pointer) in described {
        let side = match status {
            Status::Code(200..300) | Status::Range(2) => Side::Success,
            Status::Default if others_only => Side::Success,
            status if status.is_redirect() => Side::Success,
            _ => Side::Failure,
        };
        let contents = if method == "HEAD" || status.has_no_body() || status.is_redirect() {
            notes.extend(unread_body(value, &pointer, method, status));
            Vec::new()
        } else {
            lower_contents(root, value, &pointer, side, schemas)
        };
        let response = Response {
            status,
            description: text(value.get("description")),
            remarks: match contents.is_empty() {
                true => Vec::new(),
                false => remarks(root, value, &pointer, schemas),
            },
            contents,
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

/// The descriptions of the schemas of a response's bodies, each once: those that say more than the
/// response, and that no model has as its documentation.
fn remarks(
    root: &Value,
    response: &Value,
    pointer: &Pointer,
    schemas: &SchemaLowering<'_>,
) -> Vec<String> {
    let content = response.get("content");
    let at = pointer.child("content");
    let of_response = text(response.get("description"));
    let mut found: Vec<String> = Vec::new();
    for name in keys(content) {
        let media = content.and_then(|all| all.get(name));
        let Some((media, at)) = media.map(|media| resolved(root, media, at.child(name))) else {
            continue;
        };
        let schema = ["itemSchema", "schema"]
            .into_iter()
            .find(|key| media.get(key).is_some());
        let Some(description) = schema.and_then(|key| schemas.remark(&at.child(key))) else {
            continue;
        };
        if of_response.as_ref() != Some(&description) && !found.contains(&description) {
            found.push(description);
        }
    }
    found
}

/// The responses with a key that is a status, sorted by it, each status once. Others are noted.
fn described<'a>(
    root: &'a Value,
    operation: &'a Value,
    pointer: &Pointer,
    notes: &mut Vec<Diagnostic>,
) -> Vec<(Status, &'a Value, Pointer)> {
    let at = pointer.child("responses");
    let all = operation.get("responses");
    let mut described: Vec<(Status, &Value, Pointer)> = Vec::new();
    for code in keys(all) {
        let Some(value) = all.and_then(|all| all.get(code)) else {
            continue;
        };
        let here = at.child(code);
        let message = match status(code) {
            None if code.starts_with("x-") => continue,
            None => format!("`{code}` is not a status code; the response is skipped"),
            Some(status) if described.iter().any(|(known, ..)| *known == status) => {
                format!("`{code}` is another spelling of {status}; the response is skipped")
            }
            Some(status) => {
                let (value, pointer) = resolved(root, value, here);
                described.push((status, value, pointer));
                continue;
            }
        };
        notes.push(Diagnostic::new(Code::OddStatus, &here, message));
    }
    described.sort_by_key(|(status, ..)| *status);
    described
}

/// A note about the body of a response that HTTP has none for, or that is left as it is.
fn unread_body(
    response: &Value,
    pointer: &Pointer,
    method: &str,
    status: Status,
) -> Option<Diagnostic> {
    let content = response.get("content")?.as_object()?;
    if content.is_empty() {
        return None;
    }
    let message = if method == "HEAD" {
        "a response to HEAD has no body; only its status and headers are read".to_owned()
    } else if status.has_no_body() {
        format!("a response with status {status} has no body; none is read")
    } else {
        format!("the body of the redirect {status} has no type; `Redirect::body` gives its bytes")
    };
    let at = pointer.child("content");
    Some(Diagnostic::new(Code::BodyNotRead, &at, message))
}

/// A key of `responses`.
pub(super) fn status(code: &str) -> Option<Status> {
    let code = code.trim();
    match code.as_bytes() {
        _ if code.eq_ignore_ascii_case("default") => Some(Status::Default),
        [first @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Status::Range(first - b'0')),
        [b'1'..=b'5', second, third] if second.is_ascii_digit() && third.is_ascii_digit() => {
            code.parse().ok().map(Status::Code)
        }
        _ => None,
    }
}

/// A note about the first response that has links (OpenAPI 3.0.3, Link Object).
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
