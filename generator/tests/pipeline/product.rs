//! Every kind of schema at every position in every version compiles without warnings, and no
//! operation is lost.
//!
//! An ordinary run takes a sample. `PRODUCT=all` takes everything, some thousand operations and some
//! minutes; `PRODUCT=17` takes the sample with that seed. `PRODUCT_PLACE` and `PRODUCT_KIND` keep
//! the operations with this text in their name.

mod kinds;

use std::collections::BTreeSet;
use std::env;

use serde_json::{Map, Value, json};

use self::kinds::{kinds, with};
use super::workspace::Workspace;

/// The operations of a version in a sample.
const SAMPLE: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    Swagger,
    V30,
    V31,
    V32,
}

impl Version {
    const ALL: [Self; 4] = [Self::Swagger, Self::V30, Self::V31, Self::V32];

    fn name(self) -> &'static str {
        match self {
            Self::Swagger => "swagger",
            Self::V30 => "v30",
            Self::V31 => "v31",
            Self::V32 => "v32",
        }
    }

    /// Whether schemas are those of JSON Schema 2020-12.
    fn is_modern(self) -> bool {
        matches!(self, Self::V31 | Self::V32)
    }

    /// A schema that also allows null.
    fn or_null(self, schema: Value) -> Value {
        match self {
            Self::Swagger => with(schema, json!({ "x-nullable": true })),
            Self::V30 => with(schema, json!({ "nullable": true })),
            Self::V31 => json!({ "anyOf": [schema, { "type": "null" }] }),
            Self::V32 => match schema.get("type").cloned() {
                Some(kind) if schema.get("enum").is_none() => {
                    with(schema, json!({ "type": [kind, "null"] }))
                }
                _ => json!({ "oneOf": [{ "type": "null" }, schema] }),
            },
        }
    }

    fn components(self) -> &'static str {
        match self {
            Self::Swagger => "#/definitions/",
            _ => "#/components/schemas/",
        }
    }
}

/// The positions of a schema.
const PLACES: [&str; 40] = [
    "path",
    "path label",
    "path matrix",
    "path explode",
    "query",
    "query comma",
    "query space",
    "query pipe",
    "query deep",
    "query reserved",
    "query required",
    "query content",
    "header",
    "header required",
    "header explode",
    "cookie",
    "cookie explode",
    "body",
    "body optional",
    "body patch",
    "text body",
    "form",
    "form required",
    "form styled",
    "part",
    "part required",
    "part list",
    "part encoded",
    "part wildcard",
    "part headers",
    "mixed",
    "response",
    "response header",
    "response error",
    "response both",
    "event",
    "line",
    "property",
    "map value",
    "list item",
];

