//! Which schemas extend which by allOf, and the families among them: those of a base with a
//! discriminator and without a list of variants.

use std::collections::{BTreeMap, BTreeSet};

use super::SchemaId;
use super::discriminator::discriminator;
use super::keywords::Keywords;
use crate::document::{Node, Pointer};

/// The relations between schemas that extend each other.
pub(super) struct Families {
    /// The members of each family by the base.
    members: BTreeMap<Pointer, Vec<Pointer>>,
    /// The components that each component extends by allOf.
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
            if !lists && discriminator(keywords).is_some() {
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

    /// The members of the family of a base.
    pub(super) fn members(&self, base: &Pointer) -> Option<&[Pointer]> {
        self.members.get(base).map(Vec::as_slice)
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
