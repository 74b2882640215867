//! Converts lists of media types to `content`.

use serde_json::{Map, Value, json};

use crate::document::Keyed;
use crate::document::Pointer;

/// A list of strings, if present; a single string becomes a list of one.
pub(super) fn media_types(value: Option<Value>) -> Option<Vec<String>> {
    let names: Vec<String> = match value? {
        Value::String(one) => vec![one],
        Value::Array(several) => several
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => return None,
    };
    (!names.is_empty()).then_some(names)
}

/// `content` with one schema for several media types. The first of them (JSON, if present) contains it
/// and the others reference it, so that it becomes one type.
pub(super) fn content(
    mut media_types: Vec<String>,
    schema: Value,
    at: &Pointer,
) -> (Value, Pointer) {
    media_types.sort_by_key(|name| !name.to_ascii_lowercase().contains("json"));
    let mut content = Map::new();
    let mut first = None;
    for name in media_types {
        let here = at.child("content").child(&name).child("schema");
        let schema = match &first {
            None => {
                first = Some(here);
                schema.clone()
            }
            Some(_) if schema.has("$ref") => schema.clone(),
            Some(first) => json!({ "$ref": first.reference() }),
        };
        content.insert(name, json!({ "schema": schema }));
    }
    (Value::Object(content), first.unwrap_or_else(|| at.clone()))
}
