//! How specific a schema is, without lowering it: decides between two that describe one value.

use std::collections::BTreeSet;

use super::enumeration::{self, Values};
use super::keywords::Keywords;
use super::schemas::{LONGEST_CHAIN, Schemas};
use crate::document::Pointer;

/// The weight of a schema with only a type.
const TYPE: u8 = 1;
/// The weight of a schema with properties or alternatives.
pub(super) const SHAPE: u8 = 4;

/// Whether a schema has another among the parts of its allOf, directly or not.
pub(super) fn extends(schemas: &Schemas<'_>, pointer: &Pointer, base: &Pointer) -> bool {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![pointer.clone()];
    while let Some(pointer) = waiting.pop() {
        let (pointer, keywords) = schemas.node(&pointer);
        if pointer == *base {
            return true;
        }
        if seen.len() < LONGEST_CHAIN && seen.insert(pointer.clone()) {
            let at = pointer.child("allOf");
            waiting.extend((0..keywords.list("allOf").len()).map(|index| at.child(index)));
        }
    }
    false
}

/// Whether all values of a schema are objects, as far as is visible without lowering it.
pub(super) fn is_object_like(
    schemas: &Schemas<'_>,
    pointer: &Pointer,
    seen: &mut BTreeSet<Pointer>,
) -> bool {
    let (pointer, keywords) = schemas.node(pointer);
    if !seen.insert(pointer.clone()) || seen.len() > LONGEST_CHAIN {
        return true;
    }
    if keywords.is_object() {
        return true;
    }
    let all = |key: &str, seen: &mut BTreeSet<Pointer>| {
        let at = pointer.child(key);
        (0..keywords.list(key).len()).all(|index| is_object_like(schemas, &at.child(index), seen))
    };
    !keywords.is_plain() && ["allOf", "oneOf", "anyOf"].iter().all(|key| all(key, seen))
}

/// How specific a schema is about its values.
pub(super) fn weight(schemas: &Schemas<'_>, pointer: &Pointer) -> u8 {
    let (target, _) = schemas.follow(pointer);
    let keywords = Keywords::new(schemas.at(&target));
    let parts = ["allOf", "oneOf", "anyOf"];
    let is_enum = !keywords.list("enum").is_empty() || enumeration::is_annotated(keywords);
    let has_parts = parts.iter().any(|key| !keywords.list(key).is_empty());
    if keywords.has_shape() || has_parts && !is_enum {
        SHAPE
    } else if is_enum {
        SHAPE - 1
    } else if ["items", "format", "prefixItems"]
        .iter()
        .any(|key| keywords.get(key).is_some())
    {
        SHAPE - 2
    } else if keywords.kind().is_some() {
        TYPE
    } else {
        0
    }
}

/// The weight; of two enums, the one with fewer values is more specific.
pub(super) fn narrowness(
    schemas: &Schemas<'_>,
    pointer: &Pointer,
) -> (u8, std::cmp::Reverse<usize>) {
    let (target, _) = schemas.follow(pointer);
    let values = match enumeration::read(Keywords::new(schemas.at(&target))) {
        Values::Enum(known) => known.values.len(),
        _ => 0,
    };
    (weight(schemas, pointer), std::cmp::Reverse(values))
}
