//! What all parts of a conversion know: what the whole description says, and which node came from where.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;
use crate::document::origin::Origins;

/// What holds for the whole description, and what is known of it.
pub(super) struct Conversion<'c> {
    pub(super) consumes: Option<Vec<String>>,
    pub(super) produces: Option<Vec<String>>,
    /// `parameters` of the root, as they were.
    pub(super) shared: Value,
    pub(super) moves: Moves<'c>,
    pub(super) found: Vec<Diagnostic>,
}

/// The origins as they were, and as they become.
pub(super) struct Moves<'c> {
    pub(super) before: Origins,
    pub(super) origins: &'c mut Origins,
}

impl Moves<'_> {
    /// Says that what stands at `to` now stood at `from` in the Swagger description.
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
