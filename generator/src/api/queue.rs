//! The schemas that are still to be lowered, each once.

use std::collections::BTreeSet;

use super::schemas::Schemas;
use super::{SchemaId, Use};
use crate::document::{Made, Pointer};

/// A schema that is still to be lowered.
pub(super) struct Work {
    /// Its identity. Most stand there; those made of several parts stand nowhere.
    pub(super) id: Pointer,
    /// The schemas whose statements all hold.
    pub(super) parts: Vec<Pointer>,
    /// The lists of variants, as pointers of `oneOf` and `anyOf`, that are decided already.
    pub(super) decided: BTreeSet<Pointer>,
    pub(super) title: Option<String>,
}

/// How often parts of parts are put together into one more schema.
pub(super) const DEEPEST_MADE: usize = 8;

/// A list of work.
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

    /// The use of the schema that stands, or is referred to, at `pointer`.
    pub(super) fn use_at(&mut self, schemas: &Schemas<'_>, pointer: &Pointer) -> Use {
        let (target, nullable) = schemas.follow(pointer);
        self.add(&target);
        Use {
            schema: SchemaId(target),
            nullable,
        }
    }

    /// The use of a schema that says nothing: where nothing stands, anything may.
    pub(super) fn anything(&mut self) -> Use {
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
