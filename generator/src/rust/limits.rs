//! The description's limits of a property's values beyond their type: a sentence each.

use serde_json::Value;

use super::docs::is_visible;
use super::{Plain, Type};
use crate::api::Property;

/// The longest value that is shown.
const LONGEST: usize = 80;

/// The sentences about a property whose values are of this type.
pub(super) fn sentences(property: &Property, ty: &Type) -> Vec<String> {
    let get = |key: &str| {
        let found = property.limits.iter().find(|(name, _)| *name == key);
        found.map(|(_, value)| value)
    };
    let shown = |key: &str| get(key).and_then(show);
    let is = |key: &str| get(key) == Some(&Value::Bool(true));
    let mut sentences = Vec::new();
    let mut say = |sentence: Option<String>| sentences.extend(sentence);
    say(property.read_only.then(|| "Set by the server.".to_owned()));
    say(property.write_only.then(|| "Sent only.".to_owned()));
    // Other types imply their format.
    if *ty.described() == Plain::String {
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
    let fits = text.len() <= LONGEST && text.chars().all(|c| is_visible(c) && c != '`');
    fits.then(|| format!("`{text}`"))
}
