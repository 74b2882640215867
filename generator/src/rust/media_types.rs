//! The media types of responses that a request has a method for.

use crate::api::{Content, Encoding, Operation};

/// The media types that need a method of their own, because awaiting the request selects another
/// one, in the order of the statuses, each once, with the first body that has it.
pub(super) fn with_own_method(operation: &Operation) -> Vec<(&Content, &String)> {
    let mut ways: Vec<(&Content, &String)> = Vec::new();
    for response in &operation.success {
        for (index, content) in response.contents.iter().enumerate() {
            for (choice, name) in content.choices.iter().enumerate() {
                let is_asked_for = index == 0
                    && (content.choices.len() == 1
                        || choice == 0 && content.encoding != Encoding::Bytes);
                if !is_asked_for && !ways.iter().any(|(_, known)| *known == name) {
                    ways.push((content, name));
                }
            }
        }
    }
    ways
}

/// The words of the method for a media type: `as_pdf`, `as_image_png`, `events`.
pub(super) fn method_words(encoding: Encoding, media_type: &str) -> String {
    match encoding {
        Encoding::Events => return "events".to_owned(),
        Encoding::Lines => return "lines".to_owned(),
        _ => {}
    }
    let (kind, rest) = media_type.split_once('/').unwrap_or(("", media_type));
    let named = match (kind.trim(), rest.trim()) {
        ("*", _) => "any".to_owned(),
        (kind, "*") => kind.to_owned(),
        ("application", rest) => rest.to_owned(),
        (kind, rest) => format!("{kind} {rest}"),
    };
    let words: String = named
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    format!("as {words}")
}
