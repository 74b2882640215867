//! The line and column of every node of a text, from a second pass that is made only when
//! somebody asks: the parser that makes the value keeps no positions.

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, Span};

use super::Pointer;
use crate::diagnostic::Place;

/// Duplicate keys told of one text. A text with more has one cause for them.
const MAX_DUPLICATES: usize = 100;

/// The places of the nodes of one text, as a tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    nodes: Vec<Node>,
    /// Keys that stood in their mapping already, in the order of the text.
    pub(super) duplicates: Vec<(Pointer, Place)>,
}

#[derive(Clone, Debug)]
struct Node {
    place: Place,
    children: Children,
}

#[derive(Clone, Debug)]
enum Children {
    None,
    Items(Vec<usize>),
    Members(BTreeMap<String, usize>),
    /// An alias: its children are those of the anchored node.
    Same(usize),
}

/// A collection that is still open while events arrive.
struct Open {
    node: usize,
    /// In a mapping the key that waits for its value; its place is the place of the entry.
    key: Option<(String, Place)>,
}

impl Places {
    /// Reads the places of YAML or JSON, of the document with this index. Where the text is faulty, what stands before the fault
    /// has places.
    pub(super) fn read(text: &str, document: usize) -> Self {
        let mut places = Self::default();
        let mut open: Vec<Open> = Vec::new();
        let mut anchors: BTreeMap<usize, usize> = BTreeMap::new();
        // Depth inside a key that is a collection, which JSON does not have.
        let mut ignored = 0usize;
        let mut before = document;
        for event in Parser::new_from_str(&without_surrogates(text)) {
            let Ok((event, span)) = event else { break };
            let place = place(span);
            if ignored > 0 {
                match event {
                    Event::MappingStart(..) | Event::SequenceStart(..) => ignored += 1,
                    Event::MappingEnd | Event::SequenceEnd => ignored -= 1,
                    _ => {}
                }
                continue;
            }
            let (anchor, children) = match event {
                Event::Scalar(value, _, anchor, _) => {
                    if places.awaits_key(&open) {
                        if let Some(mapping) = open.last_mut() {
                            mapping.key = Some((value.into_owned(), place));
                        }
                        continue;
                    }
                    (anchor, Children::None)
                }
                Event::Alias(anchor) => (
                    0,
                    anchors
                        .get(&anchor)
                        .map_or(Children::None, |node| Children::Same(*node)),
                ),
                Event::SequenceStart(anchor, _) => (anchor, Children::Items(Vec::new())),
                Event::MappingStart(anchor, _) => (anchor, Children::Members(BTreeMap::new())),
                Event::SequenceEnd | Event::MappingEnd => {
                    open.pop();
                    continue;
                }
                Event::DocumentEnd if before == 0 => break,
                Event::DocumentEnd => {
                    before -= 1;
                    places = Self::default();
                    continue;
                }
                _ => continue,
            };
            let collection = matches!(children, Children::Items(_) | Children::Members(_));
            if places.awaits_key(&open) {
                ignored = usize::from(collection);
                if let Some(mapping) = open.last_mut() {
                    mapping.key = Some((String::new(), place));
                }
                continue;
            }
            let node = places.add(&mut open, place, children);
            if anchor > 0 {
                anchors.insert(anchor, node);
            }
            if collection {
                open.push(Open { node, key: None });
            }
        }
        places
    }

    fn awaits_key(&self, open: &[Open]) -> bool {
        open.last().is_some_and(|it| {
            it.key.is_none() && matches!(self.nodes[it.node].children, Children::Members(_))
        })
    }

    fn add(&mut self, open: &mut [Open], place: Place, children: Children) -> usize {
        let index = self.nodes.len();
        let mut place = place;
        let mut duplicate = None;
        if let Some(parent) = open.last_mut() {
            match &mut self.nodes[parent.node].children {
                Children::Items(items) => items.push(index),
                Children::Members(members) => {
                    if let Some((key, of_key)) = parent.key.take() {
                        place = of_key;
                        if members.contains_key(&key) {
                            duplicate = Some(key.clone());
                        }
                        members.insert(key, index);
                    }
                }
                Children::None | Children::Same(_) => {}
            }
        }
        if let Some(key) = duplicate
            && self.duplicates.len() < MAX_DUPLICATES
        {
            let pointer = self.pointer(open).child(key);
            self.duplicates.push((pointer, place));
        }
        self.nodes.push(Node { place, children });
        index
    }

    /// The pointer of the innermost open collection.
    fn pointer(&self, open: &[Open]) -> Pointer {
        let mut pointer = Pointer::root();
        for pair in open.windows(2) {
            match &self.nodes[pair[0].node].children {
                Children::Items(items) => pointer.push(items.len().saturating_sub(1)),
                Children::Members(members) => {
                    let key = members.iter().find(|(_, node)| **node == pair[1].node);
                    pointer.push(key.map_or("", |(key, _)| key));
                }
                Children::None | Children::Same(_) => {}
            }
        }
        pointer
    }

    /// The place of the node at `pointer`, or of its nearest ancestor that the text has. `None`
    /// only where the text has no node at all.
    pub(super) fn find(&self, pointer: &Pointer) -> Option<Place> {
        let mut node = self.nodes.first()?;
        for segment in pointer.segments() {
            let mut children = &node.children;
            if let Children::Same(anchored) = children {
                children = &self.nodes[*anchored].children;
            }
            let child = match children {
                Children::Items(items) => segment
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| items.get(index)),
                Children::Members(members) => members.get(&segment),
                Children::None | Children::Same(_) => None,
            };
            let Some(child) = child else { break };
            node = &self.nodes[*child];
        }
        Some(node.place)
    }
}

/// JSON writes characters beyond U+FFFF as two escapes, which YAML refuses. Columns stay as they
/// are; only a key with such a character is not found, and its entry has the place of its parent.
fn without_surrogates(text: &str) -> Cow<'_, str> {
    let mut patched = Cow::Borrowed(text);
    for (index, _) in text.match_indices("\\u") {
        let Some(digits) = text.get(index + 2..index + 6) else {
            continue;
        };
        let surrogate =
            u32::from_str_radix(digits, 16).is_ok_and(|it| (0xd800..0xe000).contains(&it));
        if surrogate {
            patched.to_mut().replace_range(index + 2..index + 6, "fffd");
        }
    }
    patched
}

fn place(span: Span) -> Place {
    Place {
        line: span.start.line(),
        column: span.start.col() + 1,
    }
}
