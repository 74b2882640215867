//! Schemas for the `jsonschema` crate: those of the effective description, which is in the form of
//! OpenAPI 3.0, with what that form says otherwise than JSON Schema (draft 4) translated.

use std::collections::BTreeMap;

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

/// Which way a payload goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Request,
    Response,
}

impl Way {
    /// What marks properties that are not in payloads that go this way.
    pub(super) fn hidden(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Response => "writeOnly",
        }
    }
}

/// What a reference leads to; the node itself where it is none.
pub(super) fn resolve<'a>(root: &'a Value, node: &'a Value) -> &'a Value {
    let mut node = node;
    for _ in 0..16 {
        let Some(reference) = node.get("$ref").and_then(Value::as_str) else {
            break;
        };
        let pointer = reference.strip_prefix('#').unwrap_or_default();
        let pointer = percent_encoding::percent_decode_str(pointer).decode_utf8_lossy();
        node = root.pointer(&pointer).unwrap_or(&Value::Null);
    }
    node
}

/// The last name in a reference.
pub(super) fn component(node: &Value) -> Option<&str> {
    node.get("$ref")?.as_str()?.rsplit('/').next()
}

/// The values of a discriminator that stand for a variant.
pub(super) fn tags(discriminator: Option<&Value>, variant: &Value) -> Vec<String> {
    let Some(name) = component(variant) else {
        return Vec::new();
    };
    let mapping = discriminator.and_then(|it| it.get("mapping")?.as_object());
    let mapped = mapping.into_iter().flatten().filter(|(_, target)| {
        let target = target.as_str().unwrap_or_default();
        target.rsplit('/').next() == Some(name)
    });
    let mapped: Vec<String> = mapped.map(|(tag, _)| tag.clone()).collect();
    match (mapped.is_empty(), discriminator) {
        (true, Some(_)) => vec![name.to_owned()],
        _ => mapped,
    }
}

/// The validator of a schema, with the components that it reaches.
pub(super) fn validator(root: &Value, schema: &Value, way: Way) -> Option<Validator> {
    let mut reached: BTreeMap<String, Value> = BTreeMap::new();
    let mut open = vec![schema.clone()];
    let mut whole = json!({ "allOf": [translate(root, schema, way)] });
    while let Some(node) = open.pop() {
        for reference in references(&node) {
            let pointer = reference.trim_start_matches('#').to_owned();
            let target = resolve_once(root, &pointer);
            reached.entry(pointer).or_insert_with(|| {
                open.push(target.clone());
                translate(root, target, way)
            });
        }
    }
    for (pointer, schema) in reached {
        put(&mut whole, &pointer, schema);
    }
    jsonschema::options()
        .with_draft(Draft::Draft4)
        .should_validate_formats(true)
        .with_format("uuid", crate::proof::corpus::judge::is_uuid)
        .with_format("byte", is_base64)
        .build(&whole)
        .ok()
}

/// The form of RFC 4648, section 4.
fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.len().is_multiple_of(4) && text.len() - digits.len() <= 2 && digits.bytes().all(is_digit)
}

fn resolve_once<'a>(root: &'a Value, pointer: &str) -> &'a Value {
    let pointer = percent_encoding::percent_decode_str(pointer).decode_utf8_lossy();
    root.pointer(&pointer).unwrap_or(&Value::Null)
}

fn references(node: &Value) -> Vec<String> {
    match node {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(members) => {
            let own = members
                .get("$ref")
                .and_then(Value::as_str)
                .map(str::to_owned);
            own.into_iter()
                .chain(members.values().flat_map(references))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Writes a value where a pointer leads, with all objects on the way.
fn put(whole: &mut Value, pointer: &str, schema: Value) {
    let mut node = whole;
    for part in pointer.split('/').skip(1) {
        let part = percent_encoding::percent_decode_str(part).decode_utf8_lossy();
        let part = part.replace("~1", "/").replace("~0", "~");
        if !node.is_object() {
            *node = json!({});
        }
        node = &mut node[part.as_str()];
    }
    *node = schema;
}

/// The schema as JSON Schema says it: null, read-only and write-only properties, and unions with a
/// discriminator, which tells more than `oneOf`.
fn translate(root: &Value, value: &Value, way: Way) -> Value {
    let inner = |value: &Value| translate(root, value, way);
    let Value::Object(members) = value else {
        return match value {
            Value::Array(items) => items.iter().map(inner).collect(),
            scalar => scalar.clone(),
        };
    };
    if members.contains_key("$ref") {
        return json!({ "$ref": members["$ref"] });
    }
    let mut translated = Map::new();
    for (key, value) in members {
        let value = match (key.as_str(), value) {
            ("nullable" | "discriminator" | "example" | "default" | "title" | "description", _) => {
                continue;
            }
            ("format", Value::String(format))
                if !["uuid", "date", "date-time", "byte"].contains(&format.as_str()) =>
            {
                continue;
            }
            ("properties", Value::Object(named)) => named
                .iter()
                .map(|(name, schema)| (name.clone(), inner(schema)))
                .collect(),
            ("enum" | "const", value) => value.clone(),
            ("required", Value::Array(names)) => {
                let sent = |name: &&Value| {
                    let name = name.as_str().unwrap_or_default();
                    let property = members.get("properties").and_then(|it| it.get(name));
                    let property = property.map(|it| (it, resolve(root, it)));
                    let hidden = |it: &Value| it.get(way.hidden()) == Some(&Value::Bool(true));
                    !property.is_some_and(|(node, target)| hidden(node) || hidden(target))
                };
                let names: Vec<Value> = names.iter().filter(sent).cloned().collect();
                if names.is_empty() {
                    continue;
                }
                names.into()
            }
            ("oneOf" | "anyOf", Value::Array(variants))
                if members.contains_key("discriminator") =>
            {
                let tagged = of_discriminator(members, variants, &inner);
                translated.insert("anyOf".to_owned(), tagged);
                continue;
            }
            (_, value) => inner(value),
        };
        translated.insert(key.clone(), value);
    }
    let typed = ["type", "allOf", "anyOf", "oneOf"]
        .iter()
        .any(|key| members.contains_key(*key));
    if members.get("properties").is_some_and(Value::is_object) && !typed {
        translated.insert("type".to_owned(), "object".into());
    }
    if members.get("nullable") == Some(&Value::Bool(true)) {
        return json!({ "anyOf": [{ "type": "null" }, translated] });
    }
    Value::Object(translated)
}

/// The variants of a union, each with the tags that stand for it.
fn of_discriminator(
    members: &Map<String, Value>,
    variants: &[Value],
    inner: &dyn Fn(&Value) -> Value,
) -> Value {
    let discriminator = members.get("discriminator");
    let property = discriminator
        .and_then(|it| it.get("propertyName")?.as_str())
        .unwrap_or_default();
    variants
        .iter()
        .map(|variant| {
            let tags = tags(discriminator, variant);
            let translated = inner(variant);
            match tags.is_empty() {
                true => translated,
                false => json!({ "allOf": [translated,
                    { "properties": { property: { "enum": tags } } }] }),
            }
        })
        .collect()
}
