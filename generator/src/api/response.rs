//! The responses of an operation: outcomes and failures by status.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::body::{lower_contents, media_types, schema};
use super::description;
use super::lowering::SchemaLowering;
use super::media_type::Side;
use super::{Header, Response, SourceLocation, Status};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Node;

/// The outcomes and the failures of an operation, each sorted by status. A declared redirect is an
/// outcome.
pub(super) fn lower_responses(
    operation: &Node<'_>,
    method: &str,
    lowering: &mut SchemaLowering<'_>,
    notes: &mut Vec<Diagnostic>,
) -> (Vec<Response>, Vec<Response>) {
    let described = described(operation, notes);
    // The only response of an operation may be declared as `default`. If there is also a success or a
    // redirect (RFC 9110 sections 15.2 and 15.4), `default` applies to failures.
    let others_only = described.iter().all(|(status, ..)| {
        matches!(
            status,
            Status::Code(304 | 400..) | Status::Range(4..) | Status::Default
        )
    });
    let mut success = Vec::new();
    let mut failures = Vec::new();
    for (status, node) in described {
        let side = match status {
            Status::Code(200..300) | Status::Range(2) => Side::Success,
            Status::Default if others_only => Side::Success,
            status if status.is_redirect() => Side::Success,
            _ => Side::Failure,
        };
        let contents = if method == "HEAD" || status.has_no_body() || status.is_redirect() {
            notes.extend(unread_body(&node, method, status));
            Vec::new()
        } else {
            lower_contents(&node, side, lowering)
        };
        let response = Response {
            status,
            at: SourceLocation(node.at().clone()),
            description: node.text("description"),
            remarks: match contents.is_empty() {
                true => Vec::new(),
                false => remarks(&node, lowering),
            },
            contents,
            media_types: media_types(&node),
            headers: headers(&node),
        };
        match side {
            Side::Success => success.push(response),
            Side::Request | Side::Failure => failures.push(response),
        }
    }
    (success, failures)
}

/// The descriptions of the schemas of a response's bodies, without duplicates: those that differ from
/// the response's, and that no model has as its documentation.
fn remarks(response: &Node<'_>, lowering: &SchemaLowering<'_>) -> Vec<String> {
    let of_response = response.text("description");
    let mut found: Vec<String> = Vec::new();
    for (_, media) in response.members("content") {
        let Some(description) =
            schema(&media).and_then(|(_, it)| description::remark(&lowering.schemas, it.at()))
        else {
            continue;
        };
        if of_response.as_ref() != Some(&description) && !found.contains(&description) {
            found.push(description);
        }
    }
    found
}

/// The responses whose key is a status, sorted, each status once. Others are reported.
fn described<'a>(operation: &Node<'a>, notes: &mut Vec<Diagnostic>) -> Vec<(Status, Node<'a>)> {
    let mut described: Vec<(Status, Node<'a>)> = Vec::new();
    let all = operation.written("responses").map(|it| it.entries());
    for (code, response) in all.into_iter().flatten() {
        let message = match status(code) {
            None if code.starts_with("x-") => continue,
            None => format!("`{code}` is not a status code; the response is skipped"),
            Some(status) if described.iter().any(|(known, _)| *known == status) => {
                format!("`{code}` is the same as {status}; the response is skipped")
            }
            Some(status) => {
                described.push((status, response.followed()));
                continue;
            }
        };
        notes.push(Diagnostic::new(Code::OddStatus, response.at(), message));
    }
    described.sort_by_key(|(status, _)| *status);
    described
}

/// A note about a declared body that HTTP doesn't allow, or that the client doesn't decode.
fn unread_body(response: &Node<'_>, method: &str, status: Status) -> Option<Diagnostic> {
    let content = response.written("content")?;
    if content.entries().is_empty() {
        return None;
    }
    let message = if method == "HEAD" {
        "a response to HEAD has no body; only its status and headers are read".to_owned()
    } else if status.has_no_body() {
        format!("a response with status {status} has no body; its `content` is ignored")
    } else {
        format!("the body of the redirect {status} has no type; `Redirect::body` gives its bytes")
    };
    Some(Diagnostic::new(Code::BodyNotRead, content.at(), message))
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
pub(super) fn links(operation: &Node<'_>) -> Option<Diagnostic> {
    let mut responses = operation.members("responses").into_iter();
    let links = responses.find_map(|(_, response)| {
        let links = response.written("links")?;
        (!links.entries().is_empty()).then_some(links)
    })?;
    let message = "the client doesn't follow the links of the response";
    Some(Diagnostic::new(Code::LinksNotFollowed, links.at(), message))
}

/// The headers of a response except `Content-Type` (OpenAPI 3.0.3, Response Object).
fn headers(response: &Node<'_>) -> Vec<Header> {
    let headers = response.members("headers").into_iter();
    headers
        .filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"))
        .filter_map(|(name, header)| {
            let media = header.members("content").into_iter().next();
            let media_type = media.as_ref().map(|(name, _)| (*name).to_owned());
            let schema = (header.get("schema"))
                .or_else(|| media.and_then(|(_, media)| media.get("schema")))?;
            let is_object = schema.str("type") == Some("object") || schema.has("properties");
            Some(Header {
                media_type: match header.has("schema") {
                    true => None,
                    false => media_type,
                },
                explode: is_object && header.is("explode"),
                name: name.to_owned(),
                at: SourceLocation(header.at().clone()),
                description: header.text("description"),
                kind: schema.text("type"),
                required: header.is("required"),
                schema: comparable_schema(&schema),
            })
        })
        .collect()
}

/// How many nodes of a header's schema are compared; those beyond are compared as written.
const MOST_NODES: usize = 200;

/// A schema without its documentation, see [`comparable`].
pub(super) fn comparable_schema(schema: &Node<'_>) -> Value {
    comparable(schema, &mut MOST_NODES.clone())
}

/// A schema without its documentation: references are followed, and lists without an order sorted.
fn comparable(schema: &Node<'_>, left: &mut usize) -> Value {
    let Some(rest) = left.checked_sub(1) else {
        return schema.value().clone();
    };
    *left = rest;
    let schema = schema.clone().followed();
    let Value::Object(members) = schema.value() else {
        return schema.value().clone();
    };
    let mut found = Map::new();
    // In one order, so that equal items of a list are sorted alike.
    let members: BTreeMap<&String, &Value> = members.iter().collect();
    for (key, value) in members {
        let value = match (key.as_str(), value) {
            ("description" | "example" | "examples" | "title", _) => continue,
            ("enum" | "required" | "type", Value::Array(values)) => {
                let mut values = values.clone();
                values.sort_by_key(Value::to_string);
                values.into()
            }
            (_, Value::Array(_)) => {
                let items = schema.items(key).into_iter();
                let mut items: Vec<Value> = items.map(|item| comparable(&item, left)).collect();
                if ["allOf", "anyOf", "oneOf"].contains(&key.as_str()) {
                    items.sort_by_key(Value::to_string);
                }
                items.into()
            }
            ("properties", Value::Object(_)) => {
                let named = schema.members(key).into_iter();
                named
                    .map(|(name, item)| (name.to_owned(), comparable(&item, left)))
                    .collect()
            }
            (_, Value::Object(_)) => match schema.get(key) {
                Some(item) => comparable(&item, left),
                None => value.clone(),
            },
            _ => value.clone(),
        };
        found.insert(key.clone(), value);
    }
    found.into()
}
