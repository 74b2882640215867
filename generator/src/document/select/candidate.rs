//! The properties of an operation that a selection uses, and whether it is selected.

use super::pattern;
use crate::document::Pointer;
use crate::{Chosen, Mention, Selection};

/// The properties of an operation that a selection uses.
pub(super) struct Candidate {
    /// Method and path.
    pub(super) key: String,
    /// The operationId.
    pub(super) id: Option<String>,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) tags: Vec<String>,
    pub(super) at: Pointer,
}

impl Selection {
    /// Whether an operation is selected.
    pub(super) fn has(&self, operation: &Candidate) -> bool {
        let only = &self.only;
        let is_named = !only.names_operations() || only.names(operation);
        let has_method = only.methods.is_empty() || only.has_method(operation);
        let exclude = &self.exclude;
        is_named && has_method && !exclude.names(operation) && !exclude.has_method(operation)
    }
}

impl Chosen {
    fn names_operations(&self) -> bool {
        !(self.tags.is_empty() && self.operations.is_empty() && self.paths.is_empty())
    }

    fn names(&self, operation: &Candidate) -> bool {
        let is =
            |list: &[Mention], fits: &dyn Fn(&str) -> bool| list.iter().any(|it| fits(&it.name));
        is(&self.tags, &|tag| operation.tags.iter().any(|it| it == tag))
            || is(&self.operations, &|name| is_operation(name, operation))
            || is(&self.paths, &|pattern| {
                pattern::fits(pattern, &operation.path)
            })
    }

    fn has_method(&self, operation: &Candidate) -> bool {
        let mut methods = self.methods.iter();
        methods.any(|it| it.name.eq_ignore_ascii_case(&operation.method))
    }
}

/// Whether this is an operation's operationId, or its method and path.
pub(super) fn is_operation(name: &str, operation: &Candidate) -> bool {
    let is_key = || match (name.split_once(' '), operation.key.split_once(' ')) {
        (Some((method, path)), Some((of, at))) => {
            method.eq_ignore_ascii_case(of) && path.trim() == at
        }
        _ => false,
    };
    operation.id.as_deref() == Some(name) || is_key()
}
