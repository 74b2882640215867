//! The example payloads of a document's JSON media types.

use super::media_type::{Side, encoding, is_plain_json};
use super::response::status;
use super::{Direction, Encoding, Example};
use crate::document::Node;

/// The examples of an operation: of its body, then of its responses sorted by status; each in
/// the order of its name.
pub(super) fn collect_examples(operation: &Node<'_>) -> Vec<Example> {
    let mut examples = Vec::new();
    if let Some(body) = operation.get("requestBody") {
        collect(&body, Direction::Request, &mut examples);
    }
    for (code, response) in operation.members("responses") {
        if let Some(status) = status(code) {
            collect(&response, Direction::Response(status), &mut examples);
        }
    }
    examples
}

fn collect(body: &Node<'_>, direction: Direction, examples: &mut Vec<Example>) {
    let Some(content) = body.written("content") else {
        return;
    };
    let described = content.entries().into_iter().filter(|(name, media)| {
        let schema = media.written("schema");
        encoding(name, schema.as_ref(), Side::Success) == Encoding::Json
    });
    let mut described: Vec<(&str, Node<'_>)> = described.collect();
    described.sort_by_key(|(name, _)| (*name != "application/json", !is_plain_json(name)));
    // The client decodes the first media type; others count if they have the same schema.
    let first = described
        .first()
        .map(|(_, media)| media.value().get("schema"));
    for (_, media) in described {
        if Some(media.value().get("schema")) != first {
            continue;
        }
        let mut add = |name: Option<&str>, value: Node<'_>| {
            examples.push(Example {
                name: name.map(str::to_owned),
                pointer: value.at().clone(),
                direction,
                value: value.value().clone(),
            });
        };
        if let Some(value) = media.written("example") {
            add(None, value);
        }
        for (name, example) in media.members("examples") {
            if let Some(value) = example.written("value") {
                add(Some(name), value);
            }
        }
    }
}
