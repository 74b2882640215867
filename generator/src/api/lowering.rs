//! State for lowering schemas: those of the document, the pending ones, and the reports.

use std::collections::BTreeSet;

use serde_json::Value;

use super::queue::Queue;
use super::reports::Reports;
use super::schemas::Schemas;
use super::{Use, description, shown};
use crate::diagnostic::Code;
use crate::document::{Node, Pointer};

/// State for lowering schemas.
pub(super) struct SchemaLowering<'a> {
    pub(super) schemas: Schemas<'a>,
    pub(super) queue: Queue,
    pub(super) reports: Reports,
    /// The schemas that describe events of a stream.
    pub(super) events: BTreeSet<Pointer>,
    /// The examples of schemas and properties.
    pub(super) shown: shown::Nodes,
}

impl<'a> SchemaLowering<'a> {
    pub(super) fn new(root: Node<'a>) -> Self {
        Self {
            schemas: Schemas::of(root),
            queue: Queue::default(),
            reports: Reports::default(),
            events: BTreeSet::new(),
            shown: shown::Nodes::new(),
        }
    }

    /// The use of the schema at `pointer`, or of the one that it references.
    pub(super) fn use_at(&mut self, pointer: &Pointer) -> Use {
        self.queue.use_at(&self.schemas, pointer)
    }

    /// Records the examples of a node, and reports the descriptions that the documentation omits.
    pub(super) fn look_at(&mut self, pointer: &Pointer, node: &Value) {
        for at in description::omitted(&self.schemas, pointer, node) {
            let message = "the description of a part of `allOf` is not in the documentation, which \
                           has another one of this schema";
            self.reports.say(Code::NotInClient, &at, message);
        }
        let values = shown::at(node, pointer);
        if !values.is_empty() {
            self.shown.insert(pointer.clone(), values);
        }
    }
}
