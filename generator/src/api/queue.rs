//! The schemas to be lowered, each once.

use std::collections::BTreeSet;

use super::schemas::Schemas;
use super::{SchemaId, Use};
use crate::document::{Made, Pointer};

/// A schema to be lowered.
pub(super) struct Work {
    /// Its identity: its pointer, or for a schema made of several parts a pointer without a node.
    pub(super) id: Pointer,
    /// The schemas that all apply.
    pub(super) parts: Vec<Pointer>,
    /// The lists of variants, as pointers of `oneOf` and `anyOf`, that are already handled.
    pub(super) decided: BTreeSet<Pointer>,
    pub(super) title: Option<String>,
}

/// The maximum depth of schemas made from parts of made schemas.
pub(super) const DEEPEST_MADE: usize = 8;

/// The pending schemas.
#[derive(Default)]
pub(super) struct Queue {
    waiting: Vec<Work>,
    seen: BTreeSet<Pointer>,
}

impl Queue {
    /// Adds a schema.
    pub(super) fn add(&mut self, pointer: &Pointer) {
        self.add_made(Work {
            id: pointer.clone(),
            parts: vec![pointer.clone()],
            decided: BTreeSet::new(),
            title: None,
        });
    }

    /// Adds a schema that is made of parts.
    pub(super) fn add_made(&mut self, work: Work) -> Use {
        let value = Use {
            schema: SchemaId(work.id.clone()),
            nullable: false,
        };
        if self.seen.insert(work.id.clone()) {
            self.waiting.push(work);
        }
        value
    }

    /// The use of the schema at `pointer`, or of the one that it references.
    pub(super) fn use_at(&mut self, schemas: &Schemas<'_>, pointer: &Pointer) -> Use {
        let (target, nullable) = schemas.follow(pointer);
        self.add(&target);
        Use {
            schema: SchemaId(target),
            nullable,
        }
    }

    /// The use of any schema: a missing schema allows any value.
    pub(super) fn any_schema(&mut self) -> Use {
        let nothing = Pointer::root().made(Made::Nothing);
        self.add(&nothing);
        Use {
            schema: SchemaId(nothing),
            nullable: false,
        }
    }

    /// The next schema.
    pub(super) fn next(&mut self) -> Option<Work> {
        self.waiting.pop()
    }
}
