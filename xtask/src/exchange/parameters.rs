//! The parameters of a request: splits, decodes and compares them with the declarations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::description::{Description, Operation, Parameter, types};
use super::finding::{Findings, Kind, Part};
use super::message::Request;
use super::schemas::Direction;
use super::style::{Decoder, Sent, Style};

/// The values of the received parameters, by location and name.
pub(crate) type Values = BTreeMap<(String, String), Value>;

/// Headers that belong to HTTP, a browser or a proxy, so descriptions don't declare them.
const OF_HTTP: &[&str] = &[
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "authorization",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "date",
    "dnt",
    "expect",
    "forwarded",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "max-forwards",
    "origin",
    "pragma",
    "prefer",
    "priority",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "upgrade-insecure-requests",
    "user-agent",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "traceparent",
    "tracestate",
    "baggage",
];

/// Judges all parameters of a request.
pub(super) fn judge(
    description: &Description,
    operation: &Operation,
    request: &Request,
    variables: &BTreeMap<String, String>,
    findings: &mut Findings,
) -> Values {
    let mut values = Values::new();
    let mut used = BTreeSet::new();
    let query = query(request.query(), operation, findings);
    let cookies: Vec<(String, String)> = (request.cookies())
        .map(|(name, value)| {
            (
                name.to_owned(),
                decoded(value).unwrap_or_else(|()| value.to_owned()),
            )
        })
        .collect();
    let decoder = Decoder {
        description,
        direction: Direction::Request,
    };
    for parameter in &operation.parameters {
        let name = &parameter.name;
        let of_pairs = |pairs: &[(String, String)]| -> Vec<String> {
            let brackets = format!("{name}[]");
            let named = |key: &str| key == name || key == brackets;
            let pairs = pairs.iter().filter(|(key, _)| named(key));
            pairs.map(|(_, value)| value.clone()).collect()
        };
        let (part, texts, pairs) = match parameter.location.as_str() {
            "path" => {
                let part = Part::Path(name.clone());
                let sent = variables.get(name).map_or("", String::as_str);
                let Ok(text) = decoded(sent) else {
                    let message =
                        "the percent-encoding is wrong, or what it stands for is no UTF-8";
                    findings.violation(Kind::Malformed, part, &parameter.pointer, message);
                    continue;
                };
                (part, vec![text], &[][..])
            }
            "query" => (Part::Query(name.clone()), of_pairs(&query), &query[..]),
            "cookie" => (Part::Cookie(name.clone()), of_pairs(&cookies), &cookies[..]),
            _ => {
                let lines: Vec<&str> = request.headers.all(name).collect();
                let texts = if lines.is_empty() {
                    Vec::new()
                } else {
                    vec![lines.join(", ")]
                };
                let texts = texts.into_iter().map(|it| it.trim().to_owned()).collect();
                (Part::Header(name.clone()), texts, &[][..])
            }
        };
        note_used(description, parameter, pairs, &mut used);
        let value = decode(&decoder, parameter, Sent { texts, pairs }, &part, findings);
        let Some(value) = value else { continue };
        if let Some((schema, _)) = &parameter.schema
            && let Some(checker) = description.checker(schema, Direction::Request)
            && !(parameter.allows_empty && value == "")
        {
            findings.of_value(&part, checker.violations(&value));
        }
        values.insert((parameter.location.clone(), name.clone()), value);
    }
    undeclared(description, operation, request, &query, &used, findings);
    values
}

/// The value of a parameter, if it was sent.
fn decode(
    decoder: &Decoder<'_>,
    parameter: &Parameter,
    sent: Sent<'_>,
    part: &Part,
    findings: &mut Findings,
) -> Option<Value> {
    let style = Style {
        name: &parameter.name,
        style: &parameter.style,
        explode: parameter.explode,
    };
    let number = sent.texts.len();
    let first = sent.texts.first().cloned();
    let value = match &parameter.schema {
        Some((_, true)) => {
            let parsed = first.as_deref().map(serde_json::from_str::<Value>);
            match parsed {
                Some(Err(_)) => {
                    let message = "the text is no JSON";
                    findings.violation(Kind::Malformed, part.clone(), &parameter.pointer, message);
                    return None;
                }
                Some(Ok(value)) => Some(value),
                None => None,
            }
        }
        Some((schema, false)) => match decoder.value(schema, &style, &sent) {
            Ok(value) => value,
            Err(message) => {
                findings.violation(Kind::Malformed, part.clone(), &parameter.pointer, message);
                return None;
            }
        },
        None => first.map(Value::from),
    };
    if value.is_none() && parameter.is_required {
        let message = format!("the required {part} is missing");
        findings.violation(
            Kind::MissingParameter,
            part.clone(),
            &parameter.pointer,
            message,
        );
    }
    if number > 1
        && value
            .as_ref()
            .is_some_and(|it| !it.is_array() && !it.is_object())
    {
        let message = format!("it is there {number} times, and has one value");
        findings.violation(
            Kind::RepeatedParameter,
            part.clone(),
            &parameter.pointer,
            message,
        );
    }
    value
}

