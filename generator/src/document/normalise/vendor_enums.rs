//! Names of enums and their values from the extensions of other generators, in the form that the next
//! stage expects: a title, and lists beside `enum`. In: `x-ms-enum`, `x-speakeasy-enums`,
//! `x-fern-enum`. Existing entries in the general form are kept.

use crate::document::Keyed;
use serde_json::{Map, Value};

const OF_AZURE: &str = "x-ms-enum";
const TITLE: &str = "title";
const NAMES: &str = "x-enum-varnames";
const DESCRIPTIONS: &str = "x-enum-descriptions";

/// Extensions with names only, as a list in the order of the values or as a map from them.
const SIMPLE: [(&str, &str); 2] = [
    ("x-speakeasy-enums", NAMES),
    ("x-speakeasy-enum-descriptions", DESCRIPTIONS),
];

/// Moves the extension of a parameter to its schema: in Swagger 2.0 both are one object.
pub(super) fn move_into_schema(parameter: &mut Map<String, Value>) {
    let Some(extension) = parameter.get(OF_AZURE).cloned() else {
        return;
    };
    if let Some(schema) = parameter.get_mut("schema").and_then(Value::as_object_mut)
        && schema.contains_key("enum")
        && !schema.contains_key(OF_AZURE)
    {
        schema.insert(OF_AZURE.to_owned(), extension);
    }
}

/// Adds the names from its extensions to a schema with an `enum`.
pub(super) fn translate(schema: &mut Map<String, Value>) {
    let Some(values) = schema.list("enum") else {
        return;
    };
    let values = values.clone();
    let mut found: Vec<(&str, Value)> = Vec::new();
    if let Some(extension) = schema.get(OF_AZURE) {
        found.extend(extension.keyword("name").cloned().map(|name| (TITLE, name)));
        let entries = extension.list("values");
        let entry = |value: &Value| {
            let mut entries = entries?.iter();
            entries.find(|it| it.keyword("value").map(as_text) == Some(as_text(value)))
        };
        found.extend(described(&values, entry));
    }
    if let Some(entries) = schema.object("x-fern-enum") {
        found.extend(described(&values, |value| entries.get(&as_text(value))));
    }
    for (extension, key) in SIMPLE {
        let list = match schema.get(extension) {
            Some(Value::Array(texts)) if texts.len() == values.len() => texts.clone(),
            Some(Value::Object(texts)) => {
                listed(&values, |value| texts.get(&as_text(value)).cloned())
            }
            _ => continue,
        };
        found.push((key, Value::Array(list)));
    }
    for (key, value) in found {
        let is_said = match &value {
            Value::Array(texts) => texts.iter().any(Value::is_string),
            other => other.is_string(),
        };
        if is_said && !schema.contains_key(key) {
            schema.insert(key.to_owned(), value);
        }
    }
}

/// The names and descriptions of values, from the extension's entry for each.
fn described<'a>(
    values: &[Value],
    entry: impl Fn(&Value) -> Option<&'a Value>,
) -> [(&'static str, Value); 2] {
    [(NAMES, "name"), (DESCRIPTIONS, "description")].map(|(key, field)| {
        let texts = listed(values, |value| entry(value)?.get(field).cloned());
        (key, Value::Array(texts))
    })
}

/// A list parallel to the values, with null for missing entries.
fn listed(values: &[Value], text: impl Fn(&Value) -> Option<Value>) -> Vec<Value> {
    let texts = values.iter().map(|value| text(value).unwrap_or_default());
    texts.collect()
}

/// The key for a value in a map.
fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
