use std::collections::BTreeMap;
use std::fmt;

use crate::Json;
use crate::json::Personal;

/// The properties of an object that the description does not know. They are kept unchanged and sent
/// back, so that an older client loses no data of a newer server. As large as one pointer.
///
/// `Debug` shows only the names: undescribed values may be personal.
///
/// No name is sent twice: a property with a field is written from the field, and from here only if
/// the field is absent.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Extra(Option<Box<Kept>>);

#[derive(Clone, Default, PartialEq, Eq, Hash)]
struct Kept {
    properties: BTreeMap<String, Json>,
    /// The names of constants that were received with another value, which is sent back, or were
    /// missing. Constants that a user sets are not among them: they cannot be wrong.
    constants: Vec<String>,
}

impl Extra {
    /// The value of a property.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.as_ref()?.properties.get(name)
    }

    /// Sets a property; returns its previous value.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Json>) -> Option<Json> {
        self.put(name.into(), value.into())
    }

    pub(crate) fn put(&mut self, name: String, value: Json) -> Option<Json> {
        let kept = self.0.get_or_insert_default();
        kept.constants.retain(|other| *other != name);
        kept.properties.insert(name, value)
    }

    /// Keeps a constant that was received with another value.
    pub(crate) fn put_constant(&mut self, name: &str, value: Json) {
        self.put(name.to_owned(), value);
        let kept = self.0.get_or_insert_default();
        kept.constants.push(name.to_owned());
    }

    /// Notes that the tag of a variant was missing, so that it is not sent back either.
    pub(crate) fn put_absent(&mut self, tag: &str) {
        let kept = self.0.get_or_insert_default();
        kept.constants.push(tag.to_owned());
    }

    /// Whether a constant was received with another value, which is among the properties, or was
    /// missing.
    pub(crate) fn has_constant(&self, name: &str) -> bool {
        let kept = self.0.as_ref();
        kept.is_some_and(|kept| kept.constants.iter().any(|other| other == name))
    }

    /// Removes a property; returns its value.
    pub fn remove(&mut self, name: &str) -> Option<Json> {
        let kept = self.0.as_mut()?;
        let value = kept.properties.remove(name);
        kept.constants.retain(|other| *other != name);
        // Empty content is dropped, so that equality does not depend on history.
        if kept.properties.is_empty() && kept.constants.is_empty() {
            self.0 = None;
        }
        value
    }

    /// The properties by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        let kept = self.0.as_deref().into_iter();
        let properties = kept.flat_map(|kept| &kept.properties);
        properties.map(|(name, value)| (name.as_str(), value))
    }

    /// Whether there are no properties.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of properties.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |kept| kept.properties.len())
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.iter().map(|(name, value)| (name, Personal(value)));
        f.debug_map().entries(shown).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_and_empty_again() {
        assert_eq!(size_of::<Extra>(), size_of::<usize>());
        let mut extra = Extra::default();
        assert!(extra.is_empty());
        extra.insert("b", 1);
        extra.insert("a", "x");
        assert_eq!(extra.len(), 2);
        assert_eq!(
            extra.iter().map(|(name, _)| name).collect::<Vec<_>>(),
            ["a", "b"]
        );
        assert_eq!(extra.insert("a", true), Some("x".into()));
        assert_eq!(extra.remove("a"), Some(true.into()));
        assert_eq!(extra.remove("a"), None);
        assert_eq!(extra.get("b"), Some(&1.into()));
        extra.remove("b");
        assert_eq!(extra, Extra::default());
    }
}
