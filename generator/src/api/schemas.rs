//! Read access to the schemas of a document: resolving references, and following schemas that only wrap
//! another one.

use serde_json::Value;

use super::families::{Extends, Families};
use super::keywords::Keywords;
use crate::document::{self, Finder, Node, Pointer};

/// The maximum number of references and allOf parts followed in a row before a cycle is assumed.
pub(super) const LONGEST_CHAIN: usize = 64;

/// The schemas of a document.
pub(super) struct Schemas<'a> {
    finder: Finder<'a>,
    families: Families,
}

impl<'a> Schemas<'a> {
    pub(super) fn of(root: Node<'a>) -> Self {
        Self {
            finder: Finder::new(root.value()),
            families: Families::of(&root),
        }
    }

    /// The document.
    pub(super) fn root(&self) -> &'a Value {
        self.finder.root()
    }

    pub(super) fn families(&self) -> &Families {
        &self.families
    }

    /// What the components extend, once all schemas are known.
    pub(super) fn into_extends(self) -> Extends {
        self.families.into_extends()
    }

    /// The node at `pointer`, or the target of its references.
    pub(super) fn node(&self, pointer: &Pointer) -> (Pointer, Keywords<'a>) {
        match self.finder.node(pointer.clone()).map(Node::followed) {
            Some(node) => (node.at().clone(), Keywords::new(node.value())),
            None => (pointer.clone(), Keywords::new(&Value::Null)),
        }
    }

    pub(super) fn at(&self, pointer: &Pointer) -> &'a Value {
        self.finder.value(pointer).unwrap_or(&Value::Null)
    }

    /// Whether null is the only value of a schema.
    pub(super) fn is_null(&self, pointer: &Pointer) -> bool {
        let (_, keywords) = self.node(pointer);
        let values = keywords.list("enum");
        !values.is_empty() && values.iter().all(Value::is_null)
            || keywords.kind() == Some("null")
            || keywords.is_nullable() && keywords.has_only_annotations_beside(&[])
    }

    /// Follows references, and allOf, oneOf and anyOf with one significant part and otherwise only
    /// annotations and null, to the schema with the actual definition; with whether null is allowed on
    /// the path.
    pub(super) fn follow(&self, pointer: &Pointer) -> (Pointer, bool) {
        self.walk(pointer, |_, _| {})
    }

    /// Like [`follow`](Self::follow), calling `see` for each node on the path.
    pub(super) fn walk(
        &self,
        pointer: &Pointer,
        mut see: impl FnMut(&Pointer, &'a Value),
    ) -> (Pointer, bool) {
        let (mut pointer, mut value) = (pointer.clone(), self.at(pointer));
        let mut nullable = false;
        for _ in 0..LONGEST_CHAIN {
            let keywords = Keywords::new(value);
            nullable |= keywords.is_nullable();
            see(&pointer, value);
            let Some((target, next, null)) = self.only_part(&pointer, keywords, 0) else {
                break;
            };
            // A member of a family that adds nothing to its base is a variant of its own.
            if self.families.has(&target, &pointer) || !agrees(keywords, next) {
                break;
            }
            (pointer, value) = (target, next);
            nullable |= null;
        }
        (pointer, nullable)
    }

    /// The target of the only reference in a schema, and whether a part beside it adds null.
    fn only_part(
        &self,
        pointer: &Pointer,
        keywords: Keywords<'a>,
        depth: usize,
    ) -> Option<(Pointer, &'a Value, bool)> {
        if let Some(reference) = keywords.get("$ref") {
            let (target, value) = document::resolve(self.root(), reference.as_str()?).ok()?;
            return Some((target, value, false));
        }
        let key = ["allOf", "oneOf", "anyOf"].into_iter().find(|key| {
            keywords.get(key).is_some() && keywords.has_only_annotations_beside(&[key, "type"])
        })?;
        let list = pointer.child(key);
        let mut found = None;
        let mut null = false;
        for (index, part) in keywords.list(key).iter().enumerate() {
            let at = list.child(index);
            let part = Keywords::new(part);
            let is_null = match key {
                // An empty part of an `allOf` is ignored, but an empty alternative isn't.
                "allOf" => part.has_only_annotations_beside(&[]),
                _ => self.is_null(&at),
            };
            if is_null {
                null |= key != "allOf" || part.is_nullable();
            } else if found.replace((at, part)).is_some() {
                return None;
            }
        }
        let (at, part) = found?;
        if depth == LONGEST_CHAIN {
            return None;
        }
        let (target, value, inner) = self.only_part(&at, part, depth + 1)?;
        agrees(part, value).then_some((target, value, null | inner | part.is_nullable()))
    }
}

/// Whether the type beside a reference, if any, is that of its target.
fn agrees(keywords: Keywords<'_>, target: &Value) -> bool {
    let kind = keywords.kind();
    kind.is_none() || kind == Keywords::new(target).kind()
}
