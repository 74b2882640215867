//! Arrays with different schemas for items by position.
//!
//! Later stages expect `prefixItems`, which OpenAPI 3.0 lacks, with the schema of any further items as
//! `items`; if none are allowed, `maxItems` limits the array.

use serde_json::{Map, Value};

use crate::document::Keyed;
use crate::document::Pointer;
use crate::document::origin::Origins;

/// Translates `prefixItems` (JSON Schema 2020-12), and `items` as a list with `additionalItems`
/// (earlier drafts). An empty list has no effect.
pub(super) fn translate(schema: &mut Map<String, Value>, at: &Pointer, origins: &mut Origins) {
    let older = schema.list("items").is_some();
    let (list, rest) = if older {
        ("items", "additionalItems")
    } else if schema.list("prefixItems").is_some() {
        ("prefixItems", "items")
    } else {
        return;
    };
    let prefix = schema.remove(list).unwrap_or_default();
    let after = schema.remove(rest);
    if prefix.as_array().is_some_and(|items| !items.is_empty()) {
        let origin = origins.of(&at.child(list));
        let count = prefix.as_array().map_or(0, Vec::len);
        origins.write(&at.child("prefixItems"), origin);
        schema.insert("prefixItems".to_owned(), prefix);
        schema.entry("type").or_insert_with(|| "array".into());
        if after == Some(Value::Bool(false)) {
            let most = schema.keyword("maxItems").and_then(Value::as_u64);
            if most.is_none_or(|most| most > count as u64) {
                schema.insert("maxItems".to_owned(), count.into());
            }
            return;
        }
    }
    if let Some(after) = after {
        let origin = origins.of(&at.child(rest));
        origins.write(&at.child("items"), origin);
        schema.insert("items".to_owned(), after);
    }
}
