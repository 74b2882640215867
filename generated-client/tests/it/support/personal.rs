//! Whether a text shows what an example says about a person, judged without the generator's rules:
//! by parts of names and by the form of the value.

use serde_json::Value;

const NAMES: [&str; 17] = [
    "email",
    "phone",
    "firstname",
    "lastname",
    "middlename",
    "displayname",
    "agentname",
    "address",
    "subject",
    "comment",
    "html",
    "plaintext",
    "fromnumber",
    "tonumber",
    "twitterid",
    "secret",
    "password",
];

/// The personal values of an example that a text shows.
pub(crate) fn shown<'a>(example: &'a Value, text: &str) -> Vec<&'a str> {
    let mut values = Vec::new();
    collect("", example, &mut values);
    values.retain(|value| text.contains(value));
    values
}

fn collect<'a>(name: &str, value: &'a Value, values: &mut Vec<&'a str>) {
    match value {
        Value::String(value) => {
            let name = name.to_lowercase();
            let is_named = NAMES.iter().any(|part| name.contains(part)) && !name.ends_with("id");
            let digits = value.bytes().filter(u8::is_ascii_digit).count();
            let is_number = value.starts_with('+') && digits > 6;
            let is_address = value.contains('@') && value.contains('.');
            if value.len() > 2 && (is_named || is_number || is_address) {
                values.push(value);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(name, item, values)),
        Value::Object(properties) => {
            for (name, value) in properties {
                collect(name, value, values);
            }
        }
        _ => {}
    }
}
