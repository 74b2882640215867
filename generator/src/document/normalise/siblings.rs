//! A schema's `$ref` with other keywords beside it.

use serde_json::{Map, Value, json};

use super::super::Pointer;
use super::super::origin::Origins;
use super::version::Version;

/// What descriptions of version 3.0 say beside a `$ref` and mean, though 3.0 has it ignored:
/// statements about this use of the schema, which add nothing to what it accepts but null.
const ANNOTATIONS: [&str; 5] = [
    "description",
    "deprecated",
    "nullable",
    "default",
    "example",
];

/// Moves a `$ref` with siblings into `allOf`, the form in which 3.0 lets them stand together. In
/// 3.0 other siblings are dropped (OpenAPI 3.0.3, Reference Object); in 3.1 all of them count
/// (OpenAPI 3.1.0, Schema Object).
pub(super) fn wrap_reference(
    schema: &mut Map<String, Value>,
    version: Version,
    at: &Pointer,
    origins: &mut Origins,
) {
    let Some(Value::String(reference)) = schema.get("$ref") else {
        return;
    };
    let reference = json!({ "$ref": reference });
    if version != Version::V31 {
        schema.retain(|key, _| {
            key == "$ref" || ANNOTATIONS.contains(&key.as_str()) || key.starts_with("x-")
        });
    }
    if schema.len() == 1 {
        return;
    }
    schema.remove("$ref");
    let parts = schema.entry("allOf").or_insert(Value::Array(Vec::new()));
    // An `allOf` of another kind is malformed, and told as that.
    let Some(parts) = parts.as_array_mut() else {
        return;
    };
    let origin = origins.of(&at.child("$ref"));
    let moved = at.child("allOf").child(parts.len()).child("$ref");
    origins.write(&moved, origin);
    parts.push(reference);
}
