//! What a request or a response holds: its media types, sorted by how well they can be handled.

use std::collections::BTreeMap;

use serde_json::Value;

use super::keywords::Keywords;
use super::media_type::{Side, encoding, is_events, is_lines, is_plain_json, received, sent};
use super::operation::resolved;
use super::parameter::is_token;
use super::schema::SchemaLowering;
use super::{
    Body, Content, Encoding, EventItem, PartEncoding, PartHeader, Position, Positions, Style,
    event_item, keys, text,
};
use crate::diagnostic::Code;
use crate::document::{Made, Pointer};

/// The body of an operation's request; none where it describes no media type.
pub(super) fn lower_body(
    root: &Value,
    operation: &Value,
    pointer: &Pointer,
    schemas: &mut SchemaLowering<'_>,
) -> Option<Body> {
    let value = operation.get("requestBody")?;
    let (value, pointer) = resolved(root, value, pointer.child("requestBody"));
    report_streams(value, &pointer, schemas);
    let contents = lower_contents(root, value, &pointer, Side::Request, schemas);
    if contents.is_empty() {
        return None;
    }
    Some(Body {
        required: value.get("required") == Some(&Value::Bool(true)),
        description: text(value.get("description")),
        contents,
        media_types: media_types(value),
    })
}

/// Notes request bodies that are a stream of events, which the caller writes as text.
fn report_streams(body: &Value, at: &Pointer, schemas: &mut SchemaLowering<'_>) {
    for name in keys(body.get("content")) {
        if is_events(name) {
            let message = "a request body of events has no type; the call takes the encoded text";
            schemas.report(Code::EventsSent, &at.child("content").child(name), message);
        }
    }
}

/// Whether a body must be sent, where there is one without media types.
pub(super) fn bare_body(root: &Value, operation: &Value) -> Option<bool> {
    let (value, _) = resolved(root, operation.get("requestBody")?, Pointer::root());
    Some(value.get("required") == Some(&Value::Bool(true)))
}

/// The media types of a body as they are written, sorted.
pub(super) fn media_types(node: &Value) -> Vec<String> {
    let names = keys(node.get("content")).into_iter();
    names.map(|name| name.trim().to_owned()).collect()
}

/// A media type of a body and its schema as they stand.
struct Described<'a> {
    encoding: Encoding,
    /// Among media types of one encoding: plain JSON goes first.
    rank: u8,
    name: &'a String,
    media: &'a Value,
    pointer: Pointer,
}

