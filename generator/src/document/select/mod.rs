//! The operations that a client is made for, where not for all. In: a document in its normal form and
//! the configuration's `only` and `exclude`. Out: the document with the chosen operations and the
//! components that they lead to. Absent: any type; the Rust stage leaves out those that nothing uses.

mod components;
mod pattern;

use std::collections::BTreeSet;

use serde_json::Value;

use super::operations::ADDITIONAL;
use super::{Described, Document, METHODS, Node, Pointer};
use crate::diagnostic::{Code, Diagnostic, Severity, did_you_mean};
use crate::{Chosen, Mention, Selection};

/// An operation as a selection knows it.
struct Candidate {
    /// Method and path.
    key: String,
    /// The operationId.
    id: Option<String>,
    method: String,
    path: String,
    tags: Vec<String>,
    at: Pointer,
}

impl Document {
    /// [`Self::normalise`], and then leaves out what is not selected. A name in the selection that
    /// fits nothing is an error.
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
        // What is said about parts that are not there is of no use to anybody.
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
        let has_operations = item.is_some_and(|it| !super::operations(&it).is_empty());
        if !has_operations
            && let Some((paths, path)) = path.rsplit_once('/')
            && let Some(paths) = self.value.pointer_mut(paths).and_then(Value::as_object_mut)
        {
            paths.remove(&path.replace("~1", "/").replace("~0", "~"));
        }
    }
}

impl Selection {
    /// Whether an operation is selected.
    fn has(&self, operation: &Candidate) -> bool {
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
fn is_operation(name: &str, operation: &Candidate) -> bool {
    let is_key = || match (name.split_once(' '), operation.key.split_once(' ')) {
        (Some((method, path)), Some((of, at))) => {
            method.eq_ignore_ascii_case(of) && path.trim() == at
        }
        _ => false,
    };
    operation.id.as_deref() == Some(name) || is_key()
}

/// The names of a selection that fit no operation of the whole description.
fn unknown(selection: &Selection, all: &[Candidate]) -> Vec<Diagnostic> {
    let sides = [("only", &selection.only), ("exclude", &selection.exclude)];
    let tags: BTreeSet<&str> = all
        .iter()
        .flat_map(|it| &it.tags)
        .map(String::as_str)
        .collect();
    let ids = all.iter().flat_map(|it| it.id.iter().chain([&it.key]));
    let ids: BTreeSet<&str> = ids.map(String::as_str).collect();
    let paths: BTreeSet<&str> = all.iter().map(|it| it.path.as_str()).collect();
    let methods: BTreeSet<&str> = all.iter().map(|it| it.method.as_str()).collect();
    let mut found = Vec::new();
    for (side, chosen) in sides {
        type Fits<'f> = &'f dyn Fn(&str, &Candidate) -> bool;
        let mut report =
            |what: &str, noun: &str, list: &[Mention], known: &BTreeSet<&str>, fits: Fits<'_>| {
                for mention in list {
                    let name = mention.name.as_str();
                    if all.iter().any(|operation| fits(name, operation)) {
                        continue;
                    }
                    let meant = did_you_mean(name, known.iter().copied());
                    let message = format!(
                        "`{side}.{what}` names `{name}`, and no operation has this {noun}{meant}"
                    );
                    found.push(mention.report(Code::UnknownSelected, message));
                }
            };
        report("tags", "tag", &chosen.tags, &tags, &|name, it| {
            it.tags.iter().any(|tag| tag == name)
        });
        report(
            "operations",
            "operationId, or method and path",
            &chosen.operations,
            &ids,
            &is_operation,
        );
        report("paths", "path", &chosen.paths, &paths, &|name, it| {
            pattern::fits(name, &it.path)
        });
        report(
            "methods",
            "method",
            &chosen.methods,
            &methods,
            // To leave out every `DELETE` is no mistake where there is none.
            &|name, it| {
                name.eq_ignore_ascii_case(&it.method)
                    || side == "exclude" && METHODS.contains(&name.to_ascii_lowercase().as_str())
            },
        );
    }
    found
}
