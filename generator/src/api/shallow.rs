//! One node at a time: the typed form of a schema or operation is read with its inner schemas
//! replaced by references to where they stand. A bad node then spoils itself only, and nothing
//! is read twice.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Pointer, kind};

/// Reads the schema at `pointer` in its typed form, its inner schemas as references.
pub(super) fn read_schema(
    value: &Value,
    pointer: &Pointer,
) -> Result<openapiv3::Schema, Diagnostic> {
    let Some(object) = value.as_object() else {
        let message = format!("a schema is an object, it is {} here", kind(value));
        return Err(Diagnostic::new(Code::Malformed, pointer, message));
    };
    let mut shallow = Map::new();
    for (key, child) in object {
        let at = pointer.child(key);
        let replaced = match (key.as_str(), child) {
            ("properties", Value::Object(properties)) => properties
                .iter()
                .map(|(name, child)| (name.clone(), reference(child, &at.child(name))))
                .collect::<Map<_, _>>()
                .into(),
            ("items" | "not" | "x-property-names", _) => reference(child, &at),
            ("additionalProperties", Value::Object(_)) => reference(child, &at),
            ("allOf" | "oneOf" | "anyOf", Value::Array(children)) => children
                .iter()
                .enumerate()
                .map(|(index, child)| reference(child, &at.child(index)))
                .collect(),
            ("x-prefix-items", Value::Array(children)) => children
                .iter()
                .enumerate()
                .map(|(index, child)| reference(child, &at.child(index)))
                .collect(),
            _ if says_a_type(key) => child.clone(),
            _ => continue,
        };
        shallow.insert(key.clone(), replaced);
    }
    typed(Value::Object(shallow), pointer, Code::UnsupportedSchema)
}

/// Whether a keyword says what a type is. Others say which of its values are valid, which the
/// API judges: what is wrong with them must not spoil the type.
fn says_a_type(keyword: &str) -> bool {
    let known = [
        "type",
        "format",
        "enum",
        "required",
        "additionalProperties",
        "discriminator",
        "nullable",
        "readOnly",
        "writeOnly",
        "deprecated",
        "title",
        "description",
        "default",
    ];
    known.contains(&keyword) || keyword.starts_with("x-")
}

/// Reads an operation, parameter, body or response: media types and parameters keep their
/// schemas as references, examples are left out.
pub(super) fn read_node<T: DeserializeOwned>(
    value: &Value,
    pointer: &Pointer,
) -> Result<T, Diagnostic> {
    typed(strip(value, pointer), pointer, Code::MalformedOperation)
}

fn strip(value: &Value, pointer: &Pointer) -> Value {
    match value {
        Value::Object(object) => object
            .iter()
            .filter(|(key, _)| {
                !matches!(key.as_str(), "example" | "examples" | "callbacks" | "links")
            })
            .map(|(key, child)| {
                let at = pointer.child(key);
                let child = if key == "schema" {
                    reference(child, &at)
                } else {
                    strip(child, &at)
                };
                (key.clone(), child)
            })
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(children) => children
            .iter()
            .enumerate()
            .map(|(index, child)| strip(child, &pointer.child(index)))
            .collect(),
        other => other.clone(),
    }
}

fn reference(child: &Value, at: &Pointer) -> Value {
    match child.get("$ref") {
        Some(Value::String(target)) => json!({ "$ref": target }),
        // The reader of references decodes percent signs (RFC 6901 section 6).
        _ => json!({ "$ref": format!("#{}", at.as_str().replace('%', "%25")) }),
    }
}

/// What the normalised form leaves to be wrong spoils this node, with a diagnostic of this code.
fn typed<T: DeserializeOwned>(
    value: Value,
    pointer: &Pointer,
    code: Code,
) -> Result<T, Diagnostic> {
    serde_json::from_value(value)
        .map_err(|error| Diagnostic::new(code, pointer, format!("this cannot be read: {error}")))
}