/// The media types of a body, those that are read and written alike as one, the preferred one
/// first.
pub(super) fn lower_contents(
    root: &Value,
    node: &Value,
    pointer: &Pointer,
    side: Side,
    schemas: &mut SchemaLowering<'_>,
) -> Vec<Content> {
    let at = pointer.child("content");
    let all = node.get("content");
    let mut described: Vec<Described<'_>> = keys(all)
        .into_iter()
        .filter_map(|name| {
            let (media, pointer) = resolved(root, all?.get(name)?, at.child(name));
            let described = schema(media);
            let encoding = match encoding(root, name, described.map(|(_, schema)| schema), side) {
                // Of items it is said that they are JSON, whatever they are.
                Encoding::Text
                    if side == Side::Request
                        && is_lines(name)
                        && matches!(described, Some(("itemSchema", _))) =>
                {
                    Encoding::Lines
                }
                encoding => encoding,
            };
            let rank = match name.as_str() {
                "application/json" => 0,
                _ if is_plain_json(name) => 1,
                _ => 2,
            };
            Some(Described {
                encoding,
                rank,
                name,
                media,
                pointer,
            })
        })
        .collect();
    described.sort_by_key(|one| (one.encoding, one.rank, one.name));
    let mut groups: Vec<Vec<Described<'_>>> = Vec::new();
    for one in described {
        let alike = groups
            .iter_mut()
            .find(|group| group.first().is_some_and(|first| alike(first, &one, side)));
        match alike {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
        .iter()
        .filter_map(|group| Some(content(root, group.first()?, group, side, schemas)))
        .collect()
}

/// Whether two media types are given the same value. Bytes are what they are, and so is text that
/// is sent; of text that is received only its media type says what it is.
fn alike(a: &Described<'_>, b: &Described<'_>, side: Side) -> bool {
    a.encoding == b.encoding
        && match a.encoding {
            Encoding::Bytes => true,
            Encoding::Text => side != Side::Success,
            _ => schema(a.media).map(|it| it.1) == schema(b.media).map(|it| it.1),
        }
}

/// The schema of a media type; of a sequence, that of its items (OpenAPI 3.2, Media Type Object).
fn schema(media: &Value) -> Option<(&'static str, &Value)> {
    ["itemSchema", "schema"]
        .into_iter()
        .find_map(|key| Some((key, media.get(key)?)))
}

fn content(
    root: &Value,
    first: &Described<'_>,
    group: &[Described<'_>],
    side: Side,
    schemas: &mut SchemaLowering<'_>,
) -> Content {
    let encoding = first.encoding;
    let key = schema(first.media).map_or("schema", |(key, _)| key);
    let at = item_pointer(schemas, encoding, key, first.pointer.child(key));
    let event = match encoding {
        Encoding::Events => event_item(root, &at, key == "itemSchema", schemas),
        _ => None,
    };
    let choices = match side {
        Side::Success => alike_names(group),
        Side::Request | Side::Failure => choices(encoding, group),
    };
    Content {
        media_type: match side {
            Side::Request => sent(first.name, encoding),
            Side::Success | Side::Failure => received(first.name, encoding),
        },
        choices,
        encoding,
        value: schemas.use_at(&at),
        parts: parts(root, first.media, &first.pointer, schemas),
        positions: positions(root, first.media),
        event,
    }
}

/// Where the schema of an item stands: that of the items where the schema of a sequence is an array,
/// as the specification of OpenAPI 3.2 and frameworks for 3.0 write it.
fn item_pointer(
    schemas: &SchemaLowering<'_>,
    encoding: Encoding,
    key: &str,
    at: Pointer,
) -> Pointer {
    let is_sequence = matches!(encoding, Encoding::Events | Encoding::Lines);
    if !is_sequence || key != "schema" {
        return at;
    }
    let (target, _) = schemas.follow(&at);
    let schema = Keywords::new(schemas.at(&target));
    let is_list = matches!(schema.kind(), None | Some("array")) && schema.get("items").is_some();
    if is_list {
        target.child("items")
    } else if encoding == Encoding::Lines
        && schema.kind() == Some("string")
        && schema.get("enum").is_none()
    {
        // All of it is a text, and of its lines nothing is said.
        Pointer::root().made(Made::Nothing)
    } else {
        at
    }
}

/// What the data of events is that are described as a whole.
fn event_item(
    root: &Value,
    at: &Pointer,
    is_item: bool,
    schemas: &mut SchemaLowering<'_>,
) -> Option<EventItem> {
    match event_item::lower(root, at, is_item) {
        Some((event, described)) => {
            schemas.add_events(described);
            Some(event)
        }
        None => {
            if is_item {
                let message = "the schema has neither `data` nor `event`; it is read as the data of \
                    each event";
                schemas.report(Code::NoEvent, at, message);
            }
            None
        }
    }
}

/// The media types to choose from in a request.
fn choices(encoding: Encoding, group: &[Described<'_>]) -> Vec<String> {
    let mut choices: Vec<String> = group
        .iter()
        .filter(|one| encoding != Encoding::Json || !is_plain_json(one.name))
        .map(|one| one.name.trim().to_owned())
        .collect();
    let is_form = matches!(encoding, Encoding::Form | Encoding::Multipart);
    let is_range = choices.iter().any(|one| one.contains('*'));
    if is_form || !is_range && group.len() < 2 {
        choices.clear();
    }
    choices
}

/// The media types of a response that are decoded alike.
fn alike_names(group: &[Described<'_>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for one in group {
        let name = received(one.name, one.encoding);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The Encoding Objects of parts without names.
fn positions(root: &Value, media: &Value) -> Positions {
    let media_type = |encoding: &Value| {
        let (encoding, _) = resolved(root, encoding, Pointer::root());
        let listed = text(encoding.get("contentType")).unwrap_or_default();
        let mut listed = listed.split(',').map(str::trim);
        let first = listed.find(|one| !one.contains('*'));
        first.unwrap_or_default().to_owned()
    };
    let first = media.get("prefixEncoding").and_then(Value::as_array);
    Positions {
        first: first.into_iter().flatten().map(media_type).collect(),
        others: media
            .get("itemEncoding")
            .map(media_type)
            .unwrap_or_default(),
    }
}

/// The Encoding Objects of a form.
fn parts(
    root: &Value,
    media: &Value,
    at: &Pointer,
    schemas: &mut SchemaLowering<'_>,
) -> BTreeMap<String, PartEncoding> {
    let Some(Value::Object(encodings)) = media.get("encoding") else {
        return BTreeMap::new();
    };
    encodings
        .iter()
        .map(|(name, value)| {
            let (value, at) = resolved(root, value, at.child("encoding").child(name));
            let explode = value.get("explode").and_then(Value::as_bool);
            let style = match (value.get("style").and_then(Value::as_str), explode) {
                (Some("spaceDelimited"), _) => Some((Style::Space, false)),
                (Some("pipeDelimited"), _) => Some((Style::Pipe, false)),
                (Some("deepObject"), _) => Some((Style::DeepObject, true)),
                (Some(_), _) | (None, Some(_)) => Some((Style::Form, explode != Some(false))),
                (None, None) => None,
            };
            let media_type = text(value.get("contentType"));
            let headers = keys(value.get("headers")).into_iter();
            let encoding = PartEncoding {
                media_type,
                style,
                headers: headers
                    .filter(|name| !name.eq_ignore_ascii_case("Content-Type"))
                    .map(|name| (name.clone(), header(root, value, name, &at, schemas)))
                    .collect(),
                position: Position::default(),
            };
            (name.clone(), encoding)
        })
        .collect()
}

/// A header of a part that is described by a schema.
fn header(
    root: &Value,
    encoding: &Value,
    name: &str,
    at: &Pointer,
    schemas: &mut SchemaLowering<'_>,
) -> Option<PartHeader> {
    let at = at.child("headers").child(name);
    let (header, at) = resolved(root, encoding.get("headers")?.get(name)?, at);
    let is_flag = |key: &str| header.get(key) == Some(&Value::Bool(true));
    (is_token(name) && header.get("schema").is_some()).then(|| PartHeader {
        value: schemas.use_at(&at.child("schema")),
        explode: is_flag("explode"),
        required: is_flag("required"),
        description: text(header.get("description")),
    })
}
