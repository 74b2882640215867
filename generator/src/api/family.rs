//! The base of a family as a value, which is one of its members. As a part of an allOf it is an object.

use std::collections::BTreeSet;

use super::discriminator::discriminator;
use super::keywords::Keywords;
use super::queue::{Queue, Work};
use super::schemas::Schemas;
use super::tags::{has_further, left_to_base, mapped};
use super::union::{self, Choice};
use super::{SchemaId, SchemaKind};
use crate::document::{Made, Pointer};

/// The union of a family, if the schema is the base of one: all schemas that extend it, and the base
/// itself, which a server may send as well. If the values of the tag are listed, the base has those that
/// belong to no other schema, and its property keeps them; without any it is not a variant.
pub(super) fn union(
    schemas: &Schemas<'_>,
    queue: &mut Queue,
    base: &Pointer,
) -> Option<SchemaKind> {
    let families = schemas.families();
    let mut discriminator = discriminator(Keywords::new(schemas.at(base)))?;
    let members = families.members(base)?;
    let is_mapped = mapped(schemas, &discriminator).contains_key(base);
    let left = left_to_base(schemas, base, members, &discriminator);
    let left = left.filter(|_| !is_mapped && discriminator.default.is_none());
    if left.as_ref().is_some_and(|left| has_further(left, base)) {
        discriminator.default = Some(format!("#{base}"));
    }
    let is_variant = left.is_none_or(|left| !left.is_empty());
    let choice = Choice {
        pointer: base.clone(),
        discriminator: Some(discriminator),
        variants: members.to_vec(),
    };
    let mut variants = Vec::new();
    for member in members.iter().chain(is_variant.then_some(base)) {
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
