//! JSON pointers (RFC 6901): the address of a node in a description.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use percent_encoding::percent_decode_str;

/// The kinds of schemas that the generator makes and that have no node in the document.
///
/// A pointer encodes them with an escape that RFC 6901 section 3 doesn't define, such as `~base`, so no
/// key of a document matches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// The base of a family, beside the union of its members.
    Base,
    /// A value that the caller encodes.
    Encoded,
    /// A schema as the parts of a form, in addition to the same schema as JSON.
    Form,
    /// One property that several parts of an `allOf` describe.
    Merged,
    /// No description: any value.
    Nothing,
    /// An alternative together with the keywords beside the alternatives.
    Variant,
}

impl Made {
    const ALL: [Self; 6] = [
        Self::Base,
        Self::Encoded,
        Self::Form,
        Self::Merged,
        Self::Nothing,
        Self::Variant,
    ];

    const fn written(self) -> &'static str {
        match self {
            Self::Base => "~base",
            Self::Encoded => "~encoded",
            Self::Form => "~form",
            Self::Merged => "~merged",
            Self::Nothing => "~nothing",
            Self::Variant => "~variant",
        }
    }

    fn of(segment: &str) -> Option<Self> {
        let is_it = |made: &Self| made.written() == segment;
        // Called for every segment of every pointer, and nearly none is a made one.
        let is_any = segment.starts_with('~');
        is_any.then(|| Self::ALL.into_iter().find(is_it))?
    }
}

/// One segment of a pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A key or an index, unescaped.
    Key(String),
    /// Where a made schema begins.
    Made(Made),
}

/// The child that a segment, still escaped, refers to.
pub(crate) fn step<'v>(value: &'v Value, segment: &str) -> Option<&'v Value> {
    match value {
        _ if Made::of(segment).is_some() => None,
        Value::Object(members) => members.get(unescape(segment).as_ref()),
        Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The address of one node, from the root of the document: `/paths/~1agents/get`.
///
/// Ordered as a string, so that diagnostics and indexes sort the same way everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Pointer(String);

impl Pointer {
    /// The root of the document.
    #[must_use]
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// Parses a pointer as it is written in a `$ref` after `#`, already percent-decoded, with `~0` and
    /// `~1` kept. `None` if it is not a pointer (RFC 6901 section 3).
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
        // Addresses are made for each keyword that is read: with room for most names, in one allocation.
        let mut child = Self(String::with_capacity(self.0.len() + 24));
        child.0.push_str(&self.0);
        child.push(segment);
        child
    }

    /// The address of a schema that is made from the one at this address.
    #[must_use]
    pub fn made(&self, made: Made) -> Self {
        Self(format!("{}/{}", self.0, made.written()))
    }

    /// Moves down to the child with this key or index. [`Self::truncate`] to the earlier [`Self::len`]
    /// moves back up, so that a walk needs one pointer rather than one for every node.
    pub(super) fn push(&mut self, segment: impl fmt::Display) {
        use fmt::Write as _;

        self.0.push('/');
        let start = self.0.len();
        // Writing to a String doesn't fail.
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
        // The part before the first `/` is empty.
        segments.next();
        segments.try_fold(root, step)
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
        // The part before the first `/` is empty.
        segments.next();
        segments.map(|segment| unescape(segment).into_owned())
    }

    /// The keys, indexes and made schemas from the root to this node.
    pub fn steps(&self) -> impl Iterator<Item = Step> + '_ {
        self.0.split('/').skip(1).map(|segment| {
            Made::of(segment).map_or_else(|| Step::Key(unescape(segment).into_owned()), Step::Made)
        })
    }

    /// Whether it is the address of a node within another.
    pub(crate) fn is_below(&self, other: &Self) -> bool {
        let rest = self.0.strip_prefix(&other.0);
        rest.is_some_and(|rest| rest.starts_with('/'))
    }

    /// The number of made schemas on the path of the address.
    pub(crate) fn depth_of_made(&self) -> usize {
        let is_made = |step: &Step| matches!(step, Step::Made(_));
        self.steps().filter(is_made).count()
    }

    /// The last key or index, unescaped; `None` at the root.
    #[must_use]
    pub fn last(&self) -> Option<String> {
        self.segments().next_back()
    }

    /// The pointer as a string; empty at the root.
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

/// A segment unescaped (RFC 6901 section 4). This is called often, and most segments have no escapes.
fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        segment.replace("~1", "/").replace("~0", "~").into()
    } else {
        segment.into()
    }
}
