//! The media types of a request or response body, sorted by how well the client supports them.

use std::collections::BTreeMap;

use super::keywords::Keywords;
use super::lowering::SchemaLowering;
use super::media_type::{
    Side, encoding, essence, has_structure, is_events, is_lines, is_plain_json, received, sent,
};
use super::parameter::is_token;
use super::{
    Body, Content, Encoding, EventItem, PartEncoding, PartHeader, Position, Positions,
    SourceLocation, Style, event_item,
};
use crate::diagnostic::Code;
use crate::document::{Made, Node, Pointer};

/// The request body of an operation; `None` if it has no media type.
pub(super) fn lower_body(operation: &Node<'_>, lowering: &mut SchemaLowering<'_>) -> Option<Body> {
    let body = operation.get("requestBody")?;
    report_streams(&body, lowering);
    report_encoded(&body, lowering);
    let contents = lower_contents(&body, Side::Request, lowering);
    if contents.is_empty() {
        return None;
    }
    Some(Body {
        at: SourceLocation(body.at().clone()),
        required: body.is("required"),
        description: body.text("description"),
        contents,
        media_types: media_types(&body),
    })
}

/// Notes request bodies that are a stream of events, which the caller encodes as a string.
fn report_streams(body: &Node<'_>, lowering: &mut SchemaLowering<'_>) {
    for (name, media) in body.members("content") {
        if is_events(name) {
            let message =
                "an event stream as a request body has no type; the call takes the encoded string";
            lowering.reports.say(Code::EventsSent, media.at(), message);
        }
    }
}

/// Notes objects and arrays in a media type such as XML, which the caller encodes as a string.
fn report_encoded(body: &Node<'_>, lowering: &mut SchemaLowering<'_>) {
    for (name, media) in body.members("content") {
        let Some((_, schema)) = schema(&media) else {
            continue;
        };
        let is_text = encoding(name, Some(&schema), Side::Request) == Encoding::Text;
        if is_text && !is_events(name) && !is_lines(name) && has_structure(&schema) {
            let message = format!(
                "a request body as `{}` has no type: the call takes the encoded string",
                name.trim()
            );
            lowering
                .reports
                .say(Code::NotInClient, media.at(), &message);
        }
    }
}

/// Whether the body is required, for a body without media types; `None` without a body.
pub(super) fn untyped_body(operation: &Node<'_>) -> Option<bool> {
    Some(operation.get("requestBody")?.is("required"))
}

/// The media types of a body as written, sorted.
pub(super) fn media_types(body: &Node<'_>) -> Vec<String> {
    let names = body.members("content").into_iter();
    names.map(|(name, _)| name.trim().to_owned()).collect()
}

/// A media type of a body as written.
struct Described<'a> {
    encoding: Encoding,
    /// The order among media types of one encoding: plain JSON goes first.
    rank: u8,
    name: &'a str,
    media: Node<'a>,
    schema: Option<(&'static str, Node<'a>)>,
}

impl<'a> Described<'a> {
    fn of(name: &'a str, media: Node<'a>, side: Side) -> Self {
        let schema = schema(&media);
        let encoding = match encoding(name, schema.as_ref().map(|(_, schema)| schema), side) {
            // `itemSchema` describes JSON items of any type.
            Encoding::Text
                if side == Side::Request
                    && is_lines(name)
                    && matches!(schema, Some(("itemSchema", _))) =>
            {
                Encoding::Lines
            }
            encoding => encoding,
        };
        let rank = match name {
            "application/json" => 0,
            _ if is_plain_json(name) => 1,
            // Whoever sends a string without a media type means plain text.
            _ if side == Side::Request && encoding == Encoding::Text => {
                u8::from(essence(name) != "text/plain")
            }
            _ => 2,
        };
        Self {
            encoding,
            rank,
            name,
            media,
            schema,
        }
    }

    /// Whether two media types have the same type. Bytes always do, and so do strings that are sent;
    /// received strings are only distinguished by their media type.
    fn is_alike(&self, other: &Self, side: Side) -> bool {
        let schema = |one: &Self| one.schema.as_ref().map(|(_, schema)| schema.value());
        self.encoding == other.encoding
            && match self.encoding {
                Encoding::Bytes => true,
                Encoding::Text => side != Side::Success,
                _ => schema(self) == schema(other),
            }
    }
}

