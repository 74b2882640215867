//! A schema's `$ref` with other keywords beside it.

use serde_json::{Map, Value, json};

use super::notes::Notes;
use super::version::Version;
use crate::diagnostic::Code;
use crate::document::Keyed;
use crate::document::Pointer;
use crate::document::origin::Origins;

/// Keywords beside a `$ref` that are honoured in version 3.0 although it ignores them: annotations of
/// this use of the schema, which accept no further values except null.
const ANNOTATIONS: [&str; 5] = [
    "description",
    "deprecated",
    "nullable",
    "default",
    "example",
];

/// Keywords without effect on the values of a schema.
const WITHOUT_EFFECT: [&str; 5] = ["title", "xml", "externalDocs", "$comment", "examples"];

/// Reports a field beside a `$ref` that the specification ignores.
pub(super) fn report(key: &str, at: &Pointer, notes: &mut Notes) {
    if !key.starts_with("x-") && !WITHOUT_EFFECT.contains(&key) {
        let message = format!("`{key}` beside a `$ref` is ignored");
        notes.say(Code::BesideReference, &at.child(key), message);
    }
}

/// Moves a `$ref` with siblings into `allOf`, the 3.0 form that allows both. In 3.0 other siblings are
/// dropped (OpenAPI 3.0.3, Reference Object); in 3.1 all of them apply (OpenAPI 3.1.0, Schema Object).
pub(super) fn wrap_reference(
    schema: &mut Map<String, Value>,
    version: Version,
    at: &Pointer,
    origins: &mut Origins,
    notes: &mut Notes,
) {
    let Some(reference) = schema.str("$ref") else {
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
    // A malformed `allOf` is reported elsewhere.
    let Some(parts) = parts.as_array_mut() else {
        return;
    };
    let origin = origins.of(&at.child("$ref"));
    let moved = at.child("allOf").child(parts.len()).child("$ref");
    origins.write(&moved, origin);
    parts.push(reference);
}
