//! Keywords of JSON Schema 2020-12 that have another form in OpenAPI 3.0.
//!
//! They are translated whatever the version of the description: in 3.0 they would have no meaning, so
//! their authors intend that of 3.1.

use serde_json::{Map, Value, json};

use super::items;
use super::notes::Notes;
use super::schema_forms::only_type;
use crate::diagnostic::Code;
use crate::document::origin::Origins;
use crate::document::{Keyed, Pointer};

/// The pattern of the keys that a schema of open maps is meant for.
pub(crate) const KEY_PATTERN: &str = "x-key-pattern";

/// `true` accepts everything and `false` nothing (JSON Schema 2020-12 core, section 4.3.2).
pub(super) fn boolean(schema: &mut Value) {
    match schema {
        Value::Bool(true) => *schema = json!({}),
        Value::Bool(false) => *schema = json!({ "not": {} }),
        _ => {}
    }
}

/// Keywords that may affect more than the validity of values, and have no counterpart.
const WITHOUT_COUNTERPART: [(&str, &str); 8] = [
    ("not", "a schema of values that are invalid"),
    ("if", "a condition on other keywords"),
    ("contains", "a schema that one of the items must match"),
    (
        "dependentRequired",
        "properties that are required if another is present",
    ),
    (
        "dependentSchemas",
        "schemas that apply if a property is present",
    ),
    (
        "dependencies",
        "constraints that apply if a property is present",
    ),
    ("$dynamicRef", "a reference with a dynamic scope"),
    ("$recursiveRef", "a reference with a dynamic scope"),
];

/// Translates the keywords of one schema, but not of its sub-schemas, which are visited separately.
pub(super) fn translate(
    schema: &mut Map<String, Value>,
    at: &Pointer,
    origins: &mut Origins,
    notes: &mut Notes,
) {
    let said = if schema.contains_key("const") {
        "const"
    } else {
        "enum"
    };
    constant(schema, at, notes);
    if let Some(of) = narrowed_by_values(schema) {
        let message = format!("`{said}` of {of} is not enforced by the type");
        notes.say(Code::UnsupportedKeyword, &at.child(said), message);
    }
    items::translate(schema, at, origins);
    other_properties(schema, at, origins, notes);
    for (keyword, meaning) in WITHOUT_COUNTERPART {
        // The schema `false` is written as `not: {}` above.
        let is_stated = schema.get(keyword).is_some_and(|it| *it != json!({}));
        if is_stated {
            let message = format!("`{keyword}`, {meaning}, is not enforced by the type");
            notes.say(Code::UnsupportedKeyword, &at.child(keyword), message);
        }
    }
    exclusive(schema, "minimum", "exclusiveMinimum", |limit, exclusive| {
        limit > exclusive
    });
    exclusive(schema, "maximum", "exclusiveMaximum", |limit, exclusive| {
        limit < exclusive
    });
    examples(schema, at, origins);
    content(schema, at, notes);
}

/// 3.0 has a single `example` rather than a list: the first of the list becomes it, the others stay.
fn examples(schema: &mut Map<String, Value>, at: &Pointer, origins: &mut Origins) {
    if schema.list("examples").is_none() {
        return;
    }
    let Some(Value::Array(mut examples)) = schema.remove("examples") else {
        return;
    };
    let from = at.child("examples");
    if !schema.contains_key("example") && !examples.is_empty() {
        origins.write(&at.child("example"), origins.of(&from.child(0)));
        schema.insert("example".to_owned(), examples.remove(0));
        for index in 0..examples.len() {
            let origin = origins.of(&from.child(index + 1));
            origins.write(&from.child(index), origin);
        }
    }
    if !examples.is_empty() {
        schema.insert("examples".to_owned(), examples.into());
    }
}

/// `const` becomes an `enum` of one value, which replaces any other `enum`, and sets a missing `type`.
fn constant(schema: &mut Map<String, Value>, at: &Pointer, notes: &mut Notes) {
    let Some(value) = schema.remove("const") else {
        return;
    };
    let kind = match &value {
        Value::Null => {
            schema.insert("nullable".to_owned(), Value::Bool(true));
            None
        }
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) if number.is_f64() => Some("number"),
        Value::Number(_) => Some("integer"),
        Value::String(_) => Some("string"),
        Value::Array(_) => Some("array"),
        Value::Object(_) => Some("object"),
    };
    if let Some(kind) = kind {
        schema.entry("type").or_insert(Value::from(kind));
    }
    if let Some(values) = schema.list("enum")
        && !values.contains(&value)
    {
        let message = format!(
            "`const` is not among the values of `#{}`; `const` counts",
            at.child("enum").as_str()
        );
        notes.say(Code::Contradiction, &at.child("const"), message);
    }
    schema.insert("enum".to_owned(), Value::Array(vec![value]));
}

/// Whether only some booleans, numbers, arrays or objects are valid, or some integers beyond 64 bits,
/// for which no enum is generated.
fn narrowed_by_values(schema: &Map<String, Value>) -> Option<&'static str> {
    let values = schema.list("enum")?;
    match only_type(schema)? {
        "boolean" => {
            let has = |flag: bool| values.contains(&Value::Bool(flag));
            (has(true) != has(false)).then_some("booleans")
        }
        "number" => Some("numbers"),
        // The values of an enum are 64-bit.
        "integer" if values.iter().any(|it| it.is_u64() && !it.is_i64()) => Some("integers"),
        "array" => Some("arrays"),
        "object" => Some("objects"),
        _ => None,
    }
}

