//! The schemas to be lowered, each once.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

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

/// The maximum depth of merged schemas that are not shared with others of the same parts.
const DEEPEST_OF_ITS_OWN: usize = 2;

/// The pending schemas.
#[derive(Default)]
pub(super) struct Queue {
    waiting: Vec<Work>,
    /// Those that were ever added, and whether more than once.
    seen: BTreeMap<Pointer, bool>,
    /// Those in which several schemas apply, by these.
    merged: BTreeMap<BTreeSet<Pointer>, Vec<Pointer>>,
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
        match self.seen.entry(work.id.clone()) {
            Entry::Occupied(mut again) => *again.get_mut() = true,
            Entry::Vacant(new) => {
                new.insert(false);
                self.waiting.push(work);
            }
        }
        value
    }

    /// Adds a schema in which all parts apply. Within a schema of the same parts it is that one, as
    /// recursive schemas would be merged again at every level. Further down, any of the same parts
    /// will do; above, one that is added doesn't change the name of another.
    pub(super) fn add_merged(&mut self, id: Pointer, parts: Vec<Pointer>) -> Use {
        let known = self.merged.entry(parts.iter().cloned().collect());
        let known = known.or_default();
        let is_deep = id.depth_of_made() > DEEPEST_OF_ITS_OWN;
        let same = known.iter().find(|it| is_deep || id.is_below(it));
        let id = match same {
            Some(same) => same.clone(),
            None => {
                known.push(id.clone());
                id
            }
        };
        self.add_made(Work {
            id,
            parts,
            decided: BTreeSet::new(),
            title: None,
        })
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

    /// The schemas that have several users.
    pub(super) fn into_shared(self) -> BTreeSet<SchemaId> {
        let shared = self.seen.into_iter().filter(|(_, shared)| *shared);
        shared.map(|(id, _)| SchemaId(id)).collect()
    }

    /// The next schema.
    pub(super) fn next(&mut self) -> Option<Work> {
        self.waiting.pop()
    }
}
