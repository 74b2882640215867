//! The state while the file is processed, and its resources.

use serde_json::Value;

use crate::document::{Document, Node, Pointer};

/// The state while the file is processed.
pub(super) struct Reading<'a> {
    pub(super) document: &'a Document,
    pub(super) name: &'a str,
    pub(super) effective: &'a Value,
    pub(super) notes: Vec<String>,
    pub(super) errors: Vec<String>,
}

impl Reading<'_> {
    /// The location of a node in the file: `stainless.yml:12:5`.
    pub(super) fn place(&self, at: &Pointer) -> String {
        match self.document.place(at) {
            Some((file, place)) => format!("{file}:{}:{}", place.line, place.column),
            None => self.name.to_owned(),
        }
    }

    pub(super) fn note(&mut self, at: &Pointer, message: String) {
        self.notes.push(format!("{}: {message}", self.place(at)));
    }

    pub(super) fn error(&mut self, at: &Pointer, message: String) {
        self.errors.push(format!("{}: {message}", self.place(at)));
    }
}

/// A resource: the path of names to it, and its node.
pub(super) struct Resource<'a> {
    pub(super) path: Vec<&'a str>,
    pub(super) node: Node<'a>,
}

/// The resources, each before its subresources.
pub(super) fn resources<'a>(root: &Node<'a>) -> Vec<Resource<'a>> {
    let mut found = Vec::new();
    let mut open: Vec<Resource<'a>> = Vec::new();
    let within = |path: &[&'a str], node: &Node<'a>, key: &str| {
        let inner = node.members(key).into_iter().rev();
        let inner = inner.map(|(name, node)| Resource {
            path: [path, &[name]].concat(),
            node,
        });
        inner.collect::<Vec<_>>()
    };
    open.extend(within(&[], root, "resources"));
    while let Some(resource) = open.pop() {
        open.extend(within(&resource.path, &resource.node, "subresources"));
        found.push(resource);
    }
    found
}
