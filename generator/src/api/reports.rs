//! Reports about schemas, without duplicates.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;

/// The reports: code, location and message.
#[derive(Default)]
pub(super) struct Reports(BTreeSet<(Code, Pointer, String)>);

impl Reports {
    /// Reports that part of a schema is not in the type.
    pub(super) fn note(&mut self, pointer: &Pointer, message: &str) {
        self.say(Code::UnsupportedSchema, pointer, message);
    }

    /// Reports that a schema contradicts itself.
    pub(super) fn contradiction(&mut self, pointer: &Pointer, message: &str) {
        self.say(Code::Contradiction, pointer, message);
    }

    pub(super) fn say(&mut self, code: Code, pointer: &Pointer, message: &str) {
        self.0.insert((code, pointer.clone(), message.to_owned()));
    }

    /// In the order of codes, then locations.
    pub(super) fn into_diagnostics(self) -> impl Iterator<Item = Diagnostic> {
        let reports = self.0.into_iter();
        reports.map(|(code, pointer, message)| Diagnostic::new(code, &pointer, message))
    }
}

/// A location as shown in messages.
pub(super) fn shown(pointer: &Pointer) -> String {
    format!("`#{}`", pointer.as_str())
}
