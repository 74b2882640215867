//! Bodies: selects the described media type, and decodes the bytes to a value.

use generator::document::Pointer;
use serde_json::{Map, Value};

use super::description::{Description, types};
use super::finding::{Findings, Kind, Part};
use super::message::{essence, is_json};
use super::schemas::Direction;
use super::style::{Decoder, Sent, Style};
use super::undeclared;

/// A body as received.
pub(super) struct Bytes<'a> {
    pub(super) media_type: Option<&'a str>,
    pub(super) bytes: &'a [u8],
}

/// Judges a body by a map of media types; returns its value, if it is JSON or a form.
pub(super) fn judge(
    description: &Description,
    content: &Pointer,
    sent: &Bytes<'_>,
    direction: Direction,
    findings: &mut Findings,
) -> Option<Value> {
    let contents = description.root().pointer(content.as_str())?.as_object()?;
    // A sender that doesn't know the type omits it (RFC 9110, section 8.3).
    let sent_type = essence(sent.media_type.unwrap_or("application/octet-stream"));
    let found = best(contents, &sent_type);
    let Some((name, media)) = found else {
        let known: Vec<String> = contents.keys().map(|it| format!("`{it}`")).collect();
        let message = match sent.media_type {
            Some(_) => format!("the media type is none of {}", known.join(", ")),
            None => format!(
                "there is no `Content-Type`; the description has {}",
                known.join(", ")
            ),
        };
        let part = Part::Header("Content-Type".to_owned());
        findings.violation(Kind::UndocumentedMediaType, part, content, message);
        return None;
    };
    let at = content.child(name);
    let schema = at.child("schema");
    let value = if is_json(&sent_type) {
        match serde_json::from_slice::<Value>(sent.bytes) {
            Ok(value) => value,
            Err(error) => {
                // The error contains nothing of the body.
                let message = format!("the body is no JSON that can be read: {error}");
                findings.violation(Kind::Malformed, Part::Body, &at, message);
                return None;
            }
        }
    } else if sent_type == "application/x-www-form-urlencoded" {
        let pairs = url::form_urlencoded::parse(sent.bytes);
        let fields = pairs.map(|(name, value)| Field {
            name: name.into_owned(),
            text: value.into_owned(),
            is_json: false,
        });
        form(description, &at, media, fields.collect(), direction)
    } else if sent_type == "multipart/form-data" {
        match multipart(sent.media_type.unwrap_or_default(), sent.bytes) {
            Ok(fields) => form(description, &at, media, fields, direction),
            Err(message) => {
                findings.violation(Kind::Malformed, Part::Body, &at, message);
                return None;
            }
        }
    } else if sent_type.starts_with("text/") && is_text(description, &schema) {
        match std::str::from_utf8(sent.bytes) {
            Ok(text) => Decoder {
                description,
                direction,
            }
            .scalar(&schema, text),
            Err(_) => return None,
        }
    } else {
        return None;
    };
    if media.get("schema").is_some() {
        if let Some(checker) = description.checker(&schema, direction) {
            findings.of_value(&Part::Body, checker.violations(&value));
        }
        let undeclared = undeclared::properties(description, &schema, &value, direction);
        findings.of_value(&Part::Body, undeclared);
    }
    Some(value)
}

/// Whether an empty body is invalid for this media type: JSON has at least one byte.
pub(super) fn needs_bytes(media_type: &str) -> bool {
    is_json(&essence(media_type))
}

/// The entry for a media type: its own, its range's, or the one for all.
fn best<'a>(contents: &'a Map<String, Value>, sent: &str) -> Option<(&'a str, &'a Value)> {
    let rank = |known: &str| match known.split_once('/') {
        _ if known == sent => Some(3),
        Some(("*", "*")) => Some(1),
        Some((group, "*")) => (sent.split('/').next() == Some(group)).then_some(2),
        _ => None,
    };
    let ranked = contents.iter().filter_map(|(name, media)| {
        let rank = rank(&essence(name))?;
        Some((rank, name.as_str(), media))
    });
    let best = ranked.max_by_key(|(rank, ..)| *rank);
    best.map(|(_, name, media)| (name, media))
}

fn is_text(description: &Description, schema: &Pointer) -> bool {
    let (_, node) = description.node(schema);
    let mut kinds = Vec::new();
    types(description.root(), node, 0, &mut kinds);
    !kinds.is_empty() && !kinds.iter().any(|it| it == "object" || it == "array")
}

/// A field of a form.
struct Field {
    name: String,
    text: String,
    is_json: bool,
}

