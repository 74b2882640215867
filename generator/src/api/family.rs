//! Families: a base schema with a discriminator and without a list of variants, and the schemas
//! that extend it by allOf. As a part of an allOf the base is an object; as a value it is one of
//! the family.

use std::collections::{BTreeMap, BTreeSet};

use super::keywords::Keywords;
use super::schema::{SchemaLowering, Work};
use super::union::{self, Choice};
use super::{SchemaId, SchemaKind};
use crate::document::{Made, Node, Pointer};

pub(super) struct Families {
    /// The members of each family by the base.
    members: BTreeMap<Pointer, Vec<Pointer>>,
    /// What the components extend by allOf.
    extends: Extends,
}

/// The components that each component extends by allOf.
pub(super) type Extends = BTreeMap<SchemaId, Vec<SchemaId>>;

impl Families {
    pub(super) fn of(root: &Node<'_>) -> Self {
        let mut children: BTreeMap<Pointer, BTreeSet<Pointer>> = BTreeMap::new();
        let mut extends = Extends::new();
        let mut bases = Vec::new();
        let components = root.get("components").and_then(|it| it.written("schemas"));
        for (_, schema) in components.iter().flat_map(Node::entries) {
            let at = schema.at();
            for base in schema
                .written_items("allOf")
                .iter()
                .filter_map(Node::target)
            {
                let own = extends.entry(SchemaId(at.clone())).or_default();
                own.push(SchemaId(base.at().clone()));
                children
                    .entry(base.at().clone())
                    .or_default()
                    .insert(at.clone());
            }
            let keywords = Keywords::new(schema.value());
            let lists = ["oneOf", "anyOf"]
                .iter()
                .any(|key| keywords.get(key).is_some());
            if !lists && union::discriminator(keywords).is_some() {
                bases.push(at.clone());
            }
        }
        let families = bases.into_iter().filter_map(|base| {
            let mut members = BTreeSet::new();
            let mut waiting = vec![base.clone()];
            while let Some(pointer) = waiting.pop() {
                for child in children.get(&pointer).into_iter().flatten() {
                    if *child != base && members.insert(child.clone()) {
                        waiting.push(child.clone());
                    }
                }
            }
            (!members.is_empty()).then(|| (base, members.into_iter().collect()))
        });
        Self {
            members: families.collect(),
            extends,
        }
    }

    /// What the components extend, once all schemas are known.
    pub(super) fn into_extends(self) -> Extends {
        self.extends
    }

    /// Whether a schema extends the base of a family.
    pub(super) fn has(&self, base: &Pointer, member: &Pointer) -> bool {
        let members = self.members.get(base);
        members.is_some_and(|members| members.contains(member))
    }
}

impl SchemaLowering<'_> {
    /// The union of a family, if the schema is the base of one: all that extend it, and the base
    /// itself, which a server may send as well.
    pub(super) fn family(&mut self, base: &Pointer) -> Option<SchemaKind> {
        let members = self.families.members.get(base)?.clone();
        let choice = Choice {
            pointer: base.clone(),
            discriminator: union::discriminator(Keywords::new(self.at(base))),
            variants: members,
        };
        let mut variants = Vec::new();
        for member in choice.variants.iter().chain([base]) {
            let value = if self.families.members.contains_key(member) {
                let name = SchemaId(member.clone()).component().unwrap_or_default();
                self.add_made(Work {
                    id: member.made(Made::Base),
                    parts: vec![member.clone()],
                    decided: BTreeSet::new(),
                    title: Some(format!("{name} Base")),
                })
            } else {
                self.use_at(member)
            };
            variants.push((member.clone(), value));
        }
        Some(union::lower(self, &choice, variants).0)
    }
}
