//! The payloads that a document shows beside its JSON media types.

use serde_json::Value;

use super::operation::resolved;
use super::{Direction, Example, keys};
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
        let Some(status) = super::operation::status(code) else {
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
    for media_type in keys(node.get("content")) {
        if super::operation::encoding(media_type) != super::Encoding::Json {
            continue;
        }
        let Some(media) = node
            .get("content")
            .and_then(|content| content.get(media_type))
        else {
            continue;
        };
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
