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

/// A description of these schemas.
fn of(schemas: &Value) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Parts", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas }
    })
}

/// The number of files with models.
fn models(schemas: &Value) -> usize {
    let files = generate(of(schemas).to_string()).files;
    let models = files.keys().filter(|path| path.contains("/models/"));
    models.count()
}

#[test]
fn recursive_parts_are_merged_once_for_each_property() {
    let itself = |name: &str| {
        let one = json!({ "$ref": format!("#/components/schemas/{name}") });
        json!({ "type": "object", "properties": { "s": one, "t": one, "u": one,
                "list": { "type": "array", "items": one } } })
    };
    let both = json!({ "allOf": [{ "$ref": "#/components/schemas/A" }, { "$ref": "#/components/schemas/B" }] });
    let schemas = json!({ "A": itself("A"), "B": itself("B"), "C": both });
    let apart = json!({ "A": itself("A"), "B": itself("B") });
    // C, and one for each property.
    assert_eq!(models(&schemas), models(&apart) + 5);
}

#[test]
fn an_object_that_extends_another_needs_no_merging() {
    let base = json!({ "$ref": "#/components/schemas/Base" });
    let extended = json!({ "$ref": "#/components/schemas/Extended" });
    let schemas = |and: &Value| {
        json!({
            "Base": { "type": "object", "properties": { "and": base, "or": base } },
            "Extended": { "allOf": [base, { "type": "object", "properties": {
                "and": and, "or": and, "g": { "type": "string" } } }] }
        })
    };
    assert_eq!(models(&schemas(&extended)), models(&schemas(&base)));
}
