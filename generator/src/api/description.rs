//! Descriptions of schemas with parts: a schema without one gets that of an inline part, and the unused
//! ones are reported.

use serde_json::Value;

use super::external_docs;
use super::keywords::Keywords;
use super::schemas::{LONGEST_CHAIN, Schemas};
use crate::document::Pointer;

/// The description for the use of a schema at a node: the first one on the path to the schema.
pub(super) fn said(schemas: &Schemas<'_>, pointer: &Pointer) -> Option<String> {
    let mut said = None;
    schemas.walk(pointer, |at, node| {
        if said.is_none() {
            said = description_of(schemas, at, node);
        }
    });
    said
}

/// The description at a node: its own, or the first among the parts of its `allOf`.
pub(super) fn description(schemas: &Schemas<'_>, pointer: &Pointer) -> Option<String> {
    description_of(schemas, pointer, schemas.at(pointer))
}

fn description_of(schemas: &Schemas<'_>, pointer: &Pointer, node: &Value) -> Option<String> {
    match (node.get("$ref"), Keywords::new(node).text("description")) {
        (Some(_), _) => None,
        (None, Some(own)) => external_docs::linked(Some(own.to_owned()), node),
        (None, None) => {
            let first = node.get("allOf").and_then(|_| {
                let all = descriptions(schemas, pointer);
                all.into_iter().next()
            });
            external_docs::linked(first.map(|(_, said)| said), node)
        }
    }
}

/// The description for the use of a schema at a node, unless it is that of a model.
pub(super) fn remark(schemas: &Schemas<'_>, pointer: &Pointer) -> Option<String> {
    let said = said(schemas, pointer)?;
    let (target, _) = schemas.follow(pointer);
    let (_, keywords) = schemas.node(&target);
    let keys = ["properties", "allOf", "anyOf", "oneOf", "enum"];
    let is_model = keys.iter().any(|key| keywords.get(key).is_some());
    let of_model = description(schemas, &target).filter(|_| is_model);
    (of_model.as_ref() != Some(&said)).then_some(said)
}

/// The locations of descriptions at a node that the documentation omits.
pub(super) fn omitted(schemas: &Schemas<'_>, pointer: &Pointer, node: &Value) -> Vec<Pointer> {
    if node.get("allOf").is_none() {
        return Vec::new();
    }
    let mut all = descriptions(schemas, pointer).into_iter();
    let Some((_, first)) = all.next() else {
        return Vec::new();
    };
    let others = all.filter(|(_, other)| *other != first);
    others.map(|(at, _)| at).collect()
}

/// The descriptions at a node and in the parts of its `allOf`; the targets of references have their own
/// documentation.
fn descriptions(schemas: &Schemas<'_>, pointer: &Pointer) -> Vec<(Pointer, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![pointer.clone()];
    let mut seen = 0;
    while let Some(pointer) = waiting.pop() {
        let node = schemas.at(&pointer);
        seen += 1;
        if node.get("$ref").is_some() || seen > LONGEST_CHAIN {
            continue;
        }
        if let Some(description) = Keywords::new(node).text("description") {
            found.push((pointer.child("description"), description.to_owned()));
        }
        let parts = node.get("allOf").and_then(|parts| parts.as_array());
        let at = pointer.child("allOf");
        let parts = (0..parts.map_or(0, Vec::len)).rev();
        waiting.extend(parts.map(|index| at.child(index)));
    }
    found
}
