//! The values that a call is made with.

use dixa_client::Uuid;
use dixa_client::jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use super::description::{Operation, follow};

/// Characters that are something else where they are not encoded.
const HOSTILE: &str = " /?#&=;+%41\"'<ø>";

/// A parameter of the description and the value that is sent for it.
pub(crate) struct Sent {
    /// The name that the generated test knows it by.
    pub(crate) input: String,
    pub(crate) parameter: &'static Value,
    pub(crate) value: Value,
}

/// A value for each parameter of the operation, from those of data.json.
///
/// The values there are alike for parameters of the same type, so a call that confuses two of them
/// would not be noticed: each is made different from the others. Free text also gets what has to be
/// encoded.
pub(crate) fn of(operation: &Operation, data: &Value) -> Vec<Sent> {
    let data = data.as_object().unwrap();
    let parameters = operation.parameters();
    let body = usize::from(operation.body().is_some());
    assert_eq!(
        data.len(),
        parameters.len() + body,
        "the inputs of data.json are not those of the description: {data:?}"
    );
    let send = |(index, parameter): (usize, &'static Value)| {
        let name = loose(parameter["name"].as_str().unwrap());
        let mut inputs = data.iter();
        let (input, value) = inputs
            .find(|(input, _)| loose(input) == name)
            .unwrap_or_else(|| panic!("data.json has no input for `{name}`"));
        Sent {
            input: input.clone(),
            parameter,
            value: distinct(parameter, value, index),
        }
    };
    parameters.into_iter().enumerate().map(send).collect()
}

/// A name without what case conventions and reserved words change.
fn loose(name: &str) -> String {
    let name = name.chars().filter(char::is_ascii_alphanumeric);
    name.collect::<String>().to_lowercase()
}

fn distinct(parameter: &Value, value: &Value, index: usize) -> Value {
    let schema = &parameter["schema"];
    let schema = match schema.get("$ref") {
        Some(_) => return value.clone(),
        None => schema,
    };
    let free = schema.get("enum").is_none() && schema.get("pattern").is_none();
    let format = schema.get("format").and_then(Value::as_str);
    match (schema["type"].as_str(), format, value) {
        (Some("integer"), _, Value::Number(number)) => {
            json!(number.as_u64().unwrap() + index as u64)
        }
        (Some("string"), Some("uuid"), Value::String(text)) => {
            let id = Uuid::parse_str(text).unwrap().as_u128();
            json!(Uuid::from_u128(id + index as u128).to_string())
        }
        (Some("string"), Some("date-time"), Value::String(text)) => {
            let instant: Timestamp = text.parse().unwrap();
            json!((instant + (index as i64).seconds()).to_string())
        }
        (Some("string"), None, Value::String(text)) if free => {
            json!(format!(
                "{text} {}{HOSTILE}",
                parameter["name"].as_str().unwrap()
            ))
        }
        _ => value.clone(),
    }
}

/// The text of a value in a path, a query or a header.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        _ => panic!("lists and objects in parameters are not known to this reading: {value}"),
    }
}

/// The value that a text of a path, a query or a header stands for, by the type of its schema.
pub(crate) fn parse(schema: &'static Value, text: &str) -> Value {
    match follow(schema)["type"].as_str() {
        Some("string") => text.into(),
        Some("integer" | "number" | "boolean") => {
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
        }
        other => panic!("parameters of the type {other:?} are not known to this reading"),
    }
}
