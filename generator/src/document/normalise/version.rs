//! Whether a document is an OpenAPI description, and of which version.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;
use crate::document::read::kind;

/// The feature set that a description uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::document) enum Version {
    /// Swagger 2.0.
    V2,
    /// OpenAPI 3.0.x.
    V30,
    /// OpenAPI 3.1.x and 3.2.x: schemas are JSON Schema 2020-12.
    V31,
}

/// The version, and a note if it is written in an unusual way.
pub(in crate::document) fn version(
    document: &Value,
) -> Result<(Version, Option<Diagnostic>), Diagnostic> {
    let has = |key: &str| document.get(key).is_some_and(Value::is_object);
    for key in ["openapi", "swagger"] {
        let Some(said) = document.get(key).filter(|said| !said.is_null()) else {
            continue;
        };
        let at = Pointer::root().child(key);
        let text = match said {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            other => {
                let message = format!("the version must be a string, not {}", kind(other));
                return Err(Diagnostic::new(Code::NotOpenApi, &at, message));
            }
        };
        let Some((version, usual)) = read(&text) else {
            let message = format!("the version `{text}` is not supported");
            return Err(Diagnostic::new(Code::NotOpenApi, &at, message));
        };
        let note = (!usual || !said.is_string()).then(|| {
            let read_as = match version {
                Version::V2 => "2.0",
                Version::V30 => "3.0",
                Version::V31 => "3.1",
            };
            let message = format!("the version `{text}` is treated as {read_as}");
            Diagnostic::new(Code::OddVersion, &at, message)
        });
        return Ok((version, note));
    }
    let (version, read_as) = if !has("paths") {
        let message = "`openapi`, the version of the specification, is missing";
        return Err(Diagnostic::new(Code::NotOpenApi, &Pointer::root(), message));
    } else if has("definitions") {
        (Version::V2, "2.0")
    } else {
        (Version::V30, "3.0")
    };
    let message = format!("the version is missing; the description is treated as {read_as}");
    let note = Diagnostic::new(Code::OddVersion, &Pointer::root(), message);
    Ok((version, Some(note)))
}

/// The version that a string denotes, and whether it is written as specified.
fn read(text: &str) -> Option<(Version, bool)> {
    let numbers = text.trim().trim_start_matches(['v', 'V']);
    let mut parts = numbers.split('.');
    let mut number = || {
        let part = parts.next()?;
        let digits = part.split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse::<u32>().ok()
    };
    let (major, minor) = (number()?, number());
    let patch = number();
    Some(match (major, minor) {
        (2, _) => (Version::V2, text == "2.0"),
        (3, Some(minor @ (0..=2))) => {
            let usual = patch.is_some_and(|patch| text == format!("3.{minor}.{patch}"));
            let version = if minor == 0 {
                Version::V30
            } else {
                Version::V31
            };
            (version, usual)
        }
        (3, None) => (Version::V30, false),
        (3, Some(_)) => (Version::V31, false),
        _ => return None,
    })
}
