//! Findings while a value is normalised.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;
use crate::document::read::kind as kind_of;

/// The findings so far.
#[derive(Debug, Default)]
pub(super) struct Notes(pub(super) Vec<Diagnostic>);

impl Notes {
    pub(super) fn say(&mut self, code: Code, at: &Pointer, message: impl Into<String>) {
        self.0.push(Diagnostic::new(code, at, message));
    }

    /// A part has the wrong form; the message says how it is interpreted.
    pub(super) fn malformed(&mut self, at: &Pointer, message: impl Into<String>) {
        self.say(Code::Malformed, at, message);
    }

    /// The field `key` has the wrong form and no clear meaning.
    pub(super) fn skip(&mut self, at: &Pointer, key: &str, expected: &str, found: &Value) {
        let found = kind_of(found);
        self.malformed(
            at,
            format!("`{key}` is {expected}, it is {found} here; it is left out"),
        );
    }

    /// Operations are skipped.
    pub(super) fn lost(&mut self, at: &Pointer, message: impl Into<String>) {
        self.say(Code::MalformedOperation, at, message);
    }
}
