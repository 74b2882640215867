//! Maps the media type of a body to its encoding. If it isn't specific (`*/*`), the schema decides.

use super::Encoding;
use crate::document::Node;

/// The maximum depth of nested schemas with a single part.
const DEEPEST: usize = 8;

/// Media types for sequences of JSON values; most of them aren't registered.
const LINES: [&str; 8] = [
    "application/json-seq",
    "application/jsonl",
    "application/jsonlines",
    "application/ndjson",
    "application/stream+json",
    "application/x-jsonlines",
    "application/x-ndjson",
    "text/x-ndjson",
];

/// Textual media types outside of `text/`.
const TEXTS: [&str; 8] = [
    "application/graphql",
    "application/javascript",
    "application/jwt",
    "application/sql",
    "application/toml",
    "application/x-yaml",
    "application/xml",
    "application/yaml",
];

/// The direction of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// From the client to the server.
    Request,
    /// From the server, for a success.
    Success,
    /// From the server, for a failure.
    Failure,
}

/// Type and subtype in lower case, without parameters. If a key lists several media types, the first.
pub(super) fn essence(media_type: &str) -> String {
    let essence = media_type.split([';', ',']).next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// How a body is encoded and decoded.
pub(super) fn encoding(media_type: &str, schema: Option<&Node<'_>>, side: Side) -> Encoding {
    let essence = essence(media_type);
    let shape = || shape(schema);
    let named = match essence.as_str() {
        "" | "*/*" | "*" | "application/*" => match shape() {
            Shape::Structure => Encoding::Json,
            Shape::Text => Encoding::Text,
            Shape::Binary | Shape::Unknown => Encoding::Bytes,
        },
        "application/x-www-form-urlencoded" => Encoding::Form,
        "text/event-stream" => Encoding::Events,
        other if is_lines(other) => Encoding::Lines,
        "application/json" | "text/json" => Encoding::Json,
        other if other.ends_with("+json") => Encoding::Json,
        other if other.starts_with("multipart/") => Encoding::Multipart,
        other if other.starts_with("text/") || other.ends_with("+xml") => Encoding::Text,
        other if other.ends_with("+yaml") || TEXTS.contains(&other) => Encoding::Text,
        _ => Encoding::Bytes,
    };
    match (named, side) {
        // A file isn't JSON, whatever its media type.
        (Encoding::Json | Encoding::Text, _) if shape() == Shape::Binary => Encoding::Bytes,
        (Encoding::Events, Side::Request | Side::Failure) => Encoding::Text,
        (Encoding::Lines, Side::Failure) => Encoding::Text,
        // Without a structure, the caller must encode it.
        (Encoding::Lines, Side::Request) if shape() != Shape::Structure => Encoding::Text,
        (Encoding::Form, Side::Success | Side::Failure) => Encoding::Text,
        // A form that is already encoded as a string.
        (Encoding::Form, Side::Request) if shape() == Shape::Text => Encoding::Text,
        (Encoding::Multipart, Side::Success | Side::Failure) => Encoding::Bytes,
        (named, _) => named,
    }
}

/// Whether a media type is a sequence of JSON values.
pub(super) fn is_lines(media_type: &str) -> bool {
    LINES.contains(&essence(media_type).as_str())
}

/// Whether a media type is a stream of events.
pub(super) fn is_events(media_type: &str) -> bool {
    essence(media_type) == "text/event-stream"
}

/// Whether a media type is an alternative name of `application/json`.
pub(super) fn is_plain_json(media_type: &str) -> bool {
    let plain = [
        "",
        "*",
        "*/*",
        "application/*",
        "application/*+json",
        "application/json",
        "text/json",
    ];
    let parameters = media_type.split_once(';').map_or("", |(_, rest)| rest);
    let charset = parameters.trim().to_ascii_lowercase();
    plain.contains(&essence(media_type).as_str())
        && (charset.is_empty() || charset.starts_with("charset=") && !charset.contains(';'))
}

/// The media type to send for a declared one, which may be a range.
pub(super) fn sent(media_type: &str, encoding: Encoding) -> String {
    let fallback = match encoding {
        Encoding::Json => "application/json",
        Encoding::Form => "application/x-www-form-urlencoded",
        Encoding::Multipart => "multipart/form-data",
        Encoding::Lines => "application/jsonl",
        Encoding::Events | Encoding::Text => "text/plain",
        Encoding::Bytes => "application/octet-stream",
    };
    let json = encoding == Encoding::Json && is_plain_json(media_type);
    let essence = essence(media_type);
    let whole = essence.split_once('/').is_some_and(|(kind, subtype)| {
        [kind, subtype].iter().all(|part| {
            let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte);
            !part.is_empty() && part.bytes().all(token)
        })
    });
    if json || !whole {
        return fallback.to_owned();
    }
    // The encoder chooses the boundary of a multipart body.
    let parameters = encoding != Encoding::Multipart
        && !media_type.contains(',')
        && media_type.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    match encoding {
        _ if !parameters => essence,
        Encoding::Text => in_utf8(media_type.trim()),
        _ => media_type.trim().to_owned(),
    }
}

