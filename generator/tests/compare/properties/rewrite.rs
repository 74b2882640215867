//! Equivalent notations of one description.

use serde_json::{Map, Value, json};

const SCHEMAS: &str = "#/components/schemas/";

/// The document with an equivalent change to its schemas, each with a label; with `each_name` also
/// for each component individually.
pub(super) fn rewritten(document: &Value, each_name: bool) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for key in ["allOf", "oneOf", "anyOf"] {
        let mut other = document.clone();
        wrap(&mut other, key);
        found.push((format!("references in {key}"), other));
    }
    let mut other = document.clone();
    regroup(&mut other);
    found.push(("parts of an allOf in another allOf".to_owned(), other));
    for name in names(document).into_iter().filter(|_| each_name) {
        found.push((format!("{name} in two parts"), in_parts(document, &name)));
        if !is_told_by_name(document, &name) {
            found.push((format!("{name} renamed"), renamed(document, &name)));
            let inline = inlined(document, &name);
            found.extend(inline.map(|other| (format!("{name} written in place"), other)));
        }
    }
    found.retain(|(_, other)| other != document);
    found
        .into_iter()
        .map(|(name, other)| (name, other.to_string()))
        .collect()
}

fn names(document: &Value) -> Vec<String> {
    let schemas = document["components"]["schemas"].as_object();
    schemas
        .map(|all| all.keys().cloned().collect())
        .unwrap_or_default()
}

/// Applies a change to every object in a value, the innermost first.
fn each(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                // An example value is not a schema.
                let is_value = key == "default" && !value.is_object();
                if !is_value && !matches!(key.as_str(), "example" | "examples" | "enum") {
                    each(value, change);
                }
            }
            change(object);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each(item, change)),
        _ => {}
    }
}

/// The component that an object references, if it has nothing else.
fn target(object: &Map<String, Value>) -> Option<String> {
    let only = object.len() == 1;
    let name = object
        .get("$ref")
        .filter(|_| only)?
        .as_str()?
        .strip_prefix(SCHEMAS)?;
    Some(name.to_owned())
}

/// Makes each reference the only part of a composition, except for those that already are parts.
fn wrap(document: &mut Value, key: &str) {
    each(document, &mut |object| {
        for value in object.values_mut() {
            if value.as_object().and_then(target).is_some() {
                *value = json!({ key: [value.take()] });
            }
        }
    });
}

/// Nests all but the first part of each `allOf` in another one.
fn regroup(document: &mut Value) {
    each(document, &mut |object| {
        if let Some(Value::Array(parts)) = object.get_mut("allOf")
            && parts.len() > 2
        {
            let rest = parts.split_off(1);
            parts.push(json!({ "allOf": rest }));
        }
    });
}

/// Splits the properties of an object into two parts of an `allOf`.
fn in_parts(document: &Value, name: &str) -> Value {
    let mut other = document.clone();
    let schema = &mut other["components"]["schemas"][name];
    let Some(object) = schema.as_object_mut() else {
        return other;
    };
    let is_plain = [
        "allOf",
        "oneOf",
        "anyOf",
        "additionalProperties",
        "discriminator",
    ]
    .iter()
    .all(|key| !object.contains_key(*key));
    let Some(Value::Object(properties)) = object.get("properties").filter(|_| is_plain).cloned()
    else {
        return other;
    };
    let half = properties.len() / 2;
    let part =
        |properties: Map<String, Value>| json!({ "type": "object", "properties": properties });
    let first = properties.clone().into_iter().take(half).collect();
    let second = properties.into_iter().skip(half).collect();
    object.remove("properties");
    object.remove("type");
    object.insert("allOf".to_owned(), json!([part(first), part(second)]));
    other
}

/// Whether the name of a component is a discriminator value (OpenAPI 3.0.3, Discriminator Object:
/// names are implied), or one with a meaningless number (`Text1`).
fn is_told_by_name(document: &Value, name: &str) -> bool {
    let mut told = name.ends_with(|c: char| c.is_ascii_digit());
    let mut document = document.clone();
    let reference = format!("{SCHEMAS}{name}");
    each(&mut document, &mut |object| {
        let lists = ["oneOf", "anyOf"]
            .into_iter()
            .filter_map(|key| object.get(key));
        let is_variant = lists
            .flat_map(|list| list.as_array().into_iter().flatten())
            .any(|variant| variant["$ref"] == reference.as_str());
        told |= is_variant && object.contains_key("discriminator");
        let is_family = object.contains_key("discriminator") && !object.contains_key("oneOf");
        told |= is_family;
    });
    told
}

fn renamed(document: &Value, name: &str) -> Value {
    let now = format!("{name}Renamed");
    let mut other = document.clone();
    if let Some(schemas) = other["components"]["schemas"].as_object_mut()
        && let Some(schema) = schemas.remove(name)
    {
        schemas.insert(now.clone(), schema);
    }
    let (was, is) = (format!("{SCHEMAS}{name}"), format!("{SCHEMAS}{now}"));
    each(&mut other, &mut |object| {
        for value in object.values_mut() {
            let inside = value.as_str().and_then(|text| text.strip_prefix(&was));
            if let Some(inside) = inside.filter(|it| it.is_empty() || it.starts_with('/')) {
                *value = format!("{is}{inside}").into();
            }
        }
    });
    other
}

/// Inlines a component wherever it is referenced.
///
/// `None` if that is infinite; for a part of a composition, which has no position of its own, and for
/// the values of a tag, which then have no type; if properties that only one side sets would be of
/// two kinds; and if only a webhook references it, since a webhook is not an operation.
fn inlined(document: &Value, name: &str) -> Option<Value> {
    let schema = document["components"]["schemas"].get(name)?.clone();
    let text = schema.to_string();
    let is_one_sided = text.contains("readOnly") || text.contains("writeOnly");
    if is_one_sided || document.get("webhooks").is_some() {
        return None;
    }
    let mut tags = Vec::new();
    each(&mut document.clone(), &mut |object| {
        tags.extend(
            object
                .get("propertyName")
                .and_then(Value::as_str)
                .map(str::to_owned),
        );
    });
    let mut other = document.clone();
    other["components"]["schemas"].as_object_mut()?.remove(name);
    let mut uses = 0;
    each(&mut other, &mut |object| {
        for (key, value) in object.iter_mut() {
            let is_tag = tags.contains(key);
            if !is_tag && value.as_object().and_then(target).as_deref() == Some(name) {
                *value = schema.clone();
                uses += 1;
            }
        }
    });
    let is_left = other.to_string().contains(&format!("{SCHEMAS}{name}\""));
    (uses > 0 && !is_left).then_some(other)
}
