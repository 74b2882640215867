//! Extensions of a vendor have no effect, whatever their name.

use serde_json::{Value, json};

use super::golden::{features, text};

/// Names like those of things that the generator makes or keeps.
const NAMES: [&str; 9] = [
    "x-base",
    "x-closed",
    "x-form",
    "x-merged",
    "x-nothing",
    "x-prefix-items",
    "x-property-names",
    "x-unknown",
    "x-variant",
];

#[test]
fn say_nothing() {
    for feature in features() {
        let generate = |text| generator::generate(&super::input(text)).unwrap();
        let mut value = generate(text(&feature)).effective;
        let plain = generate(value.to_string()).files;
        extend(&mut value);
        let schemas = value.pointer_mut("/components/schemas");
        for (_, schema) in schemas.and_then(Value::as_object_mut).into_iter().flatten() {
            extend_schemas(schema);
        }
        let extended = generate(value.to_string()).files;
        for (path, text) in &plain {
            assert!(
                extended.get(path) == Some(text),
                "{feature}: {path} differs"
            );
        }
    }
}

/// Adds values with the form of a schema and of a list of schemas.
fn extend(value: &mut Value) {
    let Some(members) = value.as_object_mut() else {
        return;
    };
    for name in NAMES {
        let schema = json!({"type": "string", "enum": ["a", "b"]});
        let value = match name {
            "x-prefix-items" => json!([schema]),
            "x-closed" => json!(true),
            _ => schema,
        };
        members.insert(name.to_owned(), value);
    }
}

fn extend_schemas(schema: &mut Value) {
    if schema.get("$ref").is_some() {
        return;
    }
    extend(schema);
    let properties = schema.get_mut("properties");
    for (_, schema) in properties
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        extend_schemas(schema);
    }
}