/// A numeric `exclusiveMinimum` becomes the `minimum` with `exclusiveMinimum: true`, unless the `minimum`
/// beside it is `stricter`.
fn exclusive(
    schema: &mut Map<String, Value>,
    limit: &str,
    exclusive: &str,
    stricter: fn(f64, f64) -> bool,
) {
    let Some(bound) = schema.get(exclusive).filter(|it| it.is_number()).cloned() else {
        return;
    };
    let present = schema.get(limit).and_then(Value::as_f64);
    if present
        .zip(bound.as_f64())
        .is_some_and(|(limit, bound)| stricter(limit, bound))
    {
        schema.remove(exclusive);
    } else {
        schema.insert(limit.to_owned(), bound);
        schema.insert(exclusive.to_owned(), Value::Bool(true));
    }
}

/// The keywords by which other schemas evaluate properties as well.
const COMPOSITION: [&str; 9] = [
    "$ref",
    "$dynamicRef",
    "allOf",
    "anyOf",
    "oneOf",
    "if",
    "not",
    "dependentSchemas",
    "patternProperties",
];

/// Properties that are not declared: 3.0 describes them by `additionalProperties` only.
fn other_properties(
    schema: &mut Map<String, Value>,
    at: &Pointer,
    origins: &mut Origins,
    notes: &mut Notes,
) {
    let take = |schema: &mut Map<String, Value>, from: &Pointer, origins: &mut Origins, value| {
        let origin = origins.of(from);
        origins.write(&at.child("additionalProperties"), origin);
        schema.insert("additionalProperties".to_owned(), value);
    };
    let closed = |schema: &Map<String, Value>| {
        let additional = schema.keyword("additionalProperties");
        additional.is_none_or(|it| *it == Value::Bool(false))
    };
    if let Some(patterns) = schema.object("patternProperties") {
        let from = at.child("patternProperties");
        let named = schema.object("properties");
        let only = (patterns.len() == 1 && named.is_none_or(Map::is_empty) && closed(schema))
            .then(|| patterns.iter().next())
            .flatten()
            .map(|(pattern, value)| (from.child(pattern), value.clone()));
        if let Some((from, value)) = only {
            if schema.keyword("additionalProperties").is_some() {
                // Other names are invalid.
                let names = json!({ "pattern": from.last() });
                schema.entry("propertyNames").or_insert(names);
            } else if !matches!(
                from.last().as_deref(),
                Some("" | ".*" | "^.*$" | ".+" | "^.+$")
            ) {
                let message = "without `additionalProperties: false` other names may hold any \
                               value, but the type expects this schema for every name";
                notes.say(Code::UnsupportedKeyword, &from, message);
                let pattern = from.last().unwrap_or_default();
                schema.insert(KEY_PATTERN.to_owned(), pattern.into());
            }
            schema.remove("patternProperties");
            schema.entry("type").or_insert_with(|| "object".into());
            take(schema, &from, origins, value);
        } else if !patterns.is_empty() {
            let message =
                "`patternProperties`, schemas by property name, is not enforced by the type";
            notes.say(Code::UnsupportedKeyword, &from, message);
        }
    }
    // Without composition all properties are those of the schema itself.
    let is_composed = || COMPOSITION.iter().any(|key| schema.contains_key(*key));
    if schema.keyword("unevaluatedProperties") == Some(&Value::Bool(false))
        && schema.keyword("additionalProperties").is_none()
        && !is_composed()
        && let Some(value) = schema.remove("unevaluatedProperties")
    {
        take(schema, &at.child("unevaluatedProperties"), origins, value);
    }
    if schema.object("unevaluatedProperties").is_some()
        && !schema.contains_key("additionalProperties")
        && let Some(value) = schema.remove("unevaluatedProperties")
    {
        take(schema, &at.child("unevaluatedProperties"), origins, value);
    }
}

/// Files and encoded bytes: 3.0 describes them by `format` (OpenAPI 3.1.0, "Considerations for File
/// Uploads", shows both forms).
fn content(schema: &mut Map<String, Value>, at: &Pointer, notes: &mut Notes) {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    let format = match (text("contentEncoding"), text("contentMediaType")) {
        (Some("base64"), _) => "byte",
        // RFC 4648.
        (Some(other @ ("base64url" | "base32" | "base32hex" | "base16")), _) => other,
        // Identity encodings (RFC 2045, section 6.2).
        (None | Some("7bit" | "8bit" | "binary"), Some(media)) if is_binary(media) => "binary",
        (None | Some("7bit" | "8bit" | "binary"), _) => return,
        (Some(other), _) => {
            let message = format!(
                "`contentEncoding: {other}` is not decoded; the value is the encoded string"
            );
            notes.say(
                Code::UnsupportedKeyword,
                &at.child("contentEncoding"),
                message,
            );
            match other {
                "quoted-printable" => other,
                _ => return,
            }
        }
    };
    // The media type of encoded bytes is known only to their readers.
    let is_encoded = format != "binary";
    let format = Value::from(format);
    schema.remove("contentEncoding");
    if !is_encoded {
        schema.remove("contentMediaType");
    }
    schema.entry("type").or_insert(Value::from("string"));
    schema.entry("format").or_insert(format);
}

fn is_binary(media: &str) -> bool {
    let text = ["json", "xml", "yaml", "javascript", "x-www-form-urlencoded"];
    !media.starts_with("text/") && !text.iter().any(|kind| media.contains(kind))
}
