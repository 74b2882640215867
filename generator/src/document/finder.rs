//! Looks up nodes of a description one after the other: most are near the previous one, so that the
//! lookup starts from their common ancestor.

use std::cell::RefCell;

use serde_json::Value;

use super::{Node, Pointer};
use crate::pointer::step;

/// Finds the nodes of one description.
#[derive(Debug)]
pub(crate) struct Finder<'a> {
    root: &'a Value,
    last: RefCell<Previous<'a>>,
}

/// The path to the previous node, as far as it exists.
#[derive(Debug, Default)]
struct Previous<'a> {
    pointer: String,
    /// Each node below the root, with the length of its part of the pointer.
    nodes: Vec<(usize, &'a Value)>,
}

impl<'a> Finder<'a> {
    /// Creates a finder for the description with this root.
    #[must_use]
    pub(crate) fn new(root: &'a Value) -> Self {
        let last = RefCell::default();
        Self { root, last }
    }

    /// The description.
    #[must_use]
    pub(crate) const fn root(&self) -> &'a Value {
        self.root
    }

    /// The value at a pointer.
    #[must_use]
    pub(crate) fn value(&self, at: &Pointer) -> Option<&'a Value> {
        self.last.borrow_mut().lead(self.root, at.as_str())
    }

    /// The node at a pointer.
    #[must_use]
    pub(crate) fn node(&self, at: Pointer) -> Option<Node<'a>> {
        let value = self.value(&at)?;
        Some(Node::new(self.root, value, at))
    }
}

impl<'a> Previous<'a> {
    fn lead(&mut self, root: &'a Value, to: &str) -> Option<&'a Value> {
        let (last, to_bytes) = (self.pointer.as_bytes(), to.as_bytes());
        let is_above = |end: usize| {
            let ends = to_bytes.get(end).is_none_or(|&next| next == b'/');
            ends && to_bytes.get(..end) == last.get(..end)
        };
        while self.nodes.pop_if(|(end, _)| !is_above(*end)).is_some() {}
        let (mut end, mut value) = self.nodes.last().copied().unwrap_or((0, root));
        self.pointer.truncate(end);
        for segment in to[end..].split('/').skip(1) {
            value = step(value, segment)?;
            end += 1 + segment.len();
            self.pointer.push('/');
            self.pointer.push_str(segment);
            self.nodes.push((end, value));
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn finds_what_a_pointer_finds() {
        let root = json!({"a": {"b": [1, {"c": 2}], "bc": 3}, "ab": {"b/c": 4}, "": 5});
        let finder = Finder::new(&root);
        let pointers = [
            "/a/b/1/c",
            "/a/bc",
            "/a/b",
            "/a/b/1/d",
            "/a/b/1",
            "/ab/b~1c",
            "/a",
            "",
            "/",
            "/ab/b",
            "/a/b/1/c/e",
            "/a/b/1/c",
            "/b",
            "/a/b/01",
            "/a/~base",
            "/a",
        ];
        for pointer in pointers {
            let pointer = Pointer::parse(pointer).expect(pointer);
            assert_eq!(finder.value(&pointer), pointer.find(&root), "{pointer}");
        }
    }
}
