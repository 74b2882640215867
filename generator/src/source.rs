//! The texts of a run.

use crate::document::Files;

/// A text and its name in diagnostics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The path as a user would open it, such as `spec/dixa-api-beta.yaml`.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// The files that a multi-file description references; otherwise empty.
    pub files: Files,
}
