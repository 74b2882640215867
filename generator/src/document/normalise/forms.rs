//! The form of each field of the specification, and the repair of other forms: if the meaning is clear,
//! it is used, otherwise the field is omitted, with a note in both cases. Fields that contain objects
//! of the specification are in [`super::positions`], the keywords of a schema in
//! [`super::schema_forms`].

use serde_json::{Map, Value, json};

use super::notes::Notes;
use super::positions::Kind;
use crate::document::Keyed;
use crate::document::Pointer;
use crate::document::read::kind as kind_of;

/// The form of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// A list of strings.
    Texts,
}

fn form(kind: Kind, key: &str) -> Option<Form> {
    use Kind::*;
    Some(match (kind, key) {
        (Document | Components | Callback | Example | SecurityRequirement, _) => return None,
        (_, "description" | "summary")
        | (Info, "title" | "version" | "termsOfService")
        | (Contact, "name" | "url" | "email")
        | (License, "name" | "url" | "identifier")
        | (Server, "url" | "name")
        | (ServerVariable, "default")
        | (Tag, "name")
        | (Operation | Link, "operationId")
        | (Parameter, "name" | "in")
        | (Parameter | Header | Encoding, "style")
        | (Encoding, "contentType")
        | (
            SecurityScheme,
            "type" | "name" | "in" | "scheme" | "bearerFormat" | "openIdConnectUrl",
        )
        | (Schema, "title" | "format" | "pattern") => Form::Text,
        (Parameter | Header, "required" | "deprecated" | "allowEmptyValue")
        | (Parameter | Header | Encoding, "explode" | "allowReserved")
        | (RequestBody, "required")
        | (Operation, "deprecated")
        | (Schema, "nullable" | "readOnly" | "writeOnly" | "deprecated" | "uniqueItems") => {
            Form::Flag
        }
        (Operation, "tags") | (ServerVariable, "enum") => Form::Texts,
        _ => return None,
    })
}

/// Repairs the fields of one object, or omits them.
pub(super) fn repair(
    kind: Kind,
    members: &mut Map<String, Value>,
    at: &Pointer,
    notes: &mut Notes,
) {
    members.retain(|key, value| match form(kind, key) {
        None => true,
        // A field without a value counts as absent.
        Some(_) if value.is_null() => false,
        Some(Form::Text) => text(value, key, at, notes),
        Some(Form::Flag) => flag(value, key, at, notes),
        Some(Form::Texts) => texts(value, key, at, notes),
    });
    if matches!(kind, Kind::Parameter | Kind::Header | Kind::Encoding) {
        deep_object(members, at, notes);
    }
    match kind {
        Kind::Parameter | Kind::Header => parameter(kind, members, at, notes),
        // Required, but often missing (OpenAPI 3.0.3, Response Object).
        Kind::Response => {
            members.entry("description").or_insert_with(|| "".into());
        }
        Kind::SecurityRequirement => {
            for value in members.values_mut().filter(|value| !value.is_array()) {
                *value = Value::Array(Vec::new());
            }
        }
        _ => {}
    }
}

/// Numbers and booleans become strings as written.
fn text(value: &mut Value, key: &str, at: &Pointer, notes: &mut Notes) -> bool {
    match value {
        Value::String(_) => true,
        Value::Number(_) | Value::Bool(_) => {
            *value = Value::String(value.to_string());
            true
        }
        other => {
            notes.skip(&at.child(key), key, "a string", other);
            false
        }
    }
}

fn flag(value: &mut Value, key: &str, at: &Pointer, notes: &mut Notes) -> bool {
    let said = match value {
        Value::Bool(_) => return true,
        Value::String(text) if text.eq_ignore_ascii_case("true") => true,
        Value::String(text) if text.eq_ignore_ascii_case("false") => false,
        other => {
            notes.skip(&at.child(key), key, "a boolean", other);
            return false;
        }
    };
    let message = format!("`{key}` must be a boolean, not a string; it is treated as {said}");
    notes.malformed(&at.child(key), message);
    *value = Value::Bool(said);
    true
}

/// A single string becomes a list of one.
pub(super) fn texts(value: &mut Value, key: &str, at: &Pointer, notes: &mut Notes) -> bool {
    let at = at.child(key);
    if let Value::String(only) = value {
        let message = format!(
            "`{key}` must be an array of strings, not a string; it is treated as an array of one"
        );
        notes.malformed(&at, message);
        *value = json!([only]);
        return true;
    }
    let Value::Array(items) = value else {
        notes.skip(&at, key, "an array of strings", value);
        return false;
    };
    for (index, item) in items.iter_mut().enumerate() {
        match item {
            Value::String(_) | Value::Null => {}
            Value::Number(_) | Value::Bool(_) => *item = Value::String(item.to_string()),
            other => {
                notes.skip(&at.child(index), key, "an array of strings", other);
                *other = Value::Null;
            }
        }
    }
    items.retain(Value::is_string);
    true
}

