//! Small descriptions with high demands: depth, cycles, and values that double with each level.
//! Each is handled on a small stack, in a short time and with little text.

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::bad_input::run;
use super::{input, source};

#[track_caller]
fn handled(schemas: Value) {
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "a", "version": "1" },
        "paths": { "/a": { "post": {
            "operationId": "a",
            "requestBody": { "required": true, "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/A0" } } } },
            "responses": { "200": { "description": "d", "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/A0" } } } } } } } },
        "components": { "schemas": schemas } });
    let text = document.to_string();
    let start = Instant::now();
    let length = text.len();
    let generated = run(input(text)).expect("generated");
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
    let size: usize = generated.files.values().map(String::len).sum();
    assert!(size < 600_000 + 100 * length, "{size} bytes of {length}");
    source::parse(&generated.files);
}

/// `A0` references `A1` and so on, by the given number of properties, up to a string.
fn chain(length: usize, properties: usize, required: bool) -> Value {
    let mut schemas = Map::new();
    for level in 0..length {
        let next = if level + 1 == length {
            json!({ "type": "string" })
        } else {
            json!({ "$ref": format!("#/components/schemas/A{}", level + 1) })
        };
        let names: Vec<String> = (0..properties).map(|index| format!("p{index}")).collect();
        let members: Map<String, Value> = names
            .iter()
            .map(|name| (name.clone(), next.clone()))
            .collect();
        let required = if required { names } else { Vec::new() };
        schemas.insert(
            format!("A{level}"),
            json!({ "type": "object", "properties": members, "required": required }),
        );
    }
    schemas.into()
}

#[test]
fn values_that_double_with_each_level() {
    handled(chain(24, 2, true));
    handled(chain(12, 20, true));
    handled(chain(12, 40, false));
}

#[test]
fn schemas_that_demand_themselves() {
    let itself = json!({ "$ref": "#/components/schemas/A0" });
    handled(json!({ "A0": {
        "type": "object", "required": ["a", "b", "c"],
        "properties": { "a": itself, "b": itself, "c": itself } } }));
    handled(json!({ "A0": { "type": "array", "items": itself } }));
    handled(json!({ "A0": { "type": "object", "additionalProperties": itself } }));
    handled(json!({ "A0": { "oneOf": [{ "type": "string" }, itself] } }));
    handled(json!({ "A0": { "oneOf": [itself, { "type": "array", "items": itself }] } }));
}

#[test]
fn deep_schemas() {
    let mut schema = json!({ "type": "string" });
    for _ in 0..50 {
        schema = json!({ "type": "array", "items": schema });
    }
    handled(json!({ "A0": schema }));
    let mut schema = json!({ "type": "string" });
    for _ in 0..50 {
        schema = json!({ "allOf": [schema] });
    }
    handled(json!({ "A0": schema }));
    let mut schema = json!({ "type": "string" });
    for _ in 0..45 {
        schema = json!({ "type": "object", "required": ["a"], "properties": { "a": schema } });
    }
    handled(json!({ "A0": schema }));
}

/// Unions whose members extend the union itself by `allOf`, a cycle that is not an error.
#[test]
fn discriminator_cycle() {
    let base = json!({ "$ref": "#/components/schemas/A0" });
    let part = |name: &str| {
        json!({ "allOf": [
            { "$ref": "#/components/schemas/Base" },
            { "type": "object", "properties": { name: { "type": "string" }, "inner": base } }] })
    };
    handled(json!({
        "Base": { "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } } },
        "A0": {
            "oneOf": [{ "$ref": "#/components/schemas/B" }, { "$ref": "#/components/schemas/C" }],
            "discriminator": { "propertyName": "kind" } },
        "B": part("b"), "C": part("c") }));
    let part = |name: &str| json!({ "allOf": [base, { "properties": { name: base } }] });
    handled(json!({
        "A0": {
            "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } },
            "oneOf": [{ "$ref": "#/components/schemas/B" }, { "$ref": "#/components/schemas/C" }],
            "discriminator": { "propertyName": "kind" } },
        "B": part("b"), "C": part("c") }));
}

#[test]
fn long_chains_of_references() {
    let mut schemas = Map::new();
    for level in 0..500 {
        let next = format!("#/components/schemas/A{}", level + 1);
        let schema = match level % 2 {
            0 => json!({ "$ref": next }),
            _ => json!({ "allOf": [{ "$ref": next }], "description": "d" }),
        };
        schemas.insert(format!("A{level}"), schema);
    }
    schemas.insert("A500".to_owned(), json!({ "type": "string" }));
    handled(schemas.into());
}
