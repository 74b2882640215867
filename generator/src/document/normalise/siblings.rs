//! A schema's `$ref` with other keywords beside it.

use serde_json::{Map, Value, json};

use super::notes::Notes;
use super::version::Version;
use crate::diagnostic::Code;
use crate::document::Pointer;
use crate::document::origin::Origins;

/// What descriptions of version 3.0 say beside a `$ref` and mean, though 3.0 has it ignored:
/// statements about this use of the schema, which add nothing to what it accepts but null.
const ANNOTATIONS: [&str; 5] = [
    "description",
    "deprecated",
    "nullable",
    "default",
    "example",
];

/// What says nothing about the values of a schema.
const WITHOUT_MEANING: [&str; 5] = ["title", "xml", "externalDocs", "$comment", "examples"];

/// Reports a field beside a `$ref` that the specification has ignored.
pub(super) fn report(key: &str, at: &Pointer, notes: &mut Notes) {
    if !key.starts_with("x-") && !WITHOUT_MEANING.contains(&key) {
        let message = format!("`{key}` beside a `$ref` is ignored");
        notes.say(Code::BesideReference, &at.child(key), message);
    }
}

/// Moves a `$ref` with siblings into `allOf`, the form in which 3.0 lets them stand together. In
/// 3.0 other siblings are dropped (OpenAPI 3.0.3, Reference Object); in 3.1 all of them count
/// (OpenAPI 3.1.0, Schema Object).
pub(super) fn wrap_reference(
    schema: &mut Map<String, Value>,
    version: Version,
    at: &Pointer,
    origins: &mut Origins,
    notes: &mut Notes,
) {
    let Some(Value::String(reference)) = schema.get("$ref") else {
        return;
    };
    let reference = json!({ "$ref": reference });
    if version != Version::V31 {
        schema.retain(|key, _| {
            let is_kept = key == "$ref" || ANNOTATIONS.contains(&key.as_str());
            if !is_kept {
                report(key, at, notes);
            }
            is_kept || key.starts_with("x-")
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
