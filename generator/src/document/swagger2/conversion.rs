//! State shared by all parts of a conversion: the defaults of the whole description, and moved nodes.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;
use crate::document::origin::Origins;

/// The defaults of the whole description, and the state of the conversion.
pub(super) struct Conversion<'c> {
    pub(super) consumes: Option<Vec<String>>,
    pub(super) produces: Option<Vec<String>>,
    /// The original `parameters` of the root.
    pub(super) shared: Value,
    pub(super) moves: Moves<'c>,
    pub(super) found: Vec<Diagnostic>,
}

/// The original origins, and the new ones.
pub(super) struct Moves<'c> {
    pub(super) before: Origins,
    pub(super) origins: &'c mut Origins,
}

impl Moves<'_> {
    /// Records that the node at `to` was at `from` in the Swagger description.
    pub(super) fn note(&mut self, from: &Pointer, to: &Pointer) {
        self.origins.copy(&self.before, from, to);
    }
}

impl Conversion<'_> {
    pub(super) fn say(&mut self, at: &Pointer, message: impl Into<String>) {
        self.found
            .push(Diagnostic::new(Code::Converted, at, message));
    }
}
