//! The kinds of schemas that each version has.

use serde_json::{Value, json};

use super::Version;

pub(super) fn with(mut schema: Value, more: Value) -> Value {
    if let (Some(schema), Value::Object(more)) = (schema.as_object_mut(), more) {
        schema.extend(more);
    }
    schema
}

/// The kinds that every version has, by name.
const PLAIN: &str = r#"{
    "text": {"type": "string"},
    "text pattern": {"type": "string", "pattern": "^a+$", "minLength": 1, "maxLength": 9},
    "integer": {"type": "integer"},
    "integer large": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615},
    "integer limited": {"type": "integer", "minimum": 1, "maximum": 10, "default": 3},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "any": {},
    "enum text": {"type": "string", "enum": ["a", "b c", ""]},
    "enum integer": {"type": "integer", "enum": [1, 2, -3]},
    "enum one": {"type": "string", "enum": ["only"]},
    "enum boolean": {"type": "boolean", "enum": [true]},
    "enum number": {"type": "number", "enum": [0.5, 1.5]},
    "enum mixed": {"enum": ["a", 1, true]},
    "list": {"type": "array", "items": {"type": "string"}},
    "list any": {"type": "array", "items": {}},
    "list enum": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
    "list list": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
    "list object": {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}},
    "list date": {"type": "array", "items": {"type": "string", "format": "date"}},
    "list uuid": {"type": "array", "items": {"type": "string", "format": "uuid"}},
    "list bytes": {"type": "array", "items": {"type": "string", "format": "byte"}},
    "map": {"type": "object", "additionalProperties": {"type": "string"}},
    "map any": {"type": "object", "additionalProperties": true},
    "map list": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer"}}},
    "object": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": {"type": "integer"}, "c": {"type": "array", "items": {"type": "number"}}}},
    "object closed": {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": false},
    "object closed empty": {"type": "object", "additionalProperties": false},
    "object open": {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "integer"}},
    "object bare": {"type": "object"},
    "object deep": {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"type": "object", "properties": {"c": {"type": "string", "format": "date-time"}}}}}}},
    "object read only": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "readOnly": true}, "b": {"type": "string"}}},
    "all of": {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}}, {"type": "object", "required": ["b"], "properties": {"b": {"type": "integer"}}}]},
    "all of text": {"allOf": [{"type": "string"}, {"maxLength": 5}]}
}"#;

/// The kinds of schemas, each with a name.
pub(super) fn kinds(version: Version) -> Vec<(String, Value)> {
    let text = || json!({ "type": "string" });
    let binary = || match version {
        Version::Swagger => json!({ "type": "string", "format": "binary" }),
        Version::V30 => json!({ "type": "string", "format": "binary" }),
        _ => json!({ "type": "string", "contentMediaType": "image/png" }),
    };
    let list = |items: Value| json!({ "type": "array", "items": items });
    let object = |properties: Value| json!({ "type": "object", "properties": properties });
    let mut kinds: Vec<(String, Value)> = Vec::new();
    let mut add = |name: &str, schema: Value| kinds.push((name.to_owned(), schema));
    for format in [
        "date-time",
        "date",
        "time",
        "duration",
        "uuid",
        "byte",
        "binary",
        "password",
        "email",
        "uri",
        "ipv4",
        "decimal",
        "int64",
        "odd",
    ] {
        add(
            &format!("text {format}"),
            json!({ "type": "string", "format": format }),
        );
    }
    for format in [
        "int8", "int16", "int32", "int64", "uint8", "uint32", "uint64", "odd",
    ] {
        add(
            &format!("integer {format}"),
            json!({ "type": "integer", "format": format }),
        );
    }
    for format in ["float", "double", "decimal"] {
        add(
            &format!("number {format}"),
            json!({ "type": "number", "format": format }),
        );
    }
    let plain: Value = serde_json::from_str(PLAIN).unwrap();
    for (name, schema) in plain.as_object().unwrap() {
        add(name, schema.clone());
    }
    add("list binary", list(binary()));
    add("list list binary", list(list(binary())));
    add(
        "object binary",
        object(json!({ "file": binary(), "name": text() })),
    );
    add(
        "map binary",
        json!({ "type": "object", "additionalProperties": binary() }),
    );
    for (name, schema) in [
        ("text", text()),
        (
            "date-time",
            json!({ "type": "string", "format": "date-time" }),
        ),
        ("enum", json!({ "type": "string", "enum": ["a", "b"] })),
        ("integer", json!({ "type": "integer" })),
        ("list", list(text())),
        ("list binary", list(binary())),
        ("binary", binary()),
        (
            "map",
            json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        ),
        ("object", object(json!({ "a": text() }))),
    ] {
        add(&format!("null {name}"), version.or_null(schema));
    }
    add("list of null", list(version.or_null(text())));
    add("list of null list", list(version.or_null(list(text()))));
    add(
        "null list of null",
        version.or_null(list(version.or_null(text()))),
    );
    add(
        "map of null",
        json!({ "type": "object", "additionalProperties": version.or_null(text()) }),
    );
    if version != Version::Swagger {
        unions(&mut add, version, &binary);
    }
    if version.is_modern() {
        modern(&mut add);
    }
    kinds
}

