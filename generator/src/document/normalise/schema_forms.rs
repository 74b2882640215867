//! The forms of a schema's keywords. A malformed keyword doesn't affect the others.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::forms::{is_empty, texts};
use super::notes::Notes;
use super::version::Version;
use crate::diagnostic::Code;
use crate::document::Keyed;
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
    if schema.keyword("$ref").is_some_and(|it| !it.is_string()) {
        let found = schema.remove("$ref").unwrap_or_default();
        notes.skip(&at.child("$ref"), "$ref", "a string", &found);
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
                let message = format!(
                    "`{union}` must be an array, not an object; it is treated as an array of one"
                );
                notes.malformed(&at.child(union), message);
                let part = Value::Object(std::mem::take(part));
                schema.insert(union.to_owned(), json!([part]));
            }
            Some(other) => {
                // An empty `oneOf` would match nothing, which is never intended.
                if !is_empty(other) {
                    notes.skip(&at.child(union), union, "an array", other);
                }
                schema.remove(union);
            }
            None => {}
        }
    }
}

/// The formats of integers.
pub(super) const INTEGERS: [&str; 10] = [
    "int8", "int16", "int32", "int64", "int128", "uint8", "uint16", "uint32", "uint64", "uint128",
];

/// A number with a format of integers is an integer: they are formats of `number` (OpenAPI Format Registry).
pub(super) fn integers(schema: &mut Map<String, Value>) {
    if schema.str("type") == Some("number")
        && schema
            .str("format")
            .is_some_and(|format| INTEGERS.contains(&format))
    {
        schema.insert("type".to_owned(), "integer".into());
    }
}

/// The only type, null aside.
pub(super) fn only_type(schema: &Map<String, Value>) -> Option<&str> {
    match schema.keyword("type")? {
        Value::Array(types) => {
            let mut types = types.iter().filter(|it| *it != "null");
            let only = types.next().filter(|_| types.next().is_none())?;
            only.as_str()
        }
        only => only.as_str(),
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
                    notes.malformed(
                        &at,
                        format!("`{name}` is not a type; it is treated as `{known}`"),
                    );
                }
                *name = known.to_owned();
                if let Some(format) = format {
                    schema.entry("format").or_insert_with(|| format.into());
                }
            }
            None => {
                if !name.eq_ignore_ascii_case("any") {
                    notes.malformed(
                        &at,
                        format!("`{name}` is not a type; the schema is treated as arbitrary JSON"),
                    );
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
                        let shown = name.as_str().map_or(name.to_string(), str::to_owned);
                        let message = format!("`{shown}` is not a type; it is ignored");
                        notes.malformed(&at.child(index), message);
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
            notes.skip(&at, "type", "a string or an array of strings", other);
            schema.remove("type");
        }
    }
}

/// The values of an `enum`. If the type is `string`, YAML may have parsed some as numbers.
fn values(schema: &mut Map<String, Value>, at: &Pointer, notes: &mut Notes) {
    let text = only_type(schema) == Some("string");
    let Some(values) = schema.get_mut("enum") else {
        return;
    };
    match values {
        Value::Array(values) if !values.is_empty() => {
            let mut others = Vec::new();
            for (index, value) in values.iter_mut().enumerate().filter(|_| text) {
                if value.is_number() || value.is_boolean() {
                    others.push((index, value.to_string(), value.is_f64()));
                    *value = Value::String(value.to_string());
                }
            }
            if let Some((first, value, _)) = others.first() {
                let count = others.len();
                let mut message = format!(
                    "`{value}` is not a string, but `#{}` is `string`; it is treated as a string ({count} of these)",
                    at.child("type").as_str()
                );
                let unsure = unsure(values, &others);
                if !unsure.is_empty() {
                    message.push_str(&format!(
                        "; its spelling is lost: quote those that are written otherwise than {unsure}"
                    ));
                }
                notes.say(Code::Contradiction, &at.child("enum").child(first), message);
            }
        }
        Value::Array(_) | Value::Null => {
            schema.remove("enum");
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) => {
            let found = kind_of(values);
            let message =
                format!("`enum` must be an array, not {found}; it is treated as an array of one");
            notes.malformed(&at.child("enum"), message);
            *values = json!([values]);
        }
        Value::Object(_) => {
            notes.skip(&at.child("enum"), "enum", "an array", values);
            schema.remove("enum");
        }
    }
}

/// The strings of numbers that may be written otherwise: `1.10` is the number 1.1.
fn unsure(values: &[Value], numbers: &[(usize, String, bool)]) -> String {
    let is_twice = |text: &str| values.iter().filter(|it| *it == text).count() > 1;
    let unsure = numbers
        .iter()
        .filter(|(_, text, is_float)| *is_float || is_twice(text));
    let unsure: BTreeSet<String> = unsure.map(|(_, text, _)| format!("`{text}`")).collect();
    unsure.into_iter().collect::<Vec<_>>().join(", ")
}

fn required(schema: &mut Map<String, Value>, at: &Pointer, notes: &mut Notes) {
    let Some(required) = schema.get_mut("required") else {
        return;
    };
    let kept = match required {
        Value::Null => false,
        // JSON Schema draft 3 has `required` on the property. Descriptions can't rely on it today.
        Value::Bool(_) => {
            let message =
                "`required` must be an array of property names, not a boolean; it is ignored";
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
        let message =
            "`discriminator` must be an object, not a string; it is treated as the property name";
        if version != Version::V2 {
            notes.malformed(&at, message);
        }
        *discriminator = json!({ "propertyName": name });
        return;
    }
    let named = discriminator.str("propertyName").is_some();
    let Value::Object(members) = discriminator else {
        notes.skip(&at, "discriminator", "an object", discriminator);
        schema.remove("discriminator");
        return;
    };
    if !named {
        notes.malformed(&at, "`discriminator` has no `propertyName`; it is ignored");
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
                notes.skip(&at.child(key), key, "a string", target);
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
