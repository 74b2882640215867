//! The base of a family as a value, which is one of its members. As a part of an allOf it is an object.

use std::collections::BTreeSet;

use super::discriminator::discriminator;
use super::keywords::Keywords;
use super::queue::{Queue, Work};
use super::schemas::Schemas;
use super::union::{self, Choice};
use super::{SchemaId, SchemaKind};
use crate::document::{Made, Pointer};

/// The union of a family, if the schema is the base of one: all schemas that extend it, and the base
/// itself, which a server may send as well.
pub(super) fn union(
    schemas: &Schemas<'_>,
    queue: &mut Queue,
    base: &Pointer,
) -> Option<SchemaKind> {
    let families = schemas.families();
    let choice = Choice {
        pointer: base.clone(),
        discriminator: discriminator(Keywords::new(schemas.at(base))),
        variants: families.members(base)?.to_vec(),
    };
    let mut variants = Vec::new();
    for member in choice.variants.iter().chain([base]) {
        let value = if families.members(member).is_some() {
            let name = SchemaId(member.clone()).component().unwrap_or_default();
            queue.add_made(Work {
                id: member.made(Made::Base),
                parts: vec![member.clone()],
                decided: BTreeSet::new(),
                title: Some(format!("{name} Base")),
            })
        } else {
            queue.use_at(schemas, member)
        };
        variants.push((member.clone(), value));
    }
    Some(union::lower(schemas, &choice, variants).0)
}
