use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An array that may be absent.
///
/// APIs that always send an array seldom declare it required, and unwrapping it would be tedious:
/// an absent array reads as empty. Its absence is remembered, so it is omitted again when the value
/// is sent back; an empty list made in Rust is sent as `[]`. JSON `null` reads as absent. Absent
/// and empty are not equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct List<T> {
    items: Option<Vec<T>>,
}

impl<T> List<T> {
    /// An absent list, which is not sent. `List::from([])` is present and empty.
    #[inline]
    pub const fn absent() -> Self {
        Self { items: None }
    }

    /// Whether the property is absent.
    #[inline]
    pub fn is_absent(&self) -> bool {
        self.items.is_none()
    }

    /// Appends an item. An absent list becomes present.
    pub fn push(&mut self, item: T) {
        self.items.get_or_insert_default().push(item);
    }

    /// The items; empty if the list is absent.
    pub fn into_vec(self) -> Vec<T> {
        self.items.unwrap_or_default()
    }
}

/// Absent.
impl<T> Default for List<T> {
    #[inline]
    fn default() -> Self {
        Self::absent()
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        self.items.as_deref().unwrap_or_default()
    }
}

impl<T> DerefMut for List<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        self.items.as_deref_mut().unwrap_or_default()
    }
}

impl<T> From<Vec<T>> for List<T> {
    #[inline]
    fn from(items: Vec<T>) -> Self {
        Self { items: Some(items) }
    }
}

impl<T, const N: usize> From<[T; N]> for List<T> {
    fn from(items: [T; N]) -> Self {
        Self::from(Vec::from(items))
    }
}

impl<T> From<List<T>> for Vec<T> {
    fn from(list: List<T>) -> Self {
        list.into_vec()
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::from(Vec::from_iter(items))
    }
}

impl<T> Extend<T> for List<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        self.items.get_or_insert_default().extend(items);
    }
}

impl<T> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.into_vec().into_iter()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut List<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

/// On its own, where nothing can be omitted, an absent list is `[]`.
impl<T: Serialize> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(|items| Self { items })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn absent_reads_as_empty() {
        let mut list: List<i32> = List::default();
        assert!(list.is_absent() && list.is_empty());
        assert_eq!((&list).into_iter().count(), 0);
        assert_ne!(list, List::from([]));
        list.push(2);
        list.extend([1]);
        list.sort_unstable();
        assert!(!list.is_absent());
        assert_eq!(*list, [1, 2]);
        assert_eq!(list.into_vec(), [1, 2]);
    }

    #[test]
    fn json() {
        for (json, absent, back) in [
            ("[1,2]", false, "[1,2]"),
            ("[]", false, "[]"),
            ("null", true, "[]"),
        ] {
            let list: List<i32> = serde_json::from_str(json).unwrap();
            assert_eq!(list.is_absent(), absent);
            assert_eq!(serde_json::to_string(&list).unwrap(), back);
        }
        assert_eq!(size_of::<List<i32>>(), size_of::<Vec<i32>>());
    }
}