/// The styles of each location (OpenAPI 3.0.3, Parameter Object, style values).
fn styles(location: Option<&str>) -> &'static [&'static str] {
    match location {
        Some("query") => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        Some("path") => &["simple", "label", "matrix"],
        Some("cookie") => &["form"],
        _ => &["simple"],
    }
}

/// An object in the style `deepObject` is always exploded (OpenAPI 3.0.3, Parameter Object, style
/// examples).
fn deep_object(members: &mut Map<String, Value>, at: &Pointer, notes: &mut Notes) {
    let is_deep = members.str("style") == Some("deepObject");
    if is_deep && members.flag("explode") == Some(false) {
        let message = "`deepObject` is always exploded; `explode: false` is ignored";
        notes.malformed(&at.child("explode"), message);
        members.remove("explode");
    }
}

fn parameter(kind: Kind, members: &mut Map<String, Value>, at: &Pointer, notes: &mut Notes) {
    if let Some(Value::String(location)) = members.get_mut("in") {
        let lower = location.to_ascii_lowercase();
        if lower != *location {
            notes.malformed(
                &at.child("in"),
                format!("`{location}` is treated as `{lower}`"),
            );
            *location = lower;
        }
    }
    let location = members.str("in");
    if location == Some("path") && members.flag("required") == Some(false) {
        let message = "a path parameter is always required; `required: false` is ignored";
        notes.malformed(&at.child("required"), message);
    }
    if let Some(style) = members.str("style")
        && !styles(location).contains(&style)
    {
        let message = format!(
            "`{style}` is not a valid style of {} in this location; the default style is used",
            kind.name()
        );
        notes.malformed(&at.child("style"), message);
        members.remove("style");
    }
    if members.contains_key("schema") || members.contains_key("content") {
        return;
    }
    // As in Swagger 2.0, where a parameter is its own schema.
    let mut schema = Map::new();
    for key in ["type", "format", "items", "enum", "default", "nullable"] {
        schema.extend(members.remove(key).map(|value| (key.to_owned(), value)));
    }
    let message = if schema.is_empty() {
        format!(
            "{} has neither `schema` nor `content`; it is treated as a string",
            kind.name()
        )
    } else {
        format!(
            "schema keywords of {} belong in its `schema`; they are treated as its schema",
            kind.name()
        )
    };
    notes.malformed(at, message);
    if schema.is_empty() {
        schema.insert("type".to_owned(), "string".into());
    }
    members.insert("schema".to_owned(), Value::Object(schema));
}

/// Replaces a value that should be an object of the specification and isn't, by its meaning if that is
/// clear. `false` if it has no meaning and can be omitted without loss.
pub(super) fn repair_node(node: &mut Value, kind: Kind, at: &Pointer, notes: &mut Notes) -> bool {
    use Kind::*;
    let (what, found) = (kind.name(), kind_of(node));
    // The tool that wrote the document may only have lists, so an empty list counts as an empty object.
    let empty = is_empty(node);
    let (meant, meaning) = match (kind, &*node) {
        (Schema, _) => (json!({}), "it is treated as arbitrary JSON"),
        (Header, _) => (
            json!({ "schema": { "type": "string" } }),
            "it is treated as a string",
        ),
        (Info, Value::String(text)) => (json!({ "title": text }), "it is treated as the title"),
        (Response, Value::String(text)) => (
            json!({ "description": text }),
            "it is treated as the description",
        ),
        (Server, Value::String(text)) => (json!({ "url": text }), "it is treated as the URL"),
        (Tag | License | Contact, Value::String(text)) => {
            (json!({ "name": text }), "it is treated as the name")
        }
        (ServerVariable, Value::String(text)) => {
            (json!({ "default": text }), "it is treated as the default")
        }
        (SecurityRequirement, Value::String(text)) => {
            (json!({ text: [] }), "it is treated as the name")
        }
        (Operation | RequestBody | Response | MediaType | Encoding, _) if empty => {
            (json!({}), "it is treated as empty")
        }
        (Parameter, Value::Null) => (Value::Null, "it is ignored"),
        // The operations that need it are skipped, with the reason.
        (Operation | Parameter | RequestBody | Response | MediaType | Encoding, _) => return true,
        (PathItem, _) if !empty => {
            notes.lost(
                at,
                format!(
                    "the operations of this path are skipped: {what} must be an object, not {found}"
                ),
            );
            *node = json!({});
            return true;
        }
        (PathItem | Components | Info | Document, _) => (json!({}), "it is treated as empty"),
        _ => (Value::Null, "it is ignored"),
    };
    notes.malformed(
        at,
        format!("{what} must be an object, not {found}; {meaning}"),
    );
    *node = meant;
    !node.is_null()
}

/// Whether the value is absent, or an empty list instead of an object.
pub(super) fn is_empty(node: &Value) -> bool {
    match node {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}
