//! What a schema says about its values beyond their kind: limits, and lists of values that are no
//! enum.

use serde_json::Value;

use super::SchemaKind;
use super::keywords::Keywords;
use super::schema::SchemaLowering;
use crate::document::Pointer;

/// What the documentation of a property tells of its values, in this order.
pub(super) const LIMITS: [&str; 12] = [
    "format",
    "default",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
];

/// What narrows values and is no part of the documentation.
const FURTHER_LIMITS: [&str; 19] = [
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "contains",
    "minContains",
    "maxContains",
    "patternProperties",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
];

impl SchemaLowering<'_> {
    /// The limits that parts of a schema state; the first part that states one counts.
    pub(super) fn limits(
        &self,
        parts: &[Pointer],
        kind: &SchemaKind,
    ) -> Vec<(&'static str, Value)> {
        let typed_keys = matches!(kind, SchemaKind::Map { key: Some(_), .. });
        let parts: Vec<Keywords<'_>> = parts.iter().map(|part| self.node(part).1).collect();
        let stated = |key: &&'static str| {
            let value = parts.iter().find_map(|part| part.get(key))?;
            Some((*key, value.clone()))
        };
        let keys = LIMITS.iter().chain(&FURTHER_LIMITS);
        // The type of the keys says more than the keyword.
        let keys = keys.filter(|key| !(typed_keys && **key == "propertyNames"));
        keys.filter_map(stated).collect()
    }

    /// The values that a part lists, where the kind has no room for them.
    pub(super) fn listed(&self, parts: &[Pointer], kind: &SchemaKind) -> Vec<Value> {
        let is_plain = |value: &Value| !value.is_object() && !value.is_array();
        match kind {
            SchemaKind::Boolean | SchemaKind::Number | SchemaKind::Any => {
                let lists = parts.iter().map(|part| self.node(part).1.list("enum"));
                let list = lists
                    .filter(|list| !list.is_empty())
                    .min_by_key(|it| it.len());
                let list = list.filter(|list| list.iter().all(is_plain));
                list.unwrap_or_default().to_vec()
            }
            _ => Vec::new(),
        }
    }
}
