//! A description whose names are all used by Rust, the runtime or generated code, too.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use generator::Generated;
use serde_json::{Map, Value, json};

use super::generate;

/// Names of Rust and of crates that generated code uses.
const OTHERS: &str = "AsRef BTreeMap Box Clone Copy Debug Default Deserialize Deserializer Display \
    Drop Eq Err Extend Fn From Future HashMap Hash Into IntoFuture IntoIterator Iterator Key Map \
    MapAccess None Ok Option Ord Output Result Rt Self Send Serialize SerializeMap Serializer Sized \
    Some String Sync ToOwned ToString TryFrom Unit Value Variants Vec alloc as_str builder bytes \
    clone core crate decode default extra fn form from from_env i64 into items json map model \
    models new operations pages request rest rt self send serde set std str super transport type u8 \
    unknown value";

/// The description: each name as a schema, a property, a value, a variant, an operation, a tag and a
/// parameter.
pub(super) fn generated() -> Generated {
    let names = names();
    let mut schemas = Map::new();
    let mut paths = Map::new();
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    for (index, name) in names.iter().enumerate() {
        schemas.insert(
            name.clone(),
            json!({
                "type": "object",
                "required": ["kind"],
                "properties": {
                    "kind": {"type": "string", "enum": [name]},
                    name: {"type": "string", "format": "date-time"},
                    "next": reference(name),
                    "many": {"type": "array", "items": {"type": "string"}},
                    "maybe": {"type": "string", "nullable": true},
                    "others": {"type": "object", "additionalProperties": {"type": "integer"}},
                },
            }),
        );
        let body = match index % 3 {
            0 => json!({"multipart/form-data": {"schema": {"type": "object", "properties": {
                name: {"type": "string", "format": "binary"}, "part": reference(name)}}}}),
            1 => json!({"application/x-www-form-urlencoded": {"schema": reference(name)}}),
            _ => json!({"application/json": {"schema": reference(name)}}),
        };
        let response = json!({"description": "", "content": {"application/json": {"schema": reference(name)}}});
        paths.insert(
            format!("/{index}/{{{name}}}"),
            json!({"post": {
                "operationId": name,
                "tags": [name],
                "parameters": [
                    {"name": name, "in": "path", "required": true, "schema": {"type": "string"}},
                    {"name": name, "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                ],
                "requestBody": {"required": true, "content": body},
                "responses": {"200": response, "400": response},
            }}),
        );
    }
    let all: Map<String, Value> = names.iter().map(|it| (it.clone(), reference(it))).collect();
    let variants: Vec<&Value> = all.values().collect();
    schemas.insert(
        "Holder".into(),
        json!({"type": "object", "required": names, "properties": all}),
    );
    schemas.insert("Word".into(), json!({"type": "string", "enum": names}));
    schemas.insert(
        "Choice".into(),
        json!({"oneOf": variants, "discriminator": {"propertyName": "kind"}}),
    );
    let description = json!({
        "openapi": "3.0.3",
        "info": {"title": "Common names", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    });
    generate(description.to_string())
}

/// The names above, and all names that a client has from its runtime.
fn names() -> BTreeSet<String> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client/src/lib.rs");
    let root = fs::read_to_string(own).unwrap();
    let code = root.lines().filter(|line| !line.starts_with("//"));
    let words = code.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'));
    let words = words.chain(OTHERS.split_whitespace());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
