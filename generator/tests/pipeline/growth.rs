//! What a larger description costs: the client grows with it, and no more.

use serde_json::{Map, Value, json};

use super::generate;

/// Objects that each have a few properties of any of them, as resources of one large API do.
fn graph(objects: usize) -> Value {
    let names: Vec<String> = (0..objects).map(|at| format!("Resource{at}")).collect();
    let reference = |name: &String| json!({ "$ref": format!("#/components/schemas/{name}") });
    let any = reference(&"Any".to_owned());
    let linked = json!({ "anyOf": [any, { "type": "object", "nullable": true }] });
    let mut schemas: Map<String, Value> = names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let schema = json!({ "type": "object", "required": ["kind", format!("own{at}")], "properties": {
                "kind": { "type": "string" }, format!("own{at}"): { "type": "string" },
                "parent": any, "owner": any, "source": any } });
            (name.clone(), schema)
        })
        .collect();
    let mapping: Map<String, Value> = names
        .iter()
        .map(|name| (name.clone(), json!(format!("#/components/schemas/{name}"))))
        .collect();
    schemas.insert(
        "Any".to_owned(),
        json!({ "oneOf": names.iter().map(reference).collect::<Vec<_>>(),
                "discriminator": { "propertyName": "kind", "mapping": mapping } }),
    );
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Graph", "version": "1" },
        "paths": { "/any": { "get": { "operationId": "getAny", "responses": { "200": {
            "description": "One", "content": { "application/json": { "schema": linked } } } } } } },
        "components": { "schemas": schemas }
    })
}

#[test]
fn a_graph_of_objects_grows_with_its_number() {
    let bytes = |objects: usize| {
        let generated = generate(graph(objects).to_string());
        generated.files.values().map(String::len).sum::<usize>()
    };
    let (once, twice) = (bytes(80), bytes(160));
    assert!(twice < 2 * once, "{once} bytes, then {twice}");
}
