//! Normalization of 3.1 and of lenient 3.0.

use generator::diagnostic::{Code, render};
use serde_json::{Value, json};

use super::{run, source};

const CASES: &str = include_str!("normalise.yaml");

#[test]
fn schemas_become_plain_3_0() {
    let cases: Vec<Value> = serde_yaml::from_str(CASES).unwrap();
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let version = case
            .get("openapi")
            .and_then(Value::as_str)
            .unwrap_or("3.1.0");
        let given = json!({
            "openapi": version,
            "paths": {"/": {"get": {}}},
            "components": {"schemas": {"Other": {"type": "object"}, "It": case["schema"]}},
        });
        let (document, found) = run(&source(name, given.to_string()), &[]);
        let notes = [Code::BesideReference, Code::UnsupportedKeyword];
        let is_noted = found.iter().all(|it| notes.contains(&it.code));
        let noted = case["noted"] == true;
        assert!(
            is_noted && found.is_empty() != noted,
            "{name}\n{}",
            render(&found)
        );
        let document = document.unwrap();
        assert_eq!(
            document.value()["components"]["schemas"]["It"],
            case["gives"],
            "{name}"
        );
        assert!(
            document.value()["openapi"]
                .as_str()
                .unwrap()
                .starts_with("3.0."),
            "{name}"
        );
    }
}

#[test]
fn every_position_of_a_schema_is_reached_and_data_is_not() {
    let text = include_str!("positions.yaml");
    let (document, found) = run(&source("positions.yaml", text), &[]);
    // Its components are the purpose of the document.
    let said = found.iter().map(|it| it.code);
    let said: Vec<Code> = said.filter(|code| *code != Code::NotInClient).collect();
    // `not` is noted: no type can follow it, though its schema is normalised.
    assert_eq!(
        said,
        [Code::UnsupportedKeyword, Code::NotCalled],
        "{}",
        render(&found)
    );
    let value = document.unwrap().value().to_string();
    // The `const` of a schema is translated; in data it stays.
    assert_eq!(value.matches("\"const\":\"schema\"").count(), 0, "{value}");
    assert_eq!(
        value.matches("\"enum\":[\"schema\"]").count(),
        text.matches("const: schema").count()
    );
    assert_eq!(
        value.matches("\"const\":\"data\"").count(),
        text.matches("const: data").count()
    );
}

#[test]
fn siblings_of_a_reference_object_are_dropped() {
    let text = "openapi: 3.0.3\npaths:\n  /:\n    parameters:\n      - {$ref: '#/components/parameters/P', description: x}\n    get: {}\ncomponents:\n  parameters:\n    P: {name: p, in: query, schema: {type: string}}\n";
    let (document, found) = run(&source("x", text), &[]);
    let said: Vec<Code> = found.iter().map(|it| it.code).collect();
    assert_eq!(said, [Code::BesideReference], "{}", render(&found));
    let document = document.unwrap();
    let parameter = &document.value()["paths"]["/"]["parameters"][0];
    assert_eq!(parameter, &json!({"$ref": "#/components/parameters/P"}));
}

#[test]
fn places_follow_variants_that_moved() {
    let text = "openapi: 3.1.0\npaths: {/: {get: {}}}\ncomponents:\n  schemas:\n    A:\n      oneOf:\n        - type: 'null'\n        - $ref: '#/components/schemas/B'\n        - $ref: '#/components/schemas/Gone'\n    B: {}\n";
    let (_, found) = run(&source("x", text), &[]);
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].pointer.as_str(),
        "/components/schemas/A/oneOf/1/$ref"
    );
    assert_eq!(found[0].place.unwrap().line, 9);
}

#[test]
fn recursion_through_properties_items_and_variants_is_fine() {
    let text = "openapi: 3.0.3\npaths: {/: {get: {}}}\ncomponents:\n  schemas:\n    Tree:\n      type: object\n      properties: {left: {$ref: '#/components/schemas/Tree'}}\n      additionalProperties: {$ref: '#/components/schemas/Tree'}\n    List: {type: array, items: {$ref: '#/components/schemas/List'}}\n    Base: {oneOf: [{$ref: '#/components/schemas/Cat'}]}\n    Cat: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object}]}\n    Odd~/%: {type: string}\n    Encoded: {$ref: '#/components/schemas/Odd~0~1%25'}\n";
    let (_, found) = run(&source("x", text), &[]);
    assert!(found.is_empty(), "{}", render(&found));
}