/// Notes the query names that belong to a parameter.
fn note_used(
    description: &Description,
    parameter: &Parameter,
    pairs: &[(String, String)],
    used: &mut BTreeSet<String>,
) {
    if parameter.location != "query" {
        return;
    }
    used.extend([parameter.name.clone(), format!("{}[]", parameter.name)]);
    let Some((schema, false)) = &parameter.schema else {
        return;
    };
    let (_, node) = description.node(schema);
    let mut kinds = Vec::new();
    types(description.root(), node, 0, &mut kinds);
    if !kinds.iter().any(|it| it == "object") {
        return;
    }
    let prefix = format!("{}[", parameter.name);
    let is_form = parameter.style == "form" && parameter.explode;
    let takes_any = is_form && node["additionalProperties"].as_object().is_some();
    let named = node["properties"].as_object();
    let of_object = pairs.iter().map(|(name, _)| name).filter(|name| {
        let is_property = is_form && named.is_some_and(|it| it.contains_key(*name));
        name.starts_with(&prefix) || is_property || takes_any
    });
    used.extend(of_object.cloned());
}

/// The pairs of a query, decoded.
fn query(query: &str, operation: &Operation, findings: &mut Findings) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for pair in query.split('&').filter(|it| !it.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match (
            decoded(&name.replace('+', " ")),
            decoded(&value.replace('+', " ")),
        ) {
            (Ok(name), Ok(value)) => pairs.push((name, value)),
            (name, _) => {
                let part = name.map_or(Part::Target, Part::Query);
                let message = "the percent-encoding is wrong, or what it stands for is no UTF-8";
                findings.violation(Kind::Malformed, part, &operation.pointer, message);
            }
        }
    }
    pairs
}

/// Reports undeclared parameters.
fn undeclared(
    description: &Description,
    operation: &Operation,
    request: &Request,
    query: &[(String, String)],
    used: &BTreeSet<String>,
    findings: &mut Findings,
) {
    let is_credential = |location: &str, name: &str| {
        let mut known = description.credentials.iter();
        known.any(|(at, it)| at == location && it.eq_ignore_ascii_case(name))
    };
    // A query in the description's path is part of the path.
    let (_, of_path) = operation.path.split_once('?').unwrap_or_default();
    let mut seen = BTreeSet::new();
    for (name, _) in query {
        let is_of_path =
            url::form_urlencoded::parse(of_path.as_bytes()).any(|(it, _)| it == name.as_str());
        if !used.contains(name) && !is_credential("query", name) && !is_of_path && seen.insert(name)
        {
            let message = "no parameter of this name is declared";
            let part = Part::Query(name.clone());
            findings.unknown(
                Kind::UndocumentedParameter,
                part,
                &operation.pointer,
                message,
            );
        }
    }
    let declared = |location: &str, name: &str| {
        let mut all = operation.parameters.iter();
        all.any(|it| it.location == location && it.name.eq_ignore_ascii_case(name))
    };
    let mut seen = BTreeSet::new();
    for (name, _) in &request.headers.0 {
        let name = name.to_ascii_lowercase();
        let is_of_http = OF_HTTP.contains(&name.as_str())
            || name.starts_with("sec-")
            || name.starts_with(':')
            || name.starts_with("access-control-");
        if !is_of_http
            && !declared("header", &name)
            && !is_credential("header", &name)
            && seen.insert(name.clone())
        {
            let message = "no header of this name is declared";
            findings.unknown(
                Kind::UndocumentedHeader,
                Part::Header(name),
                &operation.pointer,
                message,
            );
        }
    }
    for (name, _) in request.cookies() {
        if !declared("cookie", name) && !is_credential("cookie", name) {
            let message = "no cookie of this name is declared";
            let part = Part::Cookie(name.to_owned());
            findings.unknown(
                Kind::UndocumentedParameter,
                part,
                &operation.pointer,
                message,
            );
        }
    }
}

/// Decodes percent-encoding (RFC 3986, section 2.1).
pub(super) fn decoded(text: &str) -> Result<String, ()> {
    let bytes = text.as_bytes();
    let is_hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut signs = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'%');
    if signs.any(|(at, _)| !is_hex(at + 1) || !is_hex(at + 2)) {
        return Err(());
    }
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    decoded.map(std::borrow::Cow::into_owned).map_err(|_| ())
}
