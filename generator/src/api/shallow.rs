//! One node at a time: the typed form of an operation or its parts is read with its schemas
//! replaced by references to where they stand. A bad node then spoils itself only, and nothing
//! is read twice.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;

/// Reads an operation, parameter, body or response: media types and parameters keep their
/// schemas as references, examples are left out.
pub(super) fn read_node<T: DeserializeOwned>(
    value: &Value,
    pointer: &Pointer,
) -> Result<T, Diagnostic> {
    typed(strip(value, pointer), pointer)
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

/// What the normalised form leaves to be wrong spoils this node.
fn typed<T: DeserializeOwned>(value: Value, pointer: &Pointer) -> Result<T, Diagnostic> {
    serde_json::from_value(value).map_err(|error| {
        let message = format!("this cannot be read: {error}");
        Diagnostic::new(Code::MalformedOperation, pointer, message)
    })
}