fn unions(add: &mut impl FnMut(&str, Value), version: Version, binary: &impl Fn() -> Value) {
    let component = |name: &str| json!({ "$ref": format!("{}{name}", version.components()) });
    let object = |name: &str| {
        json!({
            "type": "object", "required": [name], "properties": { name: { "type": "string" } },
        })
    };
    add(
        "union tagged",
        json!({
            "oneOf": [component("Cat"), component("Dog")],
            "discriminator": { "propertyName": "kind" },
        }),
    );
    add(
        "union untagged",
        json!({ "oneOf": [object("a"), object("b")] }),
    );
    add(
        "union any of",
        json!({ "anyOf": [object("a"), object("b"), { "type": "string" }] }),
    );
    add(
        "union text object",
        json!({
            "oneOf": [{ "type": "string", "enum": ["auto"] }, object("a")],
        }),
    );
    add(
        "union texts",
        json!({
            "oneOf": [{ "type": "string" }, { "type": "string", "format": "date-time" }],
        }),
    );
    add(
        "union text integer",
        json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] }),
    );
    add(
        "union scalars",
        json!({
            "anyOf": [{ "type": "boolean" }, { "type": "number" },
                { "type": "string", "format": "uuid" }, { "type": "string", "format": "byte" }],
        }),
    );
    add(
        "union list",
        json!({
            "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
        }),
    );
    add(
        "union files",
        json!({
            "oneOf": [binary(), { "type": "array", "items": binary() }],
        }),
    );
    add(
        "union file text",
        json!({ "anyOf": [binary(), { "type": "string", "format": "uri" }] }),
    );
    add(
        "union file object",
        json!({ "oneOf": [binary(), object("a")] }),
    );
    add(
        "union null",
        version.or_null(json!({ "oneOf": [object("a"), object("b")] })),
    );
    add(
        "union list of union",
        json!({
            "type": "array", "items": { "oneOf": [object("a"), { "type": "string" }] },
        }),
    );
    add("recursive", component("Node"));
    add("recursive list", component("Nest"));
    add("union recursive", component("Term"));
}

fn modern(add: &mut impl FnMut(&str, Value)) {
    let text = || json!({ "type": "string" });
    add("const", json!({ "const": "fixed" }));
    add("const integer", json!({ "type": "integer", "const": 5 }));
    add("const null", json!({ "const": null }));
    add("null", json!({ "type": "null" }));
    add("always", json!(true));
    add("types", json!({ "type": ["string", "integer", "null"] }));
    add(
        "types list",
        json!({ "type": ["string", "array"], "items": text() }),
    );
    add(
        "tuple",
        json!({
            "type": "array", "prefixItems": [text(), { "type": "integer" }], "items": false,
        }),
    );
    add(
        "tuple pydantic",
        json!({
            "type": "array", "prefixItems": [text(), { "type": "integer" }],
            "minItems": 2, "maxItems": 2,
        }),
    );
    add(
        "tuple open",
        json!({ "type": "array", "prefixItems": [text()] }),
    );
    add(
        "encoded",
        json!({ "type": "string", "contentEncoding": "base64" }),
    );
    add(
        "octets",
        json!({ "type": "string", "contentMediaType": "application/octet-stream" }),
    );
    add(
        "octets bare",
        json!({ "contentMediaType": "application/octet-stream" }),
    );
    add(
        "list octets bare",
        json!({
            "type": "array", "items": { "contentMediaType": "application/octet-stream" },
        }),
    );
    add(
        "content schema",
        json!({
            "type": "string", "contentMediaType": "application/json",
            "contentSchema": { "type": "object", "properties": { "a": { "type": "string" } } },
        }),
    );
    add(
        "enum null",
        json!({ "type": ["string", "null"], "enum": ["a", null] }),
    );
    add(
        "annotated",
        json!({
            "oneOf": [{ "const": "a", "title": "First" }, { "const": "b", "title": "Second" }],
        }),
    );
    add(
        "patterns",
        json!({
            "type": "object", "patternProperties": { "^x-": { "type": "string" } },
        }),
    );
    add(
        "property names",
        json!({
            "type": "object", "propertyNames": { "enum": ["a", "b"] },
            "additionalProperties": { "type": "integer" },
        }),
    );
}
