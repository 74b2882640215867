//! The body parameters of a Swagger 2.0 operation.

use serde_json::Value;

use crate::document::Keyed;
use crate::document::Pointer;

/// The body parameters of an operation, each with its address.
#[derive(Clone, Debug, Default)]
pub(super) struct Inputs {
    pub(super) body: Option<(Pointer, Value)>,
    pub(super) form: Vec<(Pointer, Value)>,
}

impl Inputs {
    /// Adds the operation's own to those of its path, which they override.
    pub(super) fn extend(&mut self, own: Self) {
        if own.body.is_some() {
            self.body = own.body;
        }
        for (at, part) in own.form {
            self.form
                .retain(|(_, other)| other.keyword("name") != part.keyword("name"));
            self.form.push((at, part));
        }
    }
}
