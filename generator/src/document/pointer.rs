//! JSON pointers (RFC 6901): the address of a node in a description.

use std::fmt;

/// The address of one node, from the root of the document: `/paths/~1agents/get`.
///
/// Ordered as text, so that diagnostics and indexes sort the same way everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer(String);

impl Pointer {
    /// The root of the document.
    #[must_use]
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// Reads a pointer as it is written in a `$ref` after `#`: percent-decoded, with `~0` and
    /// `~1` kept. `None` where the text is not a pointer (RFC 6901 section 3).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// The child with this key or index.
    #[must_use]
    pub fn child(&self, segment: impl fmt::Display) -> Self {
        let escaped = segment.to_string().replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{escaped}", self.0))
    }

    /// The address one level up; the root is its own parent.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(self.0.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned())
    }

    /// The unescaped keys and indexes from the root to this node.
    pub fn segments(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"))
    }

    /// The last key or index, unescaped; `None` at the root.
    #[must_use]
    pub fn last(&self) -> Option<String> {
        self.segments().last()
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