/// The value of a form. Its fields are serialized like query parameters (OpenAPI 3.0.4, Encoding
/// Object).
fn form(
    description: &Description,
    at: &Pointer,
    media: &Value,
    fields: Vec<Field>,
    direction: Direction,
) -> Value {
    let (schema, node) = description.node(&at.child("schema"));
    let decoder = Decoder {
        description,
        direction,
    };
    let mut places = Vec::new();
    properties(description, &schema, node, 0, &mut places);
    let pairs: Vec<(String, String)> = fields
        .iter()
        .map(|field| (field.name.clone(), field.text.clone()))
        .collect();
    let mut value = Map::new();
    let mut used: Vec<&str> = Vec::new();
    for (name, property) in &places {
        let brackets = format!("{name}[");
        let is_own = |field: &&Field| field.name == *name || field.name == format!("{name}[]");
        let own: Vec<&Field> = fields.iter().filter(is_own).collect();
        let nested = fields.iter().filter(|it| it.name.starts_with(&brackets));
        used.extend(own.iter().copied().chain(nested).map(|it| it.name.as_str()));
        let encoding = &media["encoding"][name.as_str()];
        let is_json = encoding["contentType"]
            .as_str()
            .is_some_and(|it| is_json(&essence(it)));
        if let [field] = own.as_slice()
            && (field.is_json || is_json)
            && let Ok(parsed) = serde_json::from_str(&field.text)
        {
            value.insert(name.clone(), parsed);
            continue;
        }
        let has_brackets =
            own.is_empty() && pairs.iter().any(|(key, _)| key.starts_with(&brackets));
        let style = Style {
            name,
            style: match encoding["style"].as_str() {
                Some(style) => style,
                None if has_brackets => "deepObject",
                None => "form",
            },
            explode: encoding["explode"].as_bool().unwrap_or(true),
        };
        let sent = Sent {
            texts: own.iter().map(|field| field.text.clone()).collect(),
            pairs: if style.style == "deepObject" {
                &pairs
            } else {
                &[]
            },
        };
        if let Ok(Some(found)) = decoder.value(property, &style, &sent) {
            value.insert(name.clone(), found);
        } else if let Some(field) = own.first() {
            let parsed = serde_json::from_str(&field.text).ok();
            let parsed = parsed.unwrap_or_else(|| Value::from(field.text.as_str()));
            value.insert(name.clone(), parsed);
        }
    }
    for field in fields.iter().filter(|it| !used.contains(&it.name.as_str())) {
        value.insert(field.name.clone(), field.text.clone().into());
    }
    Value::Object(value)
}

/// The positions of the properties of a schema, including those of its parts.
fn properties(
    description: &Description,
    at: &Pointer,
    node: &Value,
    depth: usize,
    into: &mut Vec<(String, Pointer)>,
) {
    if depth > 12 {
        return;
    }
    for (name, _) in node["properties"].as_object().into_iter().flatten() {
        if !into.iter().any(|(known, _)| known == name) {
            into.push((name.clone(), at.child("properties").child(name)));
        }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        for index in 0..node[key].as_array().map_or(0, Vec::len) {
            let (at, node) = description.node(&at.child(key).child(index));
            properties(description, &at, node, depth + 1, into);
        }
    }
}

/// The fields of a multipart body (RFC 7578). Binary content is treated as a string.
fn multipart(media_type: &str, bytes: &[u8]) -> Result<Vec<Field>, String> {
    let boundary = parameter(media_type, "boundary");
    let boundary = boundary.ok_or("the `Content-Type` has no `boundary`")?;
    let delimiter = format!("--{boundary}");
    let starts: Vec<usize> = positions(bytes, delimiter.as_bytes());
    let is_closed = starts.last().is_some_and(|&last| {
        bytes
            .get(last + delimiter.len()..)
            .is_some_and(|it| it.starts_with(b"--"))
    });
    if !is_closed {
        return Err(
            "the multipart body has no end; it is cut off, or the boundary is another".into(),
        );
    }
    let mut fields = Vec::new();
    for pair in starts.windows(2) {
        let (Some(&start), Some(&end)) = (pair.first(), pair.last()) else {
            continue;
        };
        let part = bytes.get(start + delimiter.len()..end).unwrap_or_default();
        let part = part.strip_prefix(b"\r\n").unwrap_or(part);
        let Some(&split) = positions(part, b"\r\n\r\n").first() else {
            return Err("a part of the multipart body has no empty line behind its headers".into());
        };
        let headers = String::from_utf8_lossy(&part[..split]);
        let content = &part[split + 4..];
        let content = content.strip_suffix(b"\r\n").unwrap_or(content);
        let header = |name: &str| {
            let mut lines = headers.lines().filter_map(|line| line.split_once(':'));
            let line = lines.find(|(known, _)| known.trim().eq_ignore_ascii_case(name));
            line.map(|(_, value)| value.trim().to_owned())
        };
        let disposition = header("content-disposition").unwrap_or_default();
        let name = parameter(&disposition, "name");
        fields.push(Field {
            name: name.ok_or("a part of the multipart body has no name")?,
            text: String::from_utf8_lossy(content).into_owned(),
            is_json: header("content-type").is_some_and(|it| is_json(&essence(&it))),
        });
    }
    Ok(fields)
}

/// The positions where a delimiter begins a line, or the body.
fn positions(bytes: &[u8], wanted: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    let first = wanted.first().copied().unwrap_or_default();
    while let Some(next) = bytes[at..].iter().position(|&byte| byte == first) {
        at += next;
        let begins = wanted.starts_with(b"\r") || at == 0 || bytes[at - 1] == b'\n';
        if begins && bytes[at..].starts_with(wanted) {
            found.push(at);
            at += wanted.len();
        } else {
            at += 1;
        }
        if at >= bytes.len() {
            break;
        }
    }
    found
}

/// A parameter of a header, with or without quotes.
fn parameter(header: &str, name: &str) -> Option<String> {
    let parameters = header
        .split(';')
        .skip(1)
        .filter_map(|it| it.split_once('='));
    let mut named = parameters.filter(|(known, _)| known.trim().eq_ignore_ascii_case(name));
    let (_, value) = named.next()?;
    Some(value.trim().trim_matches('"').to_owned())
}
