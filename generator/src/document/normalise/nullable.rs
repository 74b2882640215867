//! Translates null as a type (3.1) to `nullable` (3.0), lists of types to alternatives, and unions with
//! a single remaining alternative to that alternative.

use serde_json::{Map, Value, json};

use super::super::Pointer;
use super::super::origin::Origins;
use crate::document::Keyed;

/// Keywords that apply to one type only; they move to its variant when a list of types is split.
const OF_TYPE: [(&str, &[&str]); 4] = [
    (
        "array",
        &[
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "uniqueItems",
        ],
    ),
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
        ],
    ),
    ("string", &["pattern", "minLength", "maxLength", "format"]),
    (
        "number",
        &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ],
    ),
];

/// Translates one schema, but not its sub-schemas, which are visited separately.
pub(super) fn translate(schema: &mut Map<String, Value>, at: &Pointer, origins: &mut Origins) {
    types(schema, at, origins);
    for union in ["oneOf", "anyOf"] {
        variants(schema, union, at, origins);
    }
}

fn types(schema: &mut Map<String, Value>, at: &Pointer, origins: &mut Origins) {
    let mut types: Vec<String> = match schema.keyword("type") {
        Some(Value::Array(types)) => types
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        Some(Value::String(only)) if only == "null" => vec![only.clone()],
        _ => return,
    };
    let before = types.len();
    types.retain(|it| it != "null");
    if types.len() < before {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    match types.as_slice() {
        [] => only_null(schema),
        [only] => {
            schema.insert("type".to_owned(), Value::from(only.as_str()));
        }
        several => {
            schema.remove("type");
            // If there are other alternatives, the list of types is dropped: more is accepted, and
            // nothing is refused that was accepted before.
            if !schema.contains_key("anyOf") && !schema.contains_key("oneOf") {
                let variants: Vec<Value> = several.iter().map(|it| variant(schema, it)).collect();
                for index in 0..variants.len() {
                    // The content of a variant was in the schema itself.
                    origins.write(&at.child("anyOf").child(index), origins.of(at));
                }
                schema.insert("anyOf".to_owned(), Value::Array(variants));
            }
        }
    }
}

/// The part of the schema that applies to this type.
fn variant(schema: &mut Map<String, Value>, of: &str) -> Value {
    let mut variant = Map::new();
    variant.insert("type".to_owned(), Value::from(of));
    let keywords = OF_TYPE
        .iter()
        .filter(|(name, _)| *name == of)
        .flat_map(|(_, keywords)| *keywords);
    for keyword in keywords {
        if let Some(value) = schema.remove(*keyword) {
            variant.insert((*keyword).to_owned(), value);
        }
    }
    Value::Object(variant)
}

fn only_null(schema: &mut Map<String, Value>) {
    schema.remove("type");
    schema.insert("nullable".to_owned(), Value::Bool(true));
    schema.insert("enum".to_owned(), json!([null]));
}

/// Removes null variants from a union. A union with one remaining variant is replaced by it, unless a
/// discriminator allows further ones.
fn variants(schema: &mut Map<String, Value>, union: &str, at: &Pointer, origins: &mut Origins) {
    let is_open = schema.contains_key("discriminator");
    let Some(Value::Array(variants)) = schema.get_mut(union) else {
        return;
    };
    let before = variants.len();
    let list = at.child(union);
    for index in (0..before).rev() {
        if is_null(&variants[index]) {
            origins.remove_item(&list, index, variants.len());
            variants.remove(index);
        }
    }
    let left = variants.len();
    if left == before {
        return;
    }
    schema.insert("nullable".to_owned(), Value::Bool(true));
    if left == 0 {
        schema.remove(union);
        only_null(schema);
    } else if left == 1
        && !is_open
        && let Some(Value::Array(mut only)) = schema.remove(union)
    {
        let parts = schema.entry("allOf").or_insert_with(|| json!([]));
        if let Some(parts) = parts.as_array_mut() {
            let origin = origins.of(&list.child(0));
            origins.write(&at.child("allOf").child(parts.len()), origin);
            parts.append(&mut only);
        }
    }
}

/// Whether null is the only value of a variant. 3.0 has several ways to write it, of which `nullable`
/// without a type is the most common.
fn is_null(variant: &Value) -> bool {
    let null = json!("null");
    let only_null = |values: &Value| {
        let values = values.as_array();
        values.is_some_and(|it| !it.is_empty() && it.iter().all(Value::is_null))
    };
    let only_nullable = |members: &Map<String, Value>| {
        let nullable = ["nullable", "x-nullable"]
            .iter()
            .any(|key| members.get(*key) == Some(&Value::Bool(true)));
        nullable
            && members.keys().all(|key| {
                let remark = ["nullable", "title", "description", "example", "default"];
                remark.contains(&key.as_str()) || key.starts_with("x-")
            })
    };
    variant
        .keyword("type")
        .is_some_and(|it| *it == null || *it == json!([null]))
        || variant.keyword("const").is_some_and(Value::is_null)
        || variant.keyword("enum").is_some_and(only_null)
        || variant.as_object().is_some_and(only_nullable)
}