/// The media types of a body, the preferred one first; those that are encoded and decoded alike become
/// one.
pub(super) fn lower_contents(
    body: &Node<'_>,
    side: Side,
    lowering: &mut SchemaLowering<'_>,
) -> Vec<Content> {
    let described = body.members("content").into_iter();
    let described = described.map(|(name, media)| Described::of(name, media, side));
    let mut described: Vec<Described<'_>> = described.collect();
    described.sort_by_key(|one| (one.encoding, one.rank, one.name));
    let mut groups: Vec<Vec<Described<'_>>> = Vec::new();
    for one in described {
        let alike = groups.iter_mut().find(|group| {
            let first = group.first();
            first.is_some_and(|first| first.is_alike(&one, side))
        });
        match alike {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
        .iter()
        .filter_map(|group| Some(content(group.first()?, group, side, lowering)))
        .collect()
}

/// The schema of a media type; of a sequence, that of its items (OpenAPI 3.2, Media Type Object).
pub(super) fn schema<'a>(media: &Node<'a>) -> Option<(&'static str, Node<'a>)> {
    ["itemSchema", "schema"]
        .into_iter()
        .find_map(|key| Some((key, media.written(key)?)))
}

fn content(
    first: &Described<'_>,
    group: &[Described<'_>],
    side: Side,
    lowering: &mut SchemaLowering<'_>,
) -> Content {
    let encoding = first.encoding;
    let (key, at) = match &first.schema {
        Some((key, schema)) => (*key, schema.at().clone()),
        None => ("schema", first.media.at().child("schema")),
    };
    let at = item_pointer(lowering, encoding, key, at);
    let event = match encoding {
        Encoding::Events => event_item(&at, key == "itemSchema", lowering),
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
        value: lowering.use_at(&at),
        parts: parts(&first.media, encoding, lowering),
        positions: positions(&first.media),
        event,
    }
}

/// The location of an item's schema: `items` if the schema of a sequence is an array, as OpenAPI 3.2
/// and frameworks for 3.0 write it.
fn item_pointer(
    lowering: &SchemaLowering<'_>,
    encoding: Encoding,
    key: &str,
    at: Pointer,
) -> Pointer {
    let is_sequence = matches!(encoding, Encoding::Events | Encoding::Lines);
    if !is_sequence || key != "schema" {
        return at;
    }
    let (target, _) = lowering.schemas.follow(&at);
    let schema = Keywords::new(lowering.schemas.at(&target));
    let is_list = matches!(schema.kind(), None | Some("array")) && schema.get("items").is_some();
    if is_list {
        target.child("items")
    } else if encoding == Encoding::Lines
        && schema.kind() == Some("string")
        && schema.get("enum").is_none()
    {
        // The schema is a string for the whole body, and doesn't describe its lines.
        Pointer::root().made(Made::Nothing)
    } else {
        at
    }
}

/// The data of events that are described as a whole.
fn event_item(at: &Pointer, is_item: bool, lowering: &mut SchemaLowering<'_>) -> Option<EventItem> {
    match event_item::lower(lowering.schemas.root(), at, is_item) {
        Some((event, described)) => {
            lowering.events.extend(described);
            Some(event)
        }
        None => {
            if is_item {
                let message = "the schema has neither `data` nor `event`; it is treated as the data of each event";
                lowering.reports.say(Code::NoEvent, at, message);
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
fn positions(media: &Node<'_>) -> Positions {
    let media_type = |encoding: Node<'_>| {
        let listed = encoding.text("contentType").unwrap_or_default();
        let mut listed = listed.split(',').map(str::trim);
        let first = listed.find(|one| !one.contains('*'));
        first.unwrap_or_default().to_owned()
    };
    let first = media.items("prefixEncoding").into_iter();
    Positions {
        first: first.map(media_type).collect(),
        others: media
            .get("itemEncoding")
            .map(media_type)
            .unwrap_or_default(),
    }
}

/// The Encoding Objects of a form.
fn parts(
    media: &Node<'_>,
    of: Encoding,
    lowering: &mut SchemaLowering<'_>,
) -> BTreeMap<String, PartEncoding> {
    let encodings = media.members("encoding").into_iter();
    encodings
        .map(|(name, encoding)| (name.to_owned(), part(&encoding, of, lowering)))
        .collect()
}

fn part(encoding: &Node<'_>, of: Encoding, lowering: &mut SchemaLowering<'_>) -> PartEncoding {
    let media_type = encoding.text("contentType");
    let explode = encoding.flag("explode");
    let style = match (encoding.str("style"), explode) {
        (Some("spaceDelimited"), _) => Some((Style::Space, false)),
        (Some("pipeDelimited"), _) => Some((Style::Pipe, false)),
        (Some("deepObject"), _) => Some((Style::DeepObject, true)),
        (Some(_), _) | (None, Some(_)) => Some((Style::Form, explode != Some(false))),
        (None, None) => None,
    };
    let style = match &media_type {
        Some(_) if of == Encoding::Form && style.is_some() => {
            let message =
                "`contentType` is ignored: `style` or `explode` says how the property is encoded";
            let at = encoding.at().child("contentType");
            lowering.reports.say(Code::NotInClient, &at, message);
            style
        }
        Some(media_type) if of == Encoding::Form && is_json(media_type) => {
            Some((Style::Json, false))
        }
        _ => style,
    };
    let headers = encoding.members("headers").into_iter();
    PartEncoding {
        media_type,
        style,
        headers: headers
            .filter(|(name, _)| !name.eq_ignore_ascii_case("Content-Type"))
            .map(|(name, it)| (name.to_owned(), header(name, &it, lowering)))
            .collect(),
        position: Position::default(),
    }
}

/// Whether the first of the listed media types that is not a range is JSON.
fn is_json(listed: &str) -> bool {
    let mut media_types = listed.split(',').map(str::trim);
    let first = media_types.find(|one| !one.is_empty() && !one.contains('*'));
    first.is_some_and(|it| encoding(it, None, Side::Request) == Encoding::Json)
}

/// A header of a part, if it has a schema. `Content-Disposition` has the names of the part and of its
/// file, and a part has it only once.
fn header(name: &str, header: &Node<'_>, lowering: &mut SchemaLowering<'_>) -> Option<PartHeader> {
    let offered = is_token(name) && !name.eq_ignore_ascii_case("Content-Disposition");
    let schema = header.written("schema").filter(|_| offered)?;
    Some(PartHeader {
        value: lowering.use_at(schema.at()),
        explode: header.is("explode"),
        required: header.is("required"),
        description: header.text("description"),
    })
}
