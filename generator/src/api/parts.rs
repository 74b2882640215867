//! The schemas that a schema extends by `allOf`.

use super::schemas::{LONGEST_CHAIN, Schemas};
use crate::document::Pointer;

/// A schema and all parts of its allOf.
pub(super) fn parts(schemas: &Schemas<'_>, pointer: &Pointer) -> Vec<Pointer> {
    let mut found = Vec::new();
    let mut waiting = vec![pointer.clone()];
    while let Some(pointer) = waiting.pop() {
        let (pointer, keywords) = schemas.node(&pointer);
        if found.len() > LONGEST_CHAIN || found.contains(&pointer) {
            continue;
        }
        let at = pointer.child("allOf");
        let all = 0..keywords.list("allOf").len();
        waiting.extend(all.rev().map(|index| at.child(index)));
        found.push(pointer);
    }
    found
}
