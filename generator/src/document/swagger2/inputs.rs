//! What an operation of OpenAPI 2 sends in its body.

use serde_json::Value;

use crate::document::Pointer;

/// What an operation sends in its body, each with where it stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Inputs {
    pub(super) body: Option<(Pointer, Value)>,
    pub(super) form: Vec<(Pointer, Value)>,
}

impl Inputs {
    /// Adds those of the operation to those of its path, in whose place they are.
    pub(super) fn extend(&mut self, own: Self) {
        if own.body.is_some() {
            self.body = own.body;
        }
        for (at, part) in own.form {
            self.form
                .retain(|(_, other)| other.get("name") != part.get("name"));
            self.form.push((at, part));
        }
    }
}
