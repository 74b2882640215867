//! URL-encoded forms: how values become `application/x-www-form-urlencoded` (OpenAPI, [Encoding
//! Object]; WHATWG URL, [urlencoded serializing]).
//!
//! [Encoding Object]: https://spec.openapis.org/oas/v3.1.1.html#encoding-object
//! [urlencoded serializing]: https://url.spec.whatwg.org/#urlencoded-serializing

use serde_json::{Map, Value};
use url::form_urlencoded::Serializer;

/// How a list or object in a URL-encoded form is written where the description says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormStyle {
    /// The items of a list under its name; the properties of an object under their own.
    Explode,
    /// Items, or properties and values in turn, behind commas.
    Comma,
    /// Items behind spaces.
    Space,
    /// Items behind `|`.
    Pipe,
    /// `name[property]` and `name[0]`, however deep.
    Deep,
}

/// Writes an object as a form. Properties without a style of their own: texts, numbers and
/// booleans as they are, lists by the name again for each item, objects as JSON; null is left out.
pub(super) fn encode(value: &Value, styles: &[(&str, FormStyle)]) -> Result<String, String> {
    let Value::Object(object) = value else {
        return Err("a URL-encoded form is an object; the body is not".to_owned());
    };
    let mut form = Serializer::new(String::new());
    for (name, value) in object {
        let style = styles.iter().find(|(known, _)| known == name);
        match (style.map(|(_, style)| *style), value) {
            (Some(FormStyle::Deep), Value::Object(_) | Value::Array(_)) => {
                deep(&mut form, name, value);
            }
            (Some(FormStyle::Explode), Value::Object(inner)) => {
                for (name, value) in inner {
                    scalar(&mut form, name, value);
                }
            }
            (Some(FormStyle::Comma), Value::Object(inner)) => {
                form.append_pair(name, &in_turn(inner));
            }
            (Some(FormStyle::Comma), Value::Array(items)) => joined(&mut form, name, items, ","),
            (Some(FormStyle::Space), Value::Array(items)) => joined(&mut form, name, items, " "),
            (Some(FormStyle::Pipe), Value::Array(items)) => joined(&mut form, name, items, "|"),
            (_, Value::Array(items)) => {
                for item in items {
                    scalar(&mut form, name, item);
                }
            }
            (_, value) => scalar(&mut form, name, value),
        }
    }
    Ok(form.finish())
}

/// The text of a value; what is no text, number or boolean is JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn scalar(form: &mut Serializer<'_, String>, name: &str, value: &Value) {
    if !value.is_null() {
        form.append_pair(name, &text(value));
    }
}

fn joined(form: &mut Serializer<'_, String>, name: &str, items: &[Value], separator: &str) {
    let items: Vec<String> = items.iter().map(text).collect();
    if !items.is_empty() {
        form.append_pair(name, &items.join(separator));
    }
}

fn in_turn(object: &Map<String, Value>) -> String {
    let pairs = object.iter().filter(|(_, value)| !value.is_null());
    let pairs: Vec<String> = pairs
        .map(|(name, value)| format!("{name},{}", text(value)))
        .collect();
    pairs.join(",")
}

/// Works off a list, as values can lie in each other deeper than calls can.
fn deep(form: &mut Serializer<'_, String>, name: &str, value: &Value) {
    let mut waiting = vec![(name.to_owned(), value)];
    while let Some((name, value)) = waiting.pop() {
        match value {
            Value::Object(object) => {
                let inner = object.iter().rev();
                waiting.extend(inner.map(|(key, value)| (format!("{name}[{key}]"), value)));
            }
            Value::Array(items) => {
                let inner = items.iter().enumerate().rev();
                waiting.extend(inner.map(|(index, value)| (format!("{name}[{index}]"), value)));
            }
            value => scalar(form, &name, value),
        }
    }
}
