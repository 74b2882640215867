//! The facts about an operation beside its parameters, bodies and responses.

use serde::Serialize;

use crate::document::Node;

/// The facts about an operation that change neither its requests nor its responses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Annotations {
    /// `deprecated`.
    pub deprecated: bool,
    /// The date of its removal (`x-sunset`), as written in the document.
    pub sunset: Option<String>,
    /// Its stability level (`x-stability-level`), such as `beta`.
    pub stability: Option<String>,
}

impl Annotations {
    /// Reads them from an Operation Object.
    pub(super) fn of(operation: &Node<'_>) -> Self {
        Self {
            deprecated: operation.is("deprecated"),
            sunset: operation.text("x-sunset"),
            stability: operation.text("x-stability-level"),
        }
    }
}