/// The operation with a schema at a position; `None` if the version doesn't have the position.
fn operation(version: Version, place: &str, schema: &Value) -> Option<(Value, bool)> {
    let mut operation = Map::new();
    let ok = json!({ "204": { "description": "Done." } });
    let object = |required: bool| {
        let required = if required { vec!["value"] } else { vec![] };
        with(
            json!({ "type": "object", "properties": { "value": schema, "other": { "type": "string" } } }),
            if required.is_empty() {
                json!({})
            } else {
                json!({ "required": required })
            },
        )
    };
    let content = |media_type: &str, schema: Value| json!({ "content": { media_type: { "schema": schema } }, "required": true });
    let parameter = |location: &str, more: Value| {
        let at = with(
            json!({ "name": "value", "in": location, "schema": schema }),
            more,
        );
        json!([at])
    };
    let mut set = |key: &str, value: Value| operation.insert(key.to_owned(), value);
    if version == Version::Swagger {
        let is_plain = matches!(
            schema.get("type").and_then(Value::as_str),
            Some("string" | "integer" | "number" | "boolean" | "array")
        );
        let parameter = |location: &str, more: Value| {
            let named = json!({ "name": "value", "in": location });
            json!([with(with(schema.clone(), named), more)])
        };
        match place {
            "path" if is_plain => set("parameters", parameter("path", json!({ "required": true }))),
            "query" if is_plain => set("parameters", parameter("query", json!({}))),
            "query comma" if is_plain => set(
                "parameters",
                parameter("query", json!({ "collectionFormat": "multi" })),
            ),
            "header" if is_plain => set("parameters", parameter("header", json!({}))),
            "form" if is_plain => set("parameters", parameter("formData", json!({}))),
            "part" if is_plain => {
                set("consumes", json!(["multipart/form-data"]));
                set("parameters", parameter("formData", json!({})))
            }
            "body" | "body patch" | "property" => {
                let schema = if place == "property" {
                    object(false)
                } else {
                    schema.clone()
                };
                set(
                    "parameters",
                    json!([{ "name": "body", "in": "body", "schema": schema }]),
                )
            }
            "response" => set(
                "responses",
                json!({ "200": { "description": "x", "schema": schema } }),
            ),
            "response error" => set(
                "responses",
                json!({ "default": { "description": "x", "schema": schema } }),
            ),
            _ => return None,
        };
        operation.entry("responses").or_insert(ok);
        return Some((Value::Object(operation), place == "path"));
    }
    let body = |schema: Value, media_type: &str, encoding: Value| {
        let mut media = json!({ "schema": schema });
        if encoding != json!({}) {
            media["encoding"] = encoding;
        }
        json!({ "required": true, "content": { media_type: media } })
    };
    const FORM: &str = "application/x-www-form-urlencoded";
    const PARTS: &str = "multipart/form-data";
    let required = json!({ "required": true });
    match place {
        "path" => set("parameters", parameter("path", required)),
        "path label" | "path matrix" => {
            let style = place.trim_start_matches("path ");
            set(
                "parameters",
                parameter("path", json!({ "required": true, "style": style })),
            )
        }
        "path explode" => set(
            "parameters",
            parameter("path", json!({ "required": true, "explode": true })),
        ),
        "query" => set("parameters", parameter("query", json!({}))),
        "query required" => set("parameters", parameter("query", required)),
        "query comma" => set(
            "parameters",
            parameter("query", json!({ "explode": false })),
        ),
        "query space" => {
            let style = json!({ "style": "spaceDelimited", "explode": false });
            set("parameters", parameter("query", style))
        }
        "query pipe" => {
            let style = json!({ "style": "pipeDelimited", "explode": false });
            set("parameters", parameter("query", style))
        }
        "query deep" => set(
            "parameters",
            parameter("query", json!({ "style": "deepObject", "explode": true })),
        ),
        "query reserved" => set(
            "parameters",
            parameter("query", json!({ "allowReserved": true })),
        ),
        "query content" => set(
            "parameters",
            json!([{ "name": "value", "in": "query",
                "content": { "application/json": { "schema": schema } } }]),
        ),
        "header" => set("parameters", parameter("header", json!({}))),
        "header required" => set("parameters", parameter("header", required)),
        "header explode" => set(
            "parameters",
            parameter("header", json!({ "explode": true })),
        ),
        "cookie" => set("parameters", parameter("cookie", json!({}))),
        "cookie explode" => set(
            "parameters",
            parameter("cookie", json!({ "explode": false })),
        ),
        "body" => set("requestBody", content("application/json", schema.clone())),
        "body optional" => {
            let content = with(
                content("application/json", schema.clone()),
                json!({ "required": false }),
            );
            set("requestBody", content)
        }
        "body patch" => set(
            "requestBody",
            content("application/merge-patch+json", schema.clone()),
        ),
        "text body" => set("requestBody", content("text/plain", schema.clone())),
        "form" => set("requestBody", body(object(false), FORM, json!({}))),
        "form required" => set("requestBody", body(object(true), FORM, json!({}))),
        "form styled" => {
            let styled = json!({ "value": { "style": "deepObject", "explode": true } });
            set("requestBody", body(object(false), FORM, styled))
        }
        "part" => set("requestBody", body(object(false), PARTS, json!({}))),
        "part required" => set("requestBody", body(object(true), PARTS, json!({}))),
        "part list" => {
            let list = json!({ "type": "object", "properties": {
                "value": { "type": "array", "items": schema } } });
            set("requestBody", body(list, PARTS, json!({})))
        }
        "part encoded" => {
            let encoding = json!({ "value": { "contentType": "application/json" } });
            set("requestBody", body(object(true), PARTS, encoding))
        }
        "part wildcard" => {
            let encoding = json!({ "value": { "contentType": "image/png, image/*" } });
            set("requestBody", body(object(false), PARTS, encoding))
        }
        "part headers" => {
            let encoding = json!({ "value": {
                "headers": { "X-Kind": { "schema": { "type": "string" } } },
                "style": "form", "explode": true } });
            set("requestBody", body(object(false), PARTS, encoding))
        }
        "mixed" => set(
            "requestBody",
            body(object(false), "multipart/mixed", json!({})),
        ),
        "response" => set("responses", json!({ "200": response(schema) })),
        "response header" => set(
            "responses",
            json!({ "200": { "description": "x", "headers": { "X-Value": { "schema": schema } } } }),
        ),
        "response error" => set(
            "responses",
            json!({ "204": { "description": "x" }, "4XX": response(schema), "default": response(schema) }),
        ),
        "response both" => set(
            "responses",
            json!({ "200": response(schema), "201": response(&json!({ "type": "string" })) }),
        ),
        "event" | "line" => {
            let media_type = if place == "event" {
                "text/event-stream"
            } else {
                "application/jsonl"
            };
            let key = if version == Version::V32 {
                "itemSchema"
            } else {
                "schema"
            };
            let content = json!({ media_type: { key: schema } });
            set(
                "responses",
                json!({ "200": { "description": "x", "content": content } }),
            )
        }
        "property" => {
            set("requestBody", content("application/json", object(true)));
            set("responses", json!({ "200": response(&object(false)) }))
        }
        "map value" => {
            let map = json!({ "type": "object", "additionalProperties": schema });
            set("requestBody", content("application/json", map.clone()));
            set("responses", json!({ "200": response(&map) }))
        }
        "list item" => {
            let list = json!({ "type": "array", "items": schema });
            set("requestBody", content("application/json", list.clone()));
            set("responses", json!({ "200": response(&list) }))
        }
        _ => return None,
    };
    operation.entry("responses").or_insert(ok);
    Some((Value::Object(operation), place.starts_with("path")))
}

