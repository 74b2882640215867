//! Arrays whose items have schemas of their own by position.
//!
//! OpenAPI 3.0 has no word for them; the extension `x-prefix-items` holds them, and `x-closed` says
//! that no items follow.

use serde_json::{Map, Value};

use crate::document::Pointer;
use crate::document::origin::Origins;

/// Translates `prefixItems` (JSON Schema 2020-12), and `items` as a list with `additionalItems`
/// (the drafts before it). An empty list says nothing.
pub(super) fn translate(schema: &mut Map<String, Value>, at: &Pointer, origins: &mut Origins) {
    let older = schema.get("items").is_some_and(Value::is_array);
    let (list, rest) = if older {
        ("items", "additionalItems")
    } else if schema.get("prefixItems").is_some_and(Value::is_array) {
        ("prefixItems", "items")
    } else {
        return;
    };
    let prefix = schema.remove(list).unwrap_or_default();
    let after = schema.remove(rest);
    if prefix.as_array().is_some_and(|items| !items.is_empty()) {
        let origin = origins.of(&at.child(list));
        origins.write(&at.child("x-prefix-items"), origin);
        schema.insert("x-prefix-items".to_owned(), prefix);
        schema.entry("type").or_insert_with(|| "array".into());
        if after == Some(Value::Bool(false)) {
            schema.insert("x-closed".to_owned(), Value::Bool(true));
            return;
        }
    }
    if let Some(after) = after {
        let origin = origins.of(&at.child(rest));
        origins.write(&at.child("items"), origin);
        schema.insert("items".to_owned(), after);
    }
}
