//! Translates null as a type (3.1) to `nullable` (3.0), lists of types to alternatives, and unions with
//! a single remaining alternative to that alternative.

use serde_json::{Map, Value, json};

use super::super::Pointer;
use super::super::origin::Origins;
use super::notes::Notes;
use super::schema_forms::INTEGERS;
use crate::diagnostic::Code;
use crate::document::Keyed;

/// Says that a list of types allows null, and `enum` doesn't: null is invalid then. With `nullable`,
/// OpenAPI 3.0 leaves that open.
pub(crate) const UNLISTED_NULL: &str = "x-null-beyond-enum";

const LIMITS: &[&str] = &[
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
];

/// Keywords that apply to some types only; they move to their variants when a list of types is split.
const OF_TYPE: [(&str, &[&str]); 5] = [
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
    ("string", &["pattern", "minLength", "maxLength"]),
    ("number", LIMITS),
    ("integer", LIMITS),
];

/// The formats of numbers that aren't integers.
const FRACTIONS: [&str; 4] = ["float", "double", "decimal", "decimal128"];

/// Keywords by which an alternative has a type, or a shape of its own.
const TYPED: [&str; 7] = ["$ref", "allOf", "anyOf", "const", "enum", "oneOf", "type"];
const SHAPED: [&str; 6] = [
    "additionalProperties",
    "format",
    "items",
    "patternProperties",
    "prefixItems",
    "properties",
];

/// Translates one schema, but not its sub-schemas, which are visited separately.
pub(super) fn translate(
    schema: &mut Map<String, Value>,
    at: &Pointer,
    origins: &mut Origins,
    notes: &mut Notes,
) {
    types(schema, at, origins, notes);
    for union in ["oneOf", "anyOf"] {
        variants(schema, union, at, origins);
    }
}

fn types(schema: &mut Map<String, Value>, at: &Pointer, origins: &mut Origins, notes: &mut Notes) {
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
        let listed = schema.list("enum");
        if listed.is_some_and(|listed| !listed.iter().any(Value::is_null)) {
            schema.insert(UNLISTED_NULL.to_owned(), Value::Bool(true));
        }
    }
    match types.as_slice() {
        [] => only_null(schema),
        [only] => {
            schema.insert("type".to_owned(), Value::from(only.as_str()));
        }
        several => {
            schema.remove("type");
            match free_list(schema) {
                Some(key) => {
                    let variants = split(schema, several);
                    for index in 0..variants.len() {
                        // The content of a variant was in the schema itself.
                        origins.write(&at.child(key).child(index), origins.of(at));
                    }
                    schema.insert(key.to_owned(), Value::Array(variants));
                }
                // The alternatives with types of their own have only values of these.
                None if alternatives(schema).all(|it| has_any(it, &TYPED)) => {}
                None => {
                    let message = "the type omits the list of types; an alternative without a type is of the one that its keywords suggest";
                    notes.say(Code::UnsupportedSchema, &at.child("type"), message);
                }
            }
        }
    }
}

/// The list of alternatives to which the types of a schema can be added: there is none yet, or it is of
/// conditions, such as required properties, which stay beside the types.
fn free_list(schema: &Map<String, Value>) -> Option<&'static str> {
    let is_condition = |it: &Value| {
        let mut keys = it.as_object().into_iter().flat_map(Map::keys);
        !has_any(it, &TYPED)
            && !has_any(it, &SHAPED)
            && keys.any(|key| !["title", "description"].contains(&key.as_str()))
    };
    let free = ["anyOf", "oneOf"].into_iter().find(|key| !schema.has(key));
    free.filter(|_| alternatives(schema).all(is_condition))
}

fn alternatives(schema: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let lists = ["oneOf", "anyOf"].into_iter();
    lists.filter_map(|key| schema.list(key)).flatten()
}

fn has_any(schema: &Value, keys: &[&str]) -> bool {
    keys.iter().any(|key| schema.has(key))
}

/// The parts of the schema that apply to each type.
fn split(schema: &mut Map<String, Value>, types: &[String]) -> Vec<Value> {
    let format = schema.str("format").map(str::to_owned);
    let format_of = format.as_deref().and_then(|it| type_of_format(it, types));
    let mut moved = Vec::new();
    let variants = types.iter().map(|of| {
        let own = OF_TYPE.iter().filter(|(name, _)| name == of);
        let own = own.flat_map(|(_, keywords)| *keywords).copied();
        let own: Vec<&str> = own
            .chain((format_of == Some(of)).then_some("format"))
            .collect();
        let mut variant = Map::new();
        variant.insert("type".to_owned(), Value::from(of.as_str()));
        for keyword in &own {
            if let Some(value) = schema.get(*keyword) {
                variant.insert((*keyword).to_owned(), value.clone());
            }
        }
        moved.extend(own);
        Value::Object(variant)
    });
    let variants = variants.collect();
    for keyword in moved {
        schema.remove(keyword);
    }
    variants
}

/// The type among these that a format is about: a number for one of numbers, otherwise a string.
fn type_of_format<'t>(format: &str, types: &'t [String]) -> Option<&'t String> {
    let named = |name: &str| types.iter().find(|it| *it == name);
    let number = match format {
        _ if INTEGERS.contains(&format) => named("integer").or_else(|| named("number")),
        _ if FRACTIONS.contains(&format) => named("number"),
        _ => None,
    };
    number.or_else(|| named("string"))
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