fn response(schema: &Value) -> Value {
    json!({ "description": "x", "content": { "application/json": { "schema": schema } } })
}

/// The schemas that kinds reference.
fn components(version: Version) -> Value {
    let animal = |kind: &str| {
        json!({
            "type": "object", "required": ["kind"],
            "properties": { "kind": { "type": "string", "enum": [kind] }, "name": { "type": "string" } },
        })
    };
    let component = |name: &str| json!({ "$ref": format!("{}{name}", version.components()) });
    let mut components = json!({
        "Cat": animal("Cat"),
        "Dog": animal("Dog"),
        "Node": {
            "type": "object",
            "properties": {
                "next": component("Node"),
                "all": { "type": "array", "items": component("Node") },
            },
        },
        "Nest": { "type": "array", "items": component("Nest") },
    });
    if version != Version::Swagger {
        components["Term"] = json!({
            "oneOf": [{ "type": "string" }, { "type": "array", "items": component("Term") }],
        });
    }
    components
}

/// All kinds at all positions, each with its name.
fn product(version: Version) -> Vec<(String, Value, bool)> {
    let keeps = |variable: &str, name: &str| {
        env::var(variable)
            .is_ok_and(|part| !name.contains(&part))
            .then_some(())
            .is_none()
    };
    let mut all = Vec::new();
    for (kind, schema) in kinds(version) {
        for place in PLACES {
            if keeps("PRODUCT_KIND", &kind)
                && keeps("PRODUCT_PLACE", place)
                && let Some((operation, in_path)) = operation(version, place, &schema)
            {
                all.push((format!("{kind} in {place}"), operation, in_path));
            }
        }
    }
    all
}

fn description(version: Version, operations: Vec<(String, Value, bool)>) -> Value {
    let mut paths = Map::new();
    for (index, (name, mut operation, in_path)) in operations.into_iter().enumerate() {
        let words: Vec<&str> = name.split([' ', '-']).collect();
        operation["operationId"] = json!(words.join("_"));
        operation["tags"] = json!([name.split(" in ").last().unwrap()]);
        let path = format!("/o{index}{}", if in_path { "/{value}" } else { "" });
        paths.insert(path, json!({ "post": operation }));
    }
    let info = json!({ "title": "Product", "version": "1" });
    let components = components(version);
    match version {
        Version::Swagger => json!({
            "swagger": "2.0", "info": info, "host": "a.example", "paths": paths,
            "definitions": components,
        }),
        _ => json!({
            "openapi": match version {
                Version::V30 => "3.0.3",
                Version::V31 => "3.1.0",
                _ => "3.2.0",
            },
            "info": info, "servers": [{ "url": "https://a.example" }], "paths": paths,
            "components": { "schemas": components },
        }),
    }
}

/// A sample of the given size, by a seed (splitmix64).
fn sample<T>(mut all: Vec<T>, count: usize, seed: u64) -> Vec<T> {
    let mut state = seed;
    let mut drawn = Vec::new();
    while drawn.len() < count && !all.is_empty() {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let index = (mixed ^ (mixed >> 31)) % all.len() as u64;
        drawn.push(all.swap_remove(usize::try_from(index).unwrap()));
    }
    drawn
}

#[test]
fn every_kind_in_every_place_compiles() {
    let choice = env::var("PRODUCT").unwrap_or_default();
    let mut workspace = Workspace::new("product");
    for version in Version::ALL {
        let mut operations = product(version);
        assert!(!operations.is_empty() || env::var("PRODUCT_PLACE").is_ok());
        if choice != "all" {
            let seed = choice.parse().unwrap_or(1);
            operations = sample(operations, SAMPLE, seed);
        }
        if operations.is_empty() {
            continue;
        }
        let count = operations.len();
        let generated = super::generate(description(version, operations).to_string());
        assert_eq!(generated.summary.operations, count, "{version:?}");
        workspace.put_crate(version.name(), &generated.files);
    }
    let output = workspace.cargo(&[
        "check",
        "--workspace",
        "--keep-going",
        "--quiet",
        "--message-format=short",
    ]);
    let said = String::from_utf8_lossy(&output.stderr);
    let lines: BTreeSet<&str> = said.lines().collect();
    let lines: Vec<&str> = lines.into_iter().take(60).collect();
    assert!(
        output.status.success() && !said.contains("warning"),
        "{}",
        lines.join("\n")
    );
}
