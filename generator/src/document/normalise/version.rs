//! Whether a document is an OpenAPI 3 description, and which version.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;
use crate::document::read::kind;

/// The feature set that a description uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::document) enum Version {
    /// OpenAPI 3.0.x.
    V30,
    /// OpenAPI 3.1.x: schemas are JSON Schema 2020-12.
    V31,
}

/// The version, from `openapi`.
pub(in crate::document) fn version(document: &Value) -> Result<Version, Diagnostic> {
    let wrong = |key: &str, message: String| {
        Err(Diagnostic::new(
            Code::NotOpenApi,
            &Pointer::root().child(key),
            message,
        ))
    };
    if let Some(swagger) = document.get("swagger") {
        return wrong(
            "swagger",
            format!("the description says that it is Swagger {swagger}"),
        );
    }
    match document.get("openapi") {
        Some(Value::String(text)) if text.starts_with("3.0.") => Ok(Version::V30),
        Some(Value::String(text)) if text.starts_with("3.1.") => Ok(Version::V31),
        Some(Value::String(text)) => {
            wrong("openapi", format!("the version `{text}` is not supported"))
        }
        Some(other) => {
            let message = format!(
                "the version is {}, write it as a string: \"3.1.0\"",
                kind(other)
            );
            wrong("openapi", message)
        }
        None => {
            let message = "`openapi`, the version of the description, is missing";
            Err(Diagnostic::new(Code::NotOpenApi, &Pointer::root(), message))
        }
    }
}
