//! Credentials: checks whether those that an operation requires are present. Their validity is unknown.

use serde_json::Value;

use super::description::{Description, Operation};
use super::finding::{Findings, Kind, Part};
use super::message::Request;
use super::schemas::resolve;

/// Adds a finding if no alternative of the security requirements is met.
pub(super) fn judge(
    description: &Description,
    operation: &Operation,
    request: &Request,
    findings: &mut Findings,
) {
    let root = description.root();
    let own = operation.pointer.child("security");
    let (pointer, asked) = match root.pointer(own.as_str()) {
        Some(asked) => (own, Some(asked)),
        None => (
            generator::document::Pointer::root().child("security"),
            root.get("security"),
        ),
    };
    let alternatives = asked
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let names_of = |all: &Value| -> Vec<String> {
        let schemes = all.as_object().into_iter().flatten();
        schemes.map(|(name, _)| name.clone()).collect()
    };
    let is_met = |all: &Value| names_of(all).iter().all(|name| has(root, name, request));
    if alternatives.is_empty() || alternatives.iter().any(is_met) {
        return;
    }
    let ways: Vec<String> = alternatives
        .iter()
        .map(|all| {
            let schemes = names_of(all);
            let carried = schemes.iter().map(|name| carried(root, name));
            carried.collect::<Vec<_>>().join(" and ")
        })
        .collect();
    let message = format!("no credential: send {}", ways.join(", or "));
    findings.violation(
        Kind::MissingCredential,
        part(root, alternatives),
        &pointer,
        message,
    );
}

fn scheme<'a>(root: &'a Value, name: &str) -> &'a Value {
    resolve(root, &root["components"]["securitySchemes"][name])
}

fn has(root: &Value, name: &str, request: &Request) -> bool {
    let scheme = scheme(root, name);
    let key = scheme["name"].as_str().unwrap_or_default();
    let authorized = |prefix: &str| {
        let header = request.headers.first("authorization").unwrap_or_default();
        let (kind, credential) = header.split_once(' ').unwrap_or_default();
        kind.eq_ignore_ascii_case(prefix) && !credential.trim().is_empty()
    };
    match (scheme["type"].as_str(), scheme["in"].as_str()) {
        (Some("apiKey"), Some("query")) => {
            let mut pairs = url::form_urlencoded::parse(request.query().as_bytes());
            pairs.any(|(known, value)| known == key && !value.is_empty())
        }
        (Some("apiKey"), Some("cookie")) => request.cookies().any(|(known, _)| known == key),
        (Some("apiKey"), _) => request
            .headers
            .first(key)
            .is_some_and(|it| !it.trim().is_empty()),
        (Some("http"), _) => authorized(scheme["scheme"].as_str().unwrap_or_default()),
        (Some("oauth2" | "openIdConnect"), _) => authorized("bearer"),
        // A client certificate is not part of a message, and an undeclared scheme requires nothing
        // that can be checked.
        _ => true,
    }
}

/// A description of the way in which a credential is sent.
fn carried(root: &Value, name: &str) -> String {
    let scheme = scheme(root, name);
    let key = scheme["name"].as_str().unwrap_or_default();
    match (scheme["type"].as_str(), scheme["in"].as_str()) {
        (Some("apiKey"), Some("query")) => format!("the query parameter `{key}`"),
        (Some("apiKey"), Some("cookie")) => format!("the cookie `{key}`"),
        (Some("apiKey"), _) => format!("the header `{key}`"),
        (Some("http"), _) => {
            let kind = scheme["scheme"].as_str().unwrap_or_default();
            format!("`Authorization: {kind} …`")
        }
        _ => "`Authorization: Bearer …`".to_owned(),
    }
}

/// The part in which the first alternative would be sent.
fn part(root: &Value, alternatives: &[Value]) -> Part {
    let first = alternatives.first().and_then(Value::as_object);
    let name = first
        .and_then(|it| it.keys().next())
        .map_or("", String::as_str);
    let scheme = scheme(root, name);
    let key = scheme["name"].as_str().unwrap_or_default().to_owned();
    match (scheme["type"].as_str(), scheme["in"].as_str()) {
        (Some("apiKey"), Some("query")) => Part::Query(key),
        (Some("apiKey"), Some("cookie")) => Part::Cookie(key),
        (Some("apiKey"), _) => Part::Header(key),
        _ => Part::Header("Authorization".to_owned()),
    }
}
