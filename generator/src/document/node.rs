//! A node of a description together with its pointer. Children are accessed through the node, so that
//! value and pointer always match.

use serde_json::Value;

use super::keyed::Keyed;
use super::{Pointer, resolve};

/// The maximum number of references followed in a row before a cycle is assumed.
const LONGEST_CHAIN: usize = 32;

/// A value of a description, and its pointer.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    root: &'a Value,
    value: &'a Value,
    at: Pointer,
}

impl<'a> Node<'a> {
    /// The description itself.
    #[must_use]
    pub fn root(root: &'a Value) -> Self {
        Self {
            root,
            value: root,
            at: Pointer::root(),
        }
    }

    /// The node at a pointer, if it exists.
    #[must_use]
    pub fn find(root: &'a Value, at: Pointer) -> Option<Self> {
        let value = at.find(root)?;
        Some(Self { root, value, at })
    }

    /// Creates a node from its parts.
    pub(super) const fn new(root: &'a Value, value: &'a Value, at: Pointer) -> Self {
        Self { root, value, at }
    }

    /// The root node of its description.
    #[must_use]
    pub fn description(&self) -> Self {
        Self::root(self.root)
    }

    /// Its value.
    #[must_use]
    pub const fn value(&self) -> &'a Value {
        self.value
    }

    /// Its pointer.
    #[must_use]
    pub const fn at(&self) -> &Pointer {
        &self.at
    }

    /// Its member with this key as written, without following a reference.
    #[must_use]
    pub fn written(&self, key: &str) -> Option<Self> {
        Some(self.below(key, self.value.keyword(key)?))
    }

    /// Its member with this key, after following references.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Self> {
        self.written(key).map(Self::followed)
    }

    /// The members of the object at this key, sorted, after following references.
    #[must_use]
    pub fn members(&self, key: &str) -> Vec<(&'a str, Self)> {
        let members = self.written(key).map(|it| it.entries());
        let members = members.into_iter().flatten();
        members.map(|(key, node)| (key, node.followed())).collect()
    }

    /// Its own members as written, sorted.
    #[must_use]
    pub fn entries(&self) -> Vec<(&'a str, Self)> {
        let members = self.value.as_object().into_iter().flatten();
        let entries = members.map(|(key, value)| (key.as_str(), self.below(key, value)));
        let mut entries: Vec<(&str, Self)> = entries.collect();
        entries.sort_by_key(|(key, _)| *key);
        entries
    }

    /// The items of the array at this key, after following references.
    #[must_use]
    pub fn items(&self, key: &str) -> Vec<Self> {
        let items = self.written_items(key).into_iter();
        items.map(Self::followed).collect()
    }

    /// The items of the array at this key as written.
    #[must_use]
    pub fn written_items(&self, key: &str) -> Vec<Self> {
        let Some(list) = self.written(key) else {
            return Vec::new();
        };
        let items = list.value.as_array().into_iter().flatten().enumerate();
        items.map(|(index, item)| list.below(index, item)).collect()
    }

    /// The string at this key, unless it is blank.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<String> {
        let text = self.str(key)?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The string at this key as written.
    #[must_use]
    pub fn str(&self, key: &str) -> Option<&'a str> {
        self.value.str(key)
    }

    /// Whether the value at this key is `true`.
    #[must_use]
    pub fn is(&self, key: &str) -> bool {
        self.value.is(key)
    }

    /// The boolean at this key.
    #[must_use]
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.value.flag(key)
    }

    /// Whether it has a member with this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.value.has(key)
    }

    /// The node after following its references: itself if it isn't a reference, or the last reference
    /// if that is broken.
    #[must_use]
    pub fn followed(mut self) -> Self {
        for _ in 0..LONGEST_CHAIN {
            let Some(next) = self.target() else {
                break;
            };
            self = next;
        }
        self
    }

    /// The target of its reference, if it is a reference that isn't broken.
    #[must_use]
    pub fn target(&self) -> Option<Self> {
        let (at, value) = resolve(self.root, self.str("$ref")?).ok()?;
        let root = self.root;
        Some(Self { root, value, at })
    }

    fn below(&self, key: impl std::fmt::Display, value: &'a Value) -> Self {
        Self {
            root: self.root,
            value,
            at: self.at.child(key),
        }
    }
}
