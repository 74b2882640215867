//! The description's limits of values of a property or parameter beyond their type: a sentence each.

use serde_json::Value;

use super::code_span::code_span;
use super::docs::is_visible;
use super::{Plain, Type};
use crate::api::Property;

/// The longest value that is shown.
const LONGEST: usize = 80;

/// The formats that have a type, or that every number of their type has.
const NUMBERS: [&str; 8] = [
    "int32",
    "int64",
    "uint32",
    "uint64",
    "float",
    "double",
    "decimal",
    "decimal128",
];

/// The sentences about a property whose values are of this type.
pub(super) fn sentences(property: &Property, ty: &Type) -> Vec<String> {
    let read_only = property.read_only.then(|| "Set by the server.".to_owned());
    let write_only = property.write_only.then(|| "Sent only.".to_owned());
    let about = read_only.into_iter().chain(write_only);
    about.chain(of_values(&property.limits, ty)).collect()
}

/// The sentences about limits of values of this type.
pub(super) fn of_values(limits: &[(&'static str, Value)], ty: &Type) -> Vec<String> {
    let get = |key: &str| {
        let found = limits.iter().find(|(name, _)| *name == key);
        found.map(|(_, value)| value)
    };
    let shown = |key: &str| get(key).and_then(show);
    let is = |key: &str| get(key) == Some(&Value::Bool(true));
    let mut sentences = Vec::new();
    let mut say = |sentence: Option<String>| sentences.extend(sentence);
    // Other types imply their format.
    let says_format = match ty.described().plain() {
        Some(Plain::String) => true,
        Some(
            Plain::I32
            | Plain::I64
            | Plain::U32
            | Plain::U64
            | Plain::I128
            | Plain::U128
            | Plain::F64
            | Plain::Decimal,
        ) => {
            let format = get("format").and_then(Value::as_str);
            format.is_some_and(|format| !NUMBERS.contains(&format))
        }
        _ => false,
    };
    if says_format {
        say(shown("format").map(|it| format!("Format: {it}.")));
    }
    say(shown("default").map(|it| format!("Default: {it}.")));
    say(shown("minimum").map(|it| match is("exclusiveMinimum") {
        true => format!("More than {it}."),
        false => format!("At least {it}."),
    }));
    say(shown("maximum").map(|it| match is("exclusiveMaximum") {
        true => format!("Less than {it}."),
        false => format!("At most {it}."),
    }));
    say(shown("multipleOf").map(|it| format!("A multiple of {it}.")));
    say(shown("minLength").map(|it| format!("At least {it} characters.")));
    say(shown("maxLength").map(|it| format!("At most {it} characters.")));
    say(shown("pattern").map(|it| format!("Pattern: {it}.")));
    // A tuple shows its number of items.
    let counted = !ty.described().has_fixed_length();
    let items = |key: &str| shown(key).filter(|_| counted);
    say(items("minItems").map(|it| format!("At least {it} items.")));
    say(items("maxItems").map(|it| format!("At most {it} items.")));
    say(is("uniqueItems").then(|| "The items are unique.".to_owned()));
    say(shown("minProperties").map(|it| format!("At least {it} properties.")));
    say(shown("maxProperties").map(|it| format!("At most {it} properties.")));
    sentences
}

/// A value in a code span, if it is short.
fn show(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let fits = text.len() <= LONGEST && text.chars().all(is_visible);
    fits.then(|| code_span(&text))
}