/// A media type whose charset, if it has one, is that of the strings that are sent.
fn in_utf8(media_type: &str) -> String {
    let parts = media_type.split(';').map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let is_other = name.trim().eq_ignore_ascii_case("charset")
            && !value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8");
        if is_other { " charset=utf-8" } else { part }
    });
    parts.collect::<Vec<_>>().join(";")
}

/// The media type to accept: as declared, with alternative names of plain JSON replaced.
pub(super) fn received(media_type: &str, encoding: Encoding) -> String {
    let name = media_type.trim();
    if encoding == Encoding::Json && is_plain_json(name) {
        return "application/json".to_owned();
    }
    let is_name = |text: &str| {
        let mut bytes = text.bytes();
        text.contains('/') && bytes.all(|byte| (b' '..=b'~').contains(&byte))
    };
    match name {
        "" | "*" => "*/*".to_owned(),
        name if is_name(name) => name.to_owned(),
        _ => Some(essence(name))
            .filter(|essence| is_name(essence))
            .unwrap_or_else(|| "*/*".to_owned()),
    }
}

/// Whether the values of a schema may be arrays or objects.
pub(super) fn has_parts(schema: &Node<'_>) -> bool {
    let is_plain = |schema: &Node<'_>| match schema.str("type") {
        Some(kind) => !["array", "object"].contains(&kind),
        None => schema.has("enum"),
    };
    let schema = only_part(schema);
    let alternatives = ["oneOf", "anyOf"].map(|key| schema.items(key)).concat();
    let all_plain = alternatives.iter().all(|one| is_plain(&only_part(one)));
    !is_plain(&schema) && (alternatives.is_empty() || !all_plain)
}

/// The rough shape of a schema's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Unknown,
    Text,
    Binary,
    Structure,
}

/// Whether the values of a schema are declared to be more than strings.
pub(super) fn has_structure(schema: &Node<'_>) -> bool {
    shape(Some(schema)) == Shape::Structure && has_parts(schema)
}

fn shape(schema: Option<&Node<'_>>) -> Shape {
    let Some(schema) = schema else {
        return Shape::Unknown;
    };
    let schema = only_part(schema);
    match schema.str("type") {
        Some("string" | "file") => match schema.str("format") {
            Some("binary") => Shape::Binary,
            _ => Shape::Text,
        },
        Some(_) => Shape::Structure,
        None => {
            let keywords = [
                "properties",
                "additionalProperties",
                "items",
                "allOf",
                "oneOf",
                "anyOf",
                "enum",
            ];
            if keywords.iter().any(|keyword| schema.has(keyword)) {
                Shape::Structure
            } else {
                Shape::Unknown
            }
        }
    }
}

/// The schema that the reference, or the only part of an allOf, leads to.
fn only_part<'a>(schema: &Node<'a>) -> Node<'a> {
    let mut schema = schema.clone().followed();
    for _ in 0..DEEPEST {
        match schema.items("allOf").as_slice() {
            [only] => schema = only.clone(),
            _ => break,
        }
    }
    schema
}
