//! Events that are described as a whole: `itemSchema` of `text/event-stream` is the event with its
//! fields `event`, `id`, `retry` and `data` (OpenAPI 3.2, Media Type Object, "Sequential Media Types").
//! In: the location of such a schema. Out: the type of the data for events of each name, and the
//! schemas that are events, so that `contentSchema` gives the type of their `data`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::keywords::Keywords;
use super::{EventData, EventItem};
use crate::document::{Node, Pointer};

/// The maximum number of schemas visited for one stream.
const MOST_SCHEMAS: usize = 4096;
/// The maximum depth of nested alternatives.
const DEEPEST: usize = 8;

/// The event that the schema at `pointer` describes, and the schemas that describe it; `None` if the
/// schema isn't that of an event, but of each event's data.
pub(super) fn lower(
    root: &Value,
    pointer: &Pointer,
    is_item: bool,
) -> Option<(EventItem, BTreeSet<Pointer>)> {
    let mut walk = Walk::default();
    let schema = Node::find(root, pointer.clone())?;
    walk.alternatives(schema, &EventKind::default());
    let is_event = |kind: &EventKind<'_>| match is_item {
        true => kind.has_data || kind.has_event,
        // Without `itemSchema`, the schema describes the data unless all of its alternatives are
        // events.
        false => kind.has_data && !kind.names.is_empty(),
    };
    if walk.looked_at > MOST_SCHEMAS || walk.kinds.is_empty() || !walk.kinds.iter().all(is_event) {
        return None;
    }
    Some((item(&walk.kinds), walk.schemas))
}

fn item(kinds: &[EventKind<'_>]) -> EventItem {
    let mut item = EventItem::default();
    let mut unnamed: Option<EventData> = None;
    for kind in kinds {
        let data = data(&kind.data);
        for name in &kind.names {
            let known = item.by_name.entry(name.clone()).or_insert(data);
            *known = known.or(data);
        }
        if kind.names.is_empty() {
            unnamed = Some(unnamed.map_or(data, |known| known.or(data)));
        }
    }
    item.otherwise = unnamed.unwrap_or_default();
    item
}

/// One alternative in a schema of events.
#[derive(Clone, Default)]
struct EventKind<'a> {
    has_event: bool,
    has_data: bool,
    /// The names that the event may have; empty if any name is allowed.
    names: Vec<String>,
    /// The declarations of its data.
    data: Vec<Node<'a>>,
}

#[derive(Default)]
struct Walk<'a> {
    schemas: BTreeSet<Pointer>,
    looked_at: usize,
    /// The alternatives on the path to the current one.
    path: Vec<Pointer>,
    kinds: Vec<EventKind<'a>>,
}

impl<'a> Walk<'a> {
    /// Adds the alternatives of a schema, which include everything in `base`.
    fn alternatives(&mut self, schema: Node<'a>, base: &EventKind<'a>) {
        let schema = schema.followed();
        // A schema isn't an alternative of itself.
        if self.path.contains(schema.at()) {
            return;
        }
        let mut kind = base.clone();
        let mut choices = Vec::new();
        self.parts(&schema, &mut kind, &mut choices, DEEPEST);
        if choices.is_empty() || self.path.len() == DEEPEST {
            self.kinds.push(kind);
            return;
        }
        self.path.push(schema.at().clone());
        for choice in choices {
            self.alternatives(choice, &kind);
        }
        self.path.pop();
    }

    /// Adds the declarations of a schema and of the parts of its allOf.
    fn parts(
        &mut self,
        schema: &Node<'a>,
        kind: &mut EventKind<'a>,
        choices: &mut Vec<Node<'a>>,
        depth: usize,
    ) {
        self.looked_at += 1;
        if self.looked_at > MOST_SCHEMAS {
            return;
        }
        self.schemas.insert(schema.at().clone());
        let properties = schema.written("properties");
        if let Some(event) = properties.as_ref().and_then(|all| all.get("event")) {
            kind.has_event = true;
            let names = Keywords::new(event.value()).list("enum").iter();
            let names: Vec<String> = names
                .filter_map(|name| Some(name.as_str()?.to_owned()))
                .collect();
            if !names.is_empty() {
                kind.names = names;
            }
        }
        if let Some(data) = properties.and_then(|all| all.written("data")) {
            kind.has_data = true;
            kind.data.push(data);
        }
        choices.extend(["oneOf", "anyOf"].iter().flat_map(|key| schema.items(key)));
        if depth > 0 {
            for part in schema.items("allOf") {
                self.parts(&part, kind, choices, depth - 1);
            }
        }
    }
}

