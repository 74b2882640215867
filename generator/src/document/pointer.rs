//! JSON pointers (RFC 6901): the address of a node in a description.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use percent_encoding::percent_decode_str;

/// The address of one node, from the root of the document: `/paths/~1agents/get`.
///
/// Ordered as text, so that diagnostics and indexes sort the same way everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Pointer(String);

impl Pointer {
    /// The root of the document.
    #[must_use]
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// Reads a pointer as it is written in a `$ref` after `#`, already percent-decoded, with `~0`
    /// and `~1` kept. `None` where the text is not a pointer (RFC 6901 section 3).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// The pointer that a `$ref` into the same document holds.
    pub(super) fn of_reference(reference: &str) -> Option<Self> {
        let fragment = percent_decode_str(reference.strip_prefix('#')?).decode_utf8_lossy();
        Self::parse(&fragment)
    }

    /// The pointer as a `$ref`.
    pub(super) fn reference(&self) -> String {
        format!("#{}", self.0.replace('%', "%25"))
    }

    /// The child with this key or index.
    #[must_use]
    pub fn child(&self, segment: impl fmt::Display) -> Self {
        let mut child = self.clone();
        child.push(segment);
        child
    }

    /// Moves down to the child with this key or index. What [`Self::len`] said before brings
    /// [`Self::truncate`] back: a walk then needs one pointer and not one for every node.
    pub(super) fn push(&mut self, segment: impl fmt::Display) {
        use fmt::Write as _;

        self.0.push('/');
        let start = self.0.len();
        // Writing to a String does not fail.
        let _ = write!(self.0, "{segment}");
        let written = &self.0[start..];
        if written.contains(['~', '/']) {
            let escaped = written.replace('~', "~0").replace('/', "~1");
            self.0.replace_range(start.., &escaped);
        }
    }

    /// The node of a value at this address.
    pub(crate) fn find<'v>(&self, root: &'v Value) -> Option<&'v Value> {
        let mut segments = self.0.split('/');
        // Before the first `/` stands nothing.
        segments.next();
        segments.try_fold(root, |value, segment| match value {
            Value::Object(members) => members.get(unescape(segment).as_ref()),
            Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The length in bytes.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Moves up to the ancestor of this length.
    pub(super) fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// The address one level up; the root is its own parent.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(
            self.0
                .rsplit_once('/')
                .map_or("", |(parent, _)| parent)
                .to_owned(),
        )
    }

    /// The unescaped keys and indexes from the root to this node.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = String> + '_ {
        let mut segments = self.0.split('/');
        // Before the first `/` stands nothing.
        segments.next();
        segments.map(|segment| unescape(segment).into_owned())
    }

    /// The last key or index, unescaped; `None` at the root.
    #[must_use]
    pub fn last(&self) -> Option<String> {
        self.segments().next_back()
    }

    /// The pointer as text; empty at the root.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "/" } else { &self.0 })
    }
}

/// A segment as it is meant (RFC 6901 section 4). Most have nothing to unescape, and many are looked
/// at.
fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        segment.replace("~1", "/").replace("~0", "~").into()
    } else {
        segment.into()
    }
}
