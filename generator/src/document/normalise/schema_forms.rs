//! The forms of a schema's keywords. A malformed keyword doesn't affect the others.

use serde_json::{Map, Value, json};

use super::forms::{is_empty, texts};
use super::notes::Notes;
use super::version::Version;
use crate::diagnostic::Code;
use crate::document::Pointer;
use crate::document::read::kind as kind_of;

/// Repairs the keywords of one schema, before they are translated, but not its sub-schemas, which are
/// visited separately.
pub(super) fn repair(
    schema: &mut Map<String, Value>,
    version: Version,
    at: &Pointer,
    notes: &mut Notes,
) {
    if let Some(nullable) = schema.remove("x-nullable") {
        schema.entry("nullable").or_insert(nullable);
    }
    if schema.get("$ref").is_some_and(|it| !it.is_string()) {
        let found = schema.remove("$ref").unwrap_or_default();
        notes.skip(&at.child("$ref"), "$ref", "a text", &found);
    }
    types(schema, version, at, notes);
    values(schema, at, notes);
    required(schema, at, notes);
    discriminator(schema, version, at, notes);
    if let Some(additional) = schema.get_mut("additionalProperties") {
        match additional {
            Value::Bool(_) | Value::Object(_) => {}
            Value::String(text) if text == "true" => *additional = Value::Bool(true),
            Value::String(text) if text == "false" => *additional = Value::Bool(false),
            other => {
                if !other.is_null() {
                    let at = at.child("additionalProperties");
                    notes.skip(&at, "additionalProperties", "a schema", other);
                }
                schema.remove("additionalProperties");
            }
        }
    }
    for union in ["allOf", "oneOf", "anyOf"] {
        match schema.get_mut(union) {
            Some(Value::Array(parts)) if !parts.is_empty() => {}
            Some(Value::Object(part)) => {
                let message =
                    format!("`{union}` is a list, it is an object here; it is read as one");
                notes.malformed(&at.child(union), message);
                let part = Value::Object(std::mem::take(part));
                schema.insert(union.to_owned(), json!([part]));
            }
            Some(other) => {
                // An empty `oneOf` would match nothing, which is never intended.
                if !is_empty(other) {
                    notes.skip(&at.child(union), union, "a list", other);
                }
                schema.remove(union);
            }
            None => {}
        }
    }
}

/// Other names of types, with the formats that they imply.
fn type_named(name: &str) -> Option<(&'static str, Option<&'static str>)> {
    Some(match name.to_ascii_lowercase().as_str() {
        "string" | "str" | "text" => ("string", None),
        "number" => ("number", None),
        "float" => ("number", Some("float")),
        "double" => ("number", Some("double")),
        "decimal" => ("number", Some("decimal")),
        "integer" | "int" => ("integer", None),
        "long" => ("integer", Some("int64")),
        "boolean" | "bool" => ("boolean", None),
        "object" | "map" | "dict" => ("object", None),
        "array" | "list" => ("array", None),
        "null" => ("null", None),
        "file" => ("string", Some("binary")),
        "date" => ("string", Some("date")),
        "datetime" | "date-time" => ("string", Some("date-time")),
        "uuid" => ("string", Some("uuid")),
        _ => return None,
    })
}

fn types(schema: &mut Map<String, Value>, version: Version, at: &Pointer, notes: &mut Notes) {
    let at = at.child("type");
    match schema.get_mut("type") {
        None => {}
        Some(Value::String(name)) => match type_named(name) {
            Some((known, format)) => {
                let usual = version == Version::V2 && name == "file";
                if known != name && !usual {
                    notes.malformed(&at, format!("`{name}` is no type; it is read as `{known}`"));
                }
                *name = known.to_owned();
                if let Some(format) = format {
                    schema.entry("format").or_insert_with(|| format.into());
                }
            }
            None => {
                if !name.eq_ignore_ascii_case("any") {
                    notes.malformed(&at, format!("`{name}` is no type; any JSON is taken"));
                }
                schema.remove("type");
            }
        },
        Some(Value::Array(names)) => {
            for (index, name) in names.iter_mut().enumerate() {
                // YAML parses an unquoted `null` as null.
                if name.is_null() {
                    *name = "null".into();
                }
                match name.as_str().and_then(type_named) {
                    Some((known, _)) => *name = known.into(),
                    None => {
                        notes.skip(&at.child(index), "type", "the name of a type", name);
                        *name = Value::Null;
                    }
                }
            }
            names.retain(Value::is_string);
            if names.is_empty() {
                schema.remove("type");
            }
        }
        Some(Value::Null) => {
            // `type:` without a value in YAML is more likely incomplete than null.
            schema.remove("type");
        }
        Some(other) => {
            notes.skip(&at, "type", "the name of a type", other);
            schema.remove("type");
        }
    }
}

