//! The positions of the nodes in a YAML text, recorded while parsing.

use std::collections::BTreeMap;
use std::iter;

use super::Pointer;

/// The nodes of one text in document order, each before its children.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    nodes: Vec<Node>,
    /// The keys with escapes in the text, by the numbers of their members.
    escaped: BTreeMap<usize, String>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// The key of a member, or the string of an item; `None` for values that the parser hands over
    /// without their text, such as numbers.
    written: Option<Written>,
    is_member: bool,
    /// The number of nodes up to the end of this one.
    end: usize,
}

/// A part of the text, without quotes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    offset: usize,
    length: usize,
}

impl Written {
    /// The location of a part within its text.
    pub(super) fn of(part: &str, text: &str) -> Option<Self> {
        let offset = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
        let length = part.len();
        (offset + length <= text.len()).then_some(Self { offset, length })
    }

    /// The byte offset of its start, including a quote or another mark before it.
    pub(super) fn start(self, text: &str) -> usize {
        let before = text.as_bytes().get(..self.offset).unwrap_or_default();
        let is_quoted = matches!(before.last(), Some(b'"' | b'\''));
        self.offset - usize::from(is_quoted)
    }

    fn text(self, text: &str) -> Option<&str> {
        text.get(self.offset..self.offset + self.length)
    }
}

impl Places {
    /// Begins the member with this key; returns its number.
    pub(super) fn member(&mut self, key: &str, written: Option<Written>) -> usize {
        let number = self.begin(written, true);
        if written.is_none() {
            self.escaped.insert(number, key.to_owned());
        }
        number
    }

    /// Begins the root or an item; returns its number.
    pub(super) fn item(&mut self) -> usize {
        self.begin(None, false)
    }

    fn begin(&mut self, written: Option<Written>, is_member: bool) -> usize {
        self.nodes.push(Node {
            written,
            is_member,
            end: 0,
        });
        self.nodes.len() - 1
    }

    /// Sets the text of the item that began last.
    pub(super) fn is_written(&mut self, written: Option<Written>) {
        if let Some(node) = self.nodes.last_mut()
            && !node.is_member
        {
            node.written = written;
        }
    }

    /// Ends a node.
    pub(super) fn end(&mut self, number: usize) {
        let end = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(number) {
            node.end = end;
        }
    }

    /// Removes the node that began last.
    pub(super) fn cancel(&mut self) {
        self.nodes.pop();
    }

    /// The offset of the node at `pointer`, or of its nearest ancestor that has one. The offset of a
    /// mapping's entry is that of its key.
    pub(super) fn find(&self, text: &str, pointer: &Pointer) -> usize {
        let mut number = 0;
        let mut offset = self.offset(text, number);
        for segment in pointer.segments() {
            let Some(child) = self.child(text, number, &segment) else {
                break;
            };
            number = child;
            offset = self.offset(text, number).or(offset);
        }
        offset.unwrap_or_default()
    }

    /// Of two members with the same key, the later one counts.
    fn child(&self, text: &str, number: usize, segment: &str) -> Option<usize> {
        let named = self.children(number).enumerate();
        let named = named.filter(|(index, (number, node))| {
            if node.is_member {
                let written = node.written.and_then(|it| it.text(text));
                let escaped = || self.escaped.get(number).map(String::as_str);
                written.or_else(escaped) == Some(segment)
            } else {
                segment.parse() == Ok(*index)
            }
        });
        named.last().map(|(_, (number, _))| number)
    }

    fn children(&self, number: usize) -> impl Iterator<Item = (usize, Node)> {
        let end = self.nodes.get(number).map_or(0, |it| it.end);
        let at = move |number: usize| {
            let node = self.nodes.get(number).filter(|_| number < end)?;
            Some((number, *node))
        };
        iter::successors(at(number + 1), move |(number, node)| {
            at(node.end.max(number + 1))
        })
    }

    /// A collection begins at its first child, or at the bracket before that.
    fn offset(&self, text: &str, number: usize) -> Option<usize> {
        let node = self.nodes.get(number)?;
        if let Some(written) = node.written {
            return Some(written.start(text));
        }
        if node.is_member {
            return None;
        }
        let (_, first) = self.children(number).next()?;
        let at = self.offset(text, number + 1)?;
        let before = text.as_bytes().get(..at)?.trim_ascii_end();
        let bracket = if first.is_member { b'{' } else { b'[' };
        match before.last() {
            Some(last) if *last == bracket => Some(before.len() - 1),
            _ => Some(at),
        }
    }
}