/// The type of data with these declarations.
fn data(declared: &[Node<'_>]) -> EventData {
    let all = declared.iter().cloned();
    let all: Vec<EventData> = all.map(|schema| of_schema(schema, DEEPEST)).collect();
    // If several schemas apply at once, a single one is enough to make the string JSON.
    let has = |kind| all.contains(&kind).then_some(kind);
    has(EventData::Json)
        .or_else(|| has(EventData::Text))
        .unwrap_or_default()
}

fn of_schema(schema: Node<'_>, depth: usize) -> EventData {
    let schema = schema.followed();
    let keywords = Keywords::new(schema.value());
    if holds_json(keywords) {
        return EventData::Json;
    }
    match keywords.kind() {
        Some("string") => return EventData::Text,
        Some(_) => return EventData::Json,
        None => {}
    }
    let values = keywords.list("enum");
    if !values.is_empty() {
        let all_text = values.iter().all(Value::is_string);
        return if all_text {
            EventData::Text
        } else {
            EventData::Json
        };
    }
    if keywords.has_shape() || keywords.get("items").is_some() {
        return EventData::Json;
    }
    let parts = ["allOf", "oneOf", "anyOf"].into_iter();
    let parts = parts.flat_map(|key| schema.items(key));
    let parts = parts.map(|part| match depth {
        0 => EventData::Either,
        _ => of_schema(part, depth - 1),
    });
    parts.reduce(EventData::or).unwrap_or_default()
}

/// Whether a string contains JSON (JSON Schema 2020-12 validation, section 8).
pub(super) fn holds_json(keywords: Keywords<'_>) -> bool {
    let is_encoded = matches!(
        keywords.text("format"),
        Some("byte" | "base64url" | "base32" | "base32hex" | "base16" | "quoted-printable")
    );
    match keywords.text("contentMediaType") {
        Some(_) if is_encoded => false,
        Some(media_type) => {
            let essence = super::media_type::essence(media_type);
            essence == "application/json" || essence.ends_with("+json")
        }
        // Without a media type `contentSchema` has no effect by the specification; authors mean JSON.
        None => keywords.get("contentSchema").is_some(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Whether a schema is an event, as `itemSchema` and as `schema`.
    fn is_event(schema: &Value) -> (bool, bool) {
        let root = json!({ "a": schema });
        let at = Pointer::root().child("a");
        let is = |is_item| lower(&root, &at, is_item).is_some();
        (is(true), is(false))
    }

    #[test]
    fn what_is_an_event() {
        let one = json!({ "properties": { "event": { "enum": ["x"] }, "data": {} } });
        for (schema, expected) in [
            (json!({}), (false, false)),
            (json!({ "properties": { "a": {} } }), (false, false)),
            (json!({ "properties": { "data": {} } }), (true, false)),
            (
                json!({ "properties": { "event": {}, "data": {} } }),
                (true, false),
            ),
            (one.clone(), (true, true)),
            (
                json!({ "oneOf": [one, { "properties": { "a": {} } }] }),
                (false, false),
            ),
            (json!({ "oneOf": [one, { "anyOf": [one] }] }), (true, true)),
            (json!({ "oneOf": [one, { "$ref": "#/a" }] }), (true, true)),
            (json!({ "oneOf": [{ "$ref": "#/a" }] }), (false, false)),
            (json!({ "allOf": [one, { "$ref": "#/a" }] }), (true, true)),
        ] {
            assert_eq!(is_event(&schema), expected, "{schema}");
        }
    }

    #[test]
    fn what_data_is() {
        let json_text = json!({ "type": "string", "contentMediaType": "application/x+json" });
        for (data, expected) in [
            (json!({}), EventData::Either),
            (
                json!({ "type": "string", "format": "int64" }),
                EventData::Text,
            ),
            (json!({ "enum": ["a"] }), EventData::Text),
            (json!({ "enum": [1] }), EventData::Json),
            (
                json!({ "type": "string", "contentMediaType": "text/html" }),
                EventData::Text,
            ),
            (json_text.clone(), EventData::Json),
            (json!({ "type": "integer" }), EventData::Json),
            (json!({ "properties": { "a": {} } }), EventData::Json),
            (
                json!({ "oneOf": [{ "type": "string" }, { "type": "object" }] }),
                EventData::Either,
            ),
            (json!({ "allOf": [json_text] }), EventData::Json),
        ] {
            let root = json!({ "properties": { "data": data } });
            let found = lower(&root, &Pointer::root(), true).map(|(event, _)| event.otherwise);
            assert_eq!(found, Some(expected), "{data}");
        }
    }
}
