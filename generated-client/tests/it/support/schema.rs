//! Judges JSON values by the schemas of the description.
//!
//! A schema of OpenAPI 3.0 is nearly one of JSON Schema draft 4 (OpenAPI 3.0.3, 4.7.24): what
//! differs is translated, and a validator that knows nothing of us does the rest.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::Draft;
use serde_json::{Map, Value, json};

use super::description::DESCRIPTION;

static COMPONENTS: LazyLock<Value> = LazyLock::new(|| {
    let schemas = DESCRIPTION["components"]["schemas"].as_object().unwrap();
    json!({ "schemas": each(schemas) })
});

/// What is wrong with the value, a line each.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let root = json!({ "allOf": [translate(schema)], "components": *COMPONENTS });
    let validator = jsonschema::options()
        .with_draft(Draft::Draft4)
        .should_validate_formats(true)
        .with_format("uuid", |text: &str| {
            text.len() == 36 && dixa_client::uuid::Uuid::parse_str(text).is_ok()
        })
        .build(&root)
        .unwrap();
    let errors = validator.iter_errors(value);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

fn each(schemas: &Map<String, Value>) -> BTreeMap<&str, Value> {
    let schemas = schemas.iter();
    schemas
        .map(|(name, schema)| (name.as_str(), translate(schema)))
        .collect()
}

fn translate(schema: &Value) -> Value {
    let Some(schema) = schema.as_object() else {
        assert!(schema.is_boolean(), "a schema is an object, not {schema}");
        return schema.clone();
    };
    if let Some(reference) = schema.get("$ref") {
        // What stands beside a reference is ignored (OpenAPI 3.0.3, 4.7.23).
        return json!({ "$ref": reference });
    }
    let mut out = Map::new();
    for (keyword, value) in schema {
        let value = match keyword.as_str() {
            "type" if schema.get("nullable") == Some(&true.into()) => json!([value, "null"]),
            "type" | "enum" | "required" | "pattern" | "minimum" | "maximum" | "multipleOf"
            | "exclusiveMinimum" | "exclusiveMaximum" | "minLength" | "maxLength" | "minItems"
            | "maxItems" | "uniqueItems" | "minProperties" | "maxProperties" => value.clone(),
            "properties" => json!(each(value.as_object().unwrap())),
            "items" | "not" | "additionalProperties" => translate(value),
            "allOf" => value.as_array().unwrap().iter().map(translate).collect(),
            "anyOf" | "oneOf" => {
                let parts = value.as_array().unwrap().iter();
                parts.map(|part| variant(schema, part)).collect()
            }
            // Date-times are RFC 9557 here, which no validator knows as `date-time`.
            "format" => match value.as_str().unwrap() {
                "uuid" => value.clone(),
                "int32" => {
                    out.insert("maximum".into(), i32::MAX.into());
                    out.insert("minimum".into(), i32::MIN.into());
                    continue;
                }
                "int64" | "double" | "date-time" | "binary" => continue,
                other => panic!("`format: {other}` is not known to this reading"),
            },
            "nullable" | "discriminator" | "title" | "description" | "default" | "example"
            | "deprecated" => continue,
            // Draft 4 has no `propertyNames`.
            "propertyNames" if value["format"] == "uuid" => {
                let id = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";
                let property = translate(&schema["additionalProperties"]);
                out.insert("patternProperties".into(), json!({ id: property }));
                json!({})
            }
            "propertyNames" => {
                let names = value["enum"].as_array().unwrap().iter();
                let property = translate(&schema["additionalProperties"]);
                names
                    .map(|name| (name.as_str().unwrap(), property.clone()))
                    .collect()
            }
            "readOnly" | "writeOnly" | "xml" | "externalDocs" => continue,
            extension if extension.starts_with("x-") => continue,
            other => panic!("the keyword `{other}` is not known to this reading"),
        };
        out.insert(keyword.clone(), value);
    }
    if let Some(names) = out.remove("propertyNames") {
        out.insert("properties".into(), names);
        out.insert("additionalProperties".into(), false.into());
    }
    // The bounds of a format do not loosen those of the schema.
    for bound in ["minimum", "maximum"] {
        if let Some(own) = schema.get(bound) {
            out.insert(bound.into(), own.clone());
        }
    }
    Value::Object(out)
}

/// A part of a union. Where the union has a discriminator, the part is for those of its values that
/// lead to it (OpenAPI 3.0.3, 4.7.25).
fn variant(union: &Map<String, Value>, part: &Value) -> Value {
    let Some(discriminator) = union.get("discriminator") else {
        return translate(part);
    };
    let reference = part["$ref"].as_str().unwrap();
    let component = reference.rsplit('/').next().unwrap();
    let mapping = discriminator["mapping"].as_object();
    let mapped = mapping.into_iter().flatten();
    let mut tags: Vec<_> = mapped
        .filter(|(_, target)| *target == reference || *target == component)
        .map(|(tag, _)| tag.as_str())
        .collect();
    if tags.is_empty() {
        tags.push(component);
    }
    let property = discriminator["propertyName"].as_str().unwrap();
    json!({
        "allOf": [{ "$ref": reference }],
        "properties": { property: { "enum": tags } },
        "required": [property],
    })
}
