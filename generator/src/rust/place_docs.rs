//! The documentation of a schema without a description: where the document has it.

use super::code_span::code_span;
use crate::document::{Pointer, Step};

/// The place of a schema, as in "The property `owner` of the schema `Pet`."; `None` for one that the
/// document has elsewhere than in components, paths and webhooks. A shared one has other places, too.
pub(super) fn place(schema: &Pointer, is_shared: bool) -> Option<String> {
    let keys: Vec<String> = schema
        .steps()
        .filter_map(|step| match step {
            Step::Key(key) => Some(key),
            Step::Made(_) => None,
        })
        .collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let (base, rest) = base(&keys)?;
    let (position, property) = position(rest);
    let mut words = position.map(|it| format!("{it} of ")).unwrap_or_default();
    if !property.is_empty() {
        words.push_str(&format!("the property {} of ", code_span(&property)));
    }
    words.push_str(&base);
    words.push_str(if is_shared {
        ", and others equal to it."
    } else {
        "."
    });
    Some(words[..1].to_uppercase() + &words[1..])
}

/// The owner that a path starts with, and the rest of the path.
fn base<'k, 's>(keys: &'k [&'s str]) -> Option<(String, &'k [&'s str])> {
    Some(match keys {
        ["components", kind, name, rest @ ..] => {
            let kind = match *kind {
                "schemas" => "schema",
                "responses" => "response",
                "requestBodies" => "body",
                "parameters" => "parameter",
                "headers" => "header",
                _ => return None,
            };
            (format!("the {kind} {}", code_span(name)), rest)
        }
        ["webhooks", name, _, "requestBody", rest @ ..] => {
            (format!("the body of the webhook {}", code_span(name)), rest)
        }
        ["paths", path, "parameters", _, rest @ ..] => {
            (format!("a parameter of {}", code_span(path)), rest)
        }
        ["paths", path, method, rest @ ..] => {
            let operation = code_span(&format!("{} {path}", method.to_uppercase()));
            match rest {
                ["requestBody", rest @ ..] => (format!("the body of {operation}"), rest),
                ["parameters", _, rest @ ..] => (format!("a parameter of {operation}"), rest),
                ["responses", status, rest @ ..] => {
                    let response = format!("the {status} response of {operation}");
                    match rest {
                        ["headers", name, rest @ ..] => (
                            format!("the header {} of {response}", code_span(name)),
                            rest,
                        ),
                        _ => (response, rest),
                    }
                }
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// The position in the last property on a path, and that property as in `orders[].total`.
fn position(keys: &[&str]) -> (Option<&'static str>, String) {
    let (mut position, mut property) = (None, String::new());
    let mut keys = keys.iter();
    while let Some(key) = keys.next() {
        position = Some(match *key {
            "properties" => {
                if position.take() == Some("an item") {
                    property.push_str("[]");
                }
                if let Some(name) = keys.next() {
                    property.push_str(if property.is_empty() { "" } else { "." });
                    property.push_str(name);
                }
                continue;
            }
            "content" => {
                // A media type follows, which may be called anything.
                keys.next();
                continue;
            }
            "items" | "prefixItems" | "itemSchema" => "an item",
            "additionalProperties" => "a value",
            "propertyNames" => "a key",
            "oneOf" | "anyOf" => "a variant",
            "allOf" => "a part",
            _ => continue,
        });
    }
    (position, property)
}
