//! Where the nodes of a YAML text stand, as a tree of offsets that is made while the text is read.

use std::collections::BTreeMap;

use super::Pointer;

/// The offsets of the nodes of one text, in bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
struct Node {
    /// None of what the parser hands over without its text, such as a number.
    offset: Option<usize>,
    children: Children,
}

/// What stands in a node, each by its number.
#[derive(Clone, Debug)]
pub(super) enum Children {
    None,
    Items(Vec<usize>),
    Members(BTreeMap<String, usize>),
}

impl Places {
    /// Adds a node after all that stand in it; gives its number. The root comes last.
    pub(super) fn add(&mut self, offset: Option<usize>, children: Children) -> usize {
        self.nodes.push(Node { offset, children });
        self.nodes.len() - 1
    }

    /// The offset of the node that was added last.
    pub(super) fn last(&self) -> Option<usize> {
        self.nodes.last()?.offset
    }

    /// That the node that was added last stands there; gives its number.
    pub(super) fn at(&mut self, offset: Option<usize>) -> usize {
        if let Some(node) = self.nodes.last_mut() {
            node.offset = offset.or(node.offset);
        }
        self.nodes.len().saturating_sub(1)
    }

    /// The offset of the node at `pointer`, or of its nearest ancestor that has one. That of an
    /// entry of a mapping is the offset of its key.
    pub(super) fn find(&self, pointer: &Pointer) -> usize {
        let Some(mut node) = self.nodes.last() else {
            return 0;
        };
        let mut offset = node.offset;
        for segment in pointer.segments() {
            let child = match &node.children {
                Children::Items(items) => segment
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| items.get(index)),
                Children::Members(members) => members.get(&segment),
                Children::None => None,
            };
            let Some(child) = child else { break };
            node = &self.nodes[*child];
            offset = node.offset.or(offset);
        }
        offset.unwrap_or_default()
    }
}
