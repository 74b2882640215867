//! Events that are described as a whole: `itemSchema` of `text/event-stream` is the event with its
//! fields `event`, `id`, `retry` and `data` (OpenAPI 3.2, Media Type Object, "Sequential Media
//! Types"). In: the place of such a schema. Out: which data the events of each name have, and which
//! schemas are events, so that their `data` is what `contentSchema` says.

use std::collections::BTreeSet;

use serde_json::Value;

use super::keywords::Keywords;
use super::operation::resolved;
use super::{EventData, EventItem};
use crate::document::Pointer;

/// How many schemas are looked at for one stream.
const MOST_SCHEMAS: usize = 4096;
/// How many alternatives in alternatives are followed.
const DEEPEST: usize = 8;

/// The event that the schema at `pointer` describes, and the schemas that say so; `None` where it
/// describes something else, which is the data of each event then.
pub(super) fn lower(
    root: &Value,
    pointer: &Pointer,
    is_item: bool,
) -> Option<(EventItem, BTreeSet<Pointer>)> {
    let mut walk = Walk {
        root,
        schemas: BTreeSet::new(),
        looked_at: 0,
        way: Vec::new(),
        kinds: Vec::new(),
    };
    walk.alternatives(pointer, &EventKind::default());
    let is_event = |kind: &EventKind| match is_item {
        true => kind.has_data || kind.has_event,
        // Without `itemSchema` the schema is the data, unless all of it says otherwise.
        false => kind.has_data && !kind.names.is_empty(),
    };
    if walk.looked_at > MOST_SCHEMAS || walk.kinds.is_empty() || !walk.kinds.iter().all(is_event) {
        return None;
    }
    Some((item(root, &walk.kinds), walk.schemas))
}

fn item(root: &Value, kinds: &[EventKind]) -> EventItem {
    let mut item = EventItem::default();
    let mut unnamed: Option<EventData> = None;
    for kind in kinds {
        let data = data(root, &kind.data);
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

/// One of the alternatives that a schema of events has.
#[derive(Clone, Default)]
struct EventKind {
    has_event: bool,
    has_data: bool,
    /// The names that it may have; none where any may be.
    names: Vec<String>,
    /// Where its data is declared.
    data: Vec<Pointer>,
}

struct Walk<'a> {
    root: &'a Value,
    schemas: BTreeSet<Pointer>,
    looked_at: usize,
    /// The alternatives that lead to the one that is looked at.
    way: Vec<Pointer>,
    kinds: Vec<EventKind>,
}

impl Walk<'_> {
    /// Adds the alternatives of the schema at `pointer`, to which `base` holds as well.
    fn alternatives(&mut self, pointer: &Pointer, base: &EventKind) {
        let pointer = match pointer.find(self.root) {
            Some(value) => resolved(self.root, value, pointer.clone()).1,
            None => pointer.clone(),
        };
        // What leads back to itself is no alternative.
        if self.way.contains(&pointer) {
            return;
        }
        let mut kind = base.clone();
        let mut choices = Vec::new();
        self.parts(&pointer, &mut kind, &mut choices, DEEPEST);
        if choices.is_empty() || self.way.len() == DEEPEST {
            self.kinds.push(kind);
            return;
        }
        self.way.push(pointer);
        for choice in choices {
            self.alternatives(&choice, &kind);
        }
        self.way.pop();
    }

    /// Adds what the schema at `pointer` and the parts of its allOf say.
    fn parts(
        &mut self,
        pointer: &Pointer,
        kind: &mut EventKind,
        choices: &mut Vec<Pointer>,
        depth: usize,
    ) {
        self.looked_at += 1;
        if self.looked_at > MOST_SCHEMAS {
            return;
        }
        let Some(value) = pointer.find(self.root) else {
            return;
        };
        let (value, pointer) = resolved(self.root, value, pointer.clone());
        self.schemas.insert(pointer.clone());
        let keywords = Keywords::new(value);
        let properties = keywords.get("properties");
        if let Some(event) = properties.and_then(|all| all.get("event")) {
            kind.has_event = true;
            let (event, _) = resolved(self.root, event, Pointer::root());
            let names = Keywords::new(event).list("enum").iter();
            let names: Vec<String> = names
                .filter_map(|name| Some(name.as_str()?.to_owned()))
                .collect();
            if !names.is_empty() {
                kind.names = names;
            }
        }
        if properties.is_some_and(|all| all.get("data").is_some()) {
            kind.has_data = true;
            kind.data.push(pointer.child("properties").child("data"));
        }
        for key in ["oneOf", "anyOf"] {
            let at = pointer.child(key);
            let count = keywords.list(key).len();
            choices.extend((0..count).map(|index| at.child(index)));
        }
        if depth > 0 {
            let at = pointer.child("allOf");
            for index in 0..keywords.list("allOf").len() {
                self.parts(&at.child(index), kind, choices, depth - 1);
            }
        }
    }
}

/// What data is that is declared in these places.
fn data(root: &Value, declared: &[Pointer]) -> EventData {
    let all: Vec<EventData> = declared
        .iter()
        .filter_map(|pointer| pointer.find(root))
        .map(|schema| of_schema(root, schema, DEEPEST))
        .collect();
    // Of several schemas that hold at once, one says that the text is JSON.
    let has = |kind| all.contains(&kind).then_some(kind);
    has(EventData::Json)
        .or_else(|| has(EventData::Text))
        .unwrap_or_default()
}

fn of_schema(root: &Value, schema: &Value, depth: usize) -> EventData {
    let (schema, _) = resolved(root, schema, Pointer::root());
    let keywords = Keywords::new(schema);
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
    let parts = parts.flat_map(|key| keywords.list(key));
    let parts = parts.map(|part| match depth {
        0 => EventData::Either,
        _ => of_schema(root, part, depth - 1),
    });
    parts.reduce(EventData::or).unwrap_or_default()
}

/// Whether a string is the text of JSON (JSON Schema 2020-12 validation, section 8).
pub(super) fn holds_json(keywords: Keywords<'_>) -> bool {
    match keywords.text("contentMediaType") {
        Some(media_type) => {
            let essence = super::media_type::essence(media_type);
            essence == "application/json" || essence.ends_with("+json")
        }
        // It has no meaning without the media type; who writes it means JSON.
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
