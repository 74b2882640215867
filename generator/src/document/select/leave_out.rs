//! Removes everything that isn't selected from the description.

use serde_json::Value;

use super::candidate::Candidate;
use super::components;
use super::unknown::unknown;
use crate::Selection;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::normalise::ADDITIONAL;
use crate::document::{Described, Document, Node, Pointer, operations};

impl Document {
    /// [`Self::normalise`], followed by removing everything that isn't selected. A name in the
    /// selection that matches nothing is an error.
    pub fn normalise_within(&mut self, selection: &Selection) -> Vec<Diagnostic> {
        let mut found = self.normalise();
        if selection.is_empty() || found.iter().any(|it| it.severity() == Severity::Error) {
            return found;
        }
        let candidates = self.candidates();
        let unknown = unknown(selection, &candidates);
        if !unknown.is_empty() {
            return unknown;
        }
        let (chosen, others): (Vec<_>, Vec<_>) =
            (candidates.into_iter()).partition(|candidate| selection.has(candidate));
        if chosen.is_empty() {
            let message = "`only` and `exclude` leave no operation".to_owned();
            return vec![Diagnostic::new(
                Code::NothingSelected,
                &Pointer::root(),
                message,
            )];
        }
        for other in others {
            self.remove_operation(&other.at);
            self.unselected.extend(other.id);
            self.unselected.insert(other.key);
        }
        if !selection.only.is_empty()
            && let Some(root) = self.value.as_object_mut()
        {
            root.remove("webhooks");
        }
        components::keep_reached(&mut self.value);
        // Findings about removed parts are irrelevant.
        found.retain(|it| it.pointer.find(&self.value).is_some());
        found
    }

    fn candidates(&self) -> Vec<Candidate> {
        let texts = |node: Node<'_>| -> Vec<String> {
            let list = node.value().as_array().into_iter().flatten();
            list.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        self.described()
            .map(|(key, Described { method, node })| Candidate {
                id: node.str("operationId").map(str::to_owned),
                tags: node.written("tags").map(texts).unwrap_or_default(),
                path: key
                    .split_once(' ')
                    .map_or_else(String::new, |it| it.1.to_owned()),
                method,
                at: node.at().clone(),
                key,
            })
            .collect()
    }

    fn remove_operation(&mut self, at: &Pointer) {
        let Some((parent, field)) = at.as_str().rsplit_once('/') else {
            return;
        };
        let field = field.replace("~1", "/").replace("~0", "~");
        if let Some(item) = self
            .value
            .pointer_mut(parent)
            .and_then(Value::as_object_mut)
        {
            item.remove(&field);
        }
        let path = parent
            .strip_suffix(ADDITIONAL)
            .map_or(parent, |it| it.trim_end_matches('/'));
        let item = Pointer::parse(path).and_then(|at| Node::find(&self.value, at));
        let has_operations = item.is_some_and(|it| !operations(&it).is_empty());
        if !has_operations
            && let Some((paths, path)) = path.rsplit_once('/')
            && let Some(paths) = self.value.pointer_mut(paths).and_then(Value::as_object_mut)
        {
            paths.remove(&path.replace("~1", "/").replace("~0", "~"));
        }
    }
}