/// The values of an `enum`. If the type is `string`, YAML may have parsed some as numbers.
fn values(schema: &mut Map<String, Value>, at: &Pointer, notes: &mut Notes) {
    let text = schema.get("type").is_some_and(|it| it == "string");
    let Some(values) = schema.get_mut("enum") else {
        return;
    };
    match values {
        Value::Array(values) if !values.is_empty() => {
            let mut others = Vec::new();
            for (index, value) in values.iter_mut().enumerate().filter(|_| text) {
                if value.is_number() || value.is_boolean() {
                    others.push((index, value.to_string()));
                    *value = Value::String(value.to_string());
                }
            }
            if let Some((first, value)) = others.first() {
                let count = others.len();
                let message = format!(
                    "`{value}` is no text, and `#{}` says `string`; it is read as one ({count} of these)",
                    at.child("type").as_str()
                );
                notes.say(Code::Contradiction, &at.child("enum").child(first), message);
            }
        }
        Value::Array(_) | Value::Null => {
            schema.remove("enum");
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) => {
            let found = kind_of(values);
            let message = format!("`enum` is a list, it is {found} here; it is read as one");
            notes.malformed(&at.child("enum"), message);
            *values = json!([values]);
        }
        Value::Object(_) => {
            notes.skip(&at.child("enum"), "enum", "a list", values);
            schema.remove("enum");
        }
    }
}

fn required(schema: &mut Map<String, Value>, at: &Pointer, notes: &mut Notes) {
    let Some(required) = schema.get_mut("required") else {
        return;
    };
    let kept = match required {
        Value::Null => false,
        // JSON Schema draft 3 has `required` on the property. Descriptions can't rely on it today.
        Value::Bool(_) => {
            let message = "`required` is a list of names beside `properties`, it is a boolean here; it is left out";
            notes.malformed(&at.child("required"), message);
            false
        }
        other => texts(other, "required", at, notes),
    };
    if !kept {
        schema.remove("required");
    }
}

/// In Swagger 2.0 the discriminator is the name of the property.
fn discriminator(
    schema: &mut Map<String, Value>,
    version: Version,
    at: &Pointer,
    notes: &mut Notes,
) {
    let at = at.child("discriminator");
    let Some(discriminator) = schema.get_mut("discriminator") else {
        return;
    };
    if let Value::String(name) = discriminator {
        let message = "`discriminator` is an object, it is a text here; it is read as the name of the property";
        if version != Version::V2 {
            notes.malformed(&at, message);
        }
        *discriminator = json!({ "propertyName": name });
        return;
    }
    let named = discriminator
        .get("propertyName")
        .is_some_and(Value::is_string);
    let Value::Object(members) = discriminator else {
        notes.skip(&at, "discriminator", "an object", discriminator);
        schema.remove("discriminator");
        return;
    };
    if !named {
        notes.malformed(&at, "`discriminator` has no `propertyName`; it is left out");
        schema.remove("discriminator");
        return;
    }
    let Some(mapping) = members.get_mut("mapping") else {
        return;
    };
    let at = at.child("mapping");
    match mapping {
        Value::Object(targets) => targets.retain(|key, target| {
            if !target.is_string() {
                notes.skip(&at.child(key), key, "a text", target);
            }
            target.is_string()
        }),
        other => {
            if !is_empty(other) {
                notes.skip(&at, "mapping", "an object", other);
            }
            members.remove("mapping");
        }
    }
}
