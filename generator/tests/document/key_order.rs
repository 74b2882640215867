//! The order of keys in a text does not matter.

use generator::diagnostic::render;

use super::{run, source};

#[test]
fn documents_that_differ_in_order_only_are_one() {
    let there = r##"{"openapi": "3.1.0",
        "paths": {"/b": {"get": {"operationId": "b"}}, "/a": {"get": {"operationId": "a"}}},
        "components": {"schemas": {
            "B": {"type": ["null", "object"], "properties": {"y": {"const": 1}, "x": {}}},
            "A": {"description": "d", "$ref": "#/components/schemas/B"}}}}"##;
    let back = r##"{"components": {"schemas": {
            "A": {"$ref": "#/components/schemas/B", "description": "d"},
            "B": {"properties": {"x": {}, "y": {"const": 1}}, "type": ["null", "object"]}}},
        "paths": {"/a": {"get": {"operationId": "a"}}, "/b": {"get": {"operationId": "b"}}},
        "openapi": "3.1.0"}"##;
    let read = |text: &str| {
        let (document, found) = run(&source("order", text), &[]);
        assert!(found.is_empty(), "{}", render(&found));
        serde_json::to_string(document.unwrap().value()).unwrap()
    };
    assert_eq!(read(there), read(back));
    assert!(read(there).find("\"A\"") < read(there).find("\"B\""));
}

#[test]
fn yaml_and_json_give_one_value() {
    let yaml = "openapi: 3.0.3\npaths:\n  /a:\n    get:\n      responses:\n        200: {description: 'true'}\n        default: &d\n          description: ~\n        404: *d\n      x-on: yes\n      x-merged:\n        <<: *d\n        true: 1.50\n";
    let json = r#"{"openapi": "3.0.3", "paths": {"/a": {"get": {"responses": {
        "200": {"description": "true"}, "default": {"description": null},
        "404": {"description": null}}, "x-on": "yes",
        "x-merged": {"description": null, "true": 1.5}}}}}"#;
    let read = |text: &str| {
        let (document, found) = run(&source("same", text), &[]);
        assert!(found.is_empty(), "{}", render(&found));
        document.unwrap().value().clone()
    };
    assert_eq!(read(yaml), read(json));
}
