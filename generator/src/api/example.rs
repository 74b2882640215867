//! The payloads that a document shows beside its JSON media types.

use serde_json::Value;

use super::media_type::{Side, encoding, is_plain_json};
use super::operation::resolved;
use super::{Direction, Encoding, Example, keys};
use crate::document::Pointer;

/// The examples of an operation: of its body, then of its responses sorted by status; each in
/// the order of its name.
pub(super) fn collect_examples(root: &Value, operation: &Value, pointer: &Pointer) -> Vec<Example> {
    let mut examples = Vec::new();
    if let Some(body) = operation.get("requestBody") {
        let (body, at) = resolved(root, body, pointer.child("requestBody"));
        collect(root, body, &at, Direction::Request, &mut examples);
    }
    for code in keys(operation.get("responses")) {
        let Some(status) = super::response::status(code) else {
            continue;
        };
        let Some(response) = operation.get("responses").and_then(|all| all.get(code)) else {
            continue;
        };
        let (response, at) = resolved(root, response, pointer.child("responses").child(code));
        collect(
            root,
            response,
            &at,
            Direction::Response(status),
            &mut examples,
        );
    }
    examples
}

fn collect(
    root: &Value,
    node: &Value,
    pointer: &Pointer,
    direction: Direction,
    examples: &mut Vec<Example>,
) {
    let Some(content) = node.get("content") else {
        return;
    };
    let mut described: Vec<(&String, &Value)> = keys(Some(content))
        .into_iter()
        .filter_map(|name| Some((name, content.get(name)?)))
        .filter(|(name, media)| {
            encoding(root, name, media.get("schema"), Side::Success) == Encoding::Json
        })
        .collect();
    described.sort_by_key(|(name, _)| (*name != "application/json", !is_plain_json(name)));
    // Only the first is what the client reads, and what is described alike.
    let first = described.first().map(|(_, media)| media.get("schema"));
    for (media_type, media) in described {
        if Some(media.get("schema")) != first {
            continue;
        }
        let at = pointer.child("content").child(media_type);
        if let Some(value) = media.get("example") {
            examples.push(Example {
                name: None,
                pointer: at.child("example"),
                direction,
                value: value.clone(),
            });
        }
        for name in keys(media.get("examples")) {
            let Some(example) = media.get("examples").and_then(|all| all.get(name)) else {
                continue;
            };
            let (example, at) = resolved(root, example, at.child("examples").child(name));
            if let Some(value) = example.get("value") {
                examples.push(Example {
                    name: Some(name.clone()),
                    pointer: at.child("value"),
                    direction,
                    value: value.clone(),
                });
            }
        }
    }
}
